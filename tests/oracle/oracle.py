"""The analyzer against CPython itself.

Random small programs are run in this Python over every choice of branch, turn of a loop and
exception, with a handle that remembers whether it was closed. What has become of each handle on each
way out must be what the exit matrix says, cell by cell.

    python3 oracle.py --tool target/release/leaklab --count 10000 --seed 7
    python3 oracle.py --tool … --seed 7 --only 123        # show one program and both answers

Approximations, all on the side of the programs: conditions are parameters, so that they cannot
raise; a loop takes at most three turns; an operation raises ValueError, KeyError or OSError; a release never
raises; a name is only used as a handle where it surely is one or was just compared with None. A way
out on which a handle was never acquired is not compared.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

HELPERS = '''\
def use(x):
    x.read()


def finish(x):
    x.close()


def make():
    x = open("made")
    return x


def same(x):
    return x
'''
NAMES = ("f", "g")
MOST_RUNS = 20_000
WORST = ("released", "handed-over", "unclear", "leaked")


class TooMany(Exception):
    """A program with more executions than are worth running."""


# Programs


class Block:
    """What is known while a block is written: names that surely hold a handle, and where it stands."""

    def __init__(self, sure, loops=0, guarded=False):
        self.sure = set(sure)
        self.loops = loops
        self.ends = False


class Writer:
    """Writes one program, a statement a line."""

    def __init__(self, rng):
        self.rng = rng
        self.lines = HELPERS.split("\n") + [""]
        self.budget = rng.randint(4, 12)
        self.assigned = []

    def line(self, depth, text):
        self.lines.append("    " * depth + text)

    def program(self):
        self.line(0, "def main(p, q, xs, work):")
        for name in NAMES:
            self.line(1, f"{name} = None")
        block = Block(())
        self.block(1, block)
        self.line(0, "")
        return "\n".join(self.lines)

    def block(self, depth, block, least=1):
        """Statements until the budget or the block ends; at least one."""
        count = self.rng.randint(least, 3)
        written = 0
        while written < count and not block.ends and (self.budget > 0 or written == 0):
            self.budget -= 1
            self.statement(depth, block)
            written += 1

    def inner(self, depth, block, sure=None, loops=None):
        """A block of its own; what it assigns is remembered."""
        new = Block(block.sure if sure is None else sure, block.loops if loops is None else loops)
        self.assigned.append(set())
        self.block(depth, new)
        names = self.assigned.pop()
        if self.assigned:
            self.assigned[-1] |= names
        return new, names

    def assign(self, name):
        if self.assigned:
            self.assigned[-1].add(name)

    def statement(self, depth, block):
        rng = self.rng
        simple = [self.opened, self.opened, self.work, self.used, self.used, self.closed, self.closed, self.alias, self.none]
        nested = [self.branch, self.branch, self.loop, self.attempt, self.attempt, self.managed]
        leaving = [self.leave]
        deep = depth >= 4 or self.budget <= 1
        kinds = simple + leaving if deep else simple + nested + leaving
        rng.choice(kinds)(depth, block)

    def opened(self, depth, block):
        name = self.rng.choice(NAMES)
        call = self.rng.choice(('open("data")', 'open("data")', "make()"))
        self.line(depth, f"{name} = {call}")
        block.sure.add(name)
        self.assign(name)

    def work(self, depth, block):
        self.line(depth, "work()")

    def used(self, depth, block):
        if not block.sure:
            return self.work(depth, block)
        name = self.rng.choice(sorted(block.sure))
        self.line(depth, self.rng.choice((f"{name}.read()", f"use({name})", f"{name} = same({name})")))
        return None

    def closed(self, depth, block):
        name = self.rng.choice(NAMES)
        release = self.rng.choice((f"{name}.close()", f"{name}.close()", f"finish({name})"))
        if name in block.sure:
            self.line(depth, release)
        else:
            self.line(depth, f"if {name} is not None:")
            self.line(depth + 1, release)

    def alias(self, depth, block):
        to, of = self.rng.sample(NAMES, 2)
        self.line(depth, f"{to} = {of}")
        self.assign(to)
        if of in block.sure:
            block.sure.add(to)
        else:
            block.sure.discard(to)

    def none(self, depth, block):
        name = self.rng.choice(NAMES)
        self.line(depth, f"{name} = None")
        self.assign(name)
        block.sure.discard(name)

    def branch(self, depth, block):
        self.line(depth, f"if {self.rng.choice(('p', 'q', 'not p'))}:")
        yes, _ = self.inner(depth + 1, block)
        if self.rng.random() < 0.5:
            self.line(depth, "else:")
            no, _ = self.inner(depth + 1, block)
        else:
            no = Block(block.sure)
        block.ends = yes.ends and no.ends
        ways = [way.sure for way in (yes, no) if not way.ends]
        block.sure = set.intersection(*ways) if ways else set()

    def loop(self, depth, block):
        self.line(depth, "for _ in xs:")
        # What a turn assigns is not sure at the start of the next: its names are taken away before.
        body, names = self.inner(depth + 1, block, sure=set(), loops=block.loops + 1)
        block.sure -= names
        if self.rng.random() < 0.2:
            self.line(depth, "else:")
            other, _ = self.inner(depth + 1, block)
            block.sure &= other.sure

    def attempt(self, depth, block):
        self.line(depth, "try:")
        body, names = self.inner(depth + 1, block)
        after = block.sure - names
        ways = [] if body.ends else [body.sure]
        handlers = self.rng.choice((0, 1, 1, 2))
        kinds = self.rng.sample(("ValueError", "KeyError", "Exception", ""), handlers)
        for kind in sorted(kinds, key=["ValueError", "KeyError", "Exception", ""].index):
            self.line(depth, f"except {kind}:".replace(" :", ":"))
            way, others = self.inner(depth + 1, block, sure=after)
            names |= others
            if not way.ends:
                ways.append(way.sure)
        if handlers and not body.ends and self.rng.random() < 0.2:
            self.line(depth, "else:")
            way, others = self.inner(depth + 1, block, sure=body.sure)
            names |= others
            ways = ways[1:] + ([] if way.ends else [way.sure])
        block.ends = not ways
        sure = set.intersection(*ways) if ways else set()
        if not handlers or self.rng.random() < 0.4:
            self.line(depth, "finally:")
            last, others = self.inner(depth + 1, block, sure=block.sure - names)
            sure = (sure - others) | (last.sure & others)
            block.ends = block.ends or last.ends
        block.sure = sure

    def managed(self, depth, block):
        name = self.rng.choice(NAMES)
        if name in block.sure and self.rng.random() < 0.4:
            self.line(depth, f"with {name}:")
        else:
            self.line(depth, f'with open("data") as {name}:')
            block.sure.add(name)
            self.assign(name)
        body, _ = self.inner(depth + 1, block)
        block.sure = body.sure
        block.ends = body.ends

    def leave(self, depth, block):
        ways = ["return", "return None", "raise ValueError"]
        ways += [f"return {name}" for name in NAMES]
        if block.loops:
            ways += ["break", "continue"] * 2
        self.line(depth, self.rng.choice(ways))
        block.ends = True


# Executions


class Choices:
    """Replays a list of choices and extends it with the first option of each further one."""

    def __init__(self, planned):
        self.planned = planned
        self.taken = []

    def choose(self, options):
        at = len(self.taken)
        picked = self.planned[at][0] if at < len(self.planned) else 0
        self.taken.append((picked, options))
        return picked

    def next(self):
        """The choices of the next execution; none after the last."""
        taken = list(self.taken)
        while taken:
            picked, options = taken.pop()
            if picked + 1 < options:
                return taken + [(picked + 1, options)]
        return None


class Handle:
    """A file that remembers what became of it."""

    def __init__(self, run, line):
        self.run, self.line, self.is_closed = run, line, False

    def read(self):
        self.run.operate()

    def close(self):
        self.is_closed = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_closed = True


class Flag:
    """A parameter that is true or false, decided when it is first asked."""

    def __init__(self, run):
        self.run, self.value = run, None

    def __bool__(self):
        if self.value is None:
            self.value = self.run.choices.choose(2) == 1
        return self.value


class Items:
    """What a loop iterates: it ends, goes on or raises, at most three turns a loop."""

    def __init__(self, run):
        self.run, self.turns = run, 0

    def __iter__(self):
        return Items(self.run)

    def __next__(self):
        picked = self.run.choices.choose(3 if self.turns < 3 else 2)
        if picked == 0:
            raise StopIteration
        if picked == 1:
            self.run.fail()
        self.turns += 1
        return self.turns


class Run:
    """One execution of a program."""

    def __init__(self, code, planned):
        self.choices, self.handles, self.left = Choices(planned), [], None
        self.space = {"open": self.open, "leave": self.leave, "__builtins__": __builtins__}
        exec(code, self.space)

    def open(self, _name):
        self.operate()
        frame = sys._getframe(1)
        while frame.f_code.co_name != "main":
            frame = frame.f_back
        handle = Handle(self, frame.f_lineno)
        self.handles.append(handle)
        return handle

    def operate(self):
        if self.choices.choose(2):
            self.fail()

    def fail(self):
        raise (ValueError, KeyError, OSError)[self.choices.choose(3)]("chosen")

    def leave(self, line, value=None):
        self.left = line
        return value

    def main(self):
        """The way out, `(kind, line)`, and what is returned."""
        try:
            returned = self.space["main"](Flag(self), Flag(self), Items(self), self.operate)
        except (ValueError, KeyError, OSError) as error:
            places = traceback.walk_tb(error.__traceback__)
            return ("raise", [line for frame, line in places if frame.f_code.co_name == "main"][-1]), None
        return ("return", self.left), returned


class Returns(ast.NodeTransformer):
    """Makes every `return` of `main`, and its end, say where it stands."""

    def visit_FunctionDef(self, node):
        if node.name == "main":
            self.generic_visit(node)
            node.body.append(self.leave(ast.Return(None), "end"))
        return node

    def visit_Return(self, node):
        return self.leave(node, node.lineno)

    @staticmethod
    def leave(node, line):
        args = [ast.Constant(line)] + ([node.value] if node.value else [])
        return ast.Return(ast.Call(ast.Name("leave", ast.Load()), args, []))


def truth(source):
    """What becomes of the handles: line of the acquisition, way out, outcome."""
    tree = ast.fix_missing_locations(Returns().visit(ast.parse(source)))
    code = compile(tree, "program", "exec")
    cells, planned, runs = {}, [], 0
    while planned is not None:
        runs += 1
        if runs > MOST_RUNS:
            raise TooMany
        run = Run(code, planned)
        way, returned = run.main()
        for handle in run.handles:
            if handle.is_closed:
                outcome = "released"
            else:
                outcome = "handed-over" if returned is handle else "leaked"
            row = cells.setdefault(handle.line, {})
            row[way] = max(row.get(way, "released"), outcome, key=WORST.index)
        planned = run.choices.next()
    return cells


# Comparison


def said(report, source):
    """The analyzer's cells, in the same form."""
    lines = source.split("\n")
    start = next(at for at, line in enumerate(lines, 1) if line.startswith("def main"))
    cells = {}
    for row in report["acquisitions"]:
        if row["line"] <= start:
            continue
        for cell in row["exits"]:
            if cell["outcome"] == "not-acquired":
                continue
            kind = "raise" if cell["kind"] == "raise" else "return"
            line = cell["line"] if cell["kind"] != "end" else "end"
            known = cells.setdefault(row["line"], {})
            way = (kind, line)
            known[way] = max(known.get(way, "released"), cell["outcome"], key=WORST.index)
    return cells


def check(tool, folder, sources):
    """The reports of many programs, in order."""
    paths = []
    for number, source in enumerate(sources):
        path = folder / f"{number}.py"
        path.write_text(source)
        paths.append(str(path))
    done = subprocess.run([tool, "check", "--format", "json", *paths], capture_output=True, text=True, check=False)
    files = {Path(file["path"]).stem: file for file in json.loads(done.stdout)["files"]}
    return [files[str(number)] for number in range(len(sources))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the leaklab command")
    parser.add_argument("--count", type=int, default=300, help="programs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one program, shown with both answers")
    parser.add_argument("--show", type=int, default=5, help="disagreements shown")
    options = parser.parse_args()

    numbers = range(options.count) if options.only is None else [options.only]
    batch, compared, cells, wrong, skipped = [], 0, 0, [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in numbers:
            source = Writer(random.Random(f"{options.seed}/{number}")).program()
            try:
                expected = truth(source)
            except TooMany:
                skipped += 1
                continue
            batch.append((number, source, expected))
            if len(batch) == 200 or number == numbers[-1]:
                reports = check(options.tool, folder, [source for _, source, _ in batch])
                for (number, source, expected), report in zip(batch, reports):
                    found = said(report, source)
                    compared += 1
                    cells += sum(len(ways) for ways in expected.values())
                    if found != expected:
                        wrong.append((number, source, expected, found))
                batch = []
    for number, source, expected, found in wrong[: options.show]:
        print(f"--- program {number} of seed {options.seed}")
        text = source[source.index("def main"):]
        first = source[: source.index("def main")].count("\n") + 1
        for at, line in enumerate(text.split("\n"), first):
            print(f"{at:4} {line}")
        for row in sorted(set(expected) | set(found)):
            one, other = expected.get(row, {}), found.get(row, {})
            for way in sorted(set(one) | set(other), key=str):
                if one.get(way) != other.get(way):
                    print(f"  acquired on line {row}, {way[0]} {way[1]}: CPython {one.get(way)}, Leaklab {other.get(way)}")
    print(f"{compared} programs, {cells} cells, {len(wrong)} programs disagree, {skipped} skipped as too long")
    sys.exit(1 if wrong or not compared else 0)


if __name__ == "__main__":
    main()
