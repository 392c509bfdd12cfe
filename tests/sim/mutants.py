"""Puts mistakes into a copy of the simulator, one at a time: its tests must catch each.

    python3 tests/sim/mutants.py [WORD ...]          (make mutants)

With words, only the mutants that have one of them in their name. The copy is in target/mutants, which
is kept so that the next mutant is built from what is there; a mutant takes a minute or two. A mutant
that does not compile, or that all tests pass with, is an error, and so is a place that is no longer
there: then the mutant is to be written anew.
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
COPY = os.path.join(ROOT, "target", "mutants")
NEEDED = ["Cargo.toml", "Cargo.lock", "src", "tests", "benches", "lessons"]

# What is wrong, the file, what stands there, and what stands there instead.
MUTANTS = [
    (
        "queue order: whoever came last is served first",
        "src/sim/model/accept.rs",
        "discipline == Discipline::LastCome",
        "discipline != Discipline::LastCome",
    ),
    (
        "queue order: a pool serves whoever came last",
        "src/sim/model/bank.rs",
        "self.waiters.front().copied()",
        "self.waiters.back().copied()",
    ),
    (
        "event order: simultaneous events come out in any order",
        "src/sim/engine.rs",
        "if above <= key {",
        "if above >> 64 < key >> 64 {",
    ),
    (
        "limit: one unit less",
        "src/sim/resource.rs",
        "Self::Table(table) => table.limit.saturating_sub(table.reserved),",
        "Self::Table(table) => (table.limit - 1).saturating_sub(table.reserved),",
    ),
    (
        "limit: a pool lends one more",
        "src/sim/resource.rs",
        "Self::Pool(pool) => pool.size.saturating_add(pool.overflow),",
        "Self::Pool(pool) => pool.size.saturating_add(pool.overflow) + 1,",
    ),
    (
        "limit: one more request in the system",
        "src/sim/model/source.rs",
        ".load() >= most)",
        ".load() > most)",
    ),
    (
        "warm-up: it is not left out",
        "src/sim/model/observe.rs",
        "            self.measures = Measures::default();\n",
        "",
    ),
    (
        "warm-up: requests that came in it are counted",
        "src/sim/model/observe.rs",
        "if request.arrived < self.plan.scenario.warm_up {",
        "if false {",
    ),
    (
        "streams: arrivals and work have the same numbers",
        "src/sim/random.rs",
        "Self(mix(mix(seed) ^ purpose as u64))",
        "Self(mix(mix(seed) ^ (purpose as u64).min(1)))",
    ),
    (
        "timeout: a pool's is twice as long",
        "src/sim/model/units.rs",
        "timeout.map(|seconds| self.now + seconds)",
        "timeout.map(|seconds| self.now + 2.0 * seconds)",
    ),
    (
        "time: a server without descriptors looks again too early",
        "src/sim/model/accept.rs",
        "self.now + Accepts::PAUSE",
        "self.now + Accepts::PAUSE / 2.0",
    ),
    (
        "limit: connections keep their descriptors",
        "src/sim/model/accept.rs",
        "            self.release(replica, 0, unit);\n",
        "            let _ = (replica, unit);\n",
    ),
    (
        "time: a port lingers for half as long",
        "src/sim/model/units.rs",
        "self.return_at(self.now + lingers, replica,",
        "self.return_at(self.now + lingers / 2.0, replica,",
    ),
    (
        "forecast: the server that pools share is forgotten",
        "src/sim/prediction/server.rs",
        "        prediction.outlook = Outlook::RunsOut(end);\n",
        "",
    ),
    (
        "forecast: clients that ask again are forgotten",
        "src/sim/prediction/traffic.rs",
        "if scenario.client.retries > 0 {",
        "if false {",
    ),
    (
        "bounds: what a run remembers is not looked at",
        "src/sim/model/effort.rs",
        "(self.memory() >= MOST_MEMORY).then_some(Ended::Large)",
        "None",
    ),
    (
        "fate: a dropped file stays open under CPython",
        "src/sim/fate.rs",
        "Runtime::ReferenceCounting => Fate::AtOnce,",
        "Runtime::ReferenceCounting => Fate::Never,",
    ),
]


def copy():
    """The sources as they are; what has not changed keeps its time, so that it is not built again."""
    for name in NEEDED:
        source, target = os.path.join(ROOT, name), os.path.join(COPY, name)
        if os.path.isdir(source):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        elif os.path.exists(source):
            os.makedirs(COPY, exist_ok=True)
            shutil.copy2(source, target)
    # What was built last may be a mutant of an older run.
    for _, file, _, _ in MUTANTS:
        os.utime(os.path.join(COPY, file))


def cargo(*arguments):
    environment = {**os.environ, "CARGO_TARGET_DIR": os.path.join(COPY, "target")}
    command = ["cargo", "test", "--locked", "--quiet", *arguments]
    return subprocess.run(command, cwd=COPY, env=environment, capture_output=True, text=True)


def tests():
    """The first of the two test programs that fails, or else the second."""
    for arguments in (["--test", "tests", "sim::"], ["--lib", "sim::"]):
        run = cargo(*arguments)
        if run.returncode:
            break
    return run


def main():
    words = sys.argv[1:]
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant[0] for word in words)]
    if not chosen:
        raise SystemExit("no mutant has such a name")
    copy()
    run = tests()
    if run.returncode:
        raise SystemExit(f"the tests fail without a mistake:\n{run.stdout}{run.stderr}")
    survivors = 0
    for name, file, old, new in chosen:
        path = os.path.join(COPY, file)
        with open(path, encoding="utf-8") as source:
            text = source.read()
        if text.count(old) != 1:
            raise SystemExit(f"{name}: {file} has its place {text.count(old)} times: {old}")
        with open(path, "w", encoding="utf-8") as source:
            source.write(text.replace(old, new))
        run = tests()
        # Cargo ends with the names of those that failed, one a line.
        failed = {line.strip() for line in run.stdout.splitlines() if line.startswith("    sim::")}
        if run.returncode and not failed:
            raise SystemExit(f"{name}: does not compile\n{run.stderr}")
        survivors += not run.returncode
        some = ", ".join(sorted(failed)[:3]) + (f" and {len(failed) - 3} more" if len(failed) > 3 else "")
        print(f"{name:<58} {'caught by ' + some if failed else 'NOT CAUGHT'}", flush=True)
        with open(path, "w", encoding="utf-8") as source:
            source.write(text)
    if survivors:
        raise SystemExit(f"{survivors} not caught")


main()
