"""Functions and classes: helpers of the file, and what is defined inside."""

from __future__ import annotations

from writer import HANDLES, nested, simple

HELPERS = {
    "aiosqlite": "import aiosqlite",
    "contextlib": "from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress",
    "sys": "import sys",
    "use": "def use(x):\n    x.read()",
    "finish": "def finish(x):\n    x.close()",
    "make": 'def make():\n    x = open("made")\n    return x',
    "find": 'def find(there):\n    if there:\n        return open("made")\n    return None',
    "same": "def same(x):\n    return x",
    "ause": "async def ause(x):\n    await x.read()",
    "afinish": "async def afinish(x):\n    await x.close()",
    "amake": 'async def amake():\n    x = await aiosqlite.connect("made")\n    return x',
    "lending": '''\
@contextmanager
def lending():
    x = open("lent")
    try:
        yield x
    finally:
        x.close()''',
    "careless": '''\
@contextmanager
def careless():
    x = open("lent")
    yield x
    x.close()''',
    "reading": '''\
def reading(xs):
    with open("read") as x:
        for item in xs:
            yield item''',
    "giving": '''\
def giving(xs):
    for _ in xs:
        x = open("given")
        yield x''',
    "Holder": '''\
class Holder:
    def __init__(self):
        self.file = open("held")
        self.closed = False

    def read(self):
        self.file.read()

    def close(self):
        self.file.close()
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()''',
    "Child": '''\
class Child(Holder):
    def read(self):
        super().read()''',
    "Keeper": '''\
class Keeper:
    def __init__(self, file):
        self.file = file

    def close(self):
        self.file.close()''',
}


# Helpers


def lent(w, block):
    helper = w.rng.choice(("lending", "careless"))
    w.want("contextlib", helper)
    w.line(f"with {helper}() as lent:")
    w.line("    lent.read()")
    block.join(w.inner(block)[0])


def generated(w, block):
    w.want("reading")
    w.line("for _ in reading(xs):")
    _, names = w.inner(block, sure=set(), loops=block.loops + 1)
    block.sure -= names


def taken_from(w, block):
    w.want("giving")
    w.line("for x in giving(xs):")
    w.line("    x.close()")


def abandoned(w, block):
    w.want("reading")
    w.line("items = reading(xs)")
    w.line("next(items, None)")


GENERATORS = [*nested(lent, lent, generated), *simple(taken_from, abandoned)]


# Inside


def looked_at(w, block):
    name = w.rng.choice(HANDLES)
    inside(w, block, "look", name, "read")


def shut(w, block):
    name = w.rng.choice(HANDLES)
    inside(w, block, "shut", name, "close")


def inside(w, block, function, name, method):
    known = sorted(one for one in block.sure if one.startswith(function))
    if known and w.chance(0.6):
        return w.line(f"{w.rng.choice(known)}()")
    function += str(len(w.lines))
    if w.chance(0.3):
        w.line(f"{function} = lambda: work() or ({name}.{method}() if {name} is not None else None)")
    else:
        w.line(f"def {function}():")
        w.line("    work()")
        w.line(f"    if {name} is not None:")
        w.line(f"        {name}.{method}()")
    return w.assign(block, function)


def opened_inside(w, block):
    known = sorted(name for name in block.sure if name.startswith("fresh"))
    if known:
        name = w.rng.choice(HANDLES)
        w.line(f"{name} = {w.rng.choice(known)}()")
        return w.assign(block, name)
    function = f"fresh{len(w.lines)}"
    w.line(f"def {function}():")
    w.line('    return open("inside")')
    return w.assign(block, function)


def put_inside(w, block):
    function = f"put{len(w.lines)}"
    w.line("put = None")
    w.line(f"def {function}():")
    w.line("    nonlocal put")
    w.line('    put = open("inside")')
    w.line(f"{function}()")
    if w.chance(0.5):
        w.line("put.close()")


def saved(w, block):
    if w.lines[1] != "    global saved":
        w.lines.insert(1, "    global saved")
    w.line(f"saved = {w.rng.choice(HANDLES)}")


CLOSURES = simple(looked_at, looked_at, shut, opened_inside, opened_inside, put_inside, saved)


# Classes


def held(w, block):
    name = w.rng.choice(HANDLES)
    w.want("Holder")
    kind = w.rng.choice(("Holder", "Holder", "Child"))
    w.want(kind)
    w.line(f"{name} = {kind}()")
    w.assign(block, name)


def held_in_with(w, block):
    name = w.rng.choice(HANDLES)
    w.want("Holder")
    w.line(f"with Holder() as {name}:")
    w.assign(block, name)
    block.join(w.inner(block)[0])


def kept(w, block):
    if "keeper" in block.sure and w.chance(0.5):
        return w.line("keeper.close()")
    if not block.handles():
        return False
    w.want("Keeper")
    w.line(f"keeper = Keeper({w.rng.choice(block.handles())})")
    return w.assign(block, "keeper")


CLASSES = [*simple(held, held, kept), *nested(held_in_with)]
