"""How much a program keeps with its calls: one program on standard input, one word on standard output.

    python3 measure.py full|off|auto[+answers] < program.py

The program has a function `call(number)`. It is called 40 times to warm up and 300 times to be measured. `full`
collects before each reading, so that what is left is really held; `off` switches the collector off, so that what
only it would free is seen; `auto` leaves it as the program leaves it, and lets it come once where it is on.

Prints `grows` where more than 40 bytes are left of each call, else `steady`; with `+answers`, on a second line,
what stands for all that the calls gave or raised.
"""

import atexit
import gc
import hashlib
import logging
import re
import sys
import tracemalloc

WARM, CALLS, LEAST = 40, 300, 40


def main(mode, answers=None):
    space = {"__name__": "program"}
    exec(compile(sys.stdin.read(), "program.py", "exec"), space)
    call = space["call"]
    for number in range(WARM):
        if answers is None:
            call(number)
        else:
            answers.append(answer(call, number))
    if mode == "off":
        gc.disable()
    before = reading(mode)
    for number in range(WARM, WARM + CALLS):
        call(number)
    kept = reading(mode) - before
    print("grows" if kept > CALLS * LEAST else "steady")


def answer(call, number):
    """What a call gives, without the addresses of objects."""
    try:
        given = repr(call(number))
    except Exception as error:
        given = repr(error)
    return re.sub("0x[0-9a-f]+", "", given)


def reading(mode):
    if mode == "full" or (mode == "auto" and gc.isenabled()):
        gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    tracemalloc.start()
    mode, plus, _ = sys.argv[1].partition("+")
    answers = [] if plus else None
    main(mode, answers)
    if plus:
        print(hashlib.sha256("\n".join(answers).encode()).hexdigest())
    # What was registered is not called.
    atexit._clear()
