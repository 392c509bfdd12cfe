"""Statements with blocks: branches, loops, handlers, managers."""

from __future__ import annotations

import sys

from statements import closing, opening
from writer import HANDLES, Block, nested

# In an order in which none hides one after it.
HANDLERS = ("ValueError", "KeyError", "LookupError", "(ValueError, KeyError)", "Exception", "BaseException", "")
PATTERNS = ("3 if q", "0", "1", "2", "1 | 2", "n if p")


def branch(w, block):
    w.line(f"if {w.rng.choice(('p', 'q', 'not p', 'p and q', 'not q or p'))}:")
    yes, _ = w.inner(block)
    no = Block(block.sure)
    if w.chance(0.5):
        w.line("else:")
        no, _ = w.inner(block)
    block.join(yes, no)


def loop(w, block):
    repeated(w, block, f"{'async ' * w.is_async}for _ in xs:")


def repeated(w, block, head):
    w.line(head)
    # What a turn assigns is not sure at the start of the next.
    _, names = w.inner(block, sure=set(), loops=block.loops + 1)
    block.sure -= names
    if w.chance(0.2):
        w.line("else:")
        other, _ = w.inner(block)
        block.sure &= other.sure


def attempt(w, block):
    w.line("try:")
    body, names = w.inner(block)
    after = block.sure - names
    ways = [body]
    # Few in one program, so that one handler meets what another has raised again.
    few = w.once("handlers", lambda: w.rng.sample(HANDLERS, 3))
    kinds = w.rng.sample(few, w.rng.choice((0, 1, 1, 2)))
    for kind in sorted(kinds, key=HANDLERS.index):
        caught = " as e" if kind and w.chance(0.3) else ""
        w.line(f"except {kind}{caught}:".replace(" :", ":"))
        way, others = w.inner(block, sure=after, write=lambda inner: handler(w, inner, caught))
        names |= others
        ways.append(way)
    if kinds and not body.ends and w.chance(0.2):
        w.line("else:")
        ways[0], others = w.inner(block, sure=body.sure)
        names |= others
    block.join(*ways)
    if not kinds or w.chance(0.4):
        w.line("finally:")
        last, others = w.inner(block, sure=block.sure - names)
        block.sure = (block.sure - others) | (last.sure & others)
        block.ends = block.ends or last.ends


def handler(w, block, caught):
    if w.chance(0.7):
        w.block(block)
    if not block.ends and w.chance(0.4):
        w.line(w.rng.choice(("raise", "raise", "raise RuntimeError from e" if caught else "raise RuntimeError")))
        block.ends = True
    elif not block.ends:
        w.line("pass")


def managed(w, block):
    name = w.rng.choice(HANDLES)
    if w.is_async:
        w.want("aiosqlite")
        w.line(f'async with aiosqlite.connect("data") as {name}:')
        w.assign(block, name)
    elif name in block.sure and w.chance(0.4):
        w.line(f"with {name}:")
    else:
        w.line(f'with open("data") as {name}:')
        w.assign(block, name)
    body, _ = w.inner(block)
    block.join(body)


def attempt_of_groups(w, block):
    """`except*`, whose handlers must not leave; what they raise would come in a group."""
    if sys.version_info < (3, 11):
        return False
    w.line("try:")
    body, names = w.inner(block)
    w.line(f"except* {w.rng.choice(('ValueError', 'LookupError', '(ValueError, KeyError)'))}:")
    caught, others = w.inner(block, sure=block.sure - names, write=lambda inner: w.line(closing_none(w, inner)))
    block.join(body, caught)
    return None


def closing_none(w, block):
    name = w.rng.choice(HANDLES)
    w.assign(block, name, sure=False)
    return f"{name} = None"


CORE = nested(branch, branch, loop, attempt, attempt, managed)


# Loops


def while_more(w, block):
    repeated(w, block, w.rng.choice(("while more():", "while (n := more()):", "while p and more():")))


def while_true(w, block):
    """A loop that is left in its middle."""
    w.line("while True:")

    def body(inner):
        if w.chance(0.4):
            w.line(f"{(name := w.rng.choice(HANDLES))} = {opening(w)}")
            w.assign(inner, name)
        w.line("if not more():")
        w.line("    break")
        w.block(inner)

    _, names = w.inner(block, sure=set(), loops=block.loops + 1, write=body)
    block.sure -= names


LOOPS = nested(while_more, while_true, attempt_of_groups)


# Match


def match(w, block):
    patterns = sorted(w.rng.sample(PATTERNS, w.rng.randint(1, 2)), key=PATTERNS.index)
    if w.chance(0.7):
        patterns.append(w.rng.choice(("_", "n")))
    w.line("match pick():")
    ways = [] if patterns[-1] in "_n" else [Block(block.sure)]
    w.depth += 1
    for pattern in patterns:
        w.line(f"case {pattern}:")
        ways.append(w.inner(block)[0])
    w.depth -= 1
    block.join(*ways)


def match_handle(w, block):
    name = w.rng.choice(HANDLES)
    w.line(f"match {name}:")
    w.line("    case None:")
    w.depth += 1
    none = w.inner(block, sure=block.sure - {name})[0]
    w.line("case x:")
    some = w.inner(block, sure=block.sure | {name}, write=lambda inner: w.line(closing(w, "x")) or w.block(inner))[0]
    w.depth -= 1
    block.join(none, some)


def number(w, block):
    w.line(f"if pick() {w.rng.choice(('==', '!='))} 1:")
    yes, _ = w.inner(block)
    block.join(yes, Block(block.sure))


MATCHES = nested(match, match, match_handle, number)


# Managers


def several(w, block):
    first, second = w.rng.sample(HANDLES, 2)
    given = f"with {first}" if first in block.sure and w.chance(0.3) else f'with open("data") as {first}'
    w.line(f'{given}, open("more") as {second}:')
    w.assign(block, first)
    w.assign(block, second)
    block.join(w.inner(block)[0])


def wrapped(w, block):
    w.want("contextlib")
    name, other = w.rng.choice(HANDLES), w.rng.choice(HANDLES)
    wrapper = w.rng.choice(("closing", "nullcontext"))
    given = other if other in block.sure and w.chance(0.5) else opening(w)
    w.line(f"with {wrapper}({given}) as {name}:")
    w.assign(block, name)
    block.join(w.inner(block)[0])


def suppressed(w, block):
    w.want("contextlib")
    w.line(f"with suppress({w.rng.choice(('ValueError', 'LookupError', 'ValueError, KeyError', 'Exception'))}):")
    body, names = w.inner(block)
    block.join(body, Block(block.sure - names))


def stacked(w, block):
    w.want("contextlib")
    w.line("with ExitStack() as stack:")

    def body(inner):
        for _ in range(w.rng.randint(1, 3)):
            on_stack(w, inner)
        w.block(inner)

    way, _ = w.inner(block, sure=block.sure | {"stack"}, write=body)
    block.join(way)
    block.sure.discard("stack")


def on_stack(w, block):
    name = w.rng.choice(HANDLES)
    form = w.rng.randrange(6)
    if form == 5:
        w.line("kept = stack.pop_all()")
        w.assign(block, "kept")
    elif form < 2 or name not in block.sure:
        w.line(f"{name} = stack.enter_context({opening(w)})")
        w.assign(block, name)
    else:
        w.line(f"stack.{('callback({}.close)', 'push({})', 'enter_context({})')[form - 2].format(name)}")


def stack_kept(w, block):
    if "kept" not in block.sure:
        return False
    block.ends = w.chance(0.4)
    return w.line("return kept" if block.ends else "kept.close()")


MANAGERS = nested(several, wrapped, wrapped, suppressed)
STACKS = [*nested(stacked, stacked), *nested(stack_kept, stack_kept)]
