"""Statements that open, use, pass on, close and ask."""

from __future__ import annotations

from writer import HANDLES, nested, simple


def opening(w):
    """An expression that gives a handle."""
    if w.is_async:
        w.want("aiosqlite", "amake")
        return w.rng.choice(('await aiosqlite.connect("data")', 'await aiosqlite.connect("data")', "await amake()"))
    w.want("make")
    return w.rng.choice(('open("data")', 'open("data", "w")', "make()"))


def closing(w, name):
    """A statement that closes the handle of a name."""
    w.want("afinish" if w.is_async else "finish")
    finish = "await afinish" if w.is_async else "finish"
    return w.rng.choice((f"{w.wait}{name}.close()", f"{w.wait}{name}.close()", f"{finish}({name})"))


def using(w, name):
    """An expression that uses the handle of a name."""
    w.want("ause" if w.is_async else "use")
    return w.rng.choice((f"{w.wait}{name}.read()", f"await ause({name})" if w.is_async else f"use({name})"))


def opened(w, block):
    name = w.rng.choice(HANDLES)
    if w.chance(0.1) and not w.is_async:
        return found(w, block, name)
    w.line(f"{name} = {opening(w)}")
    return w.assign(block, name)


def found(w, block, name):
    """What a helper gives may be `None`; most ask first."""
    w.want("find")
    w.line(f"{name} = find({w.wait}more())")
    w.assign(block, name, sure=False)
    if w.chance(0.6):
        w.line(f"if {name} is None:")
        w.line(f"    {w.rng.choice(('return None', 'return', 'raise ValueError'))}")
        w.assign(block, name)


def work(w, _block):
    w.line(f"{w.wait}work()")


def used(w, block):
    if not block.handles():
        return work(w, block)
    name = w.rng.choice(block.handles())
    if w.chance(0.3):
        w.want("same")
        return w.line(f"{name} = same({name})")
    return w.line(using(w, name))


def closed(w, block):
    name = w.rng.choice(HANDLES)
    release = closing(w, name)
    if name in block.sure:
        return w.line(release)
    w.line(f"if {name} is not None:")
    return w.line("    " + release)


def alias(w, block):
    to, of = w.rng.sample(HANDLES, 2)
    w.line(f"{to} = {of}")
    w.assign(block, to, of in block.sure)


def none(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"{name} = None")
    w.assign(block, name, sure=False)


def leave(w, block):
    ways = ["return", "return None", "raise ValueError", *(f"return {name}" for name in HANDLES)]
    if block.loops:
        ways += ["break", "continue"] * 2
    w.line(w.rng.choice(ways))
    block.ends = True


CORE = simple(opened, opened, work, used, used, closed, closed, alias, none, leave)


# Tuples


def pair(w, block):
    w.line(f"f, g = {opening(w)}, {opening(w)}")
    for name in HANDLES:
        w.assign(block, name)


def swap(w, block):
    sure = set(block.sure)
    w.line("f, g = g, f")
    for to, of in (HANDLES, HANDLES[::-1]):
        w.assign(block, to, of in sure)


def leave_with_more(w, block):
    w.line(w.rng.choice(("return f, g", "return [f, g]", 'return {"f": f, "n": 1}', "return 1, (g, 2)")))
    block.ends = True


TUPLES = simple(pair, swap, leave_with_more)


# Questions


def closed_if_open(w, block):
    if not block.handles():
        return False
    name = w.rng.choice(block.handles())
    test = w.rng.choice((f"not {name}.closed", f"not isinstance({name}, str)", f"{name}"))
    w.line(f"if {test}:")
    return w.line(f"    {name}.close()")


def asserted(w, block):
    w.line(f"assert {w.rng.choice(('p', 'not q'))}")


def asserted_handle(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"assert {name} is not None")
    w.assign(block, name)


def leave_if_none(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"if {w.rng.choice((f'{name} is None', f'not {name}', f'None is {name}'))}:")
    w.line("    return")
    w.assign(block, name)


def deleted(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"del {name}")
    w.line(f"{name} = None")
    w.assign(block, name, sure=False)


QUESTIONS = simple(closed_if_open, asserted, asserted_handle, leave_if_none, deleted)


# Flags


def flagged(w, block):
    if "opened" not in block.sure:
        w.line("opened = False")
        w.assign(block, "opened")
    w.line(f"h = {opening(w)}")
    w.line("opened = True")


def closed_by_flag(w, block):
    if "opened" not in block.sure:
        return False
    w.line("if opened:")
    w.line(f"    {w.wait}h.close()")
    if w.chance(0.5):
        w.line("    opened = False")
    return None


FLAGS = simple(flagged, flagged, closed_by_flag, closed_by_flag)


# Expressions


def conditional(w, block):
    name, other = w.rng.choice(HANDLES), w.rng.choice(HANDLES)
    form = w.rng.randrange(4)
    if form == 0:
        w.line(f"{name} = {opening(w)} if p else None")
        return w.assign(block, name, sure=False)
    if form == 1:
        w.line(f"{name} = {other} or {opening(w)}")
        return w.assign(block, name)
    if form == 2:
        w.line(f"{name} = f if q else g")
        return w.assign(block, name, {"f", "g"} <= block.sure)
    w.line(f"{name} = {other} if {other} is not None else {opening(w)}")
    return w.assign(block, name)


def walrus(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"if ({name} := {opening(w)}) is not None:")
    w.assign(block, name)
    block.join(w.inner(block)[0])


def temporary(w, block):
    w.line(w.rng.choice((opening(w), f"{w.wait}({opening(w)}).read()")))


def leave_with_what_is_read(w, block):
    if not block.handles():
        return False
    w.line(f"return {using(w, w.rng.choice(block.handles()))}")
    block.ends = True
    return None


def exit_now(w, block):
    w.want("sys")
    w.line("sys.exit(1)")
    block.ends = True


EXPRESSIONS = [*simple(conditional, conditional, temporary, leave_with_what_is_read, exit_now), *nested(walrus)]


# Lists and dictionaries


def listed(w, block):
    if "files" in block.sure and block.handles() and w.chance(0.6):
        return w.line(f"files.append({w.rng.choice(block.handles())})")
    form = w.rng.randrange(4)
    if form == 0 and block.handles():
        w.line("files = []")
        w.line(f"files.append({w.rng.choice(block.handles())})")
    elif form == 1 and block.handles():
        w.line(f"files = [{', '.join(block.handles())}]")
    elif form == 2:
        w.line(f"files = [{opening(w)}]")
    else:
        w.line(f"files = [{opening(w)} for _ in xs]")
    return w.assign(block, "files")


def closed_one_by_one(w, block):
    if "files" not in block.sure:
        return False
    form = w.rng.randrange(3)
    if form == 0:
        return w.line(f"sizes = [{w.wait}x.read() for x in files]")
    w.line("for x in files:")
    if form == 1:
        w.line(f"    {using(w, 'x')}")
    return w.line(f"    {closing(w, 'x')}")


def named(w, block):
    if not block.handles():
        return False
    name = w.rng.choice(block.handles())
    w.line(f'by = {{"a": {name}}}')
    w.assign(block, "by")
    return None


def closed_by_name(w, block):
    if "by" not in block.sure:
        return False
    w.line("for x in by.values():")
    w.line(f"    {w.wait}x.close()")
    return None


def leave_with_all(w, block):
    ways = [name for name in ("files", "by") if name in block.sure]
    if not ways:
        return False
    w.line(f"return {w.rng.choice(ways)}")
    block.ends = True
    return None


COLLECTIONS = simple(listed, listed, closed_one_by_one, closed_one_by_one, named, closed_by_name, leave_with_all)
