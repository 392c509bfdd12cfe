"""Every repair that is offered, tried in CPython beside the program that it repairs.

    python3 repairs.py --tool target/release/leaklab --count 10000 --seed 7
    python3 repairs.py --tool … --seed 7 --only 123       # show one program with its repairs

Both are run over every choice of branch, turn of a loop and exception. A repair is right when on every
one of them

* the same is done in the same order: what is opened, read and called, and on what, open or closed,
* it ends the same way: what comes back, or what is raised,
* what the finding is about is not leaked, and nothing is that was not,
* what was closed, by the program or by CPython when nothing had it any more, is closed no later: before the same
  call, or before an earlier one.
"""

from __future__ import annotations

import csv
import random
import sys
import types

import functions
from execution import MOST_RUNS, PROGRAM, RAISED, Run, TooMany, compiled, execute, reaches
from fakes import Archive
from handles import Handle
from kinds import IMPORTS, KINDS
from programs import CORE, FAMILIES, program
from readers import MORE, READERS
from reports import check, parser
from reports import numbers as asked_for
from writer import Writer

BATCH = 100


class Watched(Run):
    """An execution that writes down what is done."""

    def __init__(self, *args):
        super().__init__(*args)
        self.done, self.closed_at, self.kept = [], {}, []
        # What nobody has any more, and before which call that was.
        self.dropped_at = {}

    def made(self, kind):
        handle = super().made(kind)
        self.note("open", handle)
        return handle

    def note(self, what, handle=None):
        self.look()
        self.done.append((what, self.handles.index(handle) if handle else None, bool(handle and handle.closed)))

    def used(self, handle, what="read"):
        self.note(what, handle)
        super().used(handle, what)

    def closing(self, handle):
        self.closed_at.setdefault(self.handles.index(handle), len(self.done))
        super().closing(handle)

    def look(self):
        """Writes down which handles only this object has any more: CPython closes them."""
        for at in range(len(self.handles)):
            # It matters to nobody when what is only read is closed.
            if type(self.handles[at]) in (Handle, Archive) and not self.handles[at].written:
                continue
            if at not in self.dropped_at and sys.getrefcount(self.handles[at]) == ALONE:
                self.dropped_at[at] = len(self.done)

    def gone_at(self, at):
        """Before which call a handle was closed, or nobody had it any more."""
        last = len(self.done) + 1
        return min(self.closed_at.get(at, last), self.dropped_at.get(at, last))

    def operate(self):
        self.note("call")
        super().operate()

    def end(self, left):
        """How it ended, and which handles nobody has released or got."""
        how, value = left
        open_still = {at for at, it in enumerate(self.handles) if not it.closed}
        values = [self.kept, value] if how == "return" else [self.kept]
        self.ending = how, shown(value, self) if how == "return" else type(value).__name__
        self.ending += tuple(shown(part, self) for part in [*vars(self.box).values(), *self.kept])
        taken = {at for at in open_still if self.handles[at].ever_given or any(reaches(value, self.handles[at]) for value in values)}
        self.leaked = open_still - taken


# References to an object in a list, as they are counted.
LISTED = [object()]
ALONE = sys.getrefcount(LISTED[0])

# What is acquired in the programs.
RESOURCES = ("HTTP response", "SMTP connection", "archive", "child process", "database connection", "executor", "file", "process pool", "socket", "stream", "temporary file", "temporary file on disk")


def shown(value, run, depth=4):
    """What comes back, so that it can be compared; what reads when it is asked is asked."""
    if value in run.handles:
        return "handle", run.handles.index(value), value.closed
    if isinstance(value, (tuple, list)) and depth:
        return type(value).__name__, [shown(part, run, depth - 1) for part in value]
    if type(value).__module__ == PROGRAM and depth:
        return type(value).__name__, [shown(part, run, depth - 1) for part in vars(value).values()]
    try:
        if isinstance(value, types.MethodType):
            value()
        elif hasattr(value, "__next__") and not isinstance(value, Handle):
            return [str(type(item)) for item in value]
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return type(value).__name__


def use_all(items):
    """Reads what is left."""
    for _ in items:
        pass


def executions(source):
    """Every execution of a program, by its choices."""
    space = compiled(source)
    raised = [error for name, error in RAISED.items() if name == "OSError" or name in source]
    planned, all_runs = [], {}
    while planned is not None:
        if len(all_runs) >= MOST_RUNS:
            raise TooMany
        run = Watched(planned, raised, 2)
        run.box, std = types.SimpleNamespace(), Handle(run, None, 0)
        run.handles.append(std)
        run.lines.append(0)
        std.ever_given = True
        space.update(box=run.box, std=std, kept=run.kept, csv=csv, use_all=use_all)
        run.end(execute(run, space))
        all_runs[tuple(run.choices.taken)] = run
        planned = run.choices.next()
    return all_runs


def wrong(before, after, place, others):
    """What a repair does wrong, in words; none if nothing. The place is the function and the line of a finding;
    so many other handles of its line may leak."""
    if before.keys() != after.keys():
        return "it takes other ways"
    for choices, old in before.items():
        new = after[choices]
        if old.done != new.done:
            return f"it does something else: {old.done} is {new.done}"
        if old.ending != new.ending:
            return f"it ends otherwise: {old.ending} is {new.ending}"
        if new.leaked - old.leaked:
            return "something else leaks"
        is_leaked = any(key == place and outcome == "leaked" for (key, _), outcome in new.cells.items())
        if is_leaked and sum(old.lines[at] == place[1] for at in new.leaked) > others:
            return "it leaks still"
        if any(new.gone_at(at) > old.gone_at(at) for at in range(len(old.handles))):
            return "it closes later"
    return None


def apply(text, edits):
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def at(line, column):
        return starts[line - 1] + column - 1

    spans = [(edit["span"], edit["text"]) for edit in edits]
    places = [(at(it["line"], it["column"]), at(it["end_line"], it["end_column"]), n, new) for n, (it, new) in enumerate(spans)]
    for start, end, _, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def written(options, number):
    """The program of a number: in two of four something is made of handles that needs them later, unless a
    family is asked for."""
    if options.family or number % 2:
        return program(options.seed, number, options.family)
    rng = random.Random(f"readers/{options.seed}/{number}")
    if number % 4:
        return Writer(rng, functions.HELPERS | IMPORTS, is_async=rng.random() < 0.1).program(CORE + KINDS * 2)
    return Writer(rng, functions.HELPERS | MORE, is_async=False).program(CORE + READERS * 2)


def main():
    arguments = parser(__doc__, FAMILIES, "wrong repairs")
    arguments.add_argument("--missing", type=int, default=0, help="findings without a repair shown")
    options = arguments.parse_args()
    numbers = asked_for(options)

    tried, findings, repaired, broken, skipped = 0, 0, 0, [], 0
    for start in range(0, len(numbers), BATCH):
        batch = [(number, written(options, number)) for number in numbers[start : start + BATCH]]
        for (number, source), report in zip(batch, check(options.tool, [source for _, source in batch])):
            about = [it for it in report["findings"] if it["resource"] in RESOURCES and it["rule"].startswith(("leaked", "never", "missed", "overwritten", "discarded"))]
            if not about:
                continue
            try:
                before = executions(source)
            except TooMany:
                skipped += 1
                continue
            for finding in about:
                if finding["confidence"] in ("definite", "only-on-exception"):
                    findings += 1
                    repaired += bool(finding["fixes"])
                    if not finding["fixes"] and options.missing:
                        options.missing -= 1
                        print(f"--- no repair: {finding['rule']} ({finding['confidence']}) on line {finding['line']} of program {number}\n{source}")
                # What else the line acquires may go on leaking.
                others = sum(row["line"] == finding["line"] for row in report["acquisitions"]) - 1
                others = others * MOST_RUNS
                for fix in finding["fixes"]:
                    tried += 1
                    text = apply(source, fix["edits"])
                    try:
                        place = finding["function"].rsplit(".")[-1], finding["line"]
                        fault = wrong(before, executions(text), place, others)
                    except TooMany:
                        tried, skipped = tried - 1, skipped + 1
                        continue
                    except SyntaxError as error:
                        fault = f"it is no Python: {error}"
                    if fault:
                        broken.append((number, source, fix["title"], text, fault))
                    elif options.only is not None:
                        print(f"--- {fix['title']}\n{text}")
    for number, source, title, text, fault in sorted(broken, key=lambda one: len(one[1]))[: options.show]:
        print(f"--- program {number} of seed {options.seed}: {title}: {fault}\n{source}--- repaired\n{text}")
    share = 100 * repaired / findings if findings else 100
    print(f"{tried} repairs tried, {len(broken)} wrong; {findings} findings, {share:.0f} % with a repair; {skipped} skipped as too long")
    sys.exit(1 if broken or not tried else 0)


if __name__ == "__main__":
    main()
