"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import trial

opened, kept = trial.watched_files(), []
texts = {
    "01.log": ["05:01 bus 01\n", "06:01 bus 01\n", "07:01 bus 01\n"],
    "02.log": ["05:02 bus 02\n", "07:00 bus 02\n"],
    "03.log": ["04:59 bus 03\n"],
    "empty.log": [],
}
trial.write({name: "".join(lines) for name, lines in texts.items()})
trial.write({"latin.log": b"05:09 caf\xe9\n"})
merge = trial.program("merge")


def call(paths):
    opened.clear()
    still = []

    def merged(paths):
        value = merge(paths)
        kept.append(value)
        still.extend(file.name for file in opened if not file.closed)
        return list(value)

    value, error = trial.call(merged, list(paths))
    if error is not None:
        kept.append(error)
        still = [file.name for file in opened if not file.closed]
    return value, error, still


for paths in [["01.log", "02.log", "03.log"], ["02.log", "01.log"], ["empty.log", "03.log"], ["01.log"], []]:
    wanted = sorted(line for path in paths for line in texts[path])
    value, error, still = call(paths)
    if still:
        trial.problems.append(f"{paths}: open {still}")
    if error is not None or value != wanted:
        trial.problems.append(f"{paths}: {value!r:.60} {error!r}")
for paths, wanted in [
    (["01.log", "02.log", "none.log", "03.log"], FileNotFoundError),
    (["01.log", "latin.log", "02.log"], UnicodeDecodeError),
    (["none.log"], FileNotFoundError),
]:
    value, error, still = call(paths)
    if still:
        trial.problems.append(f"{paths}: open {still}")
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{paths}: {value!r:.60} {error!r}")
for name, lines in texts.items():
    with trial.real_open(name) as file:
        if file.readlines() != lines:
            trial.problems.append(f"{name} was changed")
trial.end()
