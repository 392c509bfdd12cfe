"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

from collections import deque

import trial

ask = trial.program("ask")
space = ask.__globals__
BUSY, READERS = {7, 8}, ["Zoe", "Ida"]
busy, readers = space.get("busy"), space.get("readers")
if type(busy) is not set or type(readers) is not deque:
    trial.problems.append(f"busy is {busy!r}, readers are {readers!r}")
    busy, readers = set(), deque()
busy.update(BUSY)  # others who wait all the time
readers.extend(READERS)


class Line:
    def __init__(self, fails):
        self.fails, self.heard, self.seen = fails, [], []

    def sendall(self, question):
        self.seen.append((set(busy), None))
        trial.perhaps(self.fails, "ask")
        self.heard.append(question)

    def recv(self, most):
        self.seen.append((set(busy), sorted(readers)))
        trial.perhaps(self.fails, "recv")
        return b"map of " + self.heard[-1]


def call(when, number, reader, error=None, **fails):
    line = Line(fails)
    value, raised = trial.call(ask, line, number, reader, b"Rome")
    if error is None:
        if raised is not None or value != b"map of Rome" or line.heard != [b"Rome"]:
            trial.problems.append(f"{when}: {value!r} {raised!r} {line.heard!r}")
    elif error not in trial.seen(raised):
        trial.problems.append(f"{when}: {value!r} {raised!r}")
    for numbers, names in line.seen:
        if numbers != BUSY | {number} or names not in (None, sorted([*READERS, reader])):
            trial.problems.append(f"{when}: while it lasts {numbers} {names}")
    if busy != BUSY or list(readers) != READERS:
        trial.problems.append(f"{when}: left are {busy} {list(readers)}")
        busy.clear()
        busy.update(BUSY)
        readers.clear()
        readers.extend(READERS)


call("good", 1, "Ann")
call("again", 2, "Ann")
for error in (ConnectionResetError("reset"), TimeoutError("late"), ValueError("no"), KeyboardInterrupt()):
    call("not asked", 3, "Bob", error, ask=[error])
    call("no answer", 4, "Cem", error, recv=[error])
call("good at the end", 5, "Dan")
for name, value in space.items():
    if value is not busy and value is not readers and isinstance(value, (list, set, dict, deque)):
        if name != "__builtins__" and len(value) > 5:
            trial.problems.append(f"{name} has {len(value)} entries")
trial.end()
