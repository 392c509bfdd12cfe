//! The description of scenario files: its examples run and do what it says, and no field is missing.

use super::*;
use leaklab::sim::read::from_toml;
use leaklab::sim::replicate::replicate;

const TEXT: &str = include_str!("../../src/sim/README.md");

fn examples() -> Vec<Scenario> {
    let fences = TEXT.split("```toml\n").skip(1);
    let texts = fences.filter_map(|rest| rest.split("```").next());
    texts
        .map(|text| from_toml(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}")))
        .collect()
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
    assert_eq!(examples.len(), promised.len());
    for (scenario, promise) in examples.iter().zip(promised) {
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
fn it_names_every_field() {
    let scenario = serde_json::to_value(Scenario {
        memory: Some(Default::default()),
        buffer: Some(Default::default()),
        profiler: Some(Default::default()),
        restart: Some(Default::default()),
        autoscaler: Some(Default::default()),
        monitor: Some(Default::default()),
        resource: pool(1, None),
        ..Scenario::default()
    })
    .expect("plain data");
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
