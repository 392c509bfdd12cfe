"""Statements with what libraries give: one kind a program, among the statements of files."""

from __future__ import annotations

from dataclasses import dataclass

from writer import nested, simple


@dataclass
class Library:
    """How something is acquired (`{h}` is its name), what gives data, what gives a reader, what asks that."""

    module: str
    opening: str
    data: tuple[str, ...]
    lazy: tuple[str, ...]
    asked: tuple[str, ...]
    release: tuple[str, ...]
    managed: bool = True


LAZY = ("next(made, None)", "list(made)", "[x for x in made]")
LIBRARIES = (
    Library("sqlite3", '{h} = sqlite3.connect("data")', ('{h}.execute("q").fetchall()', "{h}.commit()", '{h}.cursor().execute("q")'), ('{h}.execute("q")', "{h}.cursor()", "{h}.execute"), ("made.fetchone()", *LAZY), ("{h}.close()",)),
    Library("multiprocessing", "{h} = multiprocessing.Pool()", ("{h}.map(work, xs)",), ("{h}.imap(work, xs)", "{h}.apply_async(work)", "{h}.imap_unordered(work, xs)"), ("made.get()", *LAZY), ("{h}.close()\n{h}.join()", "{h}.terminate()", "{h}.close()")),
    Library("concurrent.futures", "{h} = concurrent.futures.ThreadPoolExecutor()", ("list({h}.map(work, xs))",), ("{h}.submit(work)", "{h}.map(work, xs)"), ("made.result()", *LAZY), ("{h}.shutdown()", "{h}.shutdown(wait=False)")),
    Library("smtplib", '{h} = smtplib.SMTP("mail")', ("{h}.send_message(q)",), ("{h}.send_message",), ("made(q)",), ("{h}.quit()", "{h}.close()")),
    Library("zipfile", '{h} = zipfile.ZipFile("data")', ("{h}.namelist()", '{h}.read("a")'), ('{h}.open("a")',), ("made.read()", *LAZY), ("{h}.close()",)),
    Library("zipfile", '{h} = zipfile.ZipFile(open("data"))', ("{h}.namelist()", '{h}.read("a")'), ('{h}.open("a")',), ("made.read()", *LAZY), ("{h}.close()",)),
    Library("zipfile", 'f = open("data")\n{h} = zipfile.ZipFile(f)', ("{h}.namelist()", '{h}.read("a")'), ('{h}.open("a")',), ("made.read()", *LAZY), ("{h}.close()", "f.close()", "{h}.close()\nf.close()")),
    Library("pandas", '{h} = open("data")', ("pandas.read_csv({h})", "{h}.read()"), ("pandas.read_csv({h}, chunksize=2)",), ("made.get_chunk()", *LAZY), ("{h}.close()",)),
    Library("urllib.request", "{h} = urllib.request.urlopen(p)", ("{h}.read()",), ("map(str, {h})", "{h}.read"), ("made()", *LAZY), ("{h}.close()",)),
    Library("socket", "{h} = socket.socket()", ("{h}.connect(p)", "{h}.recv(9)"), ('{h}.makefile("r")',), ("made.readline()", *LAZY), ("{h}.close()",)),
    Library("subprocess", "{h} = subprocess.Popen(p)", ("{h}.stdout.read()", "{h}.kill()"), ("{h}.stdout",), ("made.read()", *LAZY), ("{h}.wait()", "{h}.communicate()"), managed=False),
    Library("tempfile, os", "{h} = tempfile.NamedTemporaryFile(delete=False)", ('{h}.write("x")',), ("{h}.read",), ("made()",), ("{h}.close()", "os.unlink({h}.name)", "{h}.close()\nos.unlink({h}.name)")),
)
STREAM = Library(
    "asyncio",
    'half, {h} = await asyncio.open_connection("host", 1)',
    ('{h}.write("x")\nawait {h}.drain()', "await half.readline()"),
    ("half",),
    ("await made.readline()",),
    ("{h}.close()", "{h}.close()\nawait {h}.wait_closed()"),
    managed=False,
)
IMPORTS = {f"import {module}": f"import {module}" for it in (*LIBRARIES, STREAM) for module in it.module.split(", ")}
H = "h"


def library(w):
    """The one of this program."""
    chosen = w.once("library", lambda: STREAM if w.is_async else w.rng.choice(LIBRARIES))
    w.want(*(f"import {module}" for module in chosen.module.split(", ")))
    return chosen


def write(w, text):
    for line in text.format(h=H).split("\n"):
        w.line(line)


def acquired(w, block):
    """What nobody uses may be open for others, and gets no repair: most are used."""
    write(w, library(w).opening)
    w.assign(block, H)
    if w.chance(0.8):
        asked(w, block)


def asked(w, block):
    if H not in block.sure:
        return False
    code = w.rng.choice(library(w).data)
    if w.chance(0.2) and "\n" not in code:
        code = "return " + code
        block.ends = True
    return write(w, code)


def made(w, block):
    if H not in block.sure:
        return False
    write(w, f"made = {w.rng.choice(library(w).lazy)}")
    return w.assign(block, "made")


def read(w, block):
    if "made" not in block.sure:
        return False
    code = w.rng.choice(library(w).asked)
    if "made()" in code or "made(q)" in code:
        return write(w, f"if callable(made):\n    {code}")
    return write(w, code if not code.startswith(("next", "list", "[")) else f"if not callable(made):\n    {code}")


def given(w, block):
    name = w.rng.choice([name for name in (H, "made") if name in block.sure] or [None])
    if not name:
        return False
    write(w, w.rng.choice((f"return {name}", f"box.it = {name}", f"kept.append({name})", f"return list(map(str, [{name}]))")))
    block.ends = "return" in w.lines[-1]
    return None


def released(w, block):
    if H not in block.sure:
        return False
    return write(w, w.rng.choice(library(w).release))


def managed(w, block):
    if not library(w).managed:
        return False
    *before, opening = library(w).opening.format(h=H).split("\n")
    for line in before:
        w.line(line)
    own = opening.split(" = ", 1)[1]
    if H in block.sure and w.chance(0.5):
        own = H
    w.line(f"with {own} as {H}:")
    w.assign(block, H)
    return block.join(w.inner(block)[0])


KINDS = [*simple(acquired, acquired, asked, asked, made, made, read, read, given, released, released), *nested(managed)]
