//! Every fix that is offered, applied: the text it gives, shape by shape.
//!
//! Each is checked again here without the analyzer's own proof: Python must be able to read it.

use expect_test::{Expect, expect};
use leaklab::check::{self, Options};
use leaklab::fix::apply_edits;
use std::io::Write;
use std::process::{Command, Stdio};

/// Every fix of every finding: its title and the text after it, line breaks and tabs made visible
/// where they are not the usual ones.
fn repairs(text: &str) -> String {
    let report = check::check("shape.py", text, &Options::default());
    assert!(!report.findings.is_empty(), "nothing to fix in\n{text}");
    let mut out = String::new();
    let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
    let fixed: Vec<String> = fixes
        .clone()
        .map(|fix| apply_edits(text, &fix.edits))
        .collect();
    assert!(are_python(&fixed), "{}", fixed.join("\n"));
    for (fix, fixed) in fixes.zip(fixed) {
        out.push_str(&format!("# {}\n", fix.title));
        out.push_str(&fixed.replace('\r', "␍").replace('\t', "→"));
        if !fixed.ends_with('\n') {
            out.push_str("⌁\n");
        }
    }
    out
}

fn shape(text: &str, expected: Expect) {
    expected.assert_eq(&repairs(text));
}

/// Whether Python reads them; where there is no Python nothing can be said against them.
fn are_python(texts: &[String]) -> bool {
    const READ: &str = "import ast, sys\n\
        for text in sys.stdin.buffer.read().split(b'\\0'): ast.parse(text)";
    if texts.is_empty() {
        return true;
    }
    let child = Command::new("python3")
        .args(["-S", "-c", READ])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return true };
    let mut input = child.stdin.take().expect("a pipe");
    let text = texts.join("\0");
    input.write_all(text.as_bytes()).expect("Python reads");
    drop(input);
    child.wait().expect("Python ends").success()
}

#[test]
fn a_name_and_its_uses() {
    shape(
        "def read(path):\n    f = open(path)\n    text = f.read()\n    return text\n",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    text = f.read()
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    text = f.read()
                finally:
                    f.close()
                return text
        "#]],
    );
}

#[test]
fn a_release_that_is_skipped_by_an_exception() {
    shape(
        "def read(path):\n    f = open(path)\n    text = f.read()\n    f.close()\n    return text\n",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    text = f.read()
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    text = f.read()
                finally:
                    f.close()
                return text
        "#]],
    );
}

#[test]
fn a_release_in_the_middle() {
    shape(
        "def copy(a, b):\n    f = open(a)\n    data = f.read()\n    f.close()\n    with open(b, 'w') as g:\n        g.write(data)\n",
        expect![[r#"
            # Use `with`
            def copy(a, b):
                with open(a) as f:
                    data = f.read()
                with open(b, 'w') as g:
                    g.write(data)
            # Call `f.close()` in a `finally`
            def copy(a, b):
                f = open(a)
                try:
                    data = f.read()
                finally:
                    f.close()
                with open(b, 'w') as g:
                    g.write(data)
        "#]],
    );
}

#[test]
fn comments_stay_where_they_are() {
    shape(
        "def read(path):\n    # before\n    f = open(path)  # opens\n    # between\n\n    text = f.read()  # reads\n    f.close()  # closes\n    # after\n    return text\n",
        expect![[r#"
            # Use `with`
            def read(path):
                # before
                with open(path) as f:  # opens
                    # between

                    text = f.read()  # reads
                # closes
                # after
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                # before
                f = open(path)  # opens
                try:
                    # between

                    text = f.read()  # reads
                finally:
                    f.close()
                # closes
                # after
                return text
        "#]],
    );
}

#[test]
fn dos_line_breaks_stay() {
    shape(
        "def read(path):\r\n    f = open(path)\r\n    text = f.read()\r\n    f.close()\r\n    return text\r\n",
        expect![[r#"
            # Use `with`
            def read(path):␍
                with open(path) as f:␍
                    text = f.read()␍
                return text␍
            # Call `f.close()` in a `finally`
            def read(path):␍
                f = open(path)␍
                try:␍
                    text = f.read()␍
                finally:␍
                    f.close()␍
                return text␍
        "#]],
    );
}

#[test]
fn tabs_stay() {
    shape(
        "def read(path):\n\tf = open(path)\n\ttext = f.read()\n\tf.close()\n\treturn text\n",
        expect![[r#"
            # Use `with`
            def read(path):
            →with open(path) as f:
            →→text = f.read()
            →return text
            # Call `f.close()` in a `finally`
            def read(path):
            →f = open(path)
            →try:
            →→text = f.read()
            →finally:
            →→f.close()
            →return text
        "#]],
    );
}

#[test]
fn two_spaces_stay() {
    shape(
        "def read(path):\n  f = open(path)\n  text = f.read()\n  f.close()\n  return text\n",
        expect![[r#"
            # Use `with`
            def read(path):
              with open(path) as f:
                text = f.read()
              return text
            # Call `f.close()` in a `finally`
            def read(path):
              f = open(path)
              try:
                text = f.read()
              finally:
                f.close()
              return text
        "#]],
    );
}

#[test]
fn the_inside_of_a_long_string_stays() {
    shape(
        "def write(path):\n    f = open(path, 'w')\n    f.write('''first\n  second\n''')\n    f.close()\n",
        expect![[r#"
            # Use `with`
            def write(path):
                with open(path, 'w') as f:
                    f.write('''first
              second
            ''')
            # Call `f.close()` in a `finally`
            def write(path):
                f = open(path, 'w')
                try:
                    f.write('''first
              second
            ''')
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn a_last_line_without_a_break() {
    shape(
        "def read(path):\n    f = open(path)\n    return f.read()",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    return f.read()⌁
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    return f.read()
                finally:
                    f.close()⌁
        "#]],
    );
}

#[test]
fn a_release_on_a_last_line_without_a_break() {
    shape(
        "def read(path):\n    f = open(path)\n    print(f.read())\n    f.close()",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    print(f.read())
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    print(f.read())
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn nothing_but_the_acquisition() {
    shape(
        "def touch(path):\n    f = open(path, 'w')\n",
        expect![[r#"
        # Use `with`
        def touch(path):
            with open(path, 'w') as f:
                pass
        # Call `f.close()` right away
        def touch(path):
            f = open(path, 'w')
            f.close()
    "#]],
    );
}

#[test]
fn a_temporary() {
    shape(
        "import json\n\n\ndef load(path):\n    return json.load(open(path))  # all of it\n",
        expect![[r#"
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
        expect![[r#"
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
        expect![[r#"
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
        expect![[r#"
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
        expect![[""]],
    );
}

#[test]
fn a_temporary_in_a_condition() {
    shape(
        "def has(path, word):\n    if word in open(path).read():\n        return True\n    return False\n",
        expect![[r#"
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
        expect![[""]],
    );
}

#[test]
fn a_decorated_function() {
    shape(
        "import functools\n\n\n@functools.cache\ndef read(path):\n    \"\"\"Reads.\"\"\"\n    f = open(path)\n    return f.read()\n",
        expect![[r##"
            # Use `with`
            import functools


            @functools.cache
            def read(path):
                """Reads."""
                with open(path) as f:
                    return f.read()
            # Call `f.close()` in a `finally`
            import functools


            @functools.cache
            def read(path):
                """Reads."""
                f = open(path)
                try:
                    return f.read()
                finally:
                    f.close()
        "##]],
    );
}

#[test]
fn a_method_in_a_class() {
    shape(
        "class Reader:\n    def read(self):\n        f = open(self.path)\n        return f.read()\n\n    def other(self):\n        return 1\n",
        expect![[r#"
            # Use `with`
            class Reader:
                def read(self):
                    with open(self.path) as f:
                        return f.read()

                def other(self):
                    return 1
            # Call `f.close()` in a `finally`
            class Reader:
                def read(self):
                    f = open(self.path)
                    try:
                        return f.read()
                    finally:
                        f.close()

                def other(self):
                    return 1
        "#]],
    );
}

#[test]
fn an_early_return() {
    shape(
        "def header(path, strict):\n    f = open(path)\n    if strict:\n        return None\n    line = f.readline()\n    f.close()\n    return line\n",
        expect![[r#"
            # Use `with`
            def header(path, strict):
                with open(path) as f:
                    if strict:
                        return None
                    line = f.readline()
                return line
            # Call `f.close()` in a `finally`
            def header(path, strict):
                f = open(path)
                try:
                    if strict:
                        return None
                    line = f.readline()
                finally:
                    f.close()
                return line
        "#]],
    );
}

#[test]
fn statements_on_one_line() {
    shape(
        "def read(path):\n    f = open(path); text = f.read(); f.close()\n    return text\n",
        expect![[""]],
    );
}

#[test]
fn a_suite_on_the_line_of_its_head() {
    shape("def read(path): f = open(path)\n", expect![[""]]);
}

#[test]
fn a_descriptor() {
    shape(
        "import os\n\n\ndef size(path):\n    fd = os.open(path, os.O_RDONLY)\n    size = os.fstat(fd).st_size\n    os.close(fd)\n    return size\n",
        expect![[r#"
            # Call `os.close(fd)` in a `finally`
            import os


            def size(path):
                fd = os.open(path, os.O_RDONLY)
                try:
                    size = os.fstat(fd).st_size
                finally:
                    os.close(fd)
                return size
        "#]],
    );
}

#[test]
fn a_pair_with_a_descriptor() {
    shape(
        "import tempfile\n\n\ndef reserve():\n    fd, path = tempfile.mkstemp()\n    return path\n",
        expect![[""]],
    );
}

#[test]
fn a_database_connection() {
    shape(
        "import sqlite3\n\n\ndef count(path):\n    con = sqlite3.connect(path)\n    return con.execute('select 1').fetchone()\n",
        expect![[r#"
            # Use `with closing(…)`
            import sqlite3
            from contextlib import closing


            def count(path):
                with closing(sqlite3.connect(path)) as con:
                    return con.execute('select 1').fetchone()
            # Call `con.close()` in a `finally`
            import sqlite3


            def count(path):
                con = sqlite3.connect(path)
                try:
                    return con.execute('select 1').fetchone()
                finally:
                    con.close()
        "#]],
    );
}

#[test]
fn a_database_connection_in_its_own_with() {
    shape(
        "\"\"\"Orders.\"\"\"\n\nimport sqlite3\n\n\ndef store(path, row):\n    with sqlite3.connect(path) as con:\n        con.execute('insert into orders values (?)', row)\n",
        expect![[r##"
            # Use `with closing(…)`
            """Orders."""

            import sqlite3
            from contextlib import closing


            def store(path, row):
                with closing(sqlite3.connect(path)) as con, con:
                    con.execute('insert into orders values (?)', row)
        "##]],
    );
}

#[test]
fn in_a_loop() {
    shape(
        "def read(paths):\n    for path in paths:\n        f = open(path)\n        print(f.read())\n",
        expect![[r#"
            # Use `with`
            def read(paths):
                for path in paths:
                    with open(path) as f:
                        print(f.read())
            # Call `f.close()` in a `finally`
            def read(paths):
                for path in paths:
                    f = open(path)
                    try:
                        print(f.read())
                    finally:
                        f.close()
        "#]],
    );
}

#[test]
fn after_an_emoji() {
    shape(
        "def read(path):\n    '🗝🗝'; print('🗝')\n    f = open(path); '🗝'\n    return f.read()\n\n\ndef again(path):\n    f = open('🗝')  # 🗝\n    return f.read()\n",
        expect![[r#"
            # Use `with`
            def read(path):
                '🗝🗝'; print('🗝')
                f = open(path); '🗝'
                return f.read()


            def again(path):
                with open('🗝') as f:  # 🗝
                    return f.read()
            # Call `f.close()` in a `finally`
            def read(path):
                '🗝🗝'; print('🗝')
                f = open(path); '🗝'
                return f.read()


            def again(path):
                f = open('🗝')  # 🗝
                try:
                    return f.read()
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn a_call_over_several_lines() {
    shape(
        "def read(path):\n    f = open(\n        path,\n        encoding='utf-8',\n    )\n    return f.read()\n",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(
                    path,
                    encoding='utf-8',
                ) as f:
                    return f.read()
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(
                    path,
                    encoding='utf-8',
                )
                try:
                    return f.read()
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn an_annotated_name() {
    shape(
        "def read(path):\n    f: object = open(path)\n    return f.read()\n",
        expect![[""]],
    );
}

#[test]
fn a_backslash_at_the_end_of_a_line() {
    shape(
        "def read(path):\n    f = \\\n        open(path)\n    text = f.read() + \\\n        'end'\n    return text\n",
        expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    text = f.read() + \
                        'end'
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                f = \
                    open(path)
                try:
                    text = f.read() + \
                        'end'
                finally:
                    f.close()
                return text
        "#]],
    );
}

#[test]
fn a_release_at_the_end_of_a_branch() {
    shape(
        "def read(path, wanted):\n    if wanted:\n        f = open(path)\n        text = f.read()\n        f.close()\n    else:\n        text = ''\n    return text\n",
        expect![[r#"
            # Use `with`
            def read(path, wanted):
                if wanted:
                    with open(path) as f:
                        text = f.read()
                else:
                    text = ''
                return text
            # Call `f.close()` in a `finally`
            def read(path, wanted):
                if wanted:
                    f = open(path)
                    try:
                        text = f.read()
                    finally:
                        f.close()
                else:
                    text = ''
                return text
        "#]],
    );
}

/// What is handed over belongs to somebody else: no fix may close it.
#[test]
fn what_is_handed_over_is_not_closed() {
    for text in [
        "def opened(path, strict):\n    f = open(path)\n    if strict:\n        return None\n    return f\n",
        "def opened(path):\n    f = open(path)\n    f.readline()\n    return f\n",
        "def opened(path):\n    f = open(path)\n    f.readline()\n    return f, path\n",
        "class Log:\n    def start(self, path, check):\n        f = open(path)\n        check(path)\n        self.file = f\n",
        "def opened(path, check, files):\n    f = open(path)\n    check(path)\n    files.append(f)\n",
        "def opened(path, check):\n    f = open(path)\n    check(path)\n    yield f\n",
        "log = None\n\n\ndef start(path, check):\n    global log\n    f = open(path)\n    check(path)\n    log = f\n",
    ] {
        assert_eq!(repairs(text), "", "for\n{text}");
    }
}
