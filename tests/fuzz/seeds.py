"""Writes what the fuzzer starts from, the programs of tests/cases, one file each.

    python3 tests/fuzz/seeds.py FOLDER
"""

import os
import re
import sys

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cases")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name in sorted(os.listdir(CASES)):
        with open(os.path.join(CASES, name), encoding="utf-8") as f:
            programs = re.findall(r"^```python[^\n]*\n(.*?)^```", f.read(), re.MULTILINE | re.DOTALL)
        for number, program in enumerate(programs):
            with open(os.path.join(folder, f"{name}-{number}"), "w", encoding="utf-8") as f:
                f.write(program)


main(sys.argv[1])
