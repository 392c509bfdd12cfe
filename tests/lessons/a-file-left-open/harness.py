"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import json

import trial

opened = trial.watched_files()
good, damaged, foreign = "new.json", "damaged.json", "old.json"
lines = [{"name": "ink", "price": 12}]
orders = {
    good: {"total": 12, "paid": False, "lines": lines},
    foreign: {"total": 7, "lines": []},
    "free.json": {"total": 0, "lines": [], "paid": None},
}
texts = {name: json.dumps(order) for name, order in orders.items()}
trial.write({**texts, damaged: "{", "other.json": "{}", "latin.json": b'"caf\xe9"'})
handle = trial.program("handle")
opened.clear()


for name, wanted in orders.items():
    value, error = trial.call(handle, name)
    if error is not None or type(value) is not dict or value != wanted:
        trial.problems.append(f"{name}: {value!r} {error!r}")
for name, wanted in [(damaged, json.JSONDecodeError), ("latin.json", UnicodeDecodeError), ("none.json", FileNotFoundError)]:
    value, error = trial.call(handle, name)
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{name}: {value!r} {error!r}")
for name, text in texts.items():
    with trial.real_open(name) as file:
        if file.read() != text:
            trial.problems.append(f"{name} was changed")
if not all(file.closed for file in opened):
    trial.problems.append("a file is open")
trial.end()
