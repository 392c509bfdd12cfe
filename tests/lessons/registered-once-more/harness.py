"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import threading
import tracemalloc
import weakref

import trial

join, alive = trial.program("join"), weakref.WeakSet()


class Client:
    """A guest, who may meet an error. `stays` is what it waits for, if it is in a thread."""

    def __init__(self, name, fails="", error=ValueError, stays=None):
        self.name, self.fails, self.error, self.stays = name, fails, error, stays
        self.heard, self.waited, self.is_gone, self.is_in = [], 0, False, threading.Event()
        alive.add(self)

    def perhaps(self, where):
        if self.fails == where:
            raise self.error(self.name)

    def receive(self):
        self.perhaps("receive")
        return self.name

    def send(self, line):
        if self.is_gone:
            raise BrokenPipeError("gone")
        self.heard.append(line)

    def wait(self):
        self.waited += 1
        self.is_in.set()
        if self.stays is not None:
            self.stays.wait(5)
        self.perhaps("wait")


def visit(client, heard=None):
    """A call of `join`; the guest hears itself and whoever comes in the meantime."""
    try:
        join(client)
    except BaseException as error:
        met = type(error)
    else:
        met = None
    client.is_gone = True
    client.is_in.set()
    wanted = client.error if client.fails else None
    is_in = client.fails != "receive"
    heard = [client.name] * is_in if heard is None else heard
    if met is not wanted or client.waited != is_in or client.heard != heard:
        trial.problems.append(f"{client.name}: {met}, heard {client.heard}, waited {client.waited} times")


def coming(client, heard):
    thread = threading.Thread(target=visit, args=[client, heard], daemon=True)
    thread.start()
    client.is_in.wait(5)
    return thread


def in_turn():
    """The first who comes is the first to go, and another one comes after that."""
    first, second = (Client(name, stays=threading.Event()) for name in ("Ann", "Bob"))
    threads = [coming(first, ["Ann", "Bob"]), coming(second, ["Ann", "Bob", "Cid"][1:])]
    first.stays.set()
    threads[0].join(5)
    visit(Client("Cid"))
    second.stays.set()
    threads[1].join(5)
    visit(Client("Dan"))


in_turn()
for place in ("receive", "wait"):
    for kind in (ConnectionResetError, ValueError, KeyboardInterrupt):
        visit(Client("Eve", place, kind))
        visit(Client("Fay"))
in_turn()
gc.collect()
if alive:
    trial.problems.append(f"{len(alive)} guests are still there")


def many():
    for _ in range(1000):
        visit(Client("Gil"))
    return tracemalloc.get_traced_memory()[0]


tracemalloc.start()
many()
before = many()
if not trial.problems and many() > before + 20_000:
    trial.problems.append("it grows with every guest")
trial.end()
