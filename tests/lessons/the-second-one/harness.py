"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import io
import os
import socket
import sys
import threading
import time
from contextlib import suppress

gc.disable()
TITLE, BUSY = b"Moby-Dick", b"busy"
plain = socket.socket
lines, fails, answers, heard, open_at_once = [], {}, [], [], []


def perhaps(name):
    turns = fails.get(name)
    if turns:
        error = turns.pop(0)
        if error:
            raise error


class Line(plain):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.settimeout(1)
        lines.append(self)
        open_at_once.append(sum(line.fileno() != -1 for line in lines))

    def connect(self, address):
        perhaps("connect")
        return super().connect(address)

    def sendall(self, data, *args):
        perhaps("ask")
        heard.append(bytes(data))
        return super().sendall(data, *args)

    def send(self, data, *args):
        perhaps("ask")
        heard.append(bytes(data))
        return super().send(data, *args)

    def recv(self, *args):
        perhaps("recv")
        return super().recv(*args)


catalogue = socket.create_server(("127.0.0.1", 0), backlog=100)


def serve(client):
    with client, suppress(OSError):
        while client.recv(100):
            client.sendall(answers.pop(0) if answers else BUSY)


def accept():
    while True:
        number, _ = catalogue._accept()
        client = plain(catalogue.family, catalogue.type, catalogue.proto, fileno=number)
        threading.Thread(target=serve, args=[client], daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
socket.socket = Line
time.sleep = lambda seconds: None
with open(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
fetch = namespace.get("fetch")
problems = []


def chain(error):
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def call(when, says, wanted, asked, **failing):
    for kept in (lines, heard, open_at_once):
        kept.clear()
    answers[:] = says
    fails.clear()
    fails.update(failing)
    value = error = None
    sys.stdout = io.StringIO()
    try:
        value = fetch(catalogue.getsockname(), b"7")
    except BaseException as caught:
        error = caught
    finally:
        sys.stdout = sys.__stdout__
        fails.clear()
    if any(line.fileno() != -1 for line in lines):
        problems.append(f"{when}: a line is open")
    if max(open_at_once, default=0) > 1:
        problems.append(f"{when}: {max(open_at_once)} lines are open at once")
    if isinstance(wanted, bytes):
        is_right = error is None and value == wanted
    elif isinstance(wanted, type):
        is_right = isinstance(error, wanted)
    else:
        is_right = wanted in chain(error)
    if not is_right or heard != [b"7"] * asked:
        problems.append(f"{when}: {value!r} {error!r} {heard!r}")


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
print("; ".join(problems) or "right")
sys.stdout.flush()
os._exit(0)
