"""Writes queueing cases as scenario files, as their documentation says, and compares what
`leaklab simulate` prints with formulas that are computed here and share nothing with the program.

    python3 tests/sim/theory.py --tool target/release/leaklab          (a part of make validate)

A mean passes within four standard errors of the formula, if its standard error is at most 1 % (2 % for
tails and rare events). Prints a table; the exit status is 1 when anything differs.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile


# Formulas: offered load a = λ/μ, with μ = 1 unless it is said.

def erlang_b(servers, load):
    inverse = sum(math.prod((servers - i) / load for i in range(k)) for k in range(servers + 1))
    return 1 / inverse


def birth_death(births, deaths):
    """Stationary probabilities of 0, 1, … when `births[n]` leads from n to n + 1, `deaths[n]` back."""
    weights = [1.0]
    for birth, death in zip(births, deaths):
        weights.append(weights[-1] * birth / death)
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def queue(rate, servers, capacity, theta=0.0):
    """M/M/c/K, whose waiting customers go away at rate theta each."""
    deaths = [min(n, servers) + max(0, n - servers) * theta for n in range(1, capacity + 1)]
    p = birth_death([rate] * capacity, deaths)
    waiting = sum(max(0, n - servers) * p[n] for n in range(capacity + 1))
    return {
        "blocked": p[-1],
        "waiting": waiting,
        "in system": sum(n * p[n] for n in range(capacity + 1)),
        "delayed": sum(p[servers:-1]) / (1 - p[-1]),
        "abandoned": theta * waiting / rate,
    }


def solve(matrix, right):
    """Gauss's elimination with pivots."""
    n = len(right)
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    for i in reversed(range(n)):
        rows[i][n] = (rows[i][n] - sum(rows[i][j] * rows[j][n] for j in range(i + 1, n))) / rows[i][i]
    return [row[n] for row in rows]


def leaky_queue(rate, servers, capacity, chance):
    """M/M/c/K that loses a server with this chance at each completion, until the last is lost: the
    expected time, completions and rejections, from equations for every (servers, customers)."""
    states = [(c, n) for c in range(1, servers + 1) for n in range(capacity + 1)]
    index = {state: i for i, state in enumerate(states)}
    matrix = [[0.0] * len(states) for _ in states]
    time, completed, rejected = ([0.0] * len(states) for _ in range(3))
    for (c, n), i in index.items():
        arrive, serve = rate if n < capacity else 0.0, float(min(c, n))
        matrix[i][i] = arrive + serve
        time[i], completed[i] = 1.0, serve
        rejected[i] = 0.0 if n < capacity else rate
        if arrive:
            matrix[i][index[c, n + 1]] -= arrive
        if serve:
            matrix[i][index[c, n - 1]] -= serve * (1 - chance)
            if c > 1:
                matrix[i][index[c - 1, n - 1]] -= serve * chance
    start = index[servers, 0]
    return [solve(matrix, right)[start] for right in (time, completed, rejected)]


def patience(rate, servers, timeout):
    """M/M/c with deterministic patience: timed out, and the mean wait of those served, integrating the
    density of the virtual wait λ π e^-(cμ-λ)x up to the timeout numerically."""
    steps = 200_000
    spare, dx = servers - rate, timeout / steps
    below = sum(rate**n / math.factorial(n) for n in range(servers))
    last = rate ** (servers - 1) / math.factorial(servers - 1)
    middle = [(i + 0.5) * dx for i in range(steps)]
    within = sum(math.exp(-spare * x) for x in middle) * dx
    beyond = math.exp(-spare * timeout) / servers
    p = last / (below + rate * last * (within + beyond))
    lost = rate * p * beyond
    wait = rate * p * sum(x * math.exp(-spare * x) for x in middle) * dx
    return lost, wait / (1 - lost)


def gamma_below(shape, scale, x):
    """P(X ≤ x) of a Gamma variable with a whole shape: at least `shape` events of a Poisson process."""
    mean = x / scale
    return 1 - math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(shape))


def availability(units, every, crash, planned):
    """Renewal and reward: min(X, T) up, then down for a crash or a planned restart; one leak a second."""
    steps = 4_000
    dx = every / steps
    up = sum((1 - gamma_below(units, 1.0, (i + 0.5) * dx)) * dx for i in range(steps))
    crashes = gamma_below(units, 1.0, every)
    return up / (up + crashes * crash + (1 - crashes) * planned)


def geometric_attempts(chance, retries):
    return sum(chance**n for n in range(retries + 1))


class Table:
    """What was compared."""

    def __init__(self, tool):
        self.tool = tool
        self.wrong = 0
        print(f"{'':<58} {'formula':>12} {'simulated':>12} {'s.e.':>10}")

    def case(self, what, scenario, runs, within=0.01, near=0.0, **expected):
        """Each keyword is a figure, its spaces written `_`, and what the formula says."""
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(scenario)
            file.flush()
            command = [self.tool, "simulate", file.name, "--format", "json", "--replications", str(runs)]
            run = subprocess.run(command, capture_output=True, text=True, timeout=1200)
        if run.returncode:
            raise SystemExit(f"{what}: {run.stderr}{scenario}")
        figures = {figure["name"]: figure for figure in json.loads(run.stdout)["figures"]}
        for name, value in expected.items():
            figure = figures[name.replace("_", " ")]
            mean, error = figure["mean"], figure["standard_error"]
            agrees = abs(mean - value) <= 4 * error + near + 1e-6 and error <= within * value + 1e-9
            self.wrong += not agrees
            title = f"{what}: {figure['name']}"
            print(f"{title:<58} {value:>12.6g} {mean:>12.6g} {error:>10.2g} {'' if agrees else '  DIFFERS'}",
                  flush=True)


def stationary(table):
    base = "service = {{ mean = 1.0{shape} }}\nrate = {rate}\nwarm_up = {warm}\nstop = {{ time = {end} }}\n"

    def text(more, rate, warm, end, shape=""):
        return base.format(rate=rate, warm=warm, end=end, shape=f", shape = {shape}" if shape else "") + more

    table.case("M/M/1", text("workers = 1\n", 0.7, 500.0, 10e3), 200,
               mean_time_in_system=1 / 0.3, mean_number_in_system=0.7 / 0.3,
               time_in_system_p95=-math.log(0.05) / 0.3)
    q = queue(2.1, 3, 4000)
    table.case("M/M/3", text("workers = 3\n", 2.1, 300.0, 6e3), 200,
               share_that_waited=q["delayed"], mean_wait_of_the_completed=q["waiting"] / 2.1)
    q = queue(5.0, 4, 12)
    table.case("M/M/4/12", text("workers = 4\ncapacity = 12\n", 5.0, 100.0, 3e3), 200,
               share_rejected=q["blocked"], mean_number_in_system=q["in system"],
               mean_time_in_system=q["in system"] / 5.0 / (1 - q["blocked"]))
    for name, shape, cs2 in (
        ("M/D/1", '"deterministic"', 0.0), ("M/E3/1", "{ erlang = { phases = 3 } }", 1 / 3),
        ("M/U/1", '"uniform"', 1 / 3), ("M/LN/1", "{ lognormal = { cs2 = 1.5 } }", 1.5),
        ("M/H2/1", "{ hyperexponential = { cs2 = 3.0 } }", 3.0),
    ):
        end = 60e3 if cs2 > 1 else 15e3
        table.case(name, text("workers = 1\n", 0.7, 1000.0, end, shape), 200,
                   mean_wait_of_the_completed=0.7 * (1 + cs2) / 2 / 0.3)
    for name, shape in (("M/D/1-PS", '"deterministic"'), ("M/LN/1-PS", "{ lognormal = { cs2 = 1.5 } }")):
        more = 'workers = 1\ndiscipline = "sharing"\n'
        table.case(name, text(more, 0.7, 1000.0, 20e3, shape), 200,
                   mean_time_in_system=1 / 0.3, time_in_system_over_work=1 / 0.3)
    for name, shape in (("M/M/7/7", '"exponential"'), ("M/LN/7/7", "{ lognormal = { cs2 = 4.0 } }")):
        table.case(name, text("workers = 7\ncapacity = 7\n", 6.0, 100.0, 4e3, shape), 200,
                   share_rejected=erlang_b(7, 6.0))
    q = queue(7.0, 5, 300, theta=0.25)
    table.case("M/M/5+M", text("workers = 5\npatience = { exponential = 4.0 }\n", 7.0, 100.0, 3e3), 200,
               share_out_of_patience=q["abandoned"], mean_number_waiting=q["waiting"])
    lost, wait = patience(4.0, 4, 1.5)
    table.case("M/M/4+D", text("workers = 4\npatience = { deterministic = 1.5 }\n", 4.0, 100.0, 4e3), 200,
               share_out_of_patience=lost, mean_wait_of_the_completed=wait)
    more = "resource = { pool = { size = 3, overflow = 1, timeout = 1.5 } }\n"
    table.case("pool of 3 + 1 with a timeout", text(more, 4.0, 100.0, 4e3), 200,
               share_timed_out=lost, mean_wait_of_the_completed=wait)


def resources(table):
    table.case("TIME_WAIT, 200 ports, 60 s", """
        rate = 3.5
        service = { mean = 1e-6 }
        resource = { table = { of = "ports", limit = 200 } }
        warm_up = 600.0
        stop = { time = 40e3 }""", 64, share_failed=erlang_b(200, 210.0))
    table.case("leaks that return after 30 s, 40 units", """
        rate = 2.0
        service = { mean = 1e-6 }
        resource = { table = { limit = 40, reserved = 0 } }
        leaks = { per_acquisition = 0.6 }
        leak = "R5"
        returns_after = 30.0
        warm_up = 600.0
        stop = { time = 40e3 }""", 128, within=0.02, share_failed=erlang_b(40, 36.0))
    time, completed, rejected = leaky_queue(3.0, 4, 12, 0.03)
    table.case("leaky M/M/4/12", """
        rate = 3.0
        capacity = 12
        service = { mean = 1.0 }
        resource = { pool = { size = 4, overflow = 0 } }
        leaks = { per_completion = 0.03 }
        stop = { time = 9e3, after_exhaustion = 0.0 }""", 8000,
               time_to_exhaustion=time, completed=completed, rejected=rejected)
    table.case("500 units, 2 leaks a second", """
        rate = 100.0
        service = { mean = 1e-6 }
        resource = { table = { limit = 520, reserved = 20 } }
        leaks = { per_completion = 0.02 }
        stop = { time = 9e3, after_exhaustion = 0.0 }""", 400, time_to_exhaustion=250.0, completed=25_000.0)


def operation(table):
    retries = """
        rate = 10.0
        service = {{ mean = 1e-6 }}
        client = {{ retries = {retries}, back_off = 0.01 }}
        stop = {{ arrivals = 20000 }}
        [[assumptions]]
        kind = "raises"
        what = "call()"
        chance = {chance}
        [[paths]]
        ends = "returns"
        steps = [{{ may-raise = {{ assumption = 0, raises = false }} }}]
        [[paths]]
        ends = "raises"
        steps = [{{ may-raise = {{ assumption = 0, raises = true }} }}]"""
    for chance, count in ((0.3, 2), (0.8, 5)):
        table.case(f"{count} retries, {chance} fail", retries.format(retries=count, chance=chance), 32,
                   attempts_per_request=geometric_attempts(chance, count),
                   share_answered=1 - chance ** (count + 1))
    for every in (350.0, 450.0):
        table.case(f"restart every {every:.0f} s, 400 units", f"""
            rate = 2.0
            service = {{ mean = 1e-9 }}
            resource = {{ table = {{ limit = 400, reserved = 0 }} }}
            leaks = {{ per_completion = 0.5 }}
            when_out = "crashes"
            restart = {{ every = {every}, planned = 4.0, after_crash = 90.0 }}
            stop = {{ time = {500 * every} }}""", 32, near=0.001, availability=availability(400, every, 90.0, 4.0))
    # Births at (N - n)/think, one server: the machine repair model.
    p = birth_death([(12 - n) / 8.0 for n in range(12)], [1.0] * 12)
    table.case("12 clients, one worker", """
        arrivals = { closed = { clients = 12, think = 8.0 } }
        workers = 1
        service = { mean = 1.0 }
        warm_up = 300.0
        stop = { time = 5e3 }""", 128,
               completed_per_second=1 - p[0], mean_number_in_system=sum(n * x for n, x in enumerate(p)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    table = Table(parser.parse_args().tool)
    stationary(table)
    resources(table)
    operation(table)
    if table.wrong:
        sys.exit(f"{table.wrong} differ")


main()
