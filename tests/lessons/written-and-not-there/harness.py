"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import gc
import os
import sys
import zipfile

gc.disable()
opened = []
real = zipfile.ZipFile.__init__


def watched(self, *args, **kwargs):
    opened.append(self)
    real(self, *args, **kwargs)


zipfile.ZipFile.__init__ = watched
with open(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
pack = namespace.get("pack")
problems = []


def call(target, month):
    try:
        pack(target, month)
    except BaseException as error:
        return error
    return None


for number, month in enumerate([
    {"invoices": "4711;ink;12.50\n", "receipts": "4711;paid\n"},
    {"invoices": "", "receipts": "4712;paid\n"},
]):
    error = call(f"{number}.zip", month)
    try:
        with zipfile.ZipFile(f"{number}.zip") as archive:
            found = {name: archive.read(name).decode() for name in archive.namelist()}
            where = {name.split(".")[0]: text for name, text in found.items()}
    except Exception as broken:
        where = broken
    if error is not None or where != month:
        problems.append(f"{number}.zip: {error!r} {where!r}")
for number, (target, month, wanted) in enumerate([
    ("a.zip", {"invoices": "4711;12.50\n"}, KeyError),
    ("b.zip", {"receipts": "4711;paid\n"}, KeyError),
    ("c.zip", {"invoices": 7, "receipts": ""}, Exception),
    (os.path.join("none", "d.zip"), {"invoices": "", "receipts": ""}, OSError),
]):
    error = call(target, month)
    chain, shown = [], error
    while shown is not None:
        chain.append(shown)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    if not any(isinstance(each, wanted) for each in chain):
        problems.append(f"{target}: {error!r}")
if any(archive.fp is not None for archive in opened if hasattr(archive, "fp")):
    problems.append("an archive is open")
print("; ".join(problems) or "right")
