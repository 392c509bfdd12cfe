"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import builtins
import gc
import io
import json
import os
import sys

gc.disable()
opened = []
real = io.open


def watched(*args, **kwargs):
    opened.append(real(*args, **kwargs))
    return opened[-1]


builtins.open = io.open = watched
good, damaged, foreign = "new.json", "damaged.json", "old.json"
lines = [{"name": "ink", "price": 12}]
orders = {
    good: {"total": 12, "paid": False, "lines": lines},
    foreign: {"total": 7, "lines": []},
    "free.json": {"total": 0, "lines": [], "paid": None},
}
texts = {name: json.dumps(order) for name, order in orders.items()}
for name, text in {**texts, damaged: "{", "other.json": "{}"}.items():
    with real(name, "w") as file:
        file.write(text)
with real("latin.json", "wb") as file:
    file.write(b'"caf\xe9"')
with real(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
opened.clear()
handle = namespace.get("handle")
problems = []


def call(path):
    sys.stdout = io.StringIO()
    try:
        return handle(path), None
    except BaseException as error:
        return None, error
    finally:
        sys.stdout = sys.__stdout__


for name, wanted in orders.items():
    value, error = call(name)
    if error is not None or type(value) is not dict or value != wanted:
        problems.append(f"{name}: {value!r} {error!r}")
for name, wanted in [(damaged, json.JSONDecodeError), ("latin.json", UnicodeDecodeError), ("none.json", FileNotFoundError)]:
    value, error = call(name)
    chain, shown = [], error
    while shown is not None:
        chain.append(shown)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    if not any(isinstance(each, wanted) for each in chain):
        problems.append(f"{name}: {value!r} {error!r}")
for name, text in texts.items():
    with real(name) as file:
        if file.read() != text:
            problems.append(f"{name} was changed")
if not all(file.closed for file in opened):
    problems.append("a file is open")
print("; ".join(problems) or "right")
