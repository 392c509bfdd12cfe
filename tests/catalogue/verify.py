"""Compares what the catalogue says of the standard library with the Python that runs this.

    python3 tests/catalogue/verify.py --tool target/release/leaklab [--fast] [CLASS ...]

Each handle is made, dropped, released, used in a `with` and used afterwards, each time counting
descriptors, threads, child processes and temporary files before and after:

* it takes what it is said to run out of, as many as `units` says (at least);
* dropped, it is gone at once (R0), after a collection (R1), or not at all (R2, R3, R6), and Python
  warns with the words of `warns`, or not at all;
* each method and function that is said to release does, and so does its `with`, if it is said to;
* what is said to happen `after` a release and when it is done `twice` happens, word for word.

Every callable of the standard library must be made here or be named in `ABSENT` with the reason.
The catalogue describes CPython 3.11 to 3.13; on another version differences are listed, and are no error.
"""

import argparse
import contextlib
import gc
import json
import os
import re
import subprocess
import sys
import threading
import time
import warnings

sys.path.insert(0, os.path.dirname(__file__))
import makers  # noqa: E402


def count():
    """What is taken at the moment."""
    with os.scandir("/proc/self/fd") as entries:
        descriptors = sum(1 for _ in entries) - 1  # the listing itself has one
    children = 0
    for task in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError), open(f"/proc/self/task/{task}/children") as listed:
            children += len(listed.read().split())
    return {
        "descriptors": descriptors,
        "threads": threading.active_count(),
        "processes": children,
        "storage": makers.stored(),
        "connections": 0,
        "memory": 0,
    }


def taken(before, kind, goes=True):
    """How many more there are than before. What should go gets time for it, on a busy machine too."""
    for _ in range(400 if goes else 24):
        more = count()[kind] - before[kind]
        if more <= 0:
            return more
        time.sleep(0.005)
    return more


def pattern(text):
    """A text of the catalogue, where `…` stands for anything."""
    return re.compile(".*".join(re.escape(part) for part in text.split("…")), re.DOTALL)


@contextlib.contextmanager
def told():
    """The words of every warning while it lasts, those in `__del__` too. The warnings themselves are
    not kept: they keep what they warn of."""
    caught = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, category, *_: caught.append(f"{category.__name__}: {message}")
        yield caught


class Wrong(Exception):
    pass


def must(holds, words):
    if not holds:
        raise Wrong(words)


def words_of(error):
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name}: {error}"


class Trial:
    """One way to get one handle."""

    def __init__(self, entry, way, name, maker):
        self.entry, self.way, self.name, self.maker = entry, way, name, maker
        # The texts are those of the first callable; others may differ in the details.
        self.first = name == entry["acquire"][0]["names"][0]
        self.kind = maker.counts or entry["exhausts"]
        self.counted = self.kind not in ("memory", "connections")

    def makes(self):
        before = count()
        with told():
            handle = self.maker.make()
            more = count()[self.kind] - before[self.kind]
            self.maker.clean(handle)
        units = self.entry["units"]
        must(not self.counted or more >= units, f"takes {more} {self.kind}, not {units}")

    def drops(self):
        with told():
            self.maker.tick()
            gc.collect()
        before = count()
        gc.disable()
        keep = []
        try:
            with told() as caught:
                handle = self.maker.make()
                if self.maker.loose:
                    keep.append(self.maker.loose(handle))
                del handle
                self.maker.tick()
                said = self.entry["leak_class"]
                at_once = taken(before, self.kind, said == "R0")
                gc.collect()
                collected = taken(before, self.kind, said == "R1")
        finally:
            gc.enable()
        for rest in keep:
            with told():
                rest()
        ours = [it for it in caught if it.startswith(("ResourceWarning", "RuntimeWarning"))]
        warns = "" if self.way["silent"] else self.entry["warns"]
        warns, _, since = warns.partition(" (since Python ")
        if since and sys.version_info < tuple(map(int, since.rstrip(")").split("."))):
            warns = ""
        if warns and not self.first:
            warns = warns.split("<")[0]
        if warns:
            must(any(pattern(warns.lower()).match(it.lower()) for it in ours), f"warns {ours or 'nothing'}, not {warns}")
        else:
            must(not ours, f"warns {ours}")
        if not self.counted:
            return
        found = "R0" if at_once <= 0 else "R1" if collected <= 0 else "R2"
        stays = {"R2": "R2", "R3": "R2", "R6": "R2"}
        must(found == stays.get(said, said), f"is {found} when dropped, not {said}")

    def releases(self):
        methods = [it for it in self.entry["release"] if it not in self.maker.lacks]
        ways = [(it, lambda h, it=it: self.call(getattr(h, it))) for it in methods]
        ways += [(it, lambda h, it=it: self.maker.released_by(it, h)) for it in self.entry["release_calls"]]
        for way, release in ways:
            if way in self.maker.not_alone:
                continue
            before = count()
            with told():
                handle = self.maker.make()
                release(handle)
                more = taken(before, self.kind)
                self.maker.clean(handle)
            must(not self.counted or more <= 0, f"`{way}` leaves {more} {self.kind}")

    def call(self, method):
        return self.maker.run(method)

    def enters(self):
        said = self.entry["with"]
        before = count()
        with told():
            handle = self.maker.make()
            has = hasattr(handle, "__enter__") or hasattr(handle, "__aenter__")
            if said == "unsupported":
                self.maker.clean(handle)
                must(not has or self.maker.enters_nothing, "can be used in a `with`")
                return
            must(has, "cannot be used in a `with`")
            if self.entry["async_with"]:
                self.maker.clean(handle)
                return
            with handle:
                pass
            more = taken(before, self.kind, said == "releases")
            self.maker.clean(handle)
        must(not self.counted or (more <= 0) == (said == "releases"), f"its `with` leaves {more} {self.kind}")

    def raises(self, field, use):
        """What is said to be raised after a release."""
        said = self.entry[field]
        if not said or use is None:
            return
        with told():
            handle = self.maker.make()
            self.release(handle)
            try:
                use(handle)
                found = "nothing"
            except Exception as error:
                found = words_of(error)
        if not self.first:
            said, found = said.split(":")[0], found.split(":")[0]
        must(pattern(said).fullmatch(found), f"{field}: raises {found}, not {said}")

    def release(self, handle):
        for method in self.entry["release"][:1]:
            return self.call(getattr(handle, method))
        return self.maker.released_by(self.entry["release_calls"][0], handle)

    def run(self):
        for check in (self.makes, self.drops, self.releases, self.enters):
            try:
                check()
            except Exception as wrong:
                words = str(wrong) if isinstance(wrong, Wrong) else f"{check.__name__}: {words_of(wrong)}"
                yield f"{self.entry['class']} by {self.name}: {words}"
        for field, use in (("after", self.maker.use), ("twice", self.release)):
            try:
                self.raises(field, use)
            except Wrong as wrong:
                yield f"{self.entry['class']} by {self.name}: {wrong}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the leaklab program")
    parser.add_argument("--fast", action="store_true", help="leave out what starts processes")
    parser.add_argument("classes", nargs="*")
    arguments = parser.parse_args()
    listed = subprocess.run([arguments.tool, "resources", "--format", "json"], capture_output=True, check=True)
    entries = json.loads(listed.stdout)["resources"]
    wrong, tried, absent = [], 0, []
    with makers.world():
        for entry in entries:
            if arguments.classes and entry["class"] not in arguments.classes:
                continue
            for way, name in ((way, name) for way in entry["acquire"] for name in way["names"]):
                library = name.split(".")[0]
                if library not in sys.stdlib_module_names | makers.OLD:
                    continue
                if library in makers.OLD or name in makers.ABSENT:
                    absent.append(name)
                    continue
                maker = makers.MAKERS.get(name)
                if maker is None:
                    wrong.append(f"{entry['class']}: nothing here makes one by {name}")
                elif not (arguments.fast and maker.slow):
                    tried += 1
                    wrong += Trial(entry, way, name, maker).run()
    for line in wrong:
        print(line)
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"CPython {version}: {tried} callables tried, {len(absent)} not to be had here, {len(wrong)} wrong.")
    return 1 if wrong and (3, 11) <= sys.version_info < (3, 14) else 0


if __name__ == "__main__":
    sys.exit(main())
