"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import builtins
import gc
import io
import sys

gc.disable()
opened, kept = [], []
real = io.open


def watched(*args, **kwargs):
    opened.append(real(*args, **kwargs))
    return opened[-1]


builtins.open = io.open = watched
texts = {
    "01.log": ["05:01 bus 01\n", "06:01 bus 01\n", "07:01 bus 01\n"],
    "02.log": ["05:02 bus 02\n", "07:00 bus 02\n"],
    "03.log": ["04:59 bus 03\n"],
    "empty.log": [],
}
for name, lines in texts.items():
    with real(name, "w") as file:
        file.writelines(lines)
with real("latin.log", "wb") as file:
    file.write(b"05:09 caf\xe9\n")
with real(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
merge = namespace.get("merge")
problems = []


def call(paths):
    opened.clear()
    sys.stdout = io.StringIO()
    try:
        value = merge(list(paths))
        kept.append(value)
        still = [file.name for file in opened if not file.closed]
        return list(value), None, still
    except BaseException as error:
        kept.append(error)
        return None, error, [file.name for file in opened if not file.closed]
    finally:
        sys.stdout = sys.__stdout__


for paths in [["01.log", "02.log", "03.log"], ["02.log", "01.log"], ["empty.log", "03.log"], ["01.log"], []]:
    wanted = sorted(line for path in paths for line in texts[path])
    value, error, still = call(paths)
    if still:
        problems.append(f"{paths}: open {still}")
    if error is not None or value != wanted:
        problems.append(f"{paths}: {value!r:.60} {error!r}")
for paths, wanted in [
    (["01.log", "02.log", "none.log", "03.log"], FileNotFoundError),
    (["01.log", "latin.log", "02.log"], UnicodeDecodeError),
    (["none.log"], FileNotFoundError),
]:
    value, error, still = call(paths)
    if still:
        problems.append(f"{paths}: open {still}")
    chain, shown = [], error
    while shown is not None:
        chain.append(shown)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    if not any(isinstance(each, wanted) for each in chain):
        problems.append(f"{paths}: {value!r:.60} {error!r}")
for name, lines in texts.items():
    with real(name) as file:
        if file.readlines() != lines:
            problems.append(f"{name} was changed")
print("; ".join(problems) or "right")
