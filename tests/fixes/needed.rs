//! Repairs end where the handle is no longer needed, by whatever goes on with it, or are not offered.

use super::{shape, titles};
use expect_test::expect;
use leaklab::check::{self, Options};
use leaklab::fix::apply_edits;

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

#[test]
fn whoever_has_it_by_another_name_goes_on_with_it() {
    for text in [
        "def al1(p):\n    fh = open(p)\n    a, *b = [1, fh]\n    print(a)\n    return b[0].read()\n",
        "def al2(p):\n    fh = open(p)\n    (a, (b, c)) = (1, (2, fh))\n    print(a)\n    return c.read()\n",
        "def al3(p):\n    fh = open(p)\n    for i, x in enumerate([fh]):\n        pass\n    return x.read()\n",
        "def al4(p):\n    fh = open(p)\n    for i, x in zip([1], [fh]):\n        pass\n    return x.read()\n",
        "def al5(p):\n    fh = open(p)\n    match [1, fh]:\n        case [a, *rest]:\n            pass\n    return rest[0].read()\n",
        "def al6(p):\n    fh = open(p)\n    match {\"a\": fh}:\n        case {**rest}:\n            pass\n    return rest[\"a\"].read()\n",
        "import itertools\ndef al7(p):\n    fh = open(p)\n    a, b = itertools.tee([fh])\n    return next(a).read()\n",
        "def al8(p):\n    fh = open(p)\n    g = list(map(lambda x: x, [fh]))\n    return g[0].read()\n",
        "def al9(p):\n    fh = open(p)\n    g = next(iter([fh]))\n    return g.read()\n",
        "import copy\ndef al10(p):\n    fh = open(p)\n    g = copy.copy([fh])\n    return g[0].read()\n",
        "def al11(p):\n    fh = open(p)\n    T = type(\"T\", (), {\"f\": fh})\n    return T.f.read()\n",
        "def clo(p):\n    f = open(p)\n    f.read()\n    print(\"x\")\n    return f.closed\n",
        "def al12(p):\n    fh = open(p)\n    g = [fh][:]\n    print(p)\n    return g[0].read()\n",
        "def al12(p):\n    fh = open(p)\n    g = [fh][::-1]\n    print(p)\n    return g[0].read()\n",
        "def al12(p):\n    fh = open(p)\n    g = [fh][:1]\n    print(p)\n    return g[0].read()\n",
    ] {
        let last = text.trim_end().lines().last().unwrap_or_default().trim();
        let report = check::check("shape.py", text, &Options::default());
        let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
        for fix in fixes {
            let fixed = apply_edits(text, &fix.edits);
            let line = fixed.lines().find(|line| line.trim() == last);
            let is_inside = line.is_some_and(|line| line.starts_with("        "));
            assert!(is_inside, "{}: {fixed}", fix.title);
        }
    }
}

#[test]
fn what_is_asked_later_is_not_taken_away() {
    for text in [
        "import yaml\ndef ya(p):\n    f = open(p)\n    docs = yaml.safe_load_all(f)\n    return docs\n",
        "import yaml\ndef ya2(p):\n    f = open(p)\n    docs = yaml.safe_load_all(f)\n    print(\"hi\")\n    return list(docs)\n",
        "import pickle\ndef pk(p):\n    f = open(p, \"rb\")\n    u = pickle.Unpickler(f)\n    print(\"x\")\n    return u\n",
        "def loc(p):\n    f = open(p)\n    print(\"x\")\n    return locals()\n",
        "def ev(p, code):\n    f = open(p)\n    print(f.name)\n    eval(code)\n",
        "import shelve\ndef sh(p):\n    d = shelve.open(p)\n    ks = d.keys()\n    print(\"x\")\n    return ks\n",
        "import zipfile\ndef zi(p):\n    z = zipfile.ZipFile(p, \"w\")\n    w = z.open(\"a\", \"w\")\n    w.write(b\"x\")\n    return 1\n",
    ] {
        let offered = titles(text);
        let of_it = offered
            .iter()
            .filter(|title| !title.contains("w.close"))
            .count();
        assert!(
            of_it <= usize::from(text.contains("z.open")),
            "{offered:?} {text}"
        );
    }
}

#[test]
fn another_release_stays_what_it_is() {
    for (text, refused) in [
        (
            "from multiprocessing import shared_memory\n\ndef f(p):\n    s = shared_memory.SharedMemory(create=True, size=10)\n    s.buf[0] = int(p)\n    s.close()\n    s.unlink()\n    return p\n",
            "close",
        ),
        (
            "from multiprocessing import shared_memory\n\ndef f(p):\n    s = shared_memory.SharedMemory(create=True, size=10)\n    s.buf[0] = int(p)\n    name = s.name\n    s.close()\n    return name\n",
            "finally",
        ),
        (
            "import os\nimport tempfile\n\ndef m(x):\n    d = tempfile.mkdtemp()\n    with open(os.path.join(d, x), \"w\") as h:\n        h.write(x)\n    os.rmdir(d)\n    return 1\n",
            "finally",
        ),
        (
            "import tempfile\n\ndef q():\n    d = tempfile.TemporaryDirectory(prefix=\"q\").name.upper()\n    return len(d)\n",
            "Use",
        ),
        (
            "import shutil, tempfile, os\n\ndef f(x):\n    d = tempfile.mkdtemp()\n    int(x)\n    shutil.rmtree(d)\n\nf(1)\ndel shutil\n",
            "rmtree",
        ),
        (
            "import os\n\ndef f(p):\n    h = open(p)\n    fd = h.fileno()\n    d = os.read(fd, 3)\n    os.close(fd)\n    return d\n",
            "",
        ),
        (
            "import subprocess\n\ndef f(data):\n    p = subprocess.Popen([\"cat\"], stdin=subprocess.PIPE)\n    p.stdin.write(data)\n    p.stdin.close()\n    p.wait()\n",
            "p.wait()",
        ),
        (
            "import subprocess\n\ndef f(data):\n    p = subprocess.Popen(data, stdout=subprocess.PIPE)\n    first = p.stdout.read(10)\n    int(data)\n    p.wait(timeout=1)\n    return first\n",
            "p.wait()",
        ),
    ] {
        let offered = titles(text);
        assert!(
            !offered.iter().any(|it| it.contains(refused)),
            "{offered:?} {text}"
        );
    }
    let mut deep = "def f(p, xs):\n".to_owned();
    for depth in 1..=19 {
        deep.push_str(&format!("{}for x{depth} in xs:\n", "    ".repeat(depth)));
    }
    let inner = "    ".repeat(20);
    deep.push_str(&format!("{inner}h = open(p)\n{inner}print(h.read())\n"));
    assert_eq!(titles(&deep), [""; 0]);
}
