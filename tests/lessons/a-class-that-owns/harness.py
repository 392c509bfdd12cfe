"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import os

import trial

os.mkdir("visits")
opened, kept = trial.watched_files(), []
park = trial.program("park")
visits = park.__globals__.get("Visit", object)


class Visit(visits):
    """Somebody keeps every visit, so that none goes and closes its file on the way."""

    def __init__(self, *args):
        kept.append(self)
        super().__init__(*args)


class Stopped(str):
    def __add__(self, other):
        raise KeyboardInterrupt


def content(ticket):
    with trial.real_open(f"visits/{ticket}.txt") as file:
        return file.read()


def call(ticket, what):
    opened.clear()
    value, error = trial.call(park, ticket, what)
    kept.append((value, error))
    if not all(file.closed for file in opened):
        trial.problems.append(f"{ticket}, {what!r:.20}: the file is open")
    return error


park.__globals__["Visit"] = Visit
long = "too long " * 2000
for ticket, what, wanted in [
    (7, "came", "came\n"),
    (8, "", "\n"),
    (7, "left", "came\nleft\n"),
    (9, long, long + "\n"),
]:
    error = call(ticket, what)
    if error is not None or content(ticket) != wanted:
        trial.problems.append(f"{ticket}: {error!r} {content(ticket)!r:.40}")
for ticket, what, wanted in [
    ("nowhere/7", "came", FileNotFoundError),
    (7, None, TypeError),
    (7, "\udcff", UnicodeEncodeError),
    (7, Stopped("came"), KeyboardInterrupt),
]:
    error = call(ticket, what)
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{ticket}, {what!r}: {error!r}")
trial.end()
