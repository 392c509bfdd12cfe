//! What never had a name gets one.

use super::shape;
use expect_test::expect;

#[test]
fn a_temporary() {
    shape(
        "import json\n\n\ndef load(path):\n    return json.load(open(path))  # all of it\n",
        &expect![[r#"
            # Use `with`
            import json


            def load(path):
                with open(path) as f:
                    return json.load(f)  # all of it
        "#]],
    );
}

#[test]
fn a_temporary_over_several_lines() {
    shape(
        "import json\n\n\ndef load(path):\n    data = json.load(\n        open(path),\n        parse_int=str,\n    )\n    return data\n",
        &expect![[r#"
            # Use `with`
            import json


            def load(path):
                with open(path) as f:
                    data = json.load(
                        f,
                        parse_int=str,
                    )
                return data
        "#]],
    );
}

#[test]
fn a_temporary_that_is_iterated() {
    shape(
        "def show(path):\n    for line in open(path):\n        print(line)\n",
        &expect![[r#"
            # Use `with`
            def show(path):
                with open(path) as f:
                    for line in f:
                        print(line)
        "#]],
    );
}

#[test]
fn a_temporary_next_to_a_name_that_is_taken() {
    shape(
        "def load(path, f):\n    return f(open(path).read())\n",
        &expect![[r#"
            # Use `with`
            def load(path, f):
                with open(path) as f2:
                    return f(f2.read())
        "#]],
    );
}

#[test]
fn a_temporary_in_a_comprehension() {
    shape(
        "def load(paths):\n    return [open(path).read() for path in paths]\n",
        &expect![""],
    );
}

#[test]
fn a_temporary_in_a_condition() {
    shape(
        "def has(path, word):\n    if word in open(path).read():\n        return True\n    return False\n",
        &expect![[r#"
            # Use `with`
            def has(path, word):
                with open(path) as f:
                    if word in f.read():
                        return True
                return False
        "#]],
    );
}

#[test]
fn a_temporary_in_an_elif() {
    shape(
        "def has(path, word):\n    if not word:\n        return False\n    elif word in open(path).read():\n        return True\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            def has(path, word):
                with ExitStack() as stack:
                    if not word:
                        return False
                    elif word in stack.enter_context(open(path)).read():
                        return True
        "#]],
    );
}

/// What a comprehension goes through first is asked for at once.
#[test]
fn a_temporary_that_a_comprehension_goes_through() {
    for text in [
        "def f(p):\n    return [line.strip() for line in open(p)]\n",
        "def f(p):\n    return sum(1 for _ in open(p))\n",
        "import csv\ndef f(p):\n    return [row for row in csv.DictReader(open(p))]\n",
        "def f(p):\n    return dict(line.split() for line in open(p))\n",
    ] {
        assert_eq!(super::titles(text), ["Use `with`"], "{text}");
    }
    for text in [
        "def f(p):\n    return (line.strip() for line in open(p))\n",
        "def f(ps):\n    return [line for p in ps for line in open(p)]\n",
        "def f(p, use, work):\n    items = (line for line in open(p, \"w\"))\n    try:\n        use(items)\n        work()\n    finally:\n        items = open(p)\n        items.close()\n",
    ] {
        assert_eq!(super::titles(text), [""; 0], "{text}");
    }
}
