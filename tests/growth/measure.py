"""How much a program keeps with its calls: one program on standard input, one word on standard output.

    python3 measure.py full|off|auto < program.py

The program has a function `call(number)`. It is called 40 times to warm up and 300 times to be measured. `full`
collects before each reading, so that what is left is really held; `off` switches the collector off, so that what
only it would free is seen; `auto` leaves it as the program leaves it, and lets it come once where it is on.

Prints `grows` where more than 40 bytes are left of each call, else `steady`.
"""

import atexit
import gc
import logging
import sys
import tracemalloc

WARM, CALLS, LEAST = 40, 300, 40


def main(mode):
    space = {"__name__": "program"}
    exec(compile(sys.stdin.read(), "program.py", "exec"), space)
    call = space["call"]
    for number in range(WARM):
        call(number)
    if mode == "off":
        gc.disable()
    before = reading(mode)
    for number in range(WARM, WARM + CALLS):
        call(number)
    kept = reading(mode) - before
    print("grows" if kept > CALLS * LEAST else "steady")


def reading(mode):
    if mode == "full" or (mode == "auto" and gc.isenabled()):
        gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    tracemalloc.start()
    main(sys.argv[1])
    # What was registered is not called.
    atexit._clear()
