//! Repairs where names stand for something else: what the handle was bound to, and what a repair would name.

use super::{shape, titles};
use expect_test::expect;

#[test]
fn a_name_that_is_bound_again_is_no_name_for_the_handle() {
    for again in [
        "f = wrap(f)",
        "f, n = wrap(f), 1",
        "with wrap(f) as f:\n        pass",
        "if (f := wrap(f)):\n        pass",
        "for f in wrap(f):\n        pass",
        "import f",
        "def f():\n        pass",
        "class f:\n        pass",
        "match wrap(f):\n        case [f]:\n            pass",
        "try:\n        wrap(f)\n    except OSError as f:\n        pass",
    ] {
        for end in ["f.close()", "print(f)", "return f"] {
            let text = format!("def work(p, wrap):\n    f = open(p)\n    {again}\n    {end}\n");
            let offered = titles(&text);
            let other = offered.iter().find(|title| *title != "Use an `ExitStack`");
            assert_eq!(other, None, "{text}");
        }
    }
}

#[test]
fn what_the_standard_library_has_is_imported_under_a_name_that_is_free() {
    shape(
        "class ExitStack:\n    pass\n\ndef heads(paths):\n    files = [open(path) for path in paths]\n    return [f.readline() for f in files]\n",
        &expect![[r#"
            # Use an `ExitStack`
            import contextlib
            class ExitStack:
                pass

            def heads(paths):
                with contextlib.ExitStack() as stack:
                    files = [stack.enter_context(open(path)) for path in paths]
                    return [f.readline() for f in files]
        "#]],
    );
    shape(
        "import sqlite3\nfrom contextlib import closing as closed\n\ndef rows(path, closing):\n    con = sqlite3.connect(path)\n    closing()\n    return con.execute(\"select 1\").fetchall()\n",
        &expect![[r##"
            # Use `with closing(…)`
            import sqlite3
            from contextlib import closing as closed
            import contextlib

            def rows(path, closing):
                with contextlib.closing(sqlite3.connect(path)) as con:
                    closing()
                    return con.execute("select 1").fetchall()
            # Call `con.close()` in a `finally`
            import sqlite3
            from contextlib import closing as closed

            def rows(path, closing):
                con = sqlite3.connect(path)
                try:
                    closing()
                    return con.execute("select 1").fetchall()
                finally:
                    con.close()
        "##]],
    );
    shape(
        "import contextlib\nimport sqlite3\n\ndef rows(path):\n    con = sqlite3.connect(path)\n    return con.execute(\"select 1\").fetchall()\n",
        &expect![[r##"
            # Use `with closing(…)`
            import contextlib
            import sqlite3

            def rows(path):
                with contextlib.closing(sqlite3.connect(path)) as con:
                    return con.execute("select 1").fetchall()
            # Call `con.close()` in a `finally`
            import contextlib
            import sqlite3

            def rows(path):
                con = sqlite3.connect(path)
                try:
                    return con.execute("select 1").fetchall()
                finally:
                    con.close()
        "##]],
    );
    shape(
        "import sqlite3\n\ndef rows(path):\n    from contextlib import closing\n    con = sqlite3.connect(path)\n    return con.execute(\"select 1\").fetchall()\n",
        &expect![[r##"
            # Use `with closing(…)`
            import sqlite3
            import contextlib

            def rows(path):
                from contextlib import closing
                with contextlib.closing(sqlite3.connect(path)) as con:
                    return con.execute("select 1").fetchall()
            # Call `con.close()` in a `finally`
            import sqlite3

            def rows(path):
                from contextlib import closing
                con = sqlite3.connect(path)
                try:
                    return con.execute("select 1").fetchall()
                finally:
                    con.close()
        "##]],
    );
    shape(
        "import sqlite3\n\ncontextlib, closing = 1, 2\n\ndef rows(path):\n    con = sqlite3.connect(path)\n    return con.execute(\"select 1\").fetchall()\n",
        &expect![[r##"
            # Call `con.close()` in a `finally`
            import sqlite3

            contextlib, closing = 1, 2

            def rows(path):
                con = sqlite3.connect(path)
                try:
                    return con.execute("select 1").fetchall()
                finally:
                    con.close()
        "##]],
    );
    shape(
        "BaseException = ValueError\n\ndef opened(path):\n    f = open(path)\n    f.readline()\n    return f\n",
        &expect![[r#""#]],
    );
}
