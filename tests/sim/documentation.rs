//! The description of scenario files: its examples run and do what it says, and no field is missing.

use super::*;
use leaklab::sim::read::from_toml;
use leaklab::sim::replicate::replicate;

const TEXT: &str = include_str!("../../src/sim/README.md");

fn examples() -> Vec<(Scenario, &'static str)> {
    let fences = TEXT.split("```toml\n").skip(1);
    let texts = fences.filter_map(|rest| rest.split("```").next());
    let read = |text| from_toml(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
    texts.map(|text| (read(text), text)).collect()
}

#[test]
fn its_examples_do_what_it_says() {
    let promised = [
        Some(("mean time in system", 5.0, 0.1)),
        // Lognormal work: Erlang's formula is for exponential work, and near.
        Some(("share out of patience", 0.226, 0.05)),
        Some(("time to exhaustion", 37.5, 0.1)),
        Some(("time to exhaustion", 1004.0, 0.05)),
        Some(("time to exhaustion", 145.0, 0.02)),
        None,
    ];
    let examples = examples();
    for ((scenario, _), promise) in examples.iter().zip(promised) {
        let figures = replicate(scenario, 12);
        let Some((name, expected, within)) = promise else {
            continue;
        };
        let figure = figures.iter().find(|figure| figure.name == name);
        let mean = figure.expect("the figure").mean;
        assert!((mean / expected - 1.0).abs() < within, "{name}: {mean}");
    }
}

#[test]
fn its_queues_are_those_of_the_formulas() {
    // The last line of each says `# figure = what theory expects`.
    let examples = examples();
    let cases = examples.iter().filter_map(|(scenario, text)| {
        let last = text.trim_end().lines().last()?.strip_prefix("# ")?;
        let (name, value) = last.rsplit_once(" = ")?;
        Some((scenario, name, value.parse::<f64>().expect("a number")))
    });
    let mut count = 0;
    for (scenario, name, expected) in cases {
        // A single time to exhaustion tells less than a long run.
        let is_short = scenario.stop.after_exhaustion.is_some();
        let figures = replicate(scenario, if is_short { 600 } else { 24 });
        let figure = figures.iter().find(|figure| figure.name == name);
        let figure = figure.unwrap_or_else(|| panic!("no figure {name}"));
        let error = figure.standard_error.expect("many runs");
        assert!(
            (figure.mean - expected).abs() < 4.0 * error + 1e-3 * expected
                && error < 0.06 * expected,
            "{name}: {} ± {error}, not {expected}",
            figure.mean
        );
        count += 1;
    }
    assert_eq!(count, 13);
}

#[test]
fn its_defaults_are_the_programs() {
    let all = serde_json::to_value(whole()).expect("plain data");
    let mut compared = 0;
    for row in TEXT.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [names, _, defaults] = cells[..] else {
            continue;
        };
        let mut names: Vec<String> = names
            .split(", ")
            .map(|name| name.replace('`', ""))
            .collect();
        let prefix = names[0]
            .rsplit_once('.')
            .map(|(prefix, _)| format!("{prefix}."));
        for name in names.iter_mut().skip(1) {
            *name = format!("{}{name}", prefix.clone().unwrap_or_default());
        }
        if names.len() != defaults.split(", ").count() {
            continue;
        }
        for (name, default) in names.iter().zip(defaults.split(", ")) {
            let Ok(default) = default.parse::<f64>() else {
                continue;
            };
            let value = all.pointer(&format!("/{}", name.replace('.', "/")));
            let value = value.unwrap_or_else(|| panic!("there is no field {name}"));
            assert_eq!(value.as_f64(), Some(default), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn it_has_every_error_and_the_source_of_every_number() {
    for facts in leaklab::sim::resource::kinds::KINDS {
        assert!(TEXT.contains(facts.error), "{}", facts.error);
        let number = facts.limit.to_string();
        let with_comma = format!("{},{}", facts.limit / 1000, &number[number.len().min(2)..]);
        let sources = TEXT
            .split("## Where the numbers come from")
            .nth(1)
            .expect("sources");
        assert!(
            sources.contains(&number) || sources.contains(&with_comma),
            "{:?}",
            facts.of
        );
    }
    let pool = pool(5, Some(30.0)).map(|_| Resource::Pool(Pool::default()));
    assert!(TEXT.contains(&pool.expect("a pool").error()));
}

/// A scenario with everything that is optional.
fn whole() -> Scenario {
    Scenario {
        memory: Some(Default::default()),
        buffer: Some(Default::default()),
        profiler: Some(Default::default()),
        restart: Some(Default::default()),
        autoscaler: Some(Default::default()),
        monitor: Some(Default::default()),
        resource: Some(Resource::Pool(Pool::default())),
        ..Scenario::default()
    }
}

#[test]
fn it_names_every_field() {
    let scenario = serde_json::to_value(whole()).expect("plain data");
    let mut fields = Vec::new();
    names(&scenario, &mut fields);
    assert!(fields.len() > 70, "{}", fields.len());
    for field in fields {
        let is_named = [" ", "`", ".", "\n", "{"].iter().any(|before| {
            [" ", "`", ".", "]", ","]
                .iter()
                .any(|after| TEXT.contains(&format!("{before}{field}{after}")))
        });
        assert!(is_named, "`{field}` is not described");
    }
}

fn names(value: &serde_json::Value, fields: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        fields.push(name.clone());
        names(value, fields);
    }
}

#[test]
fn every_kind_is_in_its_table() {
    for facts in leaklab::sim::resource::kinds::KINDS {
        let name = serde_json::to_value(facts.of).expect("a name");
        let row = format!(
            "| `{}` | {} | {} |",
            name.as_str().expect("text"),
            facts.limit,
            facts.reserved
        );
        assert!(TEXT.contains(&row), "{row}");
    }
}
