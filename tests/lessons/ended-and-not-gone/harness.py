"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import functools
import json
import subprocess

import trial

LIMIT = 0.5  # who waits for longer waits for ever
children = []
plain, load, loads = subprocess.Popen, json.load, json.loads
stops = None


class Stopped(BaseException):
    pass


class Child(plain):
    """`cat` stands in for `ffprobe`: what it says of a video is in a file of that name."""

    def __init__(self, args, *more, **kwargs):
        super().__init__([*program, args[-1]], *more, **kwargs)
        children.append(self)

    def wait(self, timeout=None):
        try:
            return super().wait(LIMIT if timeout is None else timeout)
        except subprocess.TimeoutExpired:
            trial.problems.append("waits for ever")
            self.kill()
            raise


def perhaps_stopped(read, *args, **kwargs):
    if stops:
        raise stops
    return read(*args, **kwargs)


long = {"streams": [{"codec": "h264", "index": index} for index in range(9000)]}
videos = {"short.mp4": {"format": "mov"}, "long.mp4": long, "still.mp4": {}}
texts = {name: json.dumps(info) for name, info in videos.items()}
for name, text in {**texts, "cut.mp4": texts["long.mp4"][:150_000] + "]"}.items():
    with open(name, "w") as file:
        file.write(text)
subprocess.Popen = Child
json.load = functools.partial(perhaps_stopped, load)
json.loads = functools.partial(perhaps_stopped, loads)
probe = trial.program("probe")


def call(video):
    value, error = trial.call(probe, video)
    for child in children:
        if child.returncode is None:
            trial.problems.append(f"{video}: nobody has waited for the child")
        if not child.stdout.closed:
            trial.problems.append(f"{video}: the pipe is open")
    children.clear()
    return value, error


program = ["cat"]
for video, info in videos.items():
    value, error = call(video)
    if error is not None or value != info:
        trial.problems.append(f"{video}: {value!r:.60} {error!r}")
for video, wanted, program, stops in [
    ("cut.mp4", json.JSONDecodeError, ["cat"], None),
    ("short.mp4", Stopped, ["cat"], Stopped()),
    ("short.mp4", FileNotFoundError, ["./no-ffprobe"], None),
]:
    value, error = call(video)
    if not isinstance(error, wanted):
        trial.problems.append(f"{video}: {value!r:.60} {error!r}")
trial.end()
