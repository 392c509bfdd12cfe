"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import os

import trial

opened = trial.watched_files()
texts = {"ink.csv": "ink;12\nchalk;3\n", "empty.csv": "", "long.csv": "paper;7\n" * 5000}
trial.write({**texts, "latin.csv": b"caf\xe9;4\n"})
copy = trial.program("copy")


def call(src, dst):
    value, error = trial.call(copy, src, dst)
    if not all(file.closed for file in opened):
        trial.problems.append(f"{src} to {dst}: a file is open")
    opened.clear()
    return value, error


def text_of(path):
    with trial.real_open(path) as file:
        return file.read()


for number, (src, text) in enumerate(texts.items()):
    dst = f"{number}.csv"
    _, error = call(src, dst)
    if error is not None or not os.path.exists(dst) or text_of(dst) != text:
        trial.problems.append(f"{src}: {error!r}")
for src, dst, wanted in [
    ("none.csv", "a.csv", FileNotFoundError),
    ("ink.csv", "nowhere/b.csv", FileNotFoundError),
    ("latin.csv", "c.csv", UnicodeDecodeError),
    ("ink.csv", "/dev/full", OSError),
    ("long.csv", "/dev/full", OSError),
]:
    _, error = call(src, dst)
    if not isinstance(error, wanted):
        trial.problems.append(f"{src} to {dst}: {error!r}")
for src, text in texts.items():
    if text_of(src) != text:
        trial.problems.append(f"{src} was changed")
trial.end()
