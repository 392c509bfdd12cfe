"""What becomes of every handle when a program runs: the truth that the analyzer is held to.

A program is run once for every list of choices. Its functions say how they are left, and each handle
belongs to the function that acquired it, or that was given it by the function it called:

    source ─► instrumented ─► code ─► Run, for every list of Choices ─► cells

A cell is `(function, line of the acquisition), (return | raise, line of the way out), outcome`.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import types
from collections import Counter

import fakes
from handles import AsyncHandle, Handle
from instrument import instrumented

MOST_RUNS = 4_000
# From best to worst. `given`: an object or a variable that outlives the function has it; whether it is
# released there is not compared.
WORST = ("released", "given", "handed-over", "unclear", "leaked")
PROGRAM = "program"
# Exceptions that an operation raises: the first always, the others if the program names them.
RAISED = {"OSError": OSError, "ValueError": ValueError, "KeyError": KeyError, "LookupError": IndexError}
INNER = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>")


class TooMany(Exception):
    """A program with more executions than are worth running."""


class Ended(BaseException):
    """`sys.exit`: nothing of the execution is compared."""


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


class Opening:
    """`aiosqlite.connect(…)`: opened by its `await` or its `async with`."""

    def __init__(self, run):
        self.run = run

    def __await__(self):
        return self.run.open_awaited()
        yield

    async def __aenter__(self):
        self.handle = self.run.open_awaited()
        return self.handle

    async def __aexit__(self, *_):
        self.run.closing(self.handle)


class Flag:
    """A parameter that is true or false, decided when it is first asked."""

    def __init__(self, run):
        self.run, self.value = run, None

    def __bool__(self):
        if self.value is None:
            self.value = self.run.choices.choose(2) == 1
        return self.value


class Items:
    """What a loop iterates: it ends, goes on or raises, a few turns a loop."""

    def __init__(self, run):
        self.run, self.turns = run, 0

    def __iter__(self):
        return Items(self.run)

    def __next__(self):
        picked = self.run.choices.choose(3 if self.turns < self.run.turns else 2)
        if picked == 0:
            raise StopIteration
        if picked == 1:
            self.run.fail()
        self.turns += 1
        return self.turns

    def __aiter__(self):
        return Items(self.run)

    async def __anext__(self):
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration from None


class Run:
    """One execution of a program: its choices, its handles and its cells."""

    def __init__(self, planned, raised, turns):
        self.choices, self.raised, self.turns = Choices(planned), raised, turns
        self.handles, self.leaving, self.cells = [], {}, {}
        # Where each handle was acquired, in the order of the handles.
        self.lines = []
        self.asked, self.ended = Counter(), False

    # What a program calls.

    def open(self, _name, mode="r"):
        self.operate()
        handle = self.made(Handle)
        handle.written = mode != "r"
        return handle

    def open_awaited(self):
        self.operate()
        return self.made(AsyncHandle)

    def made(self, kind):
        handle = kind(self, *place(sys._getframe(2)))
        self.handles.append(handle)
        self.lines.append(handle.line)
        return handle

    def used(self, _handle, _what="read"):
        """A handle is asked for what it has."""
        self.operate()

    def note(self, what, handle=None):
        """Something is done that cannot fail."""

    def closing(self, handle):
        """A handle is released."""
        handle.closed = True

    def operate(self):
        if self.choices.choose(2):
            self.fail()

    async def operate_later(self):
        self.operate()

    def fail(self):
        raise self.raised[self.choices.choose(len(self.raised))]("chosen")

    def pick(self):
        """A number that a `match` or an `if` asks for."""
        self.operate()
        return self.choices.choose(4)

    def more(self):
        """Whether a `while` goes on: each a few times at most."""
        self.operate()
        line = place(sys._getframe(1))
        self.asked[line] += 1
        return self.asked[line] <= self.turns and self.choices.choose(2) == 1

    def exit(self, _status):
        self.ended = True
        raise Ended

    # What the instrumentation calls.

    def leave(self, line, value=None):
        """A `return`; a `finally` may still change its mind."""
        self.leaving[id(sys._getframe(1))] = ("return", line), value
        return value

    def failed(self, error):
        """An exception leaves the function; it was raised last where its traceback begins."""
        self.leaving[id(sys._getframe(1))] = ("raise", error.__traceback__.tb_lineno), None

    def settle(self):
        """The function is left: what has become of the handles it owns."""
        frame = sys._getframe(1)
        way, value = self.leaving.pop(id(frame))
        values = [value]
        if frame.f_code.co_name == "__init__" and way[0] == "return":
            values.append(frame.f_locals["self"])
        for handle in self.handles:
            if handle.owner != id(frame):
                continue
            key = (frame.f_code.co_name, handle.line), way
            handle.owner = None
            if handle.given:
                outcome = "given"
            elif handle.closed:
                outcome = "released"
            elif any(reaches(value, handle) for value in values):
                outcome = "handed-over"
                handle.owner, handle.line = place(frame.f_back)
            else:
                outcome = "leaked"
            handle.given = False
            self.cells[key] = worse(self.cells.get(key), outcome)

    def given(self, value):
        """Something that outlives the function gets a value: an attribute, a global, who iterates."""
        frame = sys._getframe(1)
        owner, _ = place(frame)
        for handle in self.handles:
            if reaches(value, handle) and not (handle.owner == owner and frame.f_code.co_name == "__init__"):
                handle.given = handle.ever_given = True
        return value


def place(frame):
    """The function of the program that a frame belongs to, or was called by, and its line."""
    while frame and (frame.f_code.co_filename != PROGRAM or frame.f_code.co_name in INNER):
        frame = frame.f_back
    return (id(frame), frame.f_lineno) if frame else (None, 0)


def reaches(value, handle, depth=5):
    """Whether whoever gets a value gets the handle."""
    if value is handle:
        return True
    if depth == 0:
        return False
    match value:
        case tuple() | list():
            parts = value
        case dict():
            parts = value.values()
        case contextlib.ExitStack() | contextlib.AsyncExitStack():
            parts = [function for _, function in value._exit_callbacks]
        case types.MethodType():
            parts = [value.__self__]
        case types.FunctionType():
            parts = [cell.cell_contents for cell in value.__closure__ or () if cell != types.CellType()]
        case _ if type(value).__module__ == PROGRAM:
            parts = vars(value).values()
        case _:
            return False
    return any(reaches(part, handle, depth - 1) for part in parts)


def worse(one, other):
    return other if one is None else max(one, other, key=WORST.index)


def compiled(source):
    """What a program defines, instrumented."""
    space = {"__name__": PROGRAM}
    exec(compile(instrumented(source), PROGRAM, "exec"), space)
    return space


def truth(source, turns=3, most=MOST_RUNS):
    """The cells of a program, its loops limited to so many turns."""
    space = compiled(source)
    raised = [error for name, error in RAISED.items() if name == "OSError" or name in source]
    cells, planned, runs = {}, [], 0
    while planned is not None:
        runs += 1
        if runs > most:
            raise TooMany
        run = Run(planned, raised, turns)
        execute(run, space)
        if not run.ended:
            for key, outcome in run.cells.items():
                cells[key] = worse(cells.get(key), outcome)
        planned = run.choices.next()
    return cells


def execute(run, space):
    """Runs a program once, with what it calls; gives how its `main` is left, and with what."""
    space.update(
        fakes.modules(run),
        open=run.open,
        aiosqlite=types.SimpleNamespace(connect=lambda _name: Opening(run)),
        sys=types.SimpleNamespace(exit=run.exit),
        leave=run.leave,
        failed=run.failed,
        settle=run.settle,
        given=run.given,
        again=lambda: sys.exc_info()[1],
    )
    main = space["main"]
    is_async = inspect.iscoroutinefunction(main)
    work = run.operate_later if is_async else run.operate
    try:
        left = main(Flag(run), Flag(run), Items(run), work, run.more, run.pick)
        if is_async:
            left.send(None)
    except StopIteration as done:
        return "return", done.value
    except (Exception, Ended) as error:
        return "raise", error
    return "return", left
