//! Repairs where CPython lets go of a handle by itself, and imports that a repair adds.

use super::{shape, titles};
use expect_test::expect;
use leaklab::check::{self, Options};
use leaklab::fix::apply_edits;

#[test]
fn it_is_released_before_its_name_stands_for_something_else() {
    shape(
        "def again(p):\n    f = open(p, \"w\")\n    f.write(\"a\")\n    f = open(p)\n    return f.read()\n",
        &expect![[r##"
            # Use `with`
            def again(p):
                with open(p, "w") as f:
                    f.write("a")
                f = open(p)
                return f.read()
            # Call `f.close()` in a `finally`
            def again(p):
                f = open(p, "w")
                try:
                    f.write("a")
                finally:
                    f.close()
                f = open(p)
                return f.read()
            # Use `with`
            def again(p):
                f = open(p, "w")
                f.write("a")
                with open(p) as f:
                    return f.read()
            # Call `f.close()` in a `finally`
            def again(p):
                f = open(p, "w")
                f.write("a")
                f = open(p)
                try:
                    return f.read()
                finally:
                    f.close()
        "##]],
    );
    shape(
        "def dropped(p):\n    f = open(p, \"w\")\n    f.write(\"a\")\n    f = None\n    return open(p).read()\n",
        &expect![[r##"
            # Use `with`
            def dropped(p):
                with open(p, "w") as f:
                    f.write("a")
                f = None
                return open(p).read()
            # Call `f.close()` in a `finally`
            def dropped(p):
                f = open(p, "w")
                try:
                    f.write("a")
                finally:
                    f.close()
                f = None
                return open(p).read()
            # Use `with`
            def dropped(p):
                f = open(p, "w")
                f.write("a")
                f = None
                with open(p) as f2:
                    return f2.read()
        "##]],
    );
    shape(
        "def dropped2(p):\n    f = open(p, \"w\")\n    f.write(\"a\")\n    del f\n    with open(p) as g:\n        return g.read()\n",
        &expect![[r##"
            # Use `with`
            def dropped2(p):
                with open(p, "w") as f:
                    f.write("a")
                del f
                with open(p) as g:
                    return g.read()
            # Call `f.close()` in a `finally`
            def dropped2(p):
                f = open(p, "w")
                try:
                    f.write("a")
                finally:
                    f.close()
                del f
                with open(p) as g:
                    return g.read()
        "##]],
    );
}

#[test]
fn no_stack_holds_what_was_let_go_of() {
    for text in [
        "def loop(ps):\n    last = None\n    for p in ps:\n        last = open(p)\n        print(last.readline())\n    return last.read()\n",
        "def slots(ps):\n    d = {}\n    for p in ps:\n        d[p] = open(p, \"a\")\n        d[p].write(\"x\")\n    return len(d)\n",
        "def same(p, q):\n    f = open(p, \"w\")\n    f.write(\"aaa\")\n    f = open(q, \"w\")\n    f.write(\"b\")\n    f.close()\n",
        "def queue(ps):\n    files = [open(p, \"w\") for p in ps]\n    while files:\n        f = files.pop()\n        f.write(\"x\")\n    return sorted(ps)\n",
        "def emptied(ps, check):\n    files = [open(p, \"w\") for p in ps]\n    for f in files:\n        f.write(\"x\")\n    files = None\n    check(ps)\n",
        "def current(d, ps):\n    state = {}\n    for p in ps:\n        state[\"file\"] = open(p)\n        print(state[\"file\"].readline())\n    return len(state)\n",
        "def slot(ps):\n    d = {}\n    for k, p in ps:\n        d[k] = open(p, \"w\")\n        d[k].write(\"x\")\n    return len(d)\n",
        "def at_once(p, q, make):\n    if p:\n        open(q, \"w\")\n        return make(q)\n    return None\n",
    ] {
        let offered = titles(text);
        assert!(
            !offered.iter().any(|it| it.contains("ExitStack")),
            "{offered:?} {text}"
        );
    }
}

#[test]
fn a_stack_holds_what_nothing_lets_go_of() {
    for text in [
        "def demux(rows):\n    files = {}\n    for key, row in rows:\n        if key not in files:\n            files[key] = open(key, \"w\")\n        files[key].write(row)\n    return len(files)\n",
        "def heads(ps):\n    files = {}\n    for p in ps:\n        files[p] = open(p)\n    return [files[p].readline() for p in ps]\n",
    ] {
        assert_eq!(titles(text), ["Use an `ExitStack`"], "{text}");
    }
}

#[test]
fn an_import_comes_after_what_has_to_be_first() {
    let body = "def heads(ps):\n    files = [open(p) for p in ps]\n    return [f.readline() for f in files]\n";
    for (before, after) in [
        ("#!/usr/bin/env python3\n", ""),
        (
            "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\n",
            "# About `heads`.\n",
        ),
        ("# vim: set fileencoding=utf-8 :\n", "# About `heads`.\n"),
        ("from __future__ import annotations\n", ""),
        (
            "\"\"\"Doc.\"\"\"\nfrom __future__ import (\n    annotations,\n)\n",
            "\n\n",
        ),
        ("# Copyright.\n# All rights reserved.\n", "\n"),
        ("", "# About `heads`.\n"),
        ("# One.\n\"\"\"Doc.\"\"\"\n", ""),
        ("\u{feff}", ""),
    ] {
        let text = format!("{before}{after}{body}");
        let report = check::check("shape.py", &text, &Options::default());
        let [fix] = report.findings[0].fixes.as_slice() else {
            panic!("{text}");
        };
        let fixed = apply_edits(&text, &fix.edits);
        let import = "from contextlib import ExitStack\n";
        let expected = format!("{before}{import}{after}def heads");
        assert!(fixed.starts_with(&expected), "{fixed}");
    }
}

/// Where the rest of the statement fails, CPython closes before what stands around does something.
#[test]
fn what_has_no_name_yet_is_gone_before_a_finally_runs() {
    let text = "def f(p, make, work):\n    try:\n        a, b = open(p, \"w\"), make()\n        a.write(b)\n    finally:\n        work()\n";
    assert_eq!(titles(text), [""; 0], "{text}");
}

/// Who talks to a process until it ends reads what it says: that comes before it is waited for.
#[test]
fn a_process_is_not_closed_before_it_is_talked_to() {
    let text = "import subprocess\n\n\ndef f(p, q):\n    if p:\n        return\n    else:\n        h = subprocess.Popen(q)\n        h.stdout.read()\n    h.communicate()\n";
    assert_eq!(titles(text), [""; 0], "{text}");
}
