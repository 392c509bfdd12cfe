"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import sqlite3

import trial

opened = []
real = sqlite3.connect


def watched(*args, **kwargs):
    opened.append(real(*args, **kwargs))
    return opened[-1]


def is_open(db):
    try:
        db.total_changes
    except sqlite3.ProgrammingError:
        return False
    return True


def content(path):
    db = real(path)
    try:
        return db.execute("select bed, celsius from readings order by rowid").fetchall()
    finally:
        db.close()


beds = {
    "north.db": [(1, 19.5), (2, 17.25), (3, 21.0)],
    "south.db": [(7, 30.0)],
    "frost.db": [(4, 2.0), (5, -3.5)],
}
for path, readings in beds.items():
    db = real(path)
    with db:
        db.execute("create table readings (bed, celsius)")
        db.executemany("insert into readings values (?, ?)", readings)
    db.close()
real("empty.db").close()
with open("damaged.db", "w") as file:
    file.write("this is no database at all, and long enough to say so. " * 20)

sqlite3.connect = sqlite3.dbapi2.connect = watched
coldest = trial.program("coldest")


def call(path):
    value, error = trial.call(coldest, path)
    if any(map(is_open, opened)):
        trial.problems.append(f"{path}: a connection is open")
    for db in opened:
        db.close()
    opened.clear()
    return value, error


for path, readings in beds.items():
    wanted = min(readings, key=lambda reading: reading[1])
    value, error = call(path)
    if error is not None or value != wanted:
        trial.problems.append(f"{path}: {value!r} {error!r}")
    if content(path) != readings:
        trial.problems.append(f"{path} was changed")
for path, wanted in [
    ("empty.db", sqlite3.OperationalError),
    ("damaged.db", sqlite3.DatabaseError),
    ("nowhere/north.db", sqlite3.OperationalError),
]:
    value, error = call(path)
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{path}: {value!r} {error!r}")
trial.end()
