"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import socket
from contextlib import suppress

import trial

ANSWER, FIRST = b"12 knots\n", b"3 knots\n"
plain = socket.socket
lines, fails = [], {}


def perhaps(name):
    if name in fails:
        raise fails[name]


class Line(plain):
    def __init__(self, *args, **kwargs):
        perhaps("socket")
        super().__init__(*args, **kwargs)
        lines.append(self)

    def connect(self, address):
        perhaps("connect")
        return super().connect(address)

    def sendall(self, data, *args):
        perhaps("quit" if b"QUIT" in data else "ask")
        return super().sendall(data, *args)

    def send(self, data, *args):
        perhaps("quit" if b"QUIT" in data else "ask")
        return super().send(data, *args)

    def recv(self, *args):
        perhaps("recv")
        return super().recv(*args)

    def recv_into(self, *args):
        perhaps("recv")
        return super().recv_into(*args)


def serve(client):
    with client, suppress(OSError):
        asked = client.recv(100)
        while asked:
            if b"WIND" in asked:
                client.sendall(ANSWER)
            asked = client.recv(100)


mast = trial.server(serve)
socket.socket = Line
socket.setdefaulttimeout(1)  # who waits for ever is wrong as well
files = trial.watched_files(lambda: perhaps("open"))
record = trial.program("record")


def call(when, must_reach=None, **failing):
    with trial.real_open("wind.log", "wb") as file:
        file.write(FIRST)
    lines.clear()
    files.clear()
    fails.clear()
    fails.update(failing)
    value, error = trial.call(record, mast, "wind.log")
    fails.clear()
    if any(line.fileno() != -1 for line in lines):
        trial.problems.append(f"{when}: the line is open")
    if not all(file.closed for file in files):
        trial.problems.append(f"{when}: the file is open")
    if must_reach and failing[must_reach] not in trial.seen(error):
        trial.problems.append(f"{when}: {value!r} {error!r}")
    if not failing:
        with trial.real_open("wind.log", "rb") as file:
            written = file.read()
        if error or value != ANSWER or written != FIRST + ANSWER:
            trial.problems.append(f"{when}: {value!r} {error!r} {written!r}")


gone, stop = BrokenPipeError("gone"), KeyboardInterrupt()
call("good")
call("no socket", "socket", socket=OSError("no descriptor"))
call("refused", "connect", connect=ConnectionRefusedError("refused"))
call("no file", "open", open=PermissionError("not yours"))
call("not asked", "ask", ask=gone)
call("no answer", "recv", recv=ConnectionResetError("reset"))
call("no answer, no goodbye", "recv", recv=ConnectionResetError("reset"), quit=gone)
call("no answer, stopped", "recv", recv=TimeoutError("late"), quit=stop)
call("no goodbye", quit=gone)
call("stopped in the goodbye", quit=stop)
call("stopped in the answer", "recv", recv=stop)
trial.end()
