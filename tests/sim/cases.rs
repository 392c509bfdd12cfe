//! The cases of `cases.toml`: a small part of them here, all of them with `make validate`.

#![allow(clippy::print_stdout, reason = "make validate shows what was reached")]

use super::*;
use leaklab::sim::replicate::{Figure, replicate};
use leaklab::sim::scenario::Discipline;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    runs: [u32; 2],
    scenario: Scenario,
    expect: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Mean(f64),
    More(More),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    mean: f64,
    /// Largest standard error, as a share of the mean.
    #[serde(default = "one_percent")]
    within: f64,
    /// Added to the four standard errors: what the end of a run adds.
    #[serde(default)]
    near: f64,
    /// Standard deviation over the replications.
    sd: Option<f64>,
    /// 5 %, 50 % and 95 % quantiles over the replications.
    q: Option<[f64; 3]>,
}

fn one_percent() -> f64 {
    0.01
}

/// How much is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    Quick,
    Full,
}

fn cases() -> Vec<Case> {
    let text = include_str!("cases.toml");
    let cases: Cases = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    cases.case
}

#[test]
fn a_small_part() {
    validate(Effort::Quick);
}

#[test]
#[ignore = "takes minutes: make validate"]
fn all() {
    validate(Effort::Full);
}

/// What is wrong with a case after its scenario was changed, as a mistake in the simulator would.
fn mutated(start: &str, runs: u32, change: fn(&mut Scenario)) -> Vec<String> {
    let case = cases()
        .into_iter()
        .find(|case| case.name.starts_with(start));
    let mut case = case.unwrap_or_else(|| panic!("no case {start}"));
    change(&mut case.scenario);
    let figures = replicate(&case.scenario, runs);
    let verdicts = case.expect.iter().filter_map(|(name, expected)| {
        let figure = figures.iter().find(|figure| figure.name == *name)?;
        judge(figure, expected, Effort::Quick).err()
    });
    verdicts.collect()
}

#[test]
fn mistakes_are_seen() {
    // Under last come first served the mean wait is the same, but not its spread.
    let order = mutated("Q5", 32, |s| s.discipline = Discipline::LastCome);
    assert!(
        !order.is_empty() && order.iter().all(|why| !why.contains("0.20459")),
        "{order:?}"
    );
    let limit = mutated("T6", 400, |s| {
        s.resource = Some(Resource::Pool(Pool {
            size: 6,
            overflow: 0,
            ..Pool::default()
        }));
    });
    assert!(!limit.is_empty(), "{limit:?}");
    let warm_up = mutated("the warm-up", 800, |s| s.warm_up = 0.0);
    assert!(warm_up.len() == 1, "{warm_up:?}");
    assert!(mutated("Q5", 16, |_| ()).is_empty() && mutated("T6", 400, |_| ()).is_empty());
}

fn validate(effort: Effort) {
    let mut wrong = Vec::new();
    for case in cases() {
        let runs = case.runs[effort as usize];
        if runs == 0 {
            continue;
        }
        assert_eq!(case.scenario.problems(), [], "{}", case.name);
        let figures = replicate(&case.scenario, runs);
        for (name, expected) in &case.expect {
            let figure = figures.iter().find(|figure| figure.name == *name);
            let figure = figure.unwrap_or_else(|| panic!("{}: no figure {name}", case.name));
            let verdict = judge(figure, expected, effort);
            if effort == Effort::Full {
                let error = figure.standard_error.unwrap_or_default();
                println!("{}: {name}: {} ± {error}", case.name, figure.mean);
            }
            if let Err(why) = verdict {
                wrong.push(format!("{}: {name} {why}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge(figure: &Figure, expected: &Expected, effort: Effort) -> Result<(), String> {
    let only_mean = |mean| More {
        mean,
        within: one_percent(),
        near: 0.0,
        sd: None,
        q: None,
    };
    let simple;
    let expected = match expected {
        Expected::Mean(mean) => {
            simple = only_mean(*mean);
            &simple
        }
        Expected::More(more) => more,
    };
    let (mean, error) = (figure.mean, figure.standard_error.unwrap_or(f64::INFINITY));
    // Expected values are given to six digits.
    let rounding = 1e-6 * expected.mean.abs().max(1.0);
    if (mean - expected.mean).abs() > 4.0 * error + expected.near + rounding {
        return Err(format!("is {mean} ± {error}, not {}", expected.mean));
    }
    if effort == Effort::Full && error > expected.within * expected.mean.abs() {
        return Err(format!("is too uncertain: {mean} ± {error}"));
    }
    let n = f64::from(figure.replications);
    // The standard errors of a standard deviation and of a quantile, of nearly normal values.
    if let (Some(sd), Some(got), Some(quantiles)) = (expected.sd, figure.sd, figure.quantiles) {
        if (got - sd).abs() > 4.0 * sd / (2.0 * n).sqrt() {
            return Err(format!("has a standard deviation of {got}, not {sd}"));
        }
        let [low, middle, high] = expected.q.unwrap_or(quantiles);
        for (got, wanted, factor) in [
            (quantiles[0], low, 2.11),
            (quantiles[1], middle, 1.25),
            (quantiles[2], high, 2.11),
        ] {
            if (got - wanted).abs() > 4.0 * factor * sd / n.sqrt() {
                return Err(format!("has a quantile of {got}, not {wanted}"));
            }
        }
    }
    Ok(())
}
