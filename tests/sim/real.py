"""Compares the simulator with real processes: descriptors, threads, processes, ports, a backlog, a
connection pool; and the worlds that are made from Python files with the programs in them (made.py).

    target/venv/bin/python tests/sim/real.py --tool target/release/leaklab [--quick]   (make validate-real)

Each experiment runs in a Python process of its own, under a limit that the kernel holds, and the
scenario that describes it is played by `leaklab simulate`. Texts and counts must be equal; means may
differ by four standard errors (both sides') and by what the operating system adds to each of them.
Prints a table; the exit status is 1 when anything differs. Needs Linux and SQLAlchemy 2.1.

The process that limits threads changes its user, because the kernel exempts root; without root what it
needs is told and left out.
"""

import argparse
import concurrent.futures
import json
import os
import statistics
import subprocess
import sys
import tempfile

from made import worlds
from processes import (
    ACCEPT, BACKLOG, FULL_DISK, OPEN_UNTIL_FULL, POOL_LEAK, POOL_LOAD, POOL_TEXT, PORTS, PROCESSES, SPIN,
    STORED_EXCEPTIONS, THREADS,
)


def python(code):
    """What a process of its own prints."""
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if run.returncode:
        raise SystemExit(f"a real process failed:\n{run.stderr}")
    return json.loads(run.stdout.splitlines()[-1])


class Simulator:
    """The command line."""

    def __init__(self, tool):
        self.tool = tool

    def play(self, scenario, runs=1):
        """What `leaklab simulate` says of a scenario, its figures by name."""
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(scenario)
            file.flush()
            command = [self.tool, "simulate", file.name, "--format", "json", "--replications", str(runs)]
            run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        return self.read(run, scenario)

    def file(self, program, *arguments, runs=1):
        """The same of what leaks in a Python program."""
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(program)
            file.flush()
            command = [self.tool, "simulate", file.name, "--format", "json", "--replications", str(runs), *arguments]
            run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        return self.read(run, program)

    @staticmethod
    def read(run, played):
        if run.returncode:
            raise SystemExit(f"the simulator failed:\n{run.stderr}{played}")
        said = json.loads(run.stdout)
        said["figures"] = {figure["name"]: figure for figure in said.get("figures", [])}
        return said


class Table:
    """What was compared."""

    def __init__(self):
        self.wrong = 0
        print(f"{'':<52} {'real':>24} {'simulated':>24}")

    def row(self, what, real, simulated, agrees):
        self.wrong += not agrees
        print(f"{what:<52} {real:>24} {simulated:>24} {'' if agrees else '  DIFFERS'}", flush=True)

    def text(self, what, real, simulated):
        same = real == simulated
        self.row(what, "its text" if same else repr(real), "the same" if same else repr(simulated), same)

    def count(self, what, real, simulated):
        self.row(what, str(real), str(simulated), real == simulated)

    def mean(self, what, real, error, figure, slack=0.0):
        """`slack` is what the operating system adds."""
        mean, other = figure["mean"], figure["standard_error"] or 0.0
        agrees = abs(real - mean) <= 4 * (error**2 + other**2) ** 0.5 + slack
        self.row(what, f"{real:.4g} ± {error:.2g}", f"{mean:.4g} ± {other:.2g}", agrees)


def standard_error(values):
    return statistics.stdev(values) / len(values) ** 0.5


def descriptors(table, simulator):
    for what, call in (("socket.socket()", "socket.socket()"), ("open()", 'open("/etc/hostname")')):
        real = python(OPEN_UNTIL_FULL % call)
        said = simulator.play(f"""
            rate = 1000.0
            service = {{ mean = 1e-9 }}
            resource = {{ table = {{ limit = 64, reserved = {real['base']} }} }}
            leaks = {{ per_completion = 1.0 }}
            stop = {{ after_exhaustion = 1.0 }}""")
        expected = said["error"] + (": '/etc/hostname'" if what == "open()" else "")
        table.text(f"{what} at RLIMIT_NOFILE 64", real["text"], expected)
        table.count("  descriptors opened", real["count"], int(said["figures"]["units left unreleased"]["mean"]))


def exhaustion(table, simulator, quick):
    """A leak that only happens when something raises: how many requests, and how long."""
    scenario = """
        rate = {rate}
        service = {{ mean = 1e-9 }}
        resource = {{ table = {{ limit = 64, reserved = {base} }} }}
        leak = "R0"
        kept = "exceptions"
        stop = {{ after_exhaustion = {after} }}
        [[assumptions]]
        kind = "raises"
        what = "handler()"
        chance = 0.05
        [[paths]]
        ends = "returns"
        steps = [{{ acquire = {{}} }}, {{ may-raise = {{ assumption = 0, raises = false }} }}, {{ release = {{}} }}]
        [[paths]]
        ends = "raises"
        steps = [{{ acquire = {{}} }}, {{ may-raise = {{ assumption = 0, raises = true }} }}]"""
    real = python(STORED_EXCEPTIONS % {"rate": 0, "runs": 400})
    said = simulator.play(scenario.format(rate=1000.0, base=real["base"], after=0.0), 400)
    # The request that fails is the one after the last that leaked.
    requests = [count - 1 for count in real["requests"]]
    table.mean("requests until one fails, one in 20 leaks",
               statistics.mean(requests), standard_error(requests), said["figures"]["completed"])
    table.count("  files left open then", max(real["leaked"]), int(said["figures"]["units left unreleased"]["mean"]))
    runs, rate = (10, 2000) if quick else (40, 1000)
    real = python(STORED_EXCEPTIONS % {"rate": rate, "runs": runs})
    said = simulator.play(scenario.format(rate=float(rate), base=real["base"], after=1.0), 400)
    # Two milliseconds for the operating system.
    table.mean(f"seconds until then at {rate} requests a second",
               statistics.mean(real["took"]), standard_error(real["took"]), said["figures"]["first error"], 0.002)
    forecast = said["prediction"]["outlook"]["runs-out"]
    inside = sum(forecast["q05"] <= took <= forecast["q95"] for took in real["took"])
    # Nine of ten runs are in the band of nine tenths; a binomial variable is within four of its
    # standard deviations.
    likely = abs(inside - 0.9 * runs) <= 4 * (runs * 0.09) ** 0.5
    table.row("  of them inside the forecast's band of 90 %", f"{inside} of {runs}", f"{0.9 * runs:.0f}", likely)


def threads_and_processes(table, simulator):
    if os.geteuid() != 0:
        print("threads and processes: left out, because only root can become another user")
        return
    # A user that has no other process.
    user = 50_000 + os.getpid() % 10_000
    for what, code, of, limit in (("threads", THREADS, "threads", 100), ("processes", PROCESSES, "processes", 40)):
        real = python(code % {"user": user})
        # The main thread, or the first process, counts too.
        said = simulator.play(f"""
            rate = 1000.0
            service = {{ mean = 1e-9 }}
            resource = {{ table = {{ of = "{of}", limit = {limit}, reserved = 1 }} }}
            leaks = {{ per_completion = 1.0 }}
            stop = {{ after_exhaustion = 1.0 }}""")
        table.text(f"{what} at RLIMIT_NPROC {limit}", real["text"], said["error"])
        table.count(f"  {what} started", real["count"], int(said["figures"]["units left unreleased"]["mean"]))


def space(table, simulator):
    said = simulator.play("""
        rate = 10.0
        resource = { table = { of = "space" } }
        leaks = { per_completion = 1.0 }
        stop = { after_exhaustion = 0.0 }""")
    table.text("a write to a full disk", python(FULL_DISK)["text"], said["error"])


def pool(table, simulator, quick):
    real = python(POOL_TEXT)
    said = simulator.play("""
        rate = 10.0
        service = { mean = 1e-9 }
        resource = { pool = { size = 2, overflow = 1, timeout = 0.5 } }
        leaks = { per_completion = 1.0 }
        stop = { after_exhaustion = 10.0 }""", 20)
    table.text("QueuePool(2, 1), timeout 0.5 s", real["text"], said["error"])
    table.count("  connections lent", real["count"], said["prediction"]["capacity"])
    figures = said["figures"]
    # After exhaustion the next request comes, on average 0.1 s later, and waits out the timeout.
    waited = {name: figures["first error"][name] for name in ("mean", "standard_error")}
    waited["mean"] -= figures["time to exhaustion"]["mean"] + 0.1
    table.mean("  seconds until its error", real["waited"], 0.0, waited, 0.05)
    real = python(POOL_LOAD % {"seconds": 20 if quick else 60})
    said = simulator.play("""
        rate = 120.0
        service = { mean = 0.05 }
        resource = { pool = { size = 5, overflow = 0, timeout = 0.1 } }
        warm_up = 5.0
        stop = { time = 200.0 }""", 40)
    # Means of parts of two seconds each are nearly independent.
    parts = {}
    for came, wait in real["served"]:
        parts.setdefault(int(came - real["start"]) // 2, []).append((0.0, wait))
    for came in real["out"]:
        parts.setdefault(int(came - real["start"]) // 2, []).append((1.0, None))
    shares = [statistics.mean(it[0] for it in part) for at, part in sorted(parts.items()) if at >= 1]
    waits = [statistics.mean(it[1] for it in part if it[1] is not None) for at, part in sorted(parts.items()) if at >= 1]
    figures = said["figures"]
    table.mean("QueuePool(5, 0), 0.1 s, load 6: share timed out",
               statistics.mean(shares), standard_error(shares), figures["share timed out"], 0.01)
    # A thread wakes a millisecond or two after it could.
    table.mean("  mean wait of the others, in seconds",
               statistics.mean(waits), standard_error(waits), figures["mean wait of the completed"], 0.004)


def leaking_pool(table, simulator, quick):
    """Each run is short and mostly sleeps, so several go on at a time."""
    runs = 12 if quick else 48
    with concurrent.futures.ThreadPoolExecutor(4) as several:
        real = list(several.map(lambda seed: python(POOL_LEAK % {"seed": seed}), range(runs)))
    said = simulator.play("""
        rate = 80.0
        capacity = 20
        service = { mean = 0.05 }
        resource = { pool = { size = 5, overflow = 0 } }
        leaks = { per_completion = 0.02 }
        stop = { after_exhaustion = 0.0 }""", 2000)
    for what, name, figure, slack in (
        ("a leaking QueuePool(5, 0): seconds that it lasts", "took", "time to exhaustion", 0.1),
        ("  requests completed", "completed", "completed", 0.0),
        ("  requests rejected", "rejected", "rejected", 6.0),
    ):
        values = [run[name] for run in real]
        table.mean(what, statistics.mean(values), standard_error(values), said["figures"][figure], slack)


def backlog(table, simulator):
    with open("/proc/sys/net/ipv4/tcp_syn_linear_timeouts", encoding="ascii") as file:
        connects = "linear-first" if int(file.read()) == 4 else "doubling"
    real = python(BACKLOG)
    scenario = f"""
        arrivals = "fixed"
        rate = 1000.0
        workers = 1
        backlog = 4
        connects = "{connects}"
        service = {{ mean = %s, shape = "deterministic" }}
        stop = {{ arrivals = 10, time = 200.0 }}"""
    # The first has the worker; after 1.5 s the next in the line has it, and its place is free.
    said = simulator.play(scenario % "1e6")["figures"]
    given_up = int(said["out of patience"]["mean"])
    table.count("listen(4): connections that are let in", real["inside"], 10 - 1 - given_up)
    said = simulator.play(scenario.replace("arrivals = 10,", "arrivals = 7,") % "1.5")["figures"]
    # The last of seven gets in when it tries again, and its wait in the line ends after six others.
    table.row("  seconds until the next is let in", f"{real['next']:.2f}",
              "2" if connects == "linear-first" else "3",
              abs(real["next"] - (2.0 if connects == "linear-first" else 3.0)) < 0.2
              and abs(said["simulated time"]["mean"] - 7 * 1.5) < 0.01)


def accepting(table, simulator):
    real = python(ACCEPT)
    said = simulator.play("""
        rate = 1e6
        arrivals = "fixed"
        accepts = "pauses"
        service = { mean = 0.5, shape = "deterministic" }
        resource = { table = { limit = 3, reserved = 0 } }
        paths = [{ ends = "returns", steps = [{ work = { share = 1.0 } }] }]
        stop = { arrivals = 10 }""")
    took = said["figures"]["simulated time"]["mean"]
    table.row("asyncio with 3 descriptors: seconds for ten connections", f"{real['took']:.2f}", f"{took:.2f}",
              abs(real["took"] - took) < 0.3)
    table.text("  what it says", "; ".join(real["said"]),
               "socket.accept() out of system resource: OSError: [Errno 24] Too many open files")
    real = python(SPIN)
    table.row("socketserver without a descriptor: tries a second", str(real["tries"]), "all the time",
              real["tries"] > 1000 and real["said"] == "")


def ports(table, simulator):
    real = python(PORTS)
    if real["count"] is None:
        print("ports: left out, because only root can have a network of its own")
        return
    said = simulator.play("""
        rate = 1000.0
        service = { mean = 1e-9 }
        leak = "R2"
        resource = { table = { of = "ports", limit = 250 } }
        leaks = { per_completion = 1.0 }
        stop = { after_exhaustion = 1.0 }""")
    table.text("connect() with 250 local ports", real["text"], said["error"])
    table.count("  connections that stay", real["count"], int(said["figures"]["units left unreleased"]["mean"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--quick", action="store_true", help="fewer runs, half a minute in all")
    arguments = parser.parse_args()
    simulator, table = Simulator(arguments.tool), Table()
    descriptors(table, simulator)
    exhaustion(table, simulator, arguments.quick)
    threads_and_processes(table, simulator)
    space(table, simulator)
    backlog(table, simulator)
    accepting(table, simulator)
    ports(table, simulator)
    pool(table, simulator, arguments.quick)
    leaking_pool(table, simulator, arguments.quick)
    worlds(table, simulator, python, arguments.quick)
    if table.wrong:
        raise SystemExit(f"{table.wrong} differ")


main()
