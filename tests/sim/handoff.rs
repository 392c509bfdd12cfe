//! Everything of the catalogue that leaks is a scenario, or says why it is none.

use super::*;
use leaklab::check::{self, Options};
use leaklab::handoff::{Assumptions, NotModelled, scenario_for, scenario_for_file};
use leaklab::report::Confidence;
use leaklab::resources::{self, Catalogue, Missing};
use leaklab::sim::prediction::{Outlook, predict};
use leaklab::sim::presets::PRESETS;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_resource_of_the_catalogue_is_played_or_says_why_not() {
    let catalogue = Catalogue::builtin().expect("a readable catalogue");
    let examples = resources::shown().examples;
    let assumptions = Assumptions::default();
    let mut played = BTreeMap::new();
    for handle in catalogue.handles() {
        for acquire in &handle.acquire {
            let name = acquire.names.first().map_or("?", String::as_str);
            let mut options = Options::default();
            if handle.missing == Missing::Habit {
                options.show.push(Confidence::Style);
            }
            let report = check::check("example.py", &examples[name].leaky, &options);
            for finding in &report.findings {
                let what = &finding.model.exhausts;
                match scenario_for(finding, &assumptions) {
                    Ok(scenario) => {
                        assert_eq!(scenario.problems(), [], "{name}");
                        let outlook = predict(&scenario).map(|it| it.outlook);
                        let outlook = outlook.unwrap_or_else(|| panic!("{name} has no forecast"));
                        assert_ne!(outlook, Outlook::NothingLeaks, "{name}");
                        assert!(scenario.stop.time.is_some_and(f64::is_finite), "{name}");
                        assert!(
                            scenario.story.contains("counted against")
                                || scenario.story.contains("on the heap"),
                            "{}",
                            scenario.story
                        );
                        *played.entry(what.clone()).or_insert(0) += 1;
                        let whole = scenario_for_file("example.py", &report.findings, &assumptions);
                        let whole = whole.unwrap_or_else(|why| panic!("{name}: {why}"));
                        assert_eq!(whole.problems(), [], "{name}");
                    }
                    // What is dropped is freed: a coroutine, a task.
                    Err(NotModelled::NothingRunsOut(says)) => {
                        assert_eq!(what, "memory", "{name}");
                        assert!(
                            says.contains("never awaited") || says.contains("pending"),
                            "{says}"
                        );
                    }
                    // The rule is about a habit, or about what is done too late: nothing is left.
                    Err(NotModelled::NoLeakingPath) => {
                        let leaks = finding
                            .model
                            .paths
                            .iter()
                            .any(|path| path.outcome == leaklab::report::Outcome::Leaked);
                        assert!(!leaks, "{name} leaks and is not played");
                    }
                    Err(why) => panic!("{name}: {why}"),
                }
            }
        }
    }
    let kinds: Vec<&str> = played.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        [
            "connections",
            "descriptors",
            "memory",
            "processes",
            "storage",
            "threads"
        ]
    );
}

/// What is stated of a scenario's paths and is not what is played.
fn stated_otherwise(scenario: &Scenario) -> Option<f64> {
    let stated: f64 = scenario.path_weights().iter().sum();
    let differs = !scenario.paths.is_empty() && (stated - 1.0).abs() > 1e-9;
    (differs || !scenario.problems().is_empty()).then_some(stated)
}

#[test]
fn stated_and_played_chances_agree_everywhere() {
    let mut wrong = Vec::new();
    for preset in PRESETS {
        let scenario = preset.scenario().expect("valid");
        wrong.extend(stated_otherwise(&scenario).map(|sum| format!("{}: {sum}", preset.id)));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut count = 0;
    for file in std::fs::read_dir(folder).expect("the cases") {
        let file = file.expect("a file").path();
        let text = std::fs::read_to_string(&file).expect("text");
        for fence in text.split("```python").skip(1) {
            let code = fence
                .split_once('\n')
                .and_then(|(_, rest)| rest.split("```").next());
            let report = check::check("case.py", code.unwrap_or_default(), &Options::default());
            let played = scenario_for_file("case.py", &report.findings, &Assumptions::default());
            let Ok(scenario) = played else { continue };
            count += 1;
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let code = code.unwrap_or_default();
            wrong.extend(stated_otherwise(&scenario).map(|sum| format!("{name}: {sum}: {code}")));
        }
    }
    assert!(count > 100, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
