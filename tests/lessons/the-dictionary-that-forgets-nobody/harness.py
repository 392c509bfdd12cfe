"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import tracemalloc

import trial

alive = 0


class Answer(bytes):
    """Bytes that are counted while they live."""

    def __new__(cls, text):
        global alive
        alive += 1
        return super().__new__(cls, text)

    def __del__(self):
        global alive
        alive -= 1


class Line:
    def __init__(self, **fails):
        self.heard, self.fails = [], fails

    def sendall(self, question):
        trial.perhaps(self.fails, "ask")
        self.heard.append(question)

    def recv(self, most):
        trial.perhaps(self.fails, "recv")
        return Answer(b"answer to " + self.heard[-1])


def asks(ask):
    """What is asked of `repair`."""
    given, wanted = [], []

    def call(questions, error=None, **fails):
        line = Line(**fails)
        value, raised = trial.call(ask, line, questions)
        if error is not None:
            if error not in trial.seen(raised):
                trial.problems.append(f"{fails}: {value!r} {raised!r}")
            return
        answers = [b"answer to " + question for question in questions]
        if raised is not None or type(value) is not list or value != answers or line.heard != questions:
            trial.problems.append(f"{questions}: {value!r} {raised!r} {line.heard!r}")
        given.append(value)
        wanted.append(answers)

    call([b"WIND", b"FOG"])
    call([b"RAIN"])
    call([])
    for error in (TimeoutError("late"), ValueError("no"), KeyboardInterrupt()):
        call([b"WIND", b"FOG"], error, ask=[None, error])
        call([b"WIND", b"FOG"], error, recv=[None, error])
    call([b"WIND", b"FOG"])
    if given != wanted:
        trial.problems.append(f"what was given before has changed: {given}")
    for _ in range(50):
        call([b"WIND", b"FOG"])
        given.clear()
    gc.collect()
    if alive > 20:
        trial.problems.append(f"{alive} answers stay")


def forgets_nobody(handle):
    """What is asked of `forget-nobody`."""

    def orders(first, last):
        for number in range(first, last):
            order = {"id": f"order-{number}", "prices": [number, 2, 3.5]}
            value, error = trial.call(handle, order)
            if error is not None or value != number + 5.5:
                trial.problems.append(f"order {number}: {value!r} {error!r}")

    def kept():
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    orders(0, 40)
    before = kept()
    orders(40, 340)
    if kept() - before < 300 * 40:
        trial.problems.append(f"{kept() - before} bytes stay of 300 orders")
    value, error = trial.call(handle, {"id": "order-x", "prices": [1, "x"]})
    if not trial.is_seen(error, TypeError):
        trial.problems.append(f"a price that is no number: {value!r} {error!r}")
    del trial.problems[5:]


ask = trial.program("ask")
if ask is not None:
    asks(ask)
else:
    forgets_nobody(trial.program("handle"))
trial.end()
