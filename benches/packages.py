"""How long real packages take, natively, beside the linters people know.

    benches/packages.py --tool target/release/leaklab [--peers target/peers-venv/bin] [--files LIST]

Over at least two million lines of the packages of tests/packages, with two jobs each, prints seconds and
ratios of one run; compare within one run only:

* leaklab against `ruff check --isolated --no-cache --select SIM115`, on all of it,
* leaklab against `pylint --disable=all --enable=R1732`, on a sample of at least 150,000 lines, because
  pylint needs minutes for that alone,
* the most memory that leaklab held, and its time a line on texts of 1,000, 10,000 and 100,000 lines.

Targets: at most 6 times ruff, at least 100 times faster than pylint, under 300 MB. Both peers look for
files that are opened outside `with`, by the name of the call; nobody else looks for leaks on paths.

`make bench-packages` installs the peers, downloads the packages and runs this. With `--files` a list of
files is taken instead of the packages; without `--peers` the peers are left out.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../tests/packages"))
import alarms  # noqa: E402

JOBS = "2"
LINES = 2_000_000
SAMPLE = 150_000
SIZES = (1_000, 10_000, 100_000)
RUFF = ["check", "--isolated", "--no-cache", "--select", "SIM115"]
PYLINT = ["--disable=all", "--enable=R1732", "--jobs", JOBS]


def lines(path):
    with open(path, "rb") as f:
        return sum(1 for _ in f)


def some(files, wanted):
    """The first files that have so many lines together, and how many they have."""
    taken, total = [], 0
    for path in files:
        if total >= wanted:
            break
        taken.append(path)
        total += lines(path)
    return taken, total


def spread(files, total, wanted):
    """Every n-th file, so that there are at least so many lines together."""
    for step in range(max(1, total // wanted), 0, -1):
        taken, found = some(files[::step], float("inf"))
        if found >= wanted:
            return taken, found
    return files, total


def run(command, folder, files):
    """Seconds and megabytes; findings are none of our business here, but a tool that fails is."""
    environment = os.environ | {"RAYON_NUM_THREADS": JOBS}
    with tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        child = subprocess.Popen(
            [*command, *files], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=complaints
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode < 0:
            complaints.seek(0)
            raise SystemExit(f"{command[0]} ended with {child.returncode}: {complaints.read()[-2000:].decode()}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return seconds, used.ru_maxrss / unit


def say(what, count, seconds, more=""):
    print(f"{what:<34} {count:>9,} lines {seconds:>8.2f} s {1e6 * seconds / count:>8.2f} µs a line{more}", flush=True)


def by_size(tool):
    """One file of so many lines: copies of a program whose functions and classes are numbered."""
    with open(os.path.join(HERE, "program.py")) as f:
        program = f.read()
    copy = program.count("\n") + 1
    for size in SIZES:
        text = "".join(
            program.replace("def ", f"def v{number}_").replace("class ", f"class V{number}_") + "\n"
            for number in range(-(-size // copy))
        )
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "program.py"), "w") as f:
                f.write(text)
            seconds = min(run(tool, folder, ["program.py"])[0] for _ in range(3))
        say("leaklab, one file", text.count("\n"), seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--peers")
    parser.add_argument("--files")
    parser.add_argument("--folder", default=os.path.join(HERE, "../target/packages"))
    arguments = parser.parse_args()
    folder = os.path.abspath(arguments.folder)
    if arguments.files:
        with open(arguments.files) as f:
            listed = f.read().split("\n")
        files = [os.path.abspath(it) for it in listed if it]
    else:
        os.makedirs(folder, exist_ok=True)
        alarms.fetch(folder)
        files = alarms.files(folder)
    files, total = some(files, LINES)
    if arguments.files:
        folder = os.path.commonpath(files)
    files = [os.path.relpath(it, folder) for it in files]
    tool = [os.path.abspath(arguments.tool), "check", "--jobs", JOBS]
    ours, memory = run(tool, folder, files)
    say("leaklab", total, ours, f", at most {memory:.0f} MB (target: under 300)")
    alone, _ = run([*tool[:-1], "1"], folder, files)
    say("leaklab with one job", total, alone, f", {alone / ours:.2f} times as long")
    if arguments.peers:
        peers = os.path.abspath(arguments.peers)
        theirs, _ = run([os.path.join(peers, "ruff"), *RUFF], folder, files)
        say("ruff", total, theirs, f"; leaklab takes {ours / theirs:.1f} times as long (target: at most 6)")
        os.chdir(folder)
        sample, count = spread(files, total, SAMPLE)
        ours, _ = run(tool, folder, sample)
        say("leaklab, a sample", count, ours)
        theirs, _ = run([os.path.join(peers, "pylint"), *PYLINT], folder, sample)
        say("pylint, the same", count, theirs, f"; leaklab is {theirs / ours:.0f} times as fast (target: at least 100)")
    by_size(tool)


if __name__ == "__main__":
    main()
