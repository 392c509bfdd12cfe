//! Repairs of what somebody else gets: it is released where something fails before, and nowhere else.

use super::shape;
use expect_test::expect;

#[test]
fn a_function_that_gives_what_it_opens() {
    shape(
        "import socket\n\ndef connected(address):\n    s = socket.socket()\n    # Not for ever.\n    s.settimeout(3)\n    s.connect(address)\n    return s\n",
        &expect![[r#"
            # Call `s.close()` where it fails
            import socket

            def connected(address):
                s = socket.socket()
                try:
                    # Not for ever.
                    s.settimeout(3)
                    s.connect(address)
                except BaseException:
                    s.close()
                    raise
                return s
        "#]],
    );
    shape(
        "def opened(path):\n    f = open(path)\n    f.readline()\n    return f, path\n",
        &expect![[r#"
            # Call `f.close()` where it fails
            def opened(path):
                f = open(path)
                try:
                    f.readline()
                except BaseException:
                    f.close()
                    raise
                return f, path
        "#]],
    );
    shape(
        "class Log:\n    def start(self, path, check):\n        f = open(path)\n        check(path)\n        self.file = f\n\n    def close(self):\n        self.file.close()\n",
        &expect![[r#"
            # Call `f.close()` where it fails
            class Log:
                def start(self, path, check):
                    f = open(path)
                    try:
                        check(path)
                    except BaseException:
                        f.close()
                        raise
                    self.file = f

                def close(self):
                    self.file.close()
        "#]],
    );
    shape(
        "def opened(path, check, files):\n    f = open(path)\n    check(path)\n    files.append(f)\n",
        &expect![[r#"
            # Call `f.close()` where it fails
            def opened(path, check, files):
                f = open(path)
                try:
                    check(path)
                except BaseException:
                    f.close()
                    raise
                files.append(f)
        "#]],
    );
}

#[test]
fn a_loop_that_tries_again() {
    shape(
        "import socket\n\ndef connected(address):\n    for _ in range(3):\n        s = socket.socket()\n        try:\n            s.connect(address)\n        except OSError:\n            continue\n        return s\n",
        &expect![[r#"
            # Call `s.close()` where it fails
            import socket

            def connected(address):
                for _ in range(3):
                    s = socket.socket()
                    try:
                        s.connect(address)
                    except OSError:
                        s.close()
                        continue
                    except BaseException:
                        s.close()
                        raise
                    return s
        "#]],
    );
    shape(
        "import socket\n\ndef connected(address, log):\n    while True:\n        s = socket.socket()\n        try:\n            s.connect(address)\n        except TimeoutError as error:\n            log(error)\n        except OSError:\n            s.close()\n            raise\n        else:\n            return s\n",
        &expect![[r#"
            # Call `s.close()` where it fails
            import socket

            def connected(address, log):
                while True:
                    s = socket.socket()
                    try:
                        s.connect(address)
                    except TimeoutError as error:
                        s.close()
                        log(error)
                    except OSError:
                        s.close()
                        raise
                    except BaseException:
                        s.close()
                        raise
                    else:
                        return s
        "#]],
    );
}

#[test]
fn an_object_that_is_half_made() {
    shape(
        "import socket\n\nclass Line:\n    def __init__(self, address):\n        self.sock = socket.socket()\n        self.sock.connect(address)\n        self.address = address\n\n    def close(self):\n        self.sock.close()\n",
        &expect![[r#"
            # Call `self.sock.close()` where it fails
            import socket

            class Line:
                def __init__(self, address):
                    self.sock = socket.socket()
                    try:
                        self.sock.connect(address)
                        self.address = address
                    except BaseException:
                        self.sock.close()
                        raise

                def close(self):
                    self.sock.close()
        "#]],
    );
}

#[test]
fn what_is_collected_goes_on_a_stack_behind_the_loop() {
    shape(
        "def heads(paths):\n    files = []\n    for path in paths:\n        f = open(path)\n        files.append(f)\n    return [f.readline() for f in files]\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            def heads(paths):
                files = []
                with ExitStack() as stack:
                    for path in paths:
                        f = stack.enter_context(open(path))
                        files.append(f)
                    return [f.readline() for f in files]
        "#]],
    );
    shape(
        "class Table:\n    def heads(self, paths):\n        files = []\n        for path in paths:\n            files.append(open(path))\n        return [f.readline() for f in files]\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            class Table:
                def heads(self, paths):
                    files = []
                    with ExitStack() as stack:
                        for path in paths:
                            files.append(stack.enter_context(open(path)))
                        return [f.readline() for f in files]
        "#]],
    );
}

#[test]
fn an_archive_over_a_file() {
    shape(
        "import tarfile\n\ndef unpack(path, folder):\n    tar = tarfile.TarFile(fileobj=open(path, \"rb\"))\n    tar.extractall(folder)\n",
        &expect![[r#""#]],
    );
}

#[test]
fn what_may_be_borrowed_is_not_closed() {
    shape(
        "import sys\n\ndef count(path):\n    f = open(path) if path else sys.stdin\n    n = sum(1 for _ in f)\n    if f is not sys.stdin:\n        f.close()\n    return n\n",
        &expect![[r#"
            # Use an `ExitStack`
            import sys
            from contextlib import ExitStack

            def count(path):
                with ExitStack() as stack:
                    f = stack.enter_context(open(path)) if path else sys.stdin
                    n = sum(1 for _ in f)
                    if f is not sys.stdin:
                        f.close()
                return n
        "#]],
    );
}

#[test]
fn nothing_is_offered_where_the_owner_would_lose_it() {
    shape(
        "def opened(path, strict):\n    f = open(path)\n    if strict:\n        return None\n    return f\n",
        &expect![[r#""#]],
    );
    shape(
        "def opened(path):\n    f = open(path)\n    try:\n        f.readline()\n    except ValueError:\n        pass\n    return f\n",
        &expect![[r#""#]],
    );
}
