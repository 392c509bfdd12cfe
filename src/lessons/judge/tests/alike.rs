//! Programs are held against the start: what they say, how often, and what answers lead to.

use super::*;

/// The verdict's sentence on a program, or nothing where it is right; the start has one need.
fn told(need: &Need, start: &str, program: &str) -> String {
    let mut exercise = exercise(vec![need.clone()]);
    exercise.start.code = start.to_owned();
    let verdict = judge(&exercise, program);
    match verdict.standing {
        Standing::Solved => String::new(),
        _ => (verdict.counterexample).map_or("?".to_owned(), |shown| shown.says),
    }
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

fn sends() -> Need {
    Need {
        calls: names(&[".sendall", ".send"]),
        about: About::ItsArgument,
        while_open: "socket".to_owned(),
        ..need()
    }
}

fn receives() -> Need {
    Need {
        calls: names(&[".recv"]),
        after: names(&[".sendall", ".send"]),
        while_open: "socket".to_owned(),
        returns: Returns::WhatTheCallsGave,
        ..need()
    }
}

const ASK: &str = "import socket\nfrom itertools import repeat\n\n\ndef handle(address):\n    with socket.create_connection(address) as line:\n        line.sendall(b\"WIND\\n\")\n        return line.recv(100)\n";

#[test]
fn what_is_sent_and_asked_for_is_that_of_the_start() {
    for (from, to, wanted) in [
        ("", "", ""),
        ("b\"WIND\\n\"", "b\"WIND\" + b\"\\n\"", ""),
        ("recv(100)", "recv(4096)", ""),
        (
            "return line.recv(100)",
            "kept = bytearray(100)\n        count = line.recv_into(kept)\n        return bytes(kept[:count])",
            "",
        ),
        (
            "WIND",
            "QUIT",
            "Line 8 calls `recv`, and `WIND\\n` was not given to `sendall` before",
        ),
        (
            "recv(100)",
            "recv(4)",
            "Line 8 asks `recv` for 4 at most, and the start for 100.",
        ),
        ("recv(100)", "recv(100)[:3]", "made from what `recv` gave"),
        (
            "recv(100)",
            "recv(100).upper()",
            "made from what `recv` gave",
        ),
    ] {
        let program = ASK.replacen(from, to, 1);
        let says = told(&receives(), ASK, &program);
        assert!(
            says.contains(wanted) && says.is_empty() == wanted.is_empty(),
            "{program}\n{says}"
        );
    }
}

const RETRY: &str = "import socket\nfrom itertools import repeat\n\n\ndef handle(address, question=b\"?\"):\n    for attempt in range(3):\n        with socket.create_connection(address) as line:\n            line.sendall(address)\n            answer = line.recv(100)\n        if answer != b\"busy\":\n            return answer\n    raise TimeoutError(\"busy\")\n";

#[test]
fn attempts_and_what_leads_to_them_are_those_of_the_start() {
    for (from, to, wanted) in [
        ("range(3)", "(1, 2, 3)", ""),
        ("range(3)", "repeat(None, 3)", ""),
        ("range(3)", "range(3, 0, -1)", ""),
        ("answer != b\"busy\"", "answer not in (b\"busy\",)", ""),
        (
            "answer != b\"busy\"",
            "not answer.startswith(b\"busy\")",
            "",
        ),
        (
            "    for attempt in range(3):",
            "    left = 3\n    while left:\n        left -= 1",
            "",
        ),
        (
            "range(3)",
            "range(2)",
            "twice with the same, and the start 3 times",
        ),
        (
            "range(3)",
            "range(5)",
            "4 times with the same, and the start 3 times",
        ),
    ] {
        let program = RETRY.replacen(from, to, 1);
        for need in [sends(), receives()] {
            let says = told(&need, RETRY, &program);
            let is_told = says.contains(wanted) || says.contains("When the answer is");
            assert!(
                is_told && says.is_empty() == wanted.is_empty(),
                "{program}\n{says}"
            );
        }
    }
    for (from, to, wanted) in [
        ("b\"busy\"", "b\"Busy\"", "When the answer is"),
        ("answer != b", "answer == b", "When the answer is"),
        ("answer != b\"busy\"", "answer", "When the answer is"),
    ] {
        let program = RETRY.replacen(from, to, 1);
        let says = told(&receives(), RETRY, &program);
        assert!(says.contains(wanted), "{program}\n{says}");
    }
}

const PACK: &str = "import zipfile\n\n\ndef handle(month):\n    with zipfile.ZipFile(\"a.zip\", \"w\") as archive:\n        archive.writestr(\"in.csv\", month[\"in\"])\n";

#[test]
fn what_is_written_keeps_its_name_and_is_written_once() {
    let wanted = Need {
        calls: names(&[".writestr"]),
        about: About::ItsArgument,
        reads: names(&["in"]),
        while_open: "archive".to_owned(),
        ..need()
    };
    let write = "archive.writestr(\"in.csv\", month[\"in\"])";
    for (to, says) in [
        (write, ""),
        (
            "for name in (\"in\",):\n            archive.writestr(f\"{name}.csv\", month[name])",
            "",
        ),
        (
            "archive.writestr(\"{}.csv\".format(\"in\"), data=month[\"in\"])",
            "",
        ),
        ("archive.writestr(\"%s.csv\" % \"in\", month[\"in\"])", ""),
        (
            "archive.writestr(zipfile.ZipInfo(\"in.csv\"), month[\"in\"])",
            "",
        ),
        (
            "archive.writestr(month[\"in\"], \"in.csv\")",
            "and the start gives it `in.csv`",
        ),
        (
            "archive.writestr(\"out.csv\", month[\"in\"])",
            "gives `writestr` `out.csv`",
        ),
        (
            "archive.writestr(\"in.csv\", month[\"in\"].strip())",
            "ine 6",
        ),
        ("archive.writestr(\"in.csv\", str(month[\"in\"]))", "line 6"),
        (
            "for turn in range(2):\n            archive.writestr(\"in.csv\", month[\"in\"])",
            "calls `writestr` twice with the same, and the start once",
        ),
    ] {
        let program = PACK.replace(write, to);
        let told = told(&wanted, PACK, &program);
        assert!(
            told.contains(says) && told.is_empty() == says.is_empty(),
            "{program}\n{told}"
        );
    }
}

#[test]
fn a_file_is_opened_as_it_was() {
    let wanted = Need {
        calls: names(&[".write"]),
        gave: names(&[".recv"]),
        while_open: "file".to_owned(),
        ..need()
    };
    let start = "def handle(path, line=None):\n    with open(path, \"ab\") as log:\n        log.write(path.recv(100))\n";
    for (to, says) in [
        ("open(path, mode=\"ab\")", ""),
        ("open(path, \"a+b\")", ""),
        (
            "open(path, \"wb\")",
            "Line 2 opens it with `wb`, and the start with `ab`.",
        ),
        (
            "open(path, \"a\")",
            "opens the file for text, and line 3 writes bytes",
        ),
        (
            "open(path + \"~\", \"ab\")",
            "Line 2 opens something else than the start does.",
        ),
    ] {
        let program = start.replace("open(path, \"ab\")", to);
        let told = told(&wanted, start, &program);
        assert!(
            told.contains(says) && told.is_empty() == says.is_empty(),
            "{program}\n{told}"
        );
    }
}

#[test]
fn what_comes_one_after_the_other_comes_in_order() {
    let wanted = Need {
        calls: names(&["heapq.merge"]),
        while_open: "file".to_owned(),
        returns: Returns::WhatTheCallsGave,
        ..need()
    };
    let start = "import heapq\n\n\ndef handle(path):\n    with open(path) as f:\n        return list(heapq.merge(f))\n";
    for (to, is_right) in [
        ("sorted(heapq.merge(f))", true),
        ("[*heapq.merge(f)]", true),
        ("[line for line in heapq.merge(f)]", true),
        ("tuple(heapq.merge(f))", true),
        ("sorted(heapq.merge(f), reverse=True)", false),
        ("sorted(heapq.merge(f), key=len)", false),
        ("list(heapq.merge(f, reverse=True))", false),
        ("list(heapq.merge(f))[::-1]", false),
        ("list(heapq.merge(f))[:9]", false),
        ("list(reversed(list(heapq.merge(f))))", false),
        ("set(heapq.merge(f))", false),
        ("[line for line in heapq.merge(f) if line.strip()]", false),
        ("\"\".join(heapq.merge(f))", false),
    ] {
        let program = start.replace("list(heapq.merge(f))", to);
        let told = told(&wanted, start, &program);
        assert_eq!(told.is_empty(), is_right, "{program}\n{told}");
    }
}

#[test]
fn nothing_is_refused_that_the_start_gives() {
    let wanted = Need {
        calls: names(&[".fetchone"]),
        returns: Returns::WhatTheCallsGave,
        ..need()
    };
    let start = "import sqlite3\nfrom contextlib import closing\n\n\ndef handle(path):\n    with closing(sqlite3.connect(path)) as db:\n        row = db.execute(\"select a from b\").fetchone()\n    return row\n";
    assert_eq!(told(&wanted, start, start), "");
    let refusing = start.replace(
        "    return row",
        "    if row is None:\n        raise LookupError(path)\n    return row",
    );
    let says = told(&wanted, start, &refusing);
    assert!(
        says.starts_with("Nothing has failed, and `handle` ends in an error all the same"),
        "{says}"
    );
    let asks = Need {
        calls: names(&[".execute"]),
        ..need()
    };
    for (to, says) in [
        ("SELECT a\\n FROM b;", ""),
        (
            "select c from b",
            "It cannot be shown that line 7 gives `execute` the same",
        ),
        (
            "delete from b",
            "Line 7 changes the table in another way than the start does.",
        ),
    ] {
        let program = start.replace("select a from b", to);
        let told = told(&asks, start, &program);
        assert!(
            told.contains(says) && told.is_empty() == says.is_empty(),
            "{program}\n{told}"
        );
    }
}
