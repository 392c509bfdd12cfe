//! The judge on reports made by hand; `tests/lessons.rs` asks the real analyzer.

use super::*;
use crate::lessons::{Goal, Program};

fn exercise(needs: Vec<Need>) -> Exercise {
    Exercise {
        start: Program {
            code: String::new(),
            name: "handler.py".to_owned(),
        },
        goal: Goal {
            says: String::new(),
            leaks: Leaks::None,
            needs,
        },
        solution: String::new(),
        after: String::new(),
        alternatives: Vec::new(),
        attempts: Vec::new(),
        hints: Vec::new(),
    }
}

fn need(calls: &[&str], while_open: &str, returns: Returns) -> Need {
    Need {
        says: "the order is still read".to_owned(),
        within: "handle".to_owned(),
        calls: calls.iter().map(|&call| call.to_owned()).collect(),
        while_open: while_open.to_owned(),
        returns,
    }
}

fn file(line: u32, exits: &[(ExitKind, u32, &str, Outcome)]) -> FileReport {
    let row = Acquisition {
        line,
        column: 1,
        end_line: line,
        end_column: 2,
        resource: "file".to_owned(),
        api: "open".to_owned(),
        name: "f".to_owned(),
        function: "handle".to_owned(),
        verdict: Outcome::Unclear,
        exits: (exits.iter())
            .map(|&(kind, line, what, outcome)| Exit {
                kind,
                line,
                column: 1,
                what: what.to_owned(),
                outcome,
                because: String::new(),
                path: vec![2, line],
            })
            .collect(),
    };
    FileReport {
        acquisitions: vec![row],
        ..FileReport::default()
    }
}

fn met(needs: Vec<Need>, text: &str, report: FileReport) -> Vec<Met> {
    let verdict = judge_report(&exercise(needs), &outline(text), report);
    verdict.checks.iter().map(|check| check.met).collect()
}

#[test]
fn a_leak_is_told_by_its_way_out() {
    let report = file(
        2,
        &[
            (ExitKind::Return, 5, "order", Outcome::Released),
            (ExitKind::Raise, 3, "json.load(f)", Outcome::Leaked),
        ],
    );
    let verdict = judge_report(&exercise(Vec::new()), &Outline::default(), report);
    assert_eq!(verdict.standing, Standing::NotYet);
    let shown = verdict.counterexample.unwrap();
    assert_eq!(
        shown.says,
        "Still leaks `f` if `json.load(f)` on line 3 raises."
    );
    assert_eq!((shown.line, shown.path), (3, vec![2, 3]));
}

#[test]
fn deleting_the_work_is_no_repair() {
    let needs = || vec![need(&["json.load"], "file", Returns::AValue)];
    let deleted = "def handle(path):\n    return None\n";
    assert_eq!(
        met(needs(), deleted, FileReport::default()),
        [Met::Yes, Met::No]
    );
    let elsewhere = "import json\njson.load(x)\ndef handle(path):\n    return 1\n";
    assert_eq!(
        met(needs(), elsewhere, FileReport::default()),
        [Met::Yes, Met::No]
    );
    let unreachable = "import json\ndef handle(p):\n    return 1\n    json.load(f)\n";
    assert_eq!(
        met(needs(), unreachable, FileReport::default()),
        [Met::Yes, Met::No]
    );
    let kept = "import json\ndef handle(p):\n    return json.load(x)\n";
    assert_eq!(
        met(needs(), kept, FileReport::default()),
        [Met::Yes, Met::Yes]
    );
}

#[test]
fn the_work_must_be_done_while_the_resource_is_held() {
    let needs = || vec![need(&["json.load"], "file", Returns::Anything)];
    let row = || file(3, &[]);
    let head = "import json\ndef handle(p):\n";
    let closed_first = "    f = open(p)\n    f.close()\n    json.load(f)\n";
    assert_eq!(
        met(needs(), &format!("{head}{closed_first}"), row()),
        [Met::Yes, Met::TooEarlyOrLate]
    );
    let outside = "    with open(p) as f:\n        pass\n    json.load(f)\n";
    assert_eq!(
        met(needs(), &format!("{head}{outside}"), row()),
        [Met::Yes, Met::TooEarlyOrLate]
    );
    let inside = "    with open(p) as f:\n        json.load(f)\n";
    assert_eq!(
        met(needs(), &format!("{head}{inside}"), row()),
        [Met::Yes, Met::Yes]
    );
    let finally =
        "    f = open(p)\n    try:\n        json.load(f)\n    finally:\n        f.close()\n";
    assert_eq!(
        met(needs(), &format!("{head}{finally}"), row()),
        [Met::Yes, Met::Yes]
    );
    let maybe = "    f = open(p)\n    if p:\n        f.close()\n    json.load(f)\n";
    assert_eq!(
        met(needs(), &format!("{head}{maybe}"), row()),
        [Met::Yes, Met::Yes]
    );
}

#[test]
fn work_done_too_late_is_shown_by_its_line() {
    let needs = vec![need(&["json.load"], "file", Returns::Anything)];
    let text = "import json\ndef handle(p):\n    f = open(p)\n    f.close()\n    json.load(f)\n";
    let verdict = judge_report(&exercise(needs), &outline(text), file(3, &[]));
    let shown = verdict.counterexample.unwrap();
    assert_eq!(shown.says, "Line 5 calls `json.load` when no file is held.");
}

#[test]
fn what_is_not_python_is_said_to_be_so() {
    let mut report = FileReport::default();
    report.syntax_errors.push(check::report::SyntaxError {
        line: 2,
        column: 1,
        end_line: 2,
        end_column: 3,
        message: "a `:` is missing".to_owned(),
    });
    let verdict = judge_report(&exercise(Vec::new()), &Outline::default(), report);
    assert_eq!(verdict.standing, Standing::NotPython);
    assert!(verdict.counterexample.unwrap().says.contains("Line 2"));
}
