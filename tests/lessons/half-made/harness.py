"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import errno
import os

import trial

turns, kept = [], []


def perhaps():
    error = turns.pop(0) if turns else None
    if error:
        raise error


opened = trial.watched_files(perhaps)
record = trial.program("record")


def content(path):
    if not os.path.exists(path):
        return b""
    with trial.real_open(path, "rb") as file:
        return file.read()


def call(when, samples, *opening):
    opened.clear()
    turns[:] = opening
    value, error = trial.call(record, samples)
    turns.clear()
    kept.append((value, error))
    still = [file.name for file in opened if not file.closed]
    if still:
        trial.problems.append(f"{when}: open {still}")
    return error


for samples in [b"do re", b"", b" mi" * 9000]:
    error = call("good", samples)
    if error is not None:
        trial.problems.append(f"good: {error!r}")
if content("index.txt") != b"one recording\n" * 3:
    trial.problems.append(f"the index: {content('index.txt')!r}")
if content("sound.raw") != b"do re" + b" mi" * 9000:
    trial.problems.append(f"the sound: {content('sound.raw')!r:.60}")
for wanted in [FileNotFoundError("no folder"), PermissionError("not yours"), KeyboardInterrupt()]:
    for opening in [(wanted,), (None, wanted)]:
        if wanted not in trial.seen(call(f"{opening}", b"do", *opening)):
            trial.problems.append(f"{opening}: the error is lost")
if not trial.is_seen(call("no samples", "do"), TypeError):
    trial.problems.append("no samples: the error is lost")


def full(close):
    def closed():
        close()
        raise OSError(errno.ENOSPC, "no space left")

    return closed


def on_a_full_disk(path, *args, **kwargs):
    file = open(path, *args, **kwargs)
    if path == "sound.raw":
        file.close = full(file.close)
    return file


record.__globals__["open"] = on_a_full_disk
if not trial.is_seen(call("the disk is full", b"do"), OSError):
    trial.problems.append("the disk is full: the error is lost")
trial.end()
