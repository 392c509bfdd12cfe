"""The analyzer against CPython itself.

Random small programs are run in this Python over every choice of branch, turn of a loop and
exception, with a handle that remembers whether it was closed. What has become of each handle on each
way out must be what the exit matrix says, cell by cell.

    python3 oracle.py --tool target/release/leaklab --count 10000 --seed 7
    python3 oracle.py --tool … --seed 7 --only 123        # show one program and both answers
    python3 oracle.py --tool … --family stacks            # only the statements of a family

    writer · statements, flow, functions ─► programs ─► execution (instrument) ─► here, repairs ◄─ reports

Approximations, all on the side of the programs:

* A condition cannot raise; only the truth of a parameter and `None` are asked for twice.
* A loop takes at most three turns, and five where the answers differ. One over a list of handles is over one that is not empty, closes or
  uses each, and is not left in its middle.
* An operation raises OSError, and another type where the program names one that catches it. A release
  never raises, nor does waiting for it.
* A name is only used as a handle where it surely is one or was just compared with `None`.
* What an object, a global, a variable of the function around or a function inside that closes it has
  been given is theirs: the analyzer must not call it leaked, and no more is compared.
* Of functions other than `main` only what they were seen to do is compared: no leak is missed.
* What a generator yields and a context manager lends is theirs, not `main`'s.
* `sys.exit` ends everything: what happens after it is not compared.
* A verdict `unclear` agrees with every truth; the last line counts them.

A way out on which a handle was never acquired is not compared.

Not generated: helpers whose bodies are random, starred and keyword arguments, methods that acquire after
`__init__`, tasks, asynchronous generators and exit stacks, patterns of classes and sequences, handlers of
`except*` that raise, generators inside `main`, `yield from`, threads, anything but files and one kind of
connection.
"""

from __future__ import annotations

import sys

from execution import MOST_RUNS, WORST, TooMany, truth, worse
from programs import FAMILIES, program
from reports import check, parser
from reports import numbers as asked_for

BATCH = 200


def said(report):
    """The analyzer's cells, in the form of the truth."""
    cells = {}
    for row in report["acquisitions"]:
        if row["resource"] in ("coroutine", "generator"):
            continue
        for cell in row["exits"]:
            if cell["outcome"] == "not-acquired":
                continue
            kind = "raise" if cell["kind"] == "raise" else "return"
            line = cell["line"] if cell["kind"] != "end" else "end"
            key = (row["function"], row["line"]), (kind, line)
            cells[key] = worse(cells.get(key), cell["outcome"])
    return cells


def agree(key, expected, found):
    """Whether a cell is what it should be; of a helper only what it was seen to do is compared."""
    (function, _), _ = key
    if expected is None:
        return function != "main"
    if found is None:
        return False
    if function != "main":
        return WORST.index(found) >= WORST.index(expected)
    return found in ("released", "handed-over") if expected == "given" else found in (expected, "unclear")


def all_agree(expected, found):
    return all(agree(key, expected.get(key), found.get(key)) for key in {*expected, *found})


def at_length(source):
    """The cells with more turns a loop; none if that takes too long."""
    try:
        return truth(source, turns=5, most=50 * MOST_RUNS)
    except TooMany:
        return None


def show(title, source, expected, found):
    """A program, and the cells in which the answers differ."""
    print(f"--- {title}")
    for at, line in enumerate(source.split("\n"), 1):
        print(f"{at:4} {line}")
    for key in sorted(set(expected) | set(found), key=str):
        one, other = expected.get(key), found.get(key)
        if not agree(key, one, other):
            (function, row), (kind, line) = key
            print(f"  acquired in {function} on line {row}, {kind} {line}: CPython {one}, Leaklab {other}")


def main():
    options = parser(__doc__, FAMILIES, "disagreements").parse_args()
    numbers = asked_for(options)
    compared, cells, unclear, wrong, skipped = 0, 0, 0, [], 0
    for start in range(0, len(numbers), BATCH):
        batch = []
        for number in numbers[start : start + BATCH]:
            source = program(options.seed, number, options.family)
            try:
                batch.append((number, source, truth(source)))
            except TooMany:
                skipped += 1
        reports = check(options.tool, [source for _, source, _ in batch])
        for (number, source, expected), report in zip(batch, reports):
            found = said(report)
            compared += 1
            cells += len(expected)
            unclear += sum(found.get(key) == "unclear" for key in expected)
            if not all_agree(expected, found):
                expected = at_length(source) or expected
            if not all_agree(expected, found):
                wrong.append((number, source, expected, found))
    for number, source, expected, found in sorted(wrong, key=lambda one: len(one[1]))[: options.show]:
        show(f"program {number} of seed {options.seed}", source, expected, found)
    print(
        f"{compared} programs, {cells} cells ({unclear} unclear), {len(wrong)} programs disagree, "
        f"{skipped} skipped as too long"
    )
    sys.exit(1 if wrong or not compared else 0)


if __name__ == "__main__":
    main()
