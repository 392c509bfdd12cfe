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
    block.sure.add("items")


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
    block.sure.add("ask")
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


READERS = simple(reader, reader, read, read, reader_given, method, asked, kept, each, borrowed, retried)
