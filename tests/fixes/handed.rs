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
fn what_a_context_manager_lends_comes_back() {
    shape(
        "from contextlib import contextmanager\n\n@contextmanager\ndef opened(path):\n    f = open(path)\n    yield f\n    f.close()\n",
        &expect![[r#"
            # Use `with`
            from contextlib import contextmanager

            @contextmanager
            def opened(path):
                with open(path) as f:
                    yield f
            # Call `f.close()` in a `finally`
            from contextlib import contextmanager

            @contextmanager
            def opened(path):
                f = open(path)
                try:
                    yield f
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn who_talks_to_a_child_process_goes_on_to_do_it() {
    shape(
        "import subprocess\n\ndef run(command, check):\n    p = subprocess.Popen(command)\n    check(p)\n    p.communicate()\n    return p.returncode\n",
        &expect![[r#"
            # Use `with`
            import subprocess

            def run(command, check):
                with subprocess.Popen(command) as p:
                    check(p)
                    p.communicate()
                    return p.returncode
            # Call `p.wait()` in a `finally`
            import subprocess

            def run(command, check):
                p = subprocess.Popen(command)
                try:
                    check(p)
                    p.communicate()
                    return p.returncode
                finally:
                    p.wait()
        "#]],
    );
    shape(
        "import subprocess\n\ndef run(command, check):\n    p = subprocess.Popen(command, stdout=subprocess.PIPE)\n    check()\n    p.wait()\n    return p.stdout.read()\n",
        &expect![""],
    );
}

#[test]
fn what_is_at_a_path_is_removed_once() {
    shape(
        "import os\nimport tempfile\n\ndef work(check):\n    fd, path = tempfile.mkstemp()\n    os.close(fd)\n    if check(path):\n        os.unlink(path)\n",
        &expect![[r#""#]],
    );
}

#[test]
fn an_archive_over_a_file() {
    shape(
        "import tarfile\n\ndef unpack(path, folder):\n    tar = tarfile.TarFile(fileobj=open(path, \"rb\"))\n    tar.extractall(folder)\n",
        &expect![[r##"
            # Use `with` for both
            import tarfile

            def unpack(path, folder):
                with open(path, "rb") as f, tarfile.TarFile(fileobj=f) as tar:
                    tar.extractall(folder)
        "##]],
    );
    shape(
        "import zipfile\n\ndef names(path):\n    f = open(path, \"rb\")\n    z = zipfile.ZipFile(f)\n    names = z.namelist()\n    z.close()\n    return names\n",
        &expect![[r##"
            # Use `with` for both
            import zipfile

            def names(path):
                with open(path, "rb") as f, zipfile.ZipFile(f) as z:
                    names = z.namelist()
                return names
        "##]],
    );
    // The archive is kept: so is its file.
    shape(
        "import zipfile\n\ndef keep(path):\n    z = zipfile.ZipFile(open(path, \"rb\"))\n    archives.append(z)\n",
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
