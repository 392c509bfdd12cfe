"""Writes one random program, a statement a line.

What is known while a block is written is in `Block`: the names that surely hold what their name says,
so that no program fails by itself. The statements are in `statements` and the files after it.
"""

from __future__ import annotations

HANDLES = ("f", "g")


class Block:
    """What is known while a block is written, and where it stands."""

    def __init__(self, sure=(), loops=0):
        self.sure = set(sure)
        self.loops = loops
        self.ends = False

    def handles(self):
        """The names that surely hold a handle."""
        return [name for name in HANDLES if name in self.sure]

    def join(self, *ways):
        """Goes on after several ways through a statement."""
        ways = [way for way in ways if not way.ends]
        self.ends = not ways
        self.sure = set.intersection(*(way.sure for way in ways)) if ways else set()


class Writer:
    """The lines so far, and what the statements share."""

    def __init__(self, rng, helpers, is_async):
        self.rng, self.helpers, self.is_async = rng, helpers, is_async
        self.lines, self.wanted, self.decided = [], [], {}
        self.depth, self.budget = 0, rng.randint(4, 12)
        self.assigned = [set()]
        self.kinds = ()

    @property
    def wait(self):
        """What stands before a call that a coroutine has to wait for."""
        return "await " if self.is_async else ""

    def program(self, kinds):
        """The text of a program of these kinds of statements."""
        self.kinds = kinds
        self.line(f"{'async ' * self.is_async}def main(p, q, xs, work, more, pick):")
        self.depth = 1
        for name in HANDLES:
            self.line(f"{name} = None")
        self.block(Block())
        helpers = [self.helpers[name] for name in self.wanted]
        return "\n\n\n".join([*helpers, "\n".join(self.lines)]) + "\n"

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def want(self, *names):
        """Helpers go before the program, each once."""
        for name in names:
            if name not in self.wanted:
                self.wanted.append(name)

    def once(self, name, make):
        """What is decided once for a program."""
        if name not in self.decided:
            self.decided[name] = make()
        return self.decided[name]

    def chance(self, share):
        return self.rng.random() < share

    def block(self, block):
        """Statements until the budget or the block ends; at least one."""
        count = self.rng.randint(1, 3)
        written = 0
        while written < count and not block.ends and (self.budget > 0 or written == 0):
            self.budget -= 1
            written += self.statement(block)

    def statement(self, block):
        """One statement of a kind that fits here."""
        deep = self.depth >= 4 or self.budget <= 1
        kinds = [kind for kind in self.kinds if not (deep and kind.nests)]
        while self.rng.choice(kinds).write(self, block) is False:
            pass
        return 1

    def inner(self, block, sure=None, loops=None, write=None):
        """A block of its own, one step further in, and the names that it assigns."""
        new = Block(block.sure if sure is None else sure, block.loops if loops is None else loops)
        self.assigned.append(set())
        self.depth += 1
        (write or self.block)(new)
        self.depth -= 1
        names = self.assigned.pop()
        self.assigned[-1] |= names
        return new, names

    def assign(self, block, name, sure=True):
        self.assigned[-1].add(name)
        (block.sure.add if sure else block.sure.discard)(name)


class Kind:
    """A kind of statement: its writer answers `False` where it does not fit."""

    def __init__(self, write, nests):
        self.write, self.nests = write, nests


def simple(*writers):
    """Kinds of statements without a block of their own; one that is named twice is written more often."""
    return [Kind(write, nests=False) for write in writers]


def nested(*writers):
    """Kinds of statements with a block."""
    return [Kind(write, nests=True) for write in writers]
