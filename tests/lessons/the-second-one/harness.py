"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import itertools
import time
from contextlib import suppress

import trial

TITLE, BUSY = b"Moby-Dick", b"busy"
answers, open_at_once = {}, []
numbers = itertools.count(7)


def serve(client):
    with client, suppress(OSError):
        # What is asked tells the calls apart: a line of an earlier one may be heard late.
        while True:
            says = answers.get(client.recv(100))
            if says is None:
                return
            client.sendall(says.pop(0) if says else BUSY)


catalogue = trial.server(serve)
lines, fails, heard = trial.watched_sockets(
    made=lambda lines: open_at_once.append(sum(line.fileno() != -1 for line in lines))
)
time.sleep = lambda seconds: None
fetch = trial.program("fetch")


def call(when, says, wanted, asked, **failing):
    for kept in (lines, heard, open_at_once):
        kept.clear()
    number = str(next(numbers)).encode()
    answers[number] = list(says)
    fails.clear()
    fails.update(failing)
    value, error = trial.call(fetch, catalogue, number)
    fails.clear()
    if any(line.fileno() != -1 for line in lines):
        trial.problems.append(f"{when}: a line is open")
    if max(open_at_once, default=0) > 1:
        trial.problems.append(f"{when}: {max(open_at_once)} lines are open at once")
    if isinstance(wanted, bytes):
        is_right = error is None and value == wanted
    elif isinstance(wanted, type):
        is_right = isinstance(error, wanted)
    else:
        is_right = wanted in trial.seen(error)
    if not is_right or heard != [number] * asked:
        trial.problems.append(f"{when}: {value!r} {error!r} {heard!r}")


for error in (ConnectionResetError("reset"), ValueError("no"), KeyboardInterrupt()):
    call("not asked", [], error, 0, ask=[error])
    call("no answer", [], error, 1, recv=[error])
    call("no second answer", [BUSY], error, 2, recv=[None, error])
    call("not asked again", [BUSY], error, 1, ask=[None, error])
refused = ConnectionRefusedError("refused")
call("not connected", [], refused, 0, connect=[refused])
call("at once", [TITLE], TITLE, 1)
call("at the second attempt", [BUSY, TITLE], TITLE, 2)
call("at the third attempt", [BUSY, BUSY, TITLE], TITLE, 3)
call("busy", [BUSY, BUSY, BUSY, TITLE], TimeoutError, 3)
trial.end()
