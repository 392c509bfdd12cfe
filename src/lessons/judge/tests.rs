//! The judge on programs and reports; `tests/lessons.rs` asks about the lessons' own.

use super::*;
use crate::lessons::step::{About, Returns};
use crate::lessons::{Goal, Need, Program};

fn exercise(needs: Vec<Need>) -> Exercise {
    Exercise {
        start: Program {
            code: "def handle(path):\n    pass\n".to_owned(),
            name: "handler.py".to_owned(),
            ways: crate::lessons::Ways::Shown,
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

fn need() -> Need {
    Need {
        gave: Vec::new(),
        place: None,
        says: String::new(),
        within: "handle".to_owned(),
        calls: Vec::new(),
        while_open: String::new(),
        about: About::Anything,
        reads: Vec::new(),
        through: Vec::new(),
        after: Vec::new(),
        still_raises: Vec::new(),
        returns: Returns::Anything,
    }
}

mod alike;
mod right;
mod wrong;

fn load() -> Vec<String> {
    vec!["json.load".to_owned()]
}

fn verdict(need: Need, body: &str) -> Verdict {
    judge(&exercise(vec![need]), &format!("import json\n{body}"))
}

fn met(need: Need, body: &str) -> Met {
    verdict(need, body).checks[1].met
}

#[test]
fn a_leak_is_told_by_its_way_out() {
    let verdict = verdict(
        need(),
        "def handle(path):\n    f = open(path)\n    json.load(f)\n    f.close()\n",
    );
    assert_eq!(verdict.standing, Standing::NotYet);
    let shown = verdict.counterexample.unwrap();
    assert_eq!(
        shown.says,
        "Still leaks `f` if `json.load(f)` on line 4 raises."
    );
}

#[test]
fn deleting_the_work_is_no_repair() {
    let wanted = || Need {
        calls: load(),
        ..need()
    };
    for (body, expected) in [
        ("def handle(path):\n    return None\n", Met::No),
        ("json.load(x)\ndef handle(path):\n    return 1\n", Met::No),
        ("def handle(p):\n    return 1\n    json.load(p)\n", Met::No),
        (
            "def handle(path):\n    with open(path) as f:\n        return json.load(f)\n",
            Met::Yes,
        ),
        (
            "def read(f):\n    return json.load(f)\ndef handle(path):\n    with open(path) as f:\n        return read(f)\n",
            Met::Yes,
        ),
        ("def handle(p):\n    handle(p)\n", Met::No),
    ] {
        assert_eq!(met(wanted(), body), expected, "{body}");
    }
}

#[test]
fn the_work_must_be_done_while_the_resource_is_held() {
    let wanted = || Need {
        calls: load(),
        while_open: "file".to_owned(),
        ..need()
    };
    let closed = "def handle(p):\n    f = open(p)\n    f.close()\n    json.load(f)\n";
    assert_eq!(met(wanted(), closed), Met::TooEarlyOrLate);
    let shown = verdict(wanted(), closed).counterexample.unwrap();
    assert_eq!(shown.says, "Line 5 calls `json.load` when no file is held.");
    let inside = "def handle(p):\n    with open(p) as f:\n        json.load(f)\n";
    assert_eq!(met(wanted(), inside), Met::Yes);
}

#[test]
fn an_error_must_still_leave() {
    let wanted = || Need {
        still_raises: load(),
        ..need()
    };
    let swallowed = "def handle(p):\n    try:\n        json.load(p)\n    except Exception:\n        return None\n";
    let shown = verdict(wanted(), swallowed).counterexample.unwrap();
    assert_eq!(
        shown.says,
        "If `load` on line 4 raises, `handle` returns as if nothing had happened."
    );
    let raised = swallowed.replace("return None", "raise KeyError(p)");
    assert_eq!(met(wanted(), &raised), Met::Yes);
    let hidden = swallowed.replace("return None", "raise KeyError(p) from None");
    assert_eq!(met(wanted(), &hidden), Met::No);
}

#[test]
fn a_missing_function_is_said_to_be_so() {
    let wanted = Need {
        calls: load(),
        ..need()
    };
    let shown = verdict(wanted, "def read(p):\n    return json.load(p)\n");
    assert_eq!(
        shown.counterexample.unwrap().says,
        "`handle` is no longer there: it must keep its name, others call it."
    );
}

#[test]
fn what_is_not_python_is_said_to_be_so() {
    let verdict = verdict(need(), "def handle(path)\n    pass\n");
    assert_eq!(verdict.standing, Standing::NotPython);
    assert!(verdict.counterexample.unwrap().says.contains("Line 2"));
}

#[test]
fn success_is_told_by_what_the_program_does() {
    let head = "def handle(path):\n";
    for (body, says) in [
        (
            "    with open(path) as f:\n        return json.load(f)\n",
            "`with` statement releases",
        ),
        (
            "    f = open(path)\n    try:\n        return json.load(f)\n    finally:\n        f.close()\n",
            "`finally`",
        ),
        (
            "    with contextlib.closing(open(path)) as f:\n        return json.load(f)\n",
            "`closing` releases",
        ),
        (
            "    with contextlib.ExitStack() as stack:\n        f = stack.enter_context(open(path))\n        return json.load(f)\n",
            "`ExitStack` releases",
        ),
        (
            "    return json.loads(pathlib.Path(path).read_text())\n",
            "`read_text` opens the file",
        ),
        (
            "    f = open(path)\n    try:\n        with open(path) as g:\n            g.read()\n    except BaseException:\n        f.close()\n        raise\n    f.close()\n",
            "`except` releases `f`",
        ),
    ] {
        let verdict = verdict(
            need(),
            &format!("import contextlib\nimport pathlib\n{head}{body}"),
        );
        assert_eq!(verdict.standing, Standing::Solved, "{body}");
        let praise = verdict.praise.unwrap_or_default();
        assert!(praise.contains(says), "{body}\n{praise}");
    }
}

#[test]
fn what_was_made_of_it_comes_back_only_where_that_is_asked_for() {
    let wanted = |returns| Need {
        calls: load(),
        returns,
        ..need()
    };
    let total = "def handle(path):\n    with open(path) as f:\n        order = json.load(f)\n    return order[\"total\"]\n";
    assert_eq!(met(wanted(Returns::MadeFromIt), total), Met::Yes);
    assert_eq!(met(wanted(Returns::WhatTheCallsGave), total), Met::No);
    let verdict = verdict(wanted(Returns::WhatTheCallsGave), total);
    assert_eq!(
        verdict.counterexample.unwrap().says,
        "What line 5 gives back is made from what `json.load` gave, and is not that itself."
    );
}

fn is_solved(program: &str) -> bool {
    standing(&exercise(vec![need()]), program) == Standing::Solved
}

#[test]
fn what_python_cannot_run_is_no_solution() {
    for program in [
        "def handle(path):\n    f.close()\n    f = open(path)\n    f.close()\n",
        "def handle(path):\n    return json.load(path)\n",
        "def handle(path):\n    del f\n",
        "class A:\n    def __enter__(self):\n        pass\n    def __exit__(self, *_):\n        pass\n\n\n\
         def handle(path):\n    with A() as a:\n        a.run()\n",
        "class A:\n    def __init__(self):\n        self.b = 1\n\n\ndef handle(path):\n    A().c.run()\n",
    ] {
        assert!(!is_solved(program), "{program}");
    }
    let verdict = judge(&exercise(vec![need()]), "def handle(path):\nreturn\n");
    assert_eq!(verdict.standing, Standing::NotPython);
    let shown = verdict.counterexample.unwrap();
    assert_eq!(shown.says, "Line 2: an indented block is expected here.");
    assert_eq!(verdict.report.syntax_errors.len(), 1);
}

#[test]
fn names_that_have_their_value_some_other_way_are_no_fault() {
    for program in [
        "from json import *\n\n\ndef handle(path):\n    return load(path)\n",
        "def handle(path):\n    if path:\n        x = path\n    if path:\n        return x.strip()\n",
        "def handle(path):\n    for last in path:\n        pass\n    return last\n",
        "def handle(path):\n    if 'x' in locals():\n        return x\n",
        "def start():\n    global seen\n    seen = []\n\n\ndef handle(path):\n    start()\n    seen.append(path)\n",
        "class A:\n    pass\n\n\ndef handle(path):\n    a = A()\n    a.path = path\n    return a.path, a.__class__\n",
        "def handle(path):\n    try:\n        int(path)\n    except ValueError as error:\n        print(error)\n",
        "def handle(path):\n    return [name for name in path if len(name) > 3], __name__\n",
    ] {
        assert!(is_solved(program), "{program}");
    }
}

#[test]
fn what_the_start_does_nobody_has_to_mend() {
    let program = "def handle(path):\n    return unheard(path)\n";
    let mut exercise = exercise(vec![need()]);
    assert_eq!(standing(&exercise, program), Standing::NotYet);
    exercise.start.code = program.to_owned();
    assert_eq!(standing(&exercise, program), Standing::Solved);
}
