//! What is said before a run, and how it ends: for every scenario that comes with Leaklab, and for
//! others that are harder to foresee.

use super::*;
use leaklab::chart::foretold::forecast;
use leaklab::sim::prediction::{Before, Exhaustion, Outlook, Prediction, predict};
use leaklab::sim::presets::PRESETS;
use leaklab::sim::read::from_toml;

/// When so many runs run out, in seconds.
fn ends(scenario: &Scenario, runs: u32) -> Vec<Option<f64>> {
    let mut scenario = scenario.clone();
    scenario.stop.after_exhaustion = Some(0.0);
    // What is shown may end before anything runs out.
    if let Some(Outlook::RunsOut(end)) = predict(&scenario).map(|it| it.outlook) {
        scenario.stop.time = scenario
            .stop
            .time
            .map(|time| time.max(end.mean + 8.0 * end.sd));
    }
    let lanes = (0..runs).map(|index| replication(&scenario, index));
    lanes.map(|lane| lane.exhausted_at()).collect()
}

/// What is wrong with a forecast, after so many runs.
fn wrong(scenario: &Scenario, end: Exhaustion, runs: u32) -> Option<String> {
    let all: Vec<f64> = ends(scenario, runs).into_iter().flatten().collect();
    if all.len() < runs as usize {
        return Some(format!("{} of {runs} run out", all.len()));
    }
    let n = f64::from(runs);
    let inside = all
        .iter()
        .filter(|at| (end.q05..=end.q95).contains(at))
        .count() as f64;
    let mean = all.iter().sum::<f64>() / n;
    // A binomial variable within four standard deviations; a mean within four standard errors, and
    // half a standard deviation for what the formulas leave out.
    let is_far = (mean - end.mean).abs() > (4.0 / n.sqrt() + 0.5) * end.sd;
    let is_outside = inside < 0.9 * n - 4.0 * (0.09 * n).sqrt();
    (is_far || is_outside).then(|| format!("{inside} of {runs} in {end:?}, mean {mean}"))
}

#[test]
fn every_preset_ends_as_it_was_foretold_or_says_why_not() {
    let mut all_wrong = Vec::new();
    for preset in PRESETS {
        let scenario = preset.scenario().expect("valid");
        let Some(prediction) = predict(&scenario) else {
            // A queue: nothing can run out, and nothing is foretold.
            assert!(scenario.resource.is_none() && scenario.memory.is_none());
            continue;
        };
        let mut fail = |why: String| all_wrong.push(format!("{}: {why}", preset.id));
        match prediction.outlook {
            Outlook::RunsOut(end) if prediction.before.iter().all(Before::is_counted) => {
                let runs = if end.mean * scenario.rate > 3e5 {
                    10
                } else {
                    40
                };
                if let Some(why) = wrong(&scenario, end, runs) {
                    fail(why);
                }
                // And the run that everybody sees.
                let shown = ends(&scenario, 1)[0].unwrap_or(f64::INFINITY);
                let is_shown = scenario.stop.time.is_none_or(|time| time > end.q05);
                if is_shown && !(end.q05..=end.q95).contains(&shown) {
                    fail(format!("its own run ends at {shown}, outside of {end:?}"));
                }
            }
            Outlook::RunsOut(end) => {
                let words = forecast(&prediction, &scenario);
                for before in &prediction.before {
                    match *before {
                        Before::Restart { after, chance } => {
                            assert!(chance < 1e-4 && after < end.q05, "{before:?}");
                            assert!(words.contains("A planned restart after"), "{words}");
                        }
                        Before::Outlived { .. } => {
                            assert!(words.contains("do not help"), "{words}");
                        }
                        Before::Alarm => assert!(words.contains("The monitor restarts"), "{words}"),
                        Before::Autoscaler { .. } => {
                            assert!(words.contains("because of the autoscaler"), "{words}");
                        }
                        Before::Shared
                        | Before::Bursts
                        | Before::Several
                        | Before::Slower
                        | Before::Crowded
                        | Before::Server => {
                            assert!(words.contains("left out"), "{words}");
                        }
                    }
                }
                let is_held = |it: &Before| matches!(it, Before::Restart { .. } | Before::Alarm);
                let comes_first = prediction.before.iter().any(is_held);
                if comes_first && ends(&scenario, 4).iter().any(Option::is_some) {
                    fail("runs out all the same".to_owned());
                }
            }
            Outlook::Settles { blocked, .. } if blocked > 1e-3 => {
                let mut steady = scenario.clone();
                (steady.warm_up, steady.stop.time) = (600.0, Some(900.0));
                let lane = replication(&steady, 0);
                let share = lane.measures().failed as f64 / lane.measures().left() as f64;
                if (share / blocked - 1.0).abs() > 0.05 {
                    fail(format!("{share} failed, not {blocked}"));
                }
            }
            Outlook::NothingLeaks
            | Outlook::ClosedAtOnce
            | Outlook::Sawtooth { .. }
            | Outlook::Settles { .. } => {
                if ends(&scenario, 4).iter().any(Option::is_some) {
                    fail(format!("runs out, against {:?}", prediction.outlook));
                }
            }
        }
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

#[test]
fn what_is_harder_to_foresee() {
    let mut all_wrong = Vec::new();
    for (what, text) in [
        (
            "a table of which requests use a fifth",
            "rate = 100.0\nservice = { mean = 2.0 }\nresource = { table = {} }\n\
             leaks = { per_completion = 0.05 }",
        ),
        (
            "ports, of which released ones linger",
            "rate = 300.0\nservice = { mean = 0.01 }\nresource = { table = { of = \"ports\", limit = 20000 } }\n\
             leaks = { per_completion = 0.1 }",
        ),
        (
            "the first of five replicas",
            "rate = 100.0\nreplicas = 5\nresource = { table = { limit = 64 } }\nleaks = { per_completion = 0.02 }",
        ),
        (
            "three pools that are smaller than their server",
            "rate = 30.0\nreplicas = 3\nservice = { mean = 0.1 }\nresource = { pool = {} }\n\
             database = { of = \"sessions\" }\nleaks = { per_completion = 0.02 }",
        ),
        (
            "twenty pools that keep most of their server open",
            "rate = 200.0\nreplicas = 20\nservice = { mean = 0.05 }\nresource = { pool = {} }\n\
             database = { of = \"sessions\" }\nleaks = { per_completion = 0.01 }",
        ),
        (
            "two pools that are never nearly full",
            "rate = 40.0\nreplicas = 2\nservice = { mean = 0.5 }\n\
             resource = { pool = { size = 0, overflow = 100 } }\n\
             database = { of = \"sessions\", limit = 80 }\nleaks = { per_completion = 0.02 }",
        ),
        (
            "a disk that planned restarts do not clear",
            "rate = 10.0\nservice = { mean = 1e-3 }\nleak = \"R6\"\nresource = { table = { of = \"space\" } }\n\
             leaks = { per_completion = 0.1 }\nrestart = { every = 600.0, planned = 90.0 }",
        ),
        (
            "a lock that is gone long before the descriptors",
            "rate = 100.0\nresource = { table = { limit = 4000 } }\n\
             also = [{ pool = { of = \"locks\", size = 1, overflow = 0 } }]\n\
             assumptions = [{ kind = \"raises\", what = \"f()\", chance = 0.01 }]\n\
             paths = [{ ends = \"raises\", steps = [{ acquire = {} }, { acquire = { of = 1 } }, \
             { work = { share = 0.01 } }, { may-raise = { assumption = 0, raises = true } }] }, \
             { ends = \"returns\", steps = [{ acquire = {} }, { acquire = { of = 1 } }, { work = { share = 0.01 } }, \
             { may-raise = { assumption = 0, raises = false } }, { release = { of = 1 } }, { release = {} }] }]",
        ),
        (
            "descriptors of which some are lost and others collected",
            "rate = 60.0\nservice = { mean = 1e-3 }\nresource = { table = { limit = 1024 } }\n\
             collector = { cycles_every = 10.0 }\n\
             assumptions = [{ kind = \"raises\", what = \"f()\", chance = 0.01 }]\n\
             paths = [{ ends = \"raises\", steps = [{ acquire = { leak = \"R3\" } }, { work = { share = 1.0 } }, \
             { may-raise = { assumption = 0, raises = true } }] }, \
             { ends = \"returns\", steps = [{ acquire = { leak = \"R1\" } }, { work = { share = 1.0 } }, \
             { may-raise = { assumption = 0, raises = false } }] }]",
        ),
        (
            "the first of three heaps",
            "rate = 60.0\nreplicas = 3\nleak = \"R2\"\nmemory = { limit = 128.0, sizes = \"exponential\" }\n\
             paths = [{ ends = \"returns\", steps = [{ keep = { kib = 256.0 } }] }]",
        ),
    ] {
        let (scenario, prediction, end) = runs_out(what, text);
        // The rate that is said gives the time that is said, but for what comes back, what is used,
        // and what stands still.
        let room = f64::from(prediction.capacity) - prediction.returning;
        let alone =
            scenario.replicas == 1 && scenario.also.is_empty() && scenario.restart.is_none();
        if alone && (prediction.rate * end.mean > room || prediction.rate * end.mean < 0.7 * room) {
            all_wrong.push(format!("{what}: {prediction:?}"));
        }
        all_wrong.extend(wrong(&scenario, end, 60).map(|why| format!("{what}: {why}")));
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

#[test]
fn what_was_once_foretold_wrongly() {
    let program = "assumptions = [{ kind = \"raises\", what = \"f()\", chance = 0.5 }]\n\
                   paths = [{ ends = \"returns\", steps = [{ acquire = {} }, \
                   { may-raise = { assumption = 0, raises = false } }, { release = {} }] }, \
                   { ends = \"raises\", steps = [{ acquire = {} }, { may-raise = { assumption = 0, raises = true } }] }]";
    let retries = format!(
        "rate = 10.0\nresource = {{ table = {{}} }}\nclient = {{ retries = 3 }}\n{program}"
    );
    let mut all_wrong = Vec::new();
    // What it is about, the scenario, and the units that are said to be lost per second.
    for (what, text, rate) in [
        (
            "a burst at the start",
            "rate = 10.0\narrivals = { bursts = { every = 3600.0, lasts = 60.0, factor = 50.0 } }\n\
             service = { mean = 1e-3 }\nresource = { table = {} }\nleaks = { per_completion = 0.1 }",
            10.0 * 0.1 * (1.0 + 49.0 / 60.0),
        ),
        ("clients that ask again", &retries, 10.0 * 1.875 * 0.5),
        (
            "requests that hold for half an hour, from none on",
            "rate = 1.0\nservice = { mean = 2000.0 }\nresource = { table = {} }\nleaks = { per_completion = 0.001 }",
            0.001,
        ),
        (
            "ports that linger, from none on",
            "rate = 500.0\nservice = { mean = 0.02 }\nresource = { table = { of = \"ports\" } }\n\
             leaks = { per_completion = 0.0001 }",
            0.05,
        ),
        (
            "requests of a moment that need more memory than there is",
            "rate = 300.0\nservice = { mean = 0.1 }\nmemory = { per_request = 20480.0 }",
            0.0,
        ),
        (
            "a table that requests fill now and then",
            "rate = 8.0\nservice = { mean = 1.0 }\nresource = { table = { limit = 10, reserved = 0 } }",
            0.0,
        ),
        (
            "garbage that is sometimes too much before its collection",
            "rate = 50.0\nleak = \"R1\"\nservice = { mean = 0.01 }\nresource = { table = {} }\n\
             leaks = { per_completion = 0.5 }\ncollector = { cycles_every = 39.0 }",
            0.0,
        ),
        (
            "units of which each is lost by its own chance",
            "rate = 100.0\nservice = { mean = 1e-3 }\nresource = { table = {} }\nleaks = { per_acquisition = 0.05 }",
            5.0,
        ),
        (
            "a pool that does not let all through",
            "rate = 100.0\nservice = { mean = 0.1 }\nresource = { pool = { size = 5, overflow = 0 } }\n\
             leaks = { per_completion = 0.01 }",
            0.5,
        ),
        (
            "memory of which an autoscaler shares the growth",
            "rate = 40.0\nleak = \"R2\"\nservice = { mean = 0.05 }\nmemory = {}\n\
             autoscaler = { most = 8, every = 30.0, on = \"memory\", above = 0.6, below = 0.1 }\n\
             paths = [{ ends = \"returns\", steps = [{ work = { share = 1.0 } }, { keep = { kib = 64.0 } }] }]",
            2.5,
        ),
    ] {
        let (scenario, prediction, end) = runs_out(what, text);
        assert!(prediction.before.iter().all(Before::is_counted), "{what}");
        if (prediction.rate - rate).abs() > 1e-3 * rate {
            all_wrong.push(format!("{what}: {} a second, not {rate}", prediction.rate));
        }
        all_wrong.extend(wrong(&scenario, end, 40).map(|why| format!("{what}: {why}")));
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

/// A scenario that runs out within a time, with what is forecast.
fn runs_out(what: &str, text: &str) -> (Scenario, Prediction, Exhaustion) {
    let mut scenario = from_toml(text).unwrap_or_else(|mistakes| panic!("{what}: {mistakes:?}"));
    scenario.stop.time = Some(5e3);
    let prediction = predict(&scenario).expect("a forecast");
    let Outlook::RunsOut(end) = prediction.outlook else {
        panic!("{what}: {prediction:?}")
    };
    (scenario, prediction, end)
}
