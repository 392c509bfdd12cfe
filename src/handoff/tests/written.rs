//! What the text of a file decides: what it keeps, what it raises, which of its ways are certain.

use super::*;

#[test]
fn a_stored_exception_keeps_what_is_dropped() {
    let text = "import json\n\nfailed = []\n\n\ndef load(path):\n    f = open(path)\n    \
                order = json.load(f)\n    f.close()\n    return order\n\n\ndef work(path):\n    \
                try:\n        return load(path)\n    except ValueError as error:\n        \
                failed.append(error)\n";
    let outlook = |text: &str| {
        let report = crate::check::check("orders.py", text, &crate::check::Options::default());
        let assumptions = Assumptions::of(&report);
        let scenario = scenario_for_file("orders.py", &report.findings, &assumptions);
        let scenario = scenario.expect("it is modelled");
        (
            scenario.kept,
            predict(&scenario).expect("a resource").outlook,
        )
    };
    let (kept, end) = outlook(text);
    assert!(
        kept == Kept::Exceptions && matches!(end, Outlook::RunsOut(_)),
        "{end:?}"
    );
    let (kept, end) = outlook(&text.replace("append(error)", "append(str(error))"));
    assert_eq!((kept, end), (Kept::Nothing, Outlook::ClosedAtOnce));
}

#[test]
fn children_that_have_ended_are_reaped_by_the_next() {
    let scenario = scenario_for(&finding("processes", Class::R2), &Assumptions::default());
    let scenario = scenario.expect("it is modelled");
    // 1.5 children a second that nobody waits for, each of which runs for a second.
    let Some(Outlook::Settles { level, .. }) = predict(&scenario).map(|it| it.outlook) else {
        panic!("it does not settle");
    };
    assert!((level - 1.495).abs() < 1e-9, "{level}");
}

#[test]
fn cycles_are_collected_after_so_many_allocations() {
    // Real programs that drop `sqlite3` connections show 92 open at most.
    let scenario = scenario_for(&finding("descriptors", Class::R1), &Assumptions::default());
    let scenario = scenario.expect("it is modelled");
    let Some(Outlook::Sawtooth { peak, .. }) = predict(&scenario).map(|it| it.outlook) else {
        panic!("no sawtooth");
    };
    assert!((peak - 92.0).abs() < 1.0, "{peak}");
    let mut run = Run::new(&scenario, Lanes::One);
    let most = std::iter::from_fn(|| run.next_frame()).map(|frame| frame.lanes[0].garbage);
    let most = most.max().unwrap_or(0);
    assert!((80..=93).contains(&most), "{most}");
}

/// The chance of each path, as it is played.
fn chances(scenario: &Scenario) -> Vec<f64> {
    let stated = scenario.path_weights();
    assert!(
        (stated.iter().sum::<f64>() - 1.0).abs() < 1e-9,
        "{stated:?}"
    );
    scenario.path_probabilities()
}

#[test]
fn an_explicit_raise_is_met_whenever_it_is_come_to() {
    // `fd = os.open(p); if bad: raise ValueError(p); os.close(fd)`
    let mut finding = finding("descriptors", Class::R3);
    let branch = |taken| ModelStep::Branch {
        line: 3,
        what: "bad".to_owned(),
        taken,
    };
    let (open, close) = (
        ModelStep::Acquire { line: 2 },
        ModelStep::Release { line: 5 },
    );
    finding.model.paths = vec![
        ModelPath {
            steps: vec![open.clone(), branch(false), close],
            outcome: Outcome::Released,
        },
        ModelPath {
            steps: vec![open, branch(true), call(4, "raise ValueError(p)", true)],
            outcome: Outcome::Leaked,
        },
    ];
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    assert_eq!(chances(&scenario), [0.5, 0.5]);
    assert_eq!(scenario.assumptions.len(), 1);
    assert_eq!(scenario.paths[1].ends, Ending::Raises);
    let prediction = predict(&scenario).expect("a resource");
    assert_eq!(prediction.unreleased_per_request, 0.5);
    let mut run = Run::new(&scenario, Lanes::One);
    run.run_to_end();
    let counters = run.lanes()[0].counters();
    let share = counters.raised as f64 / counters.completed() as f64;
    assert!((share - 0.5).abs() < 0.05, "{share}");
}

#[test]
fn a_way_that_is_not_listed_is_played_and_leaves_nothing() {
    let mut finding = finding("descriptors", Class::R3);
    // Only what leaks is listed: it is as rare as it is said to be.
    finding.model.paths.drain(..2);
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    let leaking = 0.01 + 0.99 * 0.5 * 0.01;
    let prediction = predict(&scenario).expect("a resource");
    assert!((prediction.unreleased_per_request - leaking).abs() < 1e-12);
    let chances = chances(&scenario);
    assert!((chances[0] - 0.01).abs() < 1e-12, "{chances:?}");
    assert!(scenario.paths[2..].iter().all(|path| !path.leaks()));
}

#[test]
fn of_ways_that_nothing_tells_apart_each_is_as_likely() {
    // Two handlers of the same call: one closes, one does not.
    let mut finding = finding("descriptors", Class::R3);
    let raised = |rest: Vec<ModelStep>, outcome| {
        let mut steps = vec![ModelStep::Acquire { line: 2 }, call(3, "f(fd)", true)];
        steps.extend(rest);
        ModelPath { steps, outcome }
    };
    finding.model.paths.truncate(2);
    finding.model.paths.extend([
        raised(Vec::new(), Outcome::Leaked),
        raised(vec![ModelStep::Release { line: 9 }], Outcome::Released),
        raised(vec![call(11, "log()", false)], Outcome::Leaked),
        raised(vec![call(11, "log()", true)], Outcome::Leaked),
    ]);
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    let chances = chances(&scenario);
    let raises: f64 = chances[2..6].iter().sum();
    assert!((raises - 0.01).abs() < 1e-12, "{chances:?}");
    assert!((chances[2] - 0.01 / 3.0).abs() < 1e-12, "{chances:?}");
    assert!((chances[3] - 0.01 / 3.0).abs() < 1e-12, "{chances:?}");
}
