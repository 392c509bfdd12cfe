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

/// What `simulate` makes of a file.
fn made(text: &str) -> Scenario {
    let report = crate::check::check("made.py", text, &crate::check::Options::default());
    let assumptions = Assumptions::of(&report);
    let made = scenario_for_file("made.py", &report.findings, &assumptions);
    made.unwrap_or_else(|why| panic!("{text}: {why}"))
}

#[test]
fn an_assert_raises_when_its_condition_does_not_hold_and_then_only() {
    let scenario = made(
        "import os\n\n\ndef handle(path, good):\n    fd = os.open(path, os.O_RDONLY)\n    \
                         assert good\n    os.close(fd)\n",
    );
    // It opens in 99 of 100, and half of those go on.
    let chances = chances(&scenario);
    let ways: Vec<(f64, u32)> = scenario
        .paths
        .iter()
        .map(Path::unreleased)
        .zip(chances)
        .map(|(left, chance)| (chance, left))
        .collect();
    let left: f64 = ways
        .iter()
        .map(|(chance, left)| chance * f64::from(*left))
        .sum();
    assert!((left - 0.495).abs() < 1e-9, "{ways:?}");
    assert_eq!(
        scenario.paths.len(),
        3,
        "no way on which it neither holds nor raises"
    );
    let said: Vec<&str> = scenario
        .assumptions
        .iter()
        .map(|it| it.what.as_str())
        .collect();
    assert_eq!(said, ["os.open(path, os.O_RDONLY)", "good"]);
}

#[test]
fn a_loop_leaves_as_many_as_it_has_passes() {
    let children = |items: &str| {
        let text = format!(
            "import subprocess\n\n\ndef handle(items):\n    for i in {items}:\n            \
             subprocess.Popen([\"true\"])\n"
        );
        let scenario = made(&text);
        assert_eq!(scenario.problems(), []);
        let prediction = predict(&scenario).expect("a resource");
        (prediction.unreleased_per_request, scenario)
    };
    // The first raises in one of a hundred.
    let (ten, scenario) = children("range(10)");
    assert!((ten - 9.9).abs() < 1e-9, "{ten}");
    assert!(scenario.paths.iter().any(|path| path.unreleased() == 10));
    // How many there are is not in the text: none in half the calls, and else two on average.
    let (some, scenario) = children("items");
    // To ask for another one may raise, before the first and after it.
    let expected = 0.99 * 0.5 * 0.99 * (0.99 * 2.0 + 0.01);
    assert!((some - expected).abs() < 1e-9, "{some}");
    let goes = |it: &&Assumption| it.kind == AssumptionKind::Goes;
    let said: Vec<&str> = scenario
        .assumptions
        .iter()
        .filter(goes)
        .map(|it| it.what.as_str())
        .collect();
    assert_eq!(said, ["there is another item of `items`"]);
    let (nested, _) = children("range(2):\n        for k in range(3)");
    assert!((nested - 5.94).abs() < 1e-9, "{nested}");
}

#[test]
fn daemons_that_do_not_end_are_counted_where_a_function_starts_them() {
    let watch = "import threading\nimport time\n\n\ndef watch():\n    while True:\n        time.sleep(1)\n\n\n";
    let start = "threading.Thread(target=watch, daemon=True).start()\n";
    let scenario = made(&format!("{watch}def handle():\n    {start}"));
    let prediction = predict(&scenario).expect("threads");
    assert_eq!(scenario.units(), "threads");
    assert!(
        matches!(prediction.outlook, Outlook::RunsOut(_)),
        "{prediction:?}"
    );
    // Once for the process: it is meant to run as long.
    let text = format!("{watch}{start}");
    let report = crate::check::check("made.py", &text, &crate::check::Options::default());
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn ways_that_are_the_same_are_one() {
    // An exception is caught by this handler, or by none: nothing tells them apart.
    let mut finding = finding("descriptors", Class::R3);
    let leaks = finding.model.paths[1].clone();
    finding.model.paths.push(leaks);
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert!(
        scenario
            .assumptions
            .iter()
            .all(|it| it.kind != AssumptionKind::Goes)
    );
}
