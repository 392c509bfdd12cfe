"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import os
import socket

import trial

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


forecasts = {b"oslo": b"rain", b"nowhere": b"", b"rome": b"sun, and wind"}


def serve(conn):
    with conn:
        try:
            place = conn.recv(100)
            asked.append(place)
            conn.sendall(forecasts.get(place, b""))
        except OSError:
            pass


address = trial.server(serve)
socket.socket = socket.SocketType = Watched
socket.setdefaulttimeout(1)  # who waits for ever is wrong as well
forecast = trial.program("forecast")
kept = []


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
    value, error = trial.call(forecast, address, place)
    kept.append(error)
    if held():
        trial.problems.append(f"{place}, {fails}: a socket is open")
    if isinstance(wanted, bytes):
        if error is not None or value != wanted:
            trial.problems.append(f"{place}: {value!r:.40} {error!r}")
        if asked != [place]:
            trial.problems.append(f"{place}: asked for {asked}")
        return
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{place}, {fails}: {value!r:.40} {error!r}")


for place, answer in forecasts.items():
    check(address, place, answer)
for fails in ["send", "recv"]:
    check(address, b"oslo", Broken)
fails = None
with real() as closed:
    closed.bind(("127.0.0.1", 0))
    check(closed.getsockname(), b"oslo", ConnectionRefusedError)
trial.end()
