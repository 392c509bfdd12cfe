"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import json

import trial

offers = {"good.json": {"Oslo": 120, "Rome": 95}, "list.json": [1, 2], "none.json": {}}
trial.write({**{name: json.dumps(offer) for name, offer in offers.items()}, "bad.json": "{", "latin.json": b'"caf\xe9"'})
opened = trial.watched_files()
raised = []
while_read = []


def watched(function):
    def read(*args, **kwargs):
        while_read.append(gc.isenabled())
        if raised:
            raise raised.pop()
        return function(*args, **kwargs)

    return read


json.load, json.loads = watched(json.load), watched(json.loads)
load = trial.program("load")
opened.clear()


def call(name, wanted=None, must_reach=None):
    gc.enable()
    while_read.clear()
    value, error = trial.call(load, name)
    is_on = gc.isenabled()
    gc.disable()
    if not is_on:
        trial.problems.append(f"{name}: the collector is off")
    if any(while_read):
        trial.problems.append(f"{name}: the collector was on")
    if not all(file.closed for file in opened):
        trial.problems.append(f"{name}: a file is open")
    if must_reach and not trial.is_seen(error, must_reach):
        trial.problems.append(f"{name}: {value!r} {error!r}")
    if wanted is not None and (error is not None or value != wanted or not while_read):
        trial.problems.append(f"{name}: {value!r} {error!r} {while_read}")


for name, offer in offers.items():
    call(name, offer)
call("bad.json", must_reach=json.JSONDecodeError)
call("latin.json", must_reach=UnicodeDecodeError)
call("missing.json", must_reach=FileNotFoundError)
for error in [KeyboardInterrupt, MemoryError]:
    raised.append(error())
    call("good.json", must_reach=error)
trial.end()
