"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import os
import zipfile

import trial

opened = []
real = zipfile.ZipFile.__init__


def watched(self, *args, **kwargs):
    opened.append(self)
    real(self, *args, **kwargs)


zipfile.ZipFile.__init__ = watched
pack = trial.program("pack")


# The last one takes the place of the first.
for number, month in [
    (0, {"invoices": "4711;ink;12.50\n", "receipts": "4711;paid\n"}),
    (1, {"invoices": "", "receipts": "4712;paid\n"}),
    (0, {"invoices": "4713;nibs;3.00\n", "receipts": "4713;paid\n"}),
]:
    _, error = trial.call(pack, f"{number}.zip", month)
    try:
        with zipfile.ZipFile(f"{number}.zip") as archive:
            found = {name: archive.read(name).decode() for name in archive.namelist()}
            where = {name.split(".")[0]: text for name, text in found.items()}
    except Exception as broken:
        where = broken
    if error is not None or where != month:
        trial.problems.append(f"{number}.zip: {error!r} {where!r}")
for number, (target, month, wanted) in enumerate([
    ("a.zip", {"invoices": "4711;12.50\n"}, KeyError),
    ("b.zip", {"receipts": "4711;paid\n"}, KeyError),
    ("c.zip", {"invoices": 7, "receipts": ""}, Exception),
    (os.path.join("none", "d.zip"), {"invoices": "", "receipts": ""}, OSError),
]):
    _, error = trial.call(pack, target, month)
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{target}: {error!r}")
if any(archive.fp is not None for archive in opened if hasattr(archive, "fp")):
    trial.problems.append("an archive is open")
trial.end()
