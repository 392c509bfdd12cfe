"""Worlds made from a Python file, against the program in that file: a part of real.py.

Each program has a `handler`, which is called as often as it takes, in a process of its own, and
`leaklab simulate` plays what leaks in the same text.
"""

import os
import statistics

from processes import measured

# What keeps the file is the exception that is stored.
STORED = """
failed = []


def read(path, fails):
    f = open(path)
    check(fails)
    f.close()


def check(fails):
    if fails:
        raise ValueError("a bad order")


def handler(path, fails):
    try:
        read(path, fails)
    except ValueError as error:
        failed.append(error)
"""

# A connection that is dropped, in a cycle with what refers to it.
CYCLE = """
import sqlite3


class Orders:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.me = self


def handler(path):
    orders = Orders(path)
    orders.connection.execute("select 1")
"""

CHILDREN = """
import subprocess


def handler():
    subprocess.Popen(["true"])
"""

DAEMONS = """
import threading
import time


def watch():
    while True:
        time.sleep(1)


def handler():
    threading.Thread(target=watch, daemon=True).start()
"""


def worlds(table, simulator, python, quick):
    stored_exceptions(table, simulator, python, quick)
    cycles(table, simulator, python)
    children(table, simulator, python)
    daemons(table, simulator, python)


def stored_exceptions(table, simulator, python, quick):
    runs = 100 if quick else 400
    real = python(measured(STORED, "stored") % {"runs": runs})
    show = simulator.file(STORED, "--show")
    table.text("a stored exception: what keeps its file", "exceptions", show["kept"])
    # One call in twenty raises, and nothing else does.
    sets = ["service.mean=1e-9", "resource.table.limit=64", f"resource.table.reserved={real['base']}", "stop.after_exhaustion=0"]
    raises = [index for index, it in enumerate(show["assumptions"]) if it["kind"] != "holds"]
    for index in raises:
        is_check = show["assumptions"][index]["what"].startswith("check(")
        sets.append(f"assumptions[{index}].chance={0.05 if is_check else 0.0}")
    said = simulator.file(STORED, *sum((["--set", it] for it in sets), []), runs=400)
    requests = [count - 1 for count in real["requests"]]
    error = statistics.stdev(requests) / len(requests) ** 0.5
    table.mean("  requests until one fails", statistics.mean(requests), error, said["figures"]["completed"])


def cycles(table, simulator, python):
    real = python(measured(CYCLE, "cycle"))
    said = simulator.file(CYCLE)
    peak = said["prediction"]["outlook"]["sawtooth"]["peak"]
    table.row("sqlite3 in a cycle, thresholds 700, 10, 10: open at most", str(real["most"]), f"{peak:.0f}",
              abs(real["most"] - peak) <= 0.15 * peak)


def children(table, simulator, python):
    real = python(measured(CHILDREN, "children"))
    # As many a second as were started, each of which is over before the next one is.
    said = simulator.file(CHILDREN, "--set", f"rate={1 / real['each']}", "--set", f"returns_after={real['each'] / 2}")
    level = said["prediction"]["outlook"]["settles"]["level"]
    table.row("300 children that nobody waits for: left at the end", str(real["left"]), f"{level:.2g}",
              real["left"] <= 3 and level <= 3)


def daemons(table, simulator, python):
    if os.geteuid() != 0:
        print("daemon threads: left out, because only root can become another user")
        return
    real = python(measured(DAEMONS, "daemons") % {"user": 40_000 + os.getpid() % 10_000})
    said = simulator.file(DAEMONS, "--set", "resource.table.limit=100", "--set", "resource.table.reserved=1",
                          "--set", "stop.after_exhaustion=1")
    table.text("endless daemon threads at RLIMIT_NPROC 100", real["text"], said["error"])
    table.count("  threads started", real["count"], int(said["figures"]["units left unreleased"]["mean"]))
