//! What else a release may do, and who else may have the handle: found by a stranger who ran each of these repaired,
//! and saw it do something else.

use super::titles;

#[track_caller]
fn none(texts: &[&str]) {
    for text in texts {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}

#[test]
fn nothing_is_entered_that_may_be_none() {
    // The helper gives `None` where it fails.
    for (text, release) in [
        (
            "def find(p):\n    try:\n        return open(p)\n    except OSError:\n        return None\n\n\ndef a(p):\n    f = find(p)\n    if f:\n        return f.read()\n    return \"\"\n",
            "f.close()",
        ),
        (
            "import sqlite3\n\n\ndef dial(p):\n    try:\n        return sqlite3.connect(p)\n    except sqlite3.Error:\n        print(\"no\")\n\n\ndef b(p):\n    con = dial(p)\n    if con is not None:\n        con.execute(\"q\")\n    else:\n        print(\"error\")\n",
            "con.close()",
        ),
        (
            "from concurrent.futures import ThreadPoolExecutor\n\n\ndef pool(n):\n    return ThreadPoolExecutor(n) if n else None\n\n\ndef c(n, job):\n    ex = pool(n)\n    if ex:\n        ex.submit(job).result()\n",
            "ex.shutdown()",
        ),
    ] {
        assert_eq!(
            titles(text),
            [format!("Call `{release}` in a `finally`, if it is there")],
            "{text}"
        );
    }
    // Behind the question it is there.
    let asked = "def find(p):\n    try:\n        return open(p)\n    except OSError:\n        return None\n\n\ndef a(p):\n    f = find(p)\n    if f is None:\n        return \"\"\n    return f.read()\n";
    assert_eq!(
        titles(asked),
        ["Use `with`", "Call `f.close()` in a `finally`"]
    );
}

#[test]
fn what_others_own_is_not_released() {
    none(&[
        // It only takes part in what somebody else has made.
        "from multiprocessing import shared_memory\n\n\ndef read(name):\n    s = shared_memory.SharedMemory(name=name)\n    return bytes(s.buf[:3])\n",
        "from multiprocessing import shared_memory\n\n\ndef read(name, create):\n    s = shared_memory.SharedMemory(name, create=create)\n    return bytes(s.buf[:3])\n",
        // Standard streams, and what is closed by its number.
        "out = open(1, \"w\")\nout.write(\"hello\")\nprint(\"bye\")\n",
        "import os\nimport sys\n\nout = os.fdopen(sys.stdout.fileno(), \"w\")\nout.write(\"hello\")\nprint(\"bye\")\n",
        "import os\n\n\ndef g(path):\n    fd = os.open(path, os.O_RDONLY)\n    f = os.fdopen(fd)\n    first = f.readline()\n    os.close(fd)\n    return first\n",
        // Another module has it by its name.
        "log = open(\"o.log\", \"w\")\nlog.write(\"start\")\n__all__ = [\"log\"]\n",
        "log = open(\"o.log\", \"w\")\nlog.write(\"start\")\n\n\ndef note(x):\n    globals()[\"log\"].write(x)\n",
    ]);
}

#[test]
fn what_a_release_makes_last_stays_undone() {
    none(&[
        "import poplib\n\n\ndef fetch(host, save):\n    m = poplib.POP3(host)\n    m.user(\"u\")\n    m.dele(1)\n    save(m.retr(1))\n    m.quit()\n",
        "import mailbox\n\n\ndef move(path, save):\n    mb = mailbox.mbox(path)\n    for key in list(mb.keys()):\n        save(mb.pop(key))\n    mb.close()\n",
        "import wave\n\n\ndef put(path, rate, data):\n    w = wave.open(path, \"wb\")\n    w.setframerate(int(rate))\n    w.writeframes(data)\n    w.close()\n",
    ]);
    let psycopg = "import psycopg\n\n\ndef drop(dsn):\n    conn = psycopg.connect(dsn)\n    cur = conn.execute(\"delete from t\")\n    return cur.rowcount\n";
    assert_eq!(titles(psycopg), ["Call `conn.close()` in a `finally`"]);
}

/// A class of the file decides what its `close` and its `with` do.
#[test]
fn classes_of_the_file_are_read() {
    let class = |enter: &str, exit: &str, close: &str| {
        format!(
            "import os\n\n\nclass T:\n    def __init__(self, p):\n        self.n = p\n        self.f = open(p, \"a\")\n\n    def __enter__(self):\n        {enter}\n\n    def __exit__(self, *a):\n        {exit}\n\n    def close(self):\n        {close}\n\n\ndef use(p):\n    x = T(p)\n    x.f.write(\"x\")\n    return p\n"
        )
    };
    let all = |enter: &str, exit: &str, close: &str| titles(&class(enter, exit, close));
    let (itself, closes) = ("return self", "self.f.close()");
    let by_hand = "Call `x.close()` in a `finally`";
    assert_eq!(all(itself, closes, closes), ["Use `with`", by_hand]);
    assert_eq!(all("return self.f", closes, closes), [by_hand]);
    assert_eq!(
        all(itself, "self.f.close()\n        return True", closes),
        [by_hand]
    );
    assert_eq!(
        all(
            itself,
            "self.f.write(\"COMMIT\")\n        self.f.close()",
            closes
        ),
        [by_hand]
    );
    assert_eq!(
        all(
            itself,
            closes,
            "self.f.close()\n        os.rename(self.n, self.n + \".done\")"
        ),
        [""; 0]
    );
    assert_eq!(
        all(itself, closes, "self.f.close()\n        del self.f"),
        [""; 0]
    );
    assert_eq!(
        all(
            itself,
            closes,
            "if self.f is not None:\n            self.f.close()\n            self.f = None"
        ),
        ["Use `with`", by_hand]
    );
}

#[test]
fn what_is_on_top_writes_before_it_is_closed() {
    none(&[
        "import gzip\nimport io\nimport json\n\n\ndef dump(p, rows):\n    raw = open(p, \"wb\")\n    gz = gzip.GzipFile(fileobj=raw, mode=\"wb\")\n    out = io.TextIOWrapper(gz)\n    for r in rows:\n        json.dump(r, out)\n",
    ]);
}

#[test]
fn what_is_gone_from_the_disk_is_not_removed() {
    none(&[
        "import os\nimport tempfile\n\n\ndef put(data, dst):\n    f = tempfile.NamedTemporaryFile(\"w\", dir=\".\")\n    f.write(data)\n    f.flush()\n    os.rename(f.name, dst)\n    return dst\n",
        "import pathlib\nimport tempfile\n\n\ndef put(data):\n    f = tempfile.NamedTemporaryFile(\"w\")\n    f.write(data)\n    pathlib.Path(f.name).unlink()\n",
        "import subprocess\nimport tempfile\n\n\ndef put(data, dst):\n    f = tempfile.NamedTemporaryFile(\"w\")\n    f.write(data)\n    subprocess.check_call([\"mv\", f.name, dst])\n",
        "import os\nimport tempfile\n\n\ndef work(run):\n    d = tempfile.mkdtemp()\n    run(d)\n    os.system(\"rm -r \" + d)\n",
        // Each of two processes would.
        "import os\nimport shutil\nimport sys\nimport tempfile\n\n\ndef work():\n    d = tempfile.mkdtemp()\n    if os.fork() == 0:\n        sys.exit(0)\n    os.wait()\n    r = os.listdir(d)\n    shutil.rmtree(d)\n    return r\n",
        // A function asks for the name later.
        "import os\nimport tempfile\n\n\ndef put(data):\n    f = tempfile.NamedTemporaryFile(\"w\")\n\n    def size():\n        return os.path.getsize(name)\n\n    f.write(data)\n    f.flush()\n    name = f.name\n    return size()\n",
    ]);
}

#[test]
fn nobody_waits_for_what_may_not_end() {
    let piped = "import subprocess\n\n\ndef run(cmd):\n    proc = subprocess.Popen(cmd, stdout=subprocess.PIPE)\n    line = proc.stdout.readline()\n    if b\"error\" in line:\n        return None\n    proc.wait()\n    return line\n";
    assert_eq!(titles(piped), ["Use `with`"]);
    none(&[
        "import asyncio\n\n\nasync def run():\n    proc = await asyncio.create_subprocess_exec(\"sleep\", \"4\")\n    await asyncio.sleep(1)\n    await proc.wait()\n",
        "import threading\nfrom concurrent.futures import ThreadPoolExecutor\n\n\ndef run(n):\n    ex = ThreadPoolExecutor(1)\n    go = threading.Event()\n    fut = ex.submit(go.wait)\n    r = 1 / n\n    check(r)\n    go.set()\n    ex.shutdown()\n",
    ]);
}

#[test]
fn a_lock_is_held_as_long_as_before() {
    let main = |take: &str| {
        format!(
            "import fcntl\n\n\ndef take(f):\n    fcntl.flock(f, fcntl.LOCK_EX)\n\n\ndef main(path, work):\n    f = open(path, \"w\")\n    {take}\n    work()\n"
        )
    };
    none(&[
        &main("take(f)"),
        &main("getattr(fcntl, \"flock\")(f, 2)"),
        &main("fcntl.fcntl(f, fcntl.F_SETLKW)"),
        &main("fd = f.fileno()\n    getattr(fcntl, \"flock\")(fd, 2)"),
        "import portalocker\n\n\ndef main(path, work):\n    f = open(path, \"w\")\n    portalocker.lock(f, 2)\n    work()\n",
    ]);
}

#[test]
fn no_number_is_closed_twice() {
    none(&[
        "import os\n\n\ndef use(fd):\n    try:\n        return int(os.read(fd, 10))\n    except ValueError:\n        os.close(fd)\n        raise\n\n\ndef main(path):\n    fd = os.open(path, os.O_RDONLY)\n    n = use(fd)\n    os.close(fd)\n    return n\n",
    ]);
}

#[test]
fn what_is_reached_in_another_way_stays_open() {
    let until_the_end = |text: &str| {
        // What is offered goes on to the last line.
        for title in titles(text) {
            assert!(
                [
                    "Use `with`",
                    "Call `s.close()` in a `finally`",
                    "Call `os.close(fd)` in a `finally`"
                ]
                .contains(&title.as_str()),
                "{text}: {title}"
            );
        }
    };
    until_the_end(
        "import select\nimport socket\n\n\ndef main(addr):\n    s = socket.create_connection(addr)\n    r, _, _ = select.select([s], [], [], 1)\n    return r[0].recv(10)\n",
    );
    none(&[
        "import httpx\n\n\ndef main(u):\n    c = httpx.Client()\n    r = c.send(c.build_request(\"GET\", u), stream=True)\n    return r\n",
    ]);
}

#[test]
fn goodbyes_are_said_by_who_knows_whether_somebody_hears() {
    let smtp = "import smtplib\n\n\ndef send(host, text):\n    server = smtplib.SMTP(host)\n    try:\n        server.starttls()\n        server.sendmail(\"a\", \"b\", text)\n    except OSError:\n        return False\n    server.quit()\n    return True\n";
    assert_eq!(titles(smtp), ["Use `with`"]);
}

#[test]
fn what_is_looked_up_stays_open() {
    none(&[
        "import sys\n\n\ndef helper():\n    return sys._getframe(1).f_locals[\"f\"].read()\n\n\ndef main(p):\n    f = open(p)\n    f.readline()\n    return helper()\n",
        "def get(p):\n    f = open(p)\n    if f.readline():\n        f.close()\n    return f\n\n\ndef use(p):\n    f = get(p)\n    if f.closed:\n        return \"closed\"\n    return f.read()\n",
    ]);
    let vars = "def main(p):\n    f = open(p)\n    g = vars()[\"f\"]\n    f.readline()\n    return g.read()\n";
    assert_eq!(
        titles(vars),
        ["Use `with`", "Call `f.close()` in a `finally`"]
    );
}

#[test]
fn broken_text_is_not_repaired() {
    none(&["L1 def f(p):\nL2     h = open(p)\nL3     return h.read()\n"]);
}

/// Found by a second stranger: what goes on when a call has returned.
#[test]
fn what_is_called_later_stays_open() {
    none(&[
        "import threading\n\n\ndef run(p, show):\n    f = open(p)\n    lines = map(str.strip, f)\n    th = threading.Thread(target=show, args=(lines,))\n    th.start()\n    print(\"on\")\n",
        "import threading\n\n\ndef run(p):\n    f = open(p, \"w\")\n    put = f.write\n    threading.Timer(0.1, put, args=(\"late\",)).start()\n    print(\"on\")\n",
        "import asyncio\n\n\nasync def run(p):\n    f = open(p, \"w\")\n    asyncio.get_running_loop().call_later(0.01, f.write, \"late\")\n    print(\"on\")\n",
        "async def co(f):\n    return f.readline()\n\n\ndef run(p, job):\n    f = open(p)\n    job(co(f))\n    return p\n",
        // Somebody else has the list.
        "def fill(p, rows):\n    f = open(p)\n    rows += [f]\n    print(\"on\")\n",
    ]);
}

#[test]
fn a_tuple_is_no_handle() {
    none(&[
        "import os\n\n\ndef run():\n    fds = os.pipe()\n    os.write(fds[1], b\"x\")\n    return os.read(fds[0], 1)\n",
        "def make(p):\n    f = open(p)\n    return f, f.readline()\n\n\ndef run(p):\n    f = make(p)[0]\n    return f.read()\n",
    ]);
}

#[test]
fn a_release_that_asks_for_more_is_not_called_without() {
    none(&[
        "class A:\n    def __init__(self, p):\n        self.f = open(p)\n\n    def close(self, *, force):\n        self.f.close()\n\n\ndef run(p):\n    r = A(p)\n    print(r.f.read())\n",
    ]);
}

/// What is written is there when the rest of the statement, or its body, asks for it.
#[test]
fn a_temporary_goes_when_it_has_been_used() {
    none(&[
        "def run(p, q, s):\n    if open(p, \"w\").write(s):\n        return q.read_text()\n",
        "import json\n\n\ndef run(p, d, load):\n    return json.dump(d, open(p, \"w\")), load(p)\n",
        "import socket\n\n\ndef run(addr, ask):\n    if b\"ready\" in socket.create_connection(addr).recv(10):\n        return ask(addr)\n",
        "import subprocess\n\n\ndef run():\n    for line in subprocess.Popen([\"x\"], stdout=subprocess.PIPE).stdout:\n        return line\n",
    ]);
    // What it is added to is looked for first.
    let added = "def run(d, it, p):\n    d[next(it)] += len(open(p).read())\n";
    assert_eq!(titles(added), ["Use an `ExitStack`"]);
    let alone = "import json\n\n\ndef run(p, d):\n    json.dump(d, open(p, \"w\"))\n    return 1\n";
    assert_eq!(titles(alone), ["Use `with`"]);
}

#[test]
fn what_is_empty_is_not_none() {
    let text = "import shelve\n\n\ndef find(p):\n    try:\n        return shelve.open(p)\n    except OSError:\n        return None\n\n\ndef count(p):\n    db = find(p)\n    if not db:\n        return 0\n    return len(db)\n";
    assert!(!titles(text).contains(&"Use `with`".to_owned()), "{text}");
}
