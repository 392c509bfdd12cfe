"""How often large, well-kept packages are reported, and how often rightly.

    python3 tests/packages/alarms.py --tool target/release/leaklab [--sample N --seed S]

Downloads the packages of `packages.txt` with pip, checks every Python file of them (tests and vendored
copies are left out), and prints findings for each thousand lines by confidence. With `--sample`, N of
the findings called definite or some-path are drawn for reading, as JSON.

`triaged.json` is eleven such samples, the last of them of what grows, read one by one: whether each is true,
and why. A sample was drawn from findings that nobody had read, and afterwards the rules were mended, so two
shares of true ones are printed for each: of all that were read (what a stranger would have met that day), and
of those that are still reported (what the mended rules do with them, which flatters them).
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
LEFT_OUT = {"tests", "test", "testing", "_vendor", "vendor", "vendored", "externals", "_vendored", "extern"}
COUNTED = ("definite", "some-path")


def packages():
    with open(os.path.join(HERE, "packages.txt")) as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def fetch(folder):
    """Each package unpacked in a folder of its own; what is there already stays."""
    for package in packages():
        place = os.path.join(folder, package)
        if os.path.isdir(place):
            continue
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", place + ".part", package]
        subprocess.run(pip, check=True)
        for name in os.listdir(place + ".part"):
            archive = os.path.join(place + ".part", name)
            opened = zipfile.ZipFile(archive) if name.endswith((".whl", ".zip")) else tarfile.open(archive)
            with opened:
                opened.extractall(os.path.join(place + ".part", "files"))
            os.remove(archive)
        os.rename(place + ".part", place)


def files(folder):
    for package in packages():
        for root, folders, names in os.walk(os.path.join(folder, package)):
            folders[:] = sorted(it for it in folders if it not in LEFT_OUT)
            for name in sorted(names):
                is_test = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
                if name.endswith(".py") and not is_test:
                    yield os.path.join(root, name)


def check(tool, paths):
    """The reports of all files; a crash or a hang is an error."""
    for start in range(0, len(paths), 400):
        some = paths[start:start + 400]
        done = subprocess.run([tool, "check", "--format", "json", *some], capture_output=True, text=True, timeout=900)
        if done.returncode not in (0, 1):
            raise SystemExit(f"the tool ended with {done.returncode}: {done.stderr[-2000:]}")
        yield from json.loads(done.stdout)["files"]


def key(found):
    return found["path"], found["line"], found["rule"]


def say_sample(name, read, now):
    still = [it for it in read if key(it) in now]
    lost = sum(it["true"] for it in read if key(it) not in now)
    print(f"{name:12} {share(read)} when read, {share(still)} of those still reported; {lost} true ones gone")


def share(findings):
    true = sum(it["true"] for it in findings)
    return f"{true:3} of {len(findings):3} true ({100 * true / max(1, len(findings)):.0f} %)"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--folder", default=os.path.join(HERE, "../../target/packages"))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = os.path.abspath(arguments.folder)
    os.makedirs(folder, exist_ok=True)
    fetch(folder)
    paths = list(files(folder))
    lines = 0
    for path in paths:
        with open(path, "rb") as f:
            lines += sum(1 for _ in f)
    found, counts = [], collections.Counter()
    for report in check(arguments.tool, paths):
        for finding in report["findings"]:
            counts[finding["confidence"]] += 1
            path = os.path.relpath(report["path"], folder).replace("/files/", "/", 1)
            kept = ("line", "rule", "confidence", "api", "message", "because")
            found.append({"path": path} | {name: finding[name] for name in kept})
    if arguments.sample:
        drawn = [it for it in found if it["confidence"] in COUNTED]
        random.Random(arguments.seed).shuffle(drawn)
        print(json.dumps(sorted(drawn[:arguments.sample], key=key), indent=1))
        return
    print(f"{len(packages())} packages, {len(paths)} files, {lines} lines")
    for confidence, count in counts.most_common():
        print(f"{confidence:18} {count:6}  {1000 * count / lines:.3f} per 1,000 lines")
    triaged = os.path.join(HERE, "triaged.json")
    if os.path.exists(triaged):
        with open(triaged) as f:
            read = json.load(f)
        now = {key(it) for it in found if it["confidence"] in COUNTED}
        for number in sorted({it["sample"] for it in read}):
            say_sample(f"sample {number}", [it for it in read if it["sample"] == number], now)
        say_sample("all samples", read, now)


if __name__ == "__main__":
    main()
