"""Statements that make something of a handle, and need the handle for it later: what a repair may break."""

from __future__ import annotations

from statements import opening
from writer import HANDLES, simple


def made(w, handle):
    """An expression that reads a handle as it is asked itself."""
    if w.chance(0.15):
        w.want("csv")
        return f"csv.reader({handle})"
    return w.rng.choice(("map(str, {})", "zip({}, {})", "iter({})", "enumerate({})", "(line for line in {})", "filter(None, {})")).format(handle, handle)


def reader(w, block):
    handle = w.rng.choice(block.handles() or [opening(w)])
    if w.chance(0.3):
        handle = opening(w)
    w.line(f"items = {made(w, handle)}")
    w.assign(block, "items")


def read(w, block):
    if "items" not in block.sure:
        return False
    return w.line(w.rng.choice(("next(items, None)", "work()", "list(items)", "use_all(items)")))


def reader_given(w, block):
    if "items" not in block.sure:
        return False
    w.line(w.rng.choice(("return items", "return list(items)", "box.items = items")))
    block.ends = "return" in w.lines[-1]
    return None


def method(w, block):
    if not block.handles():
        return False
    w.line(f"ask = {w.rng.choice(block.handles())}.read")
    w.assign(block, "ask")
    return None


def asked(w, block):
    if "ask" not in block.sure:
        return False
    w.line(w.rng.choice(("ask()", "work()", "box.ask = ask", "return ask")))
    block.ends = "return" in w.lines[-1]
    return None


def kept(w, block):
    if not block.handles():
        return False
    name = w.rng.choice(block.handles())
    return w.line(w.rng.choice((f"kept.append({name})", f"box.file = {name}", f"kept = [{name}]")))


def each(w, block):
    return w.line(w.rng.choice(("for h in kept: h.read()", "return [h.read() for h in kept]")))


def borrowed(w, block):
    """Perhaps a stream that others use as well."""
    name = w.rng.choice(HANDLES)
    w.line(f"{name} = {opening(w)} if {w.rng.choice(('p', 'q'))} else std")
    w.assign(block, name)


def retried(w, block):
    name = w.rng.choice(HANDLES)
    last = w.rng.choice((f"return {name}", "break", f"{name}.close()"))
    for line in ("for _ in range(2):", f"    {name} = {opening(w)}", "    try:", f"        {name}.read()", "    except OSError:", "        continue", f"    {last}"):
        w.line(line)
    block.sure.discard(name)


def replaced(w, block):
    """The name goes on as that of something else, which closes nothing."""
    if not block.handles():
        return False
    w.want("Head")
    return w.line("{0} = Head({0})".format(w.rng.choice(block.handles())))


def half_made(w, block):
    """An object that opens, and whose making may fail."""
    name, kind = w.rng.choice(HANDLES), w.rng.choice(list(HALVES))
    w.want(kind)
    w.line(f"{name} = {kind}(work, kept)")
    return w.assign(block, name)


def named_otherwise(w, _block):
    """What a repair may want to import stands for something else."""
    if w.lines[1:2] != ["    ExitStack = None"]:
        w.lines.insert(1, "    ExitStack = None")
    return False


# What an object does between opening and being made.
MAKING = {
    "Works": "work()",
    "Reads": "self.file.read()",
    "Gives": "kept.append(self)\n        work()",
    "Calls": "self.give(kept)\n        work()",
    "Swallows": "try:\n            work()\n        except OSError:\n            pass",
    "Lazy": "self.lines = map(str, self.file)\n        work()",
    "Gives file": "kept.append(self.file)\n        work()",
    "Gives later": "kept.append(lambda: self)\n        work()",
    "Twice": "self.other = open('other')\n        self.other.read()",
}
HALVES = {
    name.replace(" ", ""): f"""\
class {name.replace(" ", "")}:
    def __init__(self, work, kept):
        self.file = open("half")
        {making}

    def give(self, kept):
        kept.append(self)

    def read(self):
        self.file.read()

    def close(self):
        self.file.close()"""
    for name, making in MAKING.items()
}
MORE = HALVES | {
    "csv": "import csv",
    "Head": """\
class Head:
    def __init__(self, file):
        self.line = file.read()

    def read(self):
        pass

    def close(self):
        pass""",
}
READERS = simple(reader, reader, read, read, reader_given, method, asked, kept, each, borrowed, retried, replaced, half_made, named_otherwise)
