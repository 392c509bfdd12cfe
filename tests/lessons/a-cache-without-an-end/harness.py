"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import tracemalloc
import weakref

import trial

page = trial.program("page")


class Bookings(list):
    """A list that can be watched, and that may not be to be read."""

    def __init__(self, *numbers, error=None):
        super().__init__(numbers)
        self.error = error
        watched.add(id(self))
        weakref.finalize(self, watched.discard, id(self))

    def __iter__(self):
        if self.error is not None:
            raise self.error("no")
        return super().__iter__()


watched = set()


def visit(name, bookings, wanted):
    try:
        shown = page(name, bookings)
    except BaseException as error:
        shown = type(error)
    if isinstance(wanted, int):
        wanted = f"{name}: {wanted} / carried over: {wanted}"
    if shown != wanted:
        trial.problems.append(f"{name}: {shown!r}")


def many(first):
    """How many bookings are still there after some hundred pages."""
    for number in range(first, first + 300):
        visit(f"account {number}", Bookings(number, 1), number + 1)
    gc.collect()
    return len(watched)


visit("Ann", Bookings(12, -5, 7), 14)
visit("Ben", Bookings(), 0)
visit("Ann", Bookings(3), 3)
same = Bookings(1, 1)
visit("Cid", same, 2)
same.append(5)
visit("Cid", same, 7)
visit("Dan", Bookings("no", "numbers"), TypeError)
for kind in (OSError, ValueError, KeyboardInterrupt):
    visit("Eve", Bookings(error=kind), kind)
# A bound is an end: what is kept may not become more.
before, after = many(1000), many(2000)
if after > before:
    trial.problems.append(f"{before} bookings, and then {after} are still there")
tracemalloc.start()
taken = []
for first in range(3000, 8000, 1000):
    many(first)
    taken.append(tracemalloc.get_traced_memory()[0])
if not trial.problems and taken[-1] > taken[1] + 10_000:
    trial.problems.append(f"it grows with every page: {taken}")
trial.end()
