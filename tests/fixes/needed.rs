//! Repairs end where the handle is no longer needed, by whatever goes on with it, or are not offered.

use super::{shape, titles};
use expect_test::expect;

#[test]
fn what_was_made_of_it_is_inside() {
    shape(
        "import os\n\ndef tail(path, n):\n    f = open(path, \"rb\")\n    fd = f.fileno()\n    os.lseek(fd, -n, os.SEEK_END)\n    return os.read(fd, n)\n",
        &expect![[r##"
            # Use `with`
            import os

            def tail(path, n):
                with open(path, "rb") as f:
                    fd = f.fileno()
                    os.lseek(fd, -n, os.SEEK_END)
                    return os.read(fd, n)
            # Call `f.close()` in a `finally`
            import os

            def tail(path, n):
                f = open(path, "rb")
                try:
                    fd = f.fileno()
                    os.lseek(fd, -n, os.SEEK_END)
                    return os.read(fd, n)
                finally:
                    f.close()
        "##]],
    );
    shape(
        "import subprocess\n\ndef run(command, path):\n    log = open(path, \"w\")\n    options = dict(stdout=log)\n    return subprocess.run(command, **options).returncode\n",
        &expect![[r##"
            # Use `with`
            import subprocess

            def run(command, path):
                with open(path, "w") as log:
                    options = dict(stdout=log)
                    return subprocess.run(command, **options).returncode
            # Call `log.close()` in a `finally`
            import subprocess

            def run(command, path):
                log = open(path, "w")
                try:
                    options = dict(stdout=log)
                    return subprocess.run(command, **options).returncode
                finally:
                    log.close()
        "##]],
    );
    shape(
        "def longest(p, q):\n    a = open(p)\n    b = open(q)\n    best = max(a, b, key=len)\n    return best.read()\n",
        &expect![[r#"
            # Use `with`
            def longest(p, q):
                with open(p) as a:
                    b = open(q)
                    best = max(a, b, key=len)
                    return best.read()
            # Call `a.close()` in a `finally`
            def longest(p, q):
                a = open(p)
                try:
                    b = open(q)
                    best = max(a, b, key=len)
                    return best.read()
                finally:
                    a.close()
            # Use `with`
            def longest(p, q):
                a = open(p)
                with open(q) as b:
                    best = max(a, b, key=len)
                    return best.read()
            # Call `b.close()` in a `finally`
            def longest(p, q):
                a = open(p)
                b = open(q)
                try:
                    best = max(a, b, key=len)
                    return best.read()
                finally:
                    b.close()
        "#]],
    );
}

#[test]
fn a_path_goes_on_in_what_is_made_of_it() {
    shape(
        "import os\nimport tempfile\n\ndef size(text):\n    tmp = tempfile.TemporaryDirectory()\n    path = os.path.join(tmp.name, \"out\")\n    with open(path, \"w\") as f:\n        f.write(text)\n    return os.path.getsize(path)\n",
        &expect![[r##"
            # Use `with`
            import os
            import tempfile

            def size(text):
                with tempfile.TemporaryDirectory() as tmp:
                    path = os.path.join(tmp, "out")
                    with open(path, "w") as f:
                        f.write(text)
                    return os.path.getsize(path)
            # Call `tmp.cleanup()` in a `finally`
            import os
            import tempfile

            def size(text):
                tmp = tempfile.TemporaryDirectory()
                try:
                    path = os.path.join(tmp.name, "out")
                    with open(path, "w") as f:
                        f.write(text)
                    return os.path.getsize(path)
                finally:
                    tmp.cleanup()
        "##]],
    );
    shape(
        "import os\nimport tempfile\n\ndef size(text):\n    folder = tempfile.mkdtemp()\n    path = f\"{folder}/out\"\n    with open(path, \"w\") as f:\n        f.write(text)\n    return os.path.getsize(path)\n",
        &expect![[r##"
            # Call `shutil.rmtree(folder)` in a `finally`
            import os
            import tempfile
            import shutil

            def size(text):
                folder = tempfile.mkdtemp()
                try:
                    path = f"{folder}/out"
                    with open(path, "w") as f:
                        f.write(text)
                    return os.path.getsize(path)
                finally:
                    shutil.rmtree(folder)
        "##]],
    );
}

#[test]
fn who_needs_it_open_keeps_it() {
    for body in [
        "fcntl.flock(f, fcntl.LOCK_EX)",
        "fcntl.lockf(f.fileno(), fcntl.LOCK_EX)",
        "faulthandler.enable(f)",
        "signal.signal(signal.SIGTERM, lambda *_: f.write(\"end\"))",
        "bus.subscribe(f.write)\n    f.write(\"start\")",
        "@bus.on(\"end\")\n    def end():\n        f.write(\"end\")",
    ] {
        let text = format!(
            "import faulthandler\nimport fcntl\nimport signal\n\ndef main(path, bus, work):\n    f = open(path, \"w\")\n    {body}\n    work()\n"
        );
        assert_eq!(titles(&text), [""; 0], "{text}");
    }
    for text in [
        "import asyncio\n\nasync def main(handle):\n    server = await asyncio.start_server(handle, \"\", 0)\n    print(server.sockets)\n    await asyncio.sleep(100)\n",
        "import subprocess\n\ndef start(command):\n    p = subprocess.Popen(command)\n    if p.poll() is None:\n        print(p.pid)\n",
        "import subprocess\n\ndef probe(command, look):\n    p = subprocess.Popen(command)\n    look()\n    p.terminate()\n    p.wait()\n",
        "import mmap\n\ndef head(f):\n    view = memoryview(mmap.mmap(f.fileno(), 0))\n    return bytes(view[:3])\n",
    ] {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_opened_first_is_opened_first() {
    for text in [
        "import json\n\ndef bump(load):\n    json.dump({\"n\": load() + 1}, open(\"n.json\", \"w\"))\n",
        "def size(first, p):\n    return first(p) + len(open(p).read())\n",
        "def is_large(limit, p):\n    return 0 < limit < len(open(p).read())\n",
    ] {
        assert_eq!(titles(text), ["Use an `ExitStack`"], "{text}");
    }
    for text in [
        "async def send(post, p):\n    return await post(open(p).read())\n",
        "def wait(p):\n    while open(p).read() != \"ready\":\n        pass\n",
    ] {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}

#[test]
fn a_class_that_others_are_made_of_decides_nothing_alone() {
    let class = "import socket\n\nclass Line:\n    def __init__(self, address):\n        self.sock = socket.socket()\n        self.sock.connect(address)\n\n    def close(self):\n        self.sock.close()\n";
    assert_eq!(titles(class), ["Call `self.sock.close()` where it fails"]);
    for more in [
        "class Again(Line):\n    pass\n",
        "def again(line):\n    line.__init__((\"\", 1))\n",
        "def made():\n    return Line.__new__(Line)\n",
    ] {
        let text = format!("{class}\n{more}");
        assert_eq!(titles(&text), [""; 0], "{text}");
    }
}
