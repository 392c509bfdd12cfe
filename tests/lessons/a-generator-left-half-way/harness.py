"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import sys
import types
from contextlib import suppress

import trial

FILM = b"ACT1ACT2ACT3"
films, kept = [], []


class Client:
    def __init__(self):
        self.got = []

    def sendall(self, piece):
        trial.perhaps(fails, "send")
        self.got.append(piece)


def serve(client):
    with client, suppress(OSError):
        client.recv(100)
        client.sendall(films[0])


storage = types.ModuleType("storage")
storage.ADDRESS = trial.server(serve)
sys.modules["storage"] = storage
lines, fails, heard = trial.watched_sockets()
send = trial.program("send")


def call(when, film, pieces, wanted=None, **failing):
    lines.clear()
    heard.clear()
    films[:] = [film]
    fails.clear()
    fails.update(failing)
    client = Client()
    value, error = trial.call(send, client, b"film\n")
    fails.clear()
    kept.append((client, value, error))
    if any(line.fileno() != -1 for line in lines):
        trial.problems.append(f"{when}: the socket is open")
    if not (wanted in trial.seen(error) if wanted else error is None):
        trial.problems.append(f"{when}: {value!r} {error!r}")
    if b"".join(client.got) != film[: 4 * pieces]:
        trial.problems.append(f"{when}: the client got {client.got}")
    if pieces and heard != [b"film\n"]:
        trial.problems.append(f"{when}: asked for {heard}")
    if trial.problems:
        trial.end()


call("good", FILM, 3)
call("short", FILM[:4], 1)
call("no film", b"", 0)
for error in (BrokenPipeError("gone"), ValueError("no"), KeyboardInterrupt()):
    for sent in range(3):
        call("the viewer hangs up", FILM, sent, error, send=[None] * sent + [error])
        call("the server hangs up", FILM, sent, error, recv=[None] * sent + [error])
    call("not asked", FILM, 0, error, ask=[error])
refused = ConnectionRefusedError("refused")
call("no server", FILM, 0, refused, connect=[refused])
trial.end()
