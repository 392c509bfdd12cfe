"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import json
import socket

import trial

plain, load = socket.socket, json.load
doors = []
stops, is_refused = None, False


class Door(plain):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.listens = False
        doors.append(self)

    def listen(self, *args):
        super().listen(*args)
        self.listens = True

    def setsockopt(self, *args):
        if self.listens and is_refused:
            raise OSError("no such option")
        super().setsockopt(*args)


def perhaps_stopped(file):
    if stops:
        raise stops
    return load(file)


def is_served(door):
    try:
        with plain() as visitor:
            visitor.settimeout(1)
            visitor.connect(door.getsockname())
    except OSError:
        return False
    return True


files = trial.watched_files()
rooms = {"rooms.json": ["Egypt", "Rome"], "one.json": ["Greece"], "none.json": []}
trial.write({name: json.dumps(names) for name, names in rooms.items()})
trial.write({"cut.json": b'["Egypt", ', "latin.json": b'["Caf\xe9"]'})
taken = socket.create_server(("127.0.0.1", 0))
socket.socket, json.load = Door, perhaps_stopped
open_guide = trial.program("open_guide")


def call(path, address=("127.0.0.1", 0)):
    """What it gives, what it raises, and the doors that it left open."""
    doors.clear()
    value, error = trial.call(open_guide, address, path)
    if not all(file.closed for file in files):
        trial.problems.append(f"{path}: a file is open")
    files.clear()
    return value, error, [door for door in doors if door.fileno() != -1]


for path, names in rooms.items():
    value, error, still = call(path)
    if error is not None or type(value) is not tuple or value != (doors[0], names):
        trial.problems.append(f"{path}: {value!r} {error!r}")
    elif still != [value[0]] or not is_served(value[0]):
        trial.problems.append(f"{path}: the caller gets a door that is not open")
    for door in still:
        door.close()
for path, wanted, stops in [
    ("nowhere.json", FileNotFoundError, None),
    ("cut.json", json.JSONDecodeError, None),
    ("latin.json", UnicodeDecodeError, None),
    ("rooms.json", KeyboardInterrupt, KeyboardInterrupt()),
]:
    value, error, still = call(path)
    if still:
        trial.problems.append(f"{path}: the door is open")
    if not isinstance(error, wanted):
        trial.problems.append(f"{path}: {value!r} {error!r}")
    for door in still:
        door.close()
stops, is_refused = None, True
for path in ["rooms.json", "cut.json"]:
    _, error, still = call(path)
    if error is not None and still:
        trial.problems.append(f"{path}, no such option: the door is open")
    for door in still:
        door.close()
value, error, still = call("rooms.json", taken.getsockname())
if still or not isinstance(error, OSError):
    trial.problems.append(f"the port is taken: {value!r} {error!r}")
trial.end()
