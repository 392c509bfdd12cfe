//! Programs that look right and are not, and what is said to them.

use super::*;

fn said(needs: &[Need], program: &str) -> String {
    let verdict = judge(&exercise(needs.to_vec()), program);
    assert_ne!(verdict.standing, Standing::Solved, "{program}");
    verdict
        .counterexample
        .map_or(String::new(), |shown| shown.says)
}

#[test]
fn what_cannot_be_run_is_said_in_a_sentence() {
    let head = "import json\nimport sqlite3\nfrom contextlib import closing\nfrom concurrent.futures import ThreadPoolExecutor\n";
    for (rest, wanted) in [
        (
            "del json\n\n\ndef handle(path):\n    return json.loads(path)\n",
            "uses `json`, which has no value there: is it misspelt, or not imported?",
        ),
        (
            "class S:\n    mode = \"r\"\n    def read(self, path):\n        with open(path, mode) as f:\n            return f.read()\n\n\ndef handle(path):\n    return S().read(path)\n",
            "uses `mode`, which has no value there",
        ),
        (
            "def read(path, more): pass\n\n\ndef handle(path):\n    read(path)\n",
            "`read(path)`, and that does not fit",
        ),
        (
            "def read(path): pass\n\n\ndef handle(path):\n    read(path, 1)\n",
            "does not fit",
        ),
        (
            "def read(path, *, mode): pass\n\n\ndef handle(path):\n    read(path, mod=1)\n",
            "does not fit",
        ),
        (
            "class A:\n    def __init__(self, path): pass\n\n\ndef handle(path):\n    A()\n",
            "does not fit",
        ),
        (
            "class A: pass\n\n\ndef handle(path):\n    A(path)\n",
            "does not fit",
        ),
        (
            "def handle(path):\n    with open(path) as f:\n        return f.raed()\n",
            "no such attribute",
        ),
        (
            "def handle(path):\n    with closing(ThreadPoolExecutor(1)) as pool:\n        return pool.submit(int, path)\n",
            "has no `close`",
        ),
        (
            "def handle(path):\n    with sqlite3.connect as db:\n        return db\n",
            "`()` is missing",
        ),
        (
            "def handle(path):\n    with sqlite3.connect(path) as db:\n        db.close()\n",
            "still needs it open",
        ),
        (
            "def handle(path):\n    f = open(path)\n    (x.close() for x in [f])\n",
            "nobody asks",
        ),
        ("def handle(*, path):\n    pass\n", "no longer takes"),
    ] {
        let program = format!("{head}{rest}");
        let needs = [Need {
            still_raises: vec!["open".to_owned()],
            ..need()
        }];
        let said = said(&needs, &program);
        assert!(said.contains(wanted), "{program}\n{said}");
    }
}

#[test]
fn calls_that_fit_are_no_fault() {
    for rest in [
        "def read(path, *more, mode=1, **rest): pass\n\n\ndef handle(path):\n    read(path, 1, 2, x=3)\n",
        "class A:\n    def __init__(self, path, at=0): pass\n    def run(self, x): return x\n\n\ndef handle(path):\n    A(path, at=1).run(x=1)\n",
        "import functools\n\n\ndef wrap(f):\n    @functools.wraps(f)\n    def inner(*args):\n        return f(1, *args)\n    return inner\n\n\n@wrap\ndef read(at, path): pass\n\n\ndef handle(path):\n    read(path)\n",
        "class A:\n    size = 1\n    def read(self, n=size): return n\n\n\ndef handle(path):\n    A().read()\n",
        "class A(Exception): pass\n\n\ndef handle(path):\n    A(path)\n",
    ] {
        assert!(is_solved(rest), "{rest}");
    }
}

#[test]
fn a_variable_that_was_never_set_is_explained() {
    let needs = [Need {
        still_raises: vec!["open".to_owned()],
        ..need()
    }];
    let program = "def handle(path):\n    try:\n        f = open(path)\n        return f.read()\n    finally:\n        f.close()\n";
    assert_eq!(
        said(&needs, program),
        "If `open(path)` on line 3 raises, `f` was never set. Line 6 uses it."
    );
}

#[test]
fn a_loop_that_loses_what_it_had_is_explained_by_its_turns() {
    let program =
        "def handle(path):\n    for each in range(2):\n        f = open(path)\n    f.close()\n";
    let said = said(&[need()], program);
    assert!(
        said.contains("of the first turn if, in the second, `open(path)` on line 3 raises"),
        "{said}"
    );
}

#[test]
fn one_of_several_is_not_all_of_them() {
    let needs = [Need {
        while_open: "file".to_owned(),
        ..need()
    }];
    let program = "def handle(path):\n    files = []\n    try:\n        for each in path:\n            files.append(open(each))\n    finally:\n        for f in files:\n            f.close()\n            break\n";
    let said = said(&needs, program);
    assert!(said.contains("is still held"), "{said}");
}

#[test]
fn a_question_comes_before_its_answer() {
    let wanted = |after: &[&str]| Need {
        calls: vec![".recv".to_owned()],
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        ..need()
    };
    let early = "import socket\n\n\ndef handle(path):\n    with socket.create_connection(path) as line:\n        answer = line.recv(9)\n        line.sendall(path)\n    return answer\n";
    let said = said(&[wanted(&[".sendall"])], early);
    assert_eq!(said, "Line 6 calls `recv` before `sendall` was called.");
    assert_eq!(
        standing(&exercise(vec![wanted(&[])]), early),
        Standing::Solved
    );
}

#[test]
fn whatever_is_refused_is_explained() {
    for (returns, body) in [
        (Returns::AValue, "def handle(path):\n    json.load(path)\n"),
        (
            Returns::MadeFromIt,
            "def handle(path):\n    json.load(path)\n    return path\n",
        ),
        (Returns::Anything, "def handle(path):\n    return path\n"),
    ] {
        let wanted = Need {
            calls: load(),
            returns,
            ..need()
        };
        assert!(verdict(wanted, body).counterexample.is_some(), "{body}");
    }
    let wanted = Need {
        still_raises: load(),
        ..need()
    };
    assert_eq!(
        verdict(wanted, "def handle(path):\n    return path\n")
            .counterexample
            .unwrap()
            .says,
        "`handle` calls none of `json.load` any more."
    );
}

#[test]
fn some_of_a_list_is_not_all_of_it() {
    let need = Need {
        while_open: "file".to_owned(),
        ..need()
    };
    for rest in [
        "        for f in files[1:]:\n            f.close()\n",
        "        for f in reversed(files):\n            f.close()\n            break\n",
        "        for i in range(1, len(files)):\n            files[i].close()\n",
        "        files.pop().close()\n",
        "        files[0].close()\n",
        "        while files:\n            files.pop().flush()\n",
    ] {
        let program = format!(
            "def handle(path):\n    files = []\n    try:\n        for each in path:\n            files.append(open(each))\n    finally:\n{rest}"
        );
        let verdict = judge(&exercise(vec![need.clone()]), &program);
        assert_ne!(verdict.standing, Standing::Solved, "{program}");
    }
}

#[test]
fn what_is_not_awaited_is_not_done_and_whoever_waits_may_be_called_off() {
    let needs = [
        Need {
            calls: vec![".fetch".to_owned()],
            while_open: "database connection".to_owned(),
            returns: Returns::WhatTheCallsGave,
            ..need()
        },
        Need {
            still_raises: vec![".fetch".to_owned()],
            ..need()
        },
    ];
    let head = "import asyncio\nimport asyncpg\n\n\nasync def rows(path):\n    con = await asyncpg.connect(path)\n    try:\n";
    for (rest, wanted) in [
        (
            "        return await con.fetch(path)\n    finally:\n        con.close()\n",
            "Still leaks `con`",
        ),
        (
            "        return con.fetch(path)\n    finally:\n        await con.close()\n",
            "",
        ),
        (
            "        rows = await con.fetch(path)\n    except Exception:\n        await con.close()\n        raise\n    await con.close()\n    return rows\n",
            "What line 6 acquires is still held if `fetch` on line 8 is cancelled.",
        ),
        (
            "        return await con.fetch(path)\n    except asyncio.CancelledError:\n        return []\n    finally:\n        await con.close()\n",
            "`fetch` on line 8 is cancelled",
        ),
    ] {
        let program =
            format!("{head}{rest}\n\ndef handle(path):\n    return asyncio.run(rows(path))\n");
        let said = said(&needs, &program);
        assert!(said.contains(wanted), "{program}\n{said}");
    }
}

#[test]
fn what_is_handed_over_is_a_function_and_what_it_is_called_with() {
    let needs = [Need {
        within: "prices".to_owned(),
        calls: vec![".submit".to_owned()],
        about: About::ItsArgument,
        ..need()
    }];
    let judged = |submitted: &str| {
        let program = format!(
            "from concurrent.futures import ThreadPoolExecutor\nfrom functools import partial\n\n\ndef prices(ask, article):\n    with ThreadPoolExecutor(1) as pool:\n        return pool.submit({submitted}).result()\n"
        );
        standing(&exercise(needs.to_vec()), &program)
    };
    for right in [
        "ask, article",
        "partial(ask, article)",
        "lambda: ask(article)",
    ] {
        assert_eq!(judged(right), Standing::Solved, "{right}");
    }
    for wrong in [
        "ask(article)",
        "ask",
        "ask, article[\"price\"]",
        "article[\"price\"]",
    ] {
        assert_eq!(judged(wrong), Standing::NotYet, "{wrong}");
    }
}

#[test]
fn what_is_written_is_what_came() {
    let needs = [Need {
        calls: vec![".write".to_owned()],
        gave: vec![".recv".to_owned()],
        while_open: "file".to_owned(),
        ..need()
    }];
    let judged = |rest: &str| {
        let program = format!(
            "import socket\n\n\ndef handle(path):\n    answer = b\"\"\n    with socket.create_connection(path) as line, open(\"log\", \"ab\") as log:\n{rest}"
        );
        standing(&exercise(needs.to_vec()), &program)
    };
    for right in [
        "        answer = line.recv(9)\n        log.write(answer)\n",
        "        log.write(line.recv(9))\n",
        "        answer = line.recv(9)\n        log.write(answer + b\"\\n\")\n",
    ] {
        assert_eq!(judged(right), Standing::Solved, "{right}");
    }
    for wrong in [
        "        answer = line.recv(9)\n        log.write(b\"WIND\")\n",
        "        log.write(answer)\n        answer = line.recv(9)\n",
    ] {
        assert_eq!(judged(wrong), Standing::NotYet, "{wrong}");
    }
}

#[test]
fn what_others_borrow_from_stays_open() {
    let wanted = Need {
        while_open: "pooled connection".to_owned(),
        ..need()
    };
    let program = "from psycopg_pool import ConnectionPool\n\npool = ConnectionPool(\"\")\n\n\ndef handle(path):\n    con = pool.getconn()\n    try:\n        con.execute(path)\n    finally:\n        pool.putconn(con)\n        pool.close()\n";
    assert_eq!(
        said(&[wanted], program),
        "Line 12 closes what line 7 borrows from, and others go on to."
    );
}

#[test]
fn a_name_does_not_raise() {
    let program = "def handle(path):\n    files = []\n    for each in path:\n        files.append(open(each))\n    for f in files:\n        f.close()\n";
    let said = said(&[need()], program);
    assert!(
        said.contains("if the loop over `path` on line 3 raises"),
        "{said}"
    );
}

#[test]
fn a_name_that_is_misspelt_is_no_known_mistake() {
    let mut it = exercise(vec![Need {
        still_raises: vec!["open".to_owned()],
        ..need()
    }]);
    let program = |name: &str| {
        format!("def handle(path):\n    with open(path) as f:\n        return {name}(f.read())\n")
    };
    it.attempts = vec![Attempt {
        title: "another name".to_owned(),
        code: program("nobody"),
        message: "What is said to something else.".to_owned(),
        line: 1,
    }];
    let verdict = judge(&it, &program("itn"));
    let shown = verdict.counterexample.expect("a line that cannot be run");
    assert!(shown.says.contains("uses `itn`"), "{}", shown.says);
    assert_eq!(verdict.message, None);
}
