//! What has a name is guarded by `with` or by `finally`.

use super::shape;
use expect_test::expect;

#[test]
fn a_name_and_its_uses() {
    shape(
        "def read(path):\n    f = open(path)\n    text = f.read()\n    return text\n",
        &expect![[r#"
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
        &expect![[r#"
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
        &expect![[r#"
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
fn nothing_but_the_acquisition() {
    shape(
        "def touch(path):\n    f = open(path, 'w')\n",
        &expect![[r#"
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
fn a_decorated_function() {
    shape(
        "import functools\n\n\n@functools.lru_cache\ndef read(path):\n    \"\"\"Reads.\"\"\"\n    f = open(path)\n    return f.read()\n",
        &expect![[r##"
            # Use `with`
            import functools


            @functools.lru_cache
            def read(path):
                """Reads."""
                with open(path) as f:
                    return f.read()
            # Call `f.close()` in a `finally`
            import functools


            @functools.lru_cache
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
        &expect![[r#"
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
        &expect![[r#"
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
fn a_descriptor() {
    shape(
        "import os\n\n\ndef size(path):\n    fd = os.open(path, os.O_RDONLY)\n    size = os.fstat(fd).st_size\n    os.close(fd)\n    return size\n",
        &expect![[r#"
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
        &expect![[""]],
    );
}

#[test]
fn a_database_connection() {
    shape(
        "import sqlite3\n\n\ndef count(path):\n    con = sqlite3.connect(path)\n    return con.execute('select 1').fetchone()\n",
        &expect![[r#"
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
        &expect![[r##"
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
        &expect![[r#"
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
fn an_annotated_name() {
    shape(
        "def read(path):\n    f: object = open(path)\n    return f.read()\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            def read(path):
                with ExitStack() as stack:
                    f: object = stack.enter_context(open(path))
                    return f.read()
        "#]],
    );
}

#[test]
fn a_release_at_the_end_of_a_branch() {
    shape(
        "def read(path, wanted):\n    if wanted:\n        f = open(path)\n        text = f.read()\n        f.close()\n    else:\n        text = ''\n    return text\n",
        &expect![[r#"
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

#[test]
fn what_is_released_by_await() {
    shape(
        "import httpx\n\nasync def get(url):\n    client = httpx.AsyncClient()\n    \
         page = await client.get(url)\n    return page\n",
        &expect![[r#"
            # Use `async with`
            import httpx

            async def get(url):
                async with httpx.AsyncClient() as client:
                    page = await client.get(url)
                return page
            # Call `await client.aclose()` in a `finally`
            import httpx

            async def get(url):
                client = httpx.AsyncClient()
                try:
                    page = await client.get(url)
                finally:
                    await client.aclose()
                return page
        "#]],
    );
    shape(
        "import asyncpg\n\nasync def count(dsn):\n    con = await asyncpg.connect(dsn)\n    \
         rows = await con.fetch(\"select\")\n    await con.close()\n    return len(rows)\n",
        &expect![[r##"
            # Call `await con.close()` in a `finally`
            import asyncpg

            async def count(dsn):
                con = await asyncpg.connect(dsn)
                try:
                    rows = await con.fetch("select")
                finally:
                    await con.close()
                return len(rows)
        "##]],
    );
    shape(
        "import asyncio\n\nasync def banner(host):\n    reader, writer = \
         await asyncio.open_connection(host, 25)\n    line = await reader.readline()\n    \
         writer.close()\n    return line\n",
        &expect![[r#"
            # Call `writer.close()` in a `finally`
            import asyncio

            async def banner(host):
                reader, writer = await asyncio.open_connection(host, 25)
                try:
                    line = await reader.readline()
                finally:
                    writer.close()
                return line
        "#]],
    );
}

#[test]
fn nothing_is_awaited_in_a_plain_function() {
    let text =
        "import httpx\n\ndef make(use):\n    client = httpx.AsyncClient()\n    use(client)\n";
    shape(text, &expect![[r#""#]]);
}
