"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import sys
import threading
import types

import trial

locks, started = [], []
fails = {}
plain = threading.Lock


class Lock:
    """A lock that raises where its holder would wait for ever."""

    def __init__(self):
        self.lock = plain()
        locks.append(self)

    def acquire(self, blocking=True, timeout=-1):
        if fails.get("acquire"):
            raise fails["acquire"]
        if self.lock.acquire(blocking=False):
            return True
        if blocking and timeout == -1:
            raise RuntimeError("waits for ever")
        return False

    def release(self):
        self.lock.release()

    def locked(self):
        return self.lock.locked()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *error):
        self.release()


def perhaps(name):
    if not locks or not all(lock.locked() for lock in locks):
        trial.problems.append(f"{name}: the lock is not taken")
    if name in fails:
        raise fails[name]


def find(platform):
    perhaps("find")
    return f"{platform}-1"


def start(machine):
    perhaps("start")
    started.append(machine)


sys.modules["vms"] = types.ModuleType("vms")
sys.modules["vms"].find, sys.modules["vms"].start = find, start
threading.Lock = Lock
take = trial.program("take")


def call(platform):
    started.clear()
    value, error = trial.call(take, platform)
    if any(lock.locked() for lock in locks):
        trial.problems.append(f"{platform}, {list(fails)}: the lock is taken")
        for lock in locks:
            lock.release()
    return value, error


for platform in ["win", "linux"]:
    value, error = call(platform)
    if error is not None or value != f"{platform}-1" or started != [value]:
        trial.problems.append(f"{platform}: {value!r} {error!r} {started}")
for name in ["acquire", "find", "start"]:
    for failure in (LookupError(name), OSError(name), KeyboardInterrupt(name)):
        fails.clear()
        fails[name] = failure
        value, error = call("win")
        if error is not failure:
            trial.problems.append(f"{name}: {value!r} {error!r}")
trial.end()
