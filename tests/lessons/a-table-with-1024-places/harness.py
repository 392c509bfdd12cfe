"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import trial

opened = trial.watched_files()
texts = {"kitchen.txt": "21.5\n20.0\n", "cellar.txt": "-3.25\n", "attic.txt": "19\n30\n0"}
broken = {"words.txt": "21.5\nwarm\n", "empty.txt": "", "latin.txt": "21.5\n20\xb0\n"}
trial.write({name: text.encode("latin-1") for name, text in {**texts, **broken}.items()})
latest = trial.program("latest")


def call(path):
    value, error = trial.call(latest, path)
    if not all(file.closed for file in opened):
        trial.problems.append(f"{path}: a file is open")
    opened.clear()
    return value, error


for path, text in texts.items():
    value, error = call(path)
    if error is not None or type(value) is not float or value != float(text.split()[-1]):
        trial.problems.append(f"{path}: {value!r} {error!r}")
for path, wanted in [
    ("words.txt", ValueError),
    ("empty.txt", IndexError),
    ("latin.txt", UnicodeDecodeError),
    ("none.txt", FileNotFoundError),
]:
    value, error = call(path)
    if not isinstance(error, wanted):
        trial.problems.append(f"{path}: {value!r} {error!r}")
for path, text in {**texts, **broken}.items():
    with trial.real_open(path, "rb") as file:
        if file.read() != text.encode("latin-1"):
            trial.problems.append(f"{path} was changed")
trial.end()
