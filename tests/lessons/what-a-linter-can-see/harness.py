"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import trial

games = {
    "ada.pgn": ('[White "Ada"]\n', "1. e4 e5\n2. Nf3\n"),
    "ben.pgn": ('[White "Ben"]\n', ""),
    "long.pgn": ("[\n", "1. d4\n" * 5000),
}
for name, (header, moved) in games.items():
    with open(name, "w") as file:
        file.write(header + moved)
for name, text in [
    ("cut.pgn", b"1. d4\n[\n"),
    ("empty.pgn", b""),
    ("latin.pgn", b"[\n" + b"1. d4\n" * 5000 + b"\xe9\n"),
]:
    with open(name, "wb") as file:
        file.write(text)
opened, kept = trial.watched_files(), []
moves = trial.program("moves")


def call(name):
    opened.clear()
    value, error = trial.call(moves, name)
    kept.append((value, error))
    if not all(file.closed for file in opened):
        trial.problems.append(f"{name}: the file is open")
    return value, error


for name, (header, moved) in games.items():
    value, error = call(name)
    if error is not None or value != moved:
        trial.problems.append(f"{name}: {value!r:.40} {error!r}")
for name, wanted in [
    ("cut.pgn", ValueError),
    ("empty.pgn", ValueError),
    ("latin.pgn", UnicodeDecodeError),
    ("none.pgn", FileNotFoundError),
]:
    value, error = call(name)
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{name}: {value!r:.40} {error!r}")
trial.end()
