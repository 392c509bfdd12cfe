"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import io
import os
import socket
import sys
import threading

gc.disable()
real = socket.socket
made, asked = [], []
fails = None


class Broken(OSError):
    pass


class Watched(real):
    """Notes every socket that is made, and fails where it is told to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made.append((self, os.fstat(self.fileno()).st_ino))

    def sendall(self, *args):
        if fails == "send":
            raise Broken("the network is gone")
        return super().sendall(*args)

    def send(self, *args):
        if fails == "send":
            raise Broken("the network is gone")
        return super().send(*args)

    def recv(self, *args):
        if fails == "recv":
            raise Broken("the network is gone")
        return super().recv(*args)

    def recv_into(self, *args):
        if fails == "recv":
            raise Broken("the network is gone")
        return super().recv_into(*args)


socket.socket = socket.SocketType = Watched
forecasts = {b"oslo": b"rain", b"nowhere": b"", b"rome": b"sun, and wind"}
server = real()
server.bind(("127.0.0.1", 0))
server.listen(100)


def serve(conn):
    with conn:
        try:
            place = conn.recv(100)
            asked.append(place)
            conn.sendall(forecasts.get(place, b""))
        except OSError:
            pass


def accept():
    while True:
        fd, _ = server._accept()
        threading.Thread(target=serve, args=[real(fileno=fd)], daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
socket.setdefaulttimeout(1)  # who waits for ever is wrong as well
with open(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
forecast = namespace.get("forecast")
problems, kept = [], []


def call(address, place):
    sys.stdout = io.StringIO()
    try:
        return forecast(address, place), None
    except BaseException as error:
        kept.append(error)
        return None, error
    finally:
        sys.stdout = sys.__stdout__


def held():
    folder = "/proc/self/fd"
    links = []
    for fd in os.listdir(folder):
        try:
            links.append(os.readlink(f"{folder}/{fd}"))
        except OSError:
            pass
    return [number for _, number in made if f"socket:[{number}]" in links]


def check(address, place, wanted):
    del made[:], asked[:]
    value, error = call(address, place)
    if held():
        problems.append(f"{place}, {fails}: a socket is open")
    if isinstance(wanted, bytes):
        if error is not None or value != wanted:
            problems.append(f"{place}: {value!r:.40} {error!r}")
        if asked != [place]:
            problems.append(f"{place}: asked for {asked}")
        return
    chain = []
    while error is not None:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if not any(isinstance(each, wanted) for each in chain):
        problems.append(f"{place}, {fails}: {value!r:.40} {chain!r}")


address = server.getsockname()
for place, answer in forecasts.items():
    check(address, place, answer)
for fails in ["send", "recv"]:
    check(address, b"oslo", Broken)
fails = None
with real() as closed:
    closed.bind(("127.0.0.1", 0))
    check(closed.getsockname(), b"oslo", ConnectionRefusedError)
print("; ".join(problems) or "right")
