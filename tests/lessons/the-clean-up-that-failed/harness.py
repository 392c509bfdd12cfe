"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import builtins
import gc
import io
import os
import socket
import sys
import threading
from contextlib import suppress

gc.disable()
ANSWER, FIRST = b"12 knots\n", b"3 knots\n"
plain, real = socket.socket, io.open
lines, files, fails = [], [], {}


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


def opened(*args, **kwargs):
    perhaps("open")
    files.append(real(*args, **kwargs))
    return files[-1]


mast = socket.create_server(("127.0.0.1", 0))


def serve(client):
    with client, suppress(OSError):
        asked = client.recv(100)
        while asked:
            if b"WIND" in asked:
                client.sendall(ANSWER)
            asked = client.recv(100)


def accept():
    while True:
        number, _ = mast._accept()
        client = plain(mast.family, mast.type, mast.proto, fileno=number)
        threading.Thread(target=serve, args=[client], daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
socket.socket = Line
builtins.open = io.open = opened
with real(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
record = namespace.get("record")
problems = []


def chain(error):
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def call(when, must_reach=None, **failing):
    with real("wind.log", "wb") as file:
        file.write(FIRST)
    lines.clear()
    files.clear()
    fails.clear()
    fails.update(failing)
    value = error = None
    sys.stdout = io.StringIO()
    try:
        value = record(mast.getsockname(), "wind.log")
    except BaseException as caught:
        error = caught
    finally:
        sys.stdout = sys.__stdout__
        fails.clear()
    if any(line.fileno() != -1 for line in lines):
        problems.append(f"{when}: the line is open")
    if not all(file.closed for file in files):
        problems.append(f"{when}: the file is open")
    if must_reach and failing[must_reach] not in chain(error):
        problems.append(f"{when}: {value!r} {error!r}")
    if not failing:
        with real("wind.log", "rb") as file:
            written = file.read()
        if error or value != ANSWER or written != FIRST + ANSWER:
            problems.append(f"{when}: {value!r} {error!r} {written!r}")


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
print("; ".join(problems) or "right")
sys.stdout.flush()
os._exit(0)
