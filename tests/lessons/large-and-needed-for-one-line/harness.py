"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import json
import weakref

import trial

plain_load, plain_loads = json.load, json.loads
alive = weakref.WeakValueDictionary()
HOT = {"1947-07-29": 37.1, "2019-07-25": 40.5, "1890-01-01": -3.0, "2003-08-09": 38.0, "2021-02-03": 4.5}
trial.write({"days.json": json.dumps(HOT), "one.json": '{"1911-07-23": 35.5}', "none.json": "{}", "bad.json": "{"})
trial.watched_files()


class Day(str):
    """A day that can be watched: what holds the table, or a part or a copy of it, holds its days."""


class Degrees(float):
    """Degrees that can be watched."""


def watched(pairs):
    days = {}
    for name, degrees in pairs:
        day, degrees = Day(name), Degrees(degrees)
        for each in (day, degrees):
            alive[id(each)] = each
        days[day] = degrees
    return days


json.load = lambda *args, **kwargs: plain_load(*args, object_pairs_hook=watched)
json.loads = lambda *args, **kwargs: plain_loads(*args, object_pairs_hook=watched)


class Server:
    def __init__(self, fails=None):
        self.shown = []
        self.waited = 0
        self.fails = fails

    def show(self, day):
        if self.fails == "show":
            raise BrokenPipeError("gone")
        self.shown.append(str(day))

    def serve_forever(self):
        self.waited += 1
        if not self.shown:
            trial.problems.append("nothing is shown while it serves")
        # The day that is shown may be there, with its degrees.
        held = {each for each in alive.values() if str(each) not in self.shown}
        if len(held) > 1:
            trial.problems.append(f"{len(held)} parts of the table are held in the wait")
        if self.fails == "serve":
            raise KeyboardInterrupt


run = trial.program("run")


def call(path, hottest=None, must_reach=None, fails=None):
    server = Server(fails)
    _, error = trial.call(run, path, server)
    if must_reach and not trial.is_seen(error, must_reach):
        trial.problems.append(f"{path}: {error!r}")
    if hottest and (error or server.shown != [hottest] or server.waited != 1):
        trial.problems.append(f"{path}: {server.shown} {server.waited} {error!r}")
    del error
    gc.collect()


call("days.json", "2019-07-25")
call("one.json", "1911-07-23")
call("bad.json", must_reach=json.JSONDecodeError)
call("missing.json", must_reach=FileNotFoundError)
call("none.json", must_reach=ValueError)
call("days.json", must_reach=BrokenPipeError, fails="show")
call("days.json", must_reach=KeyboardInterrupt, fails="serve")
trial.end()
