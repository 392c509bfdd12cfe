"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import concurrent.futures
import threading

import trial

made = []


class Watched(concurrent.futures.ThreadPoolExecutor):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made.append(self)


concurrent.futures.ThreadPoolExecutor = Watched
prices = trial.program("prices")
# Support keeps every error, so that no executor is rescued.
kept = []


def check(article, wanted, fails=None):
    asked = []

    def ask(given):
        asked.append((given, threading.current_thread() is threading.main_thread()))
        if fails is not None:
            raise fails
        return len(given) + 40

    made.clear()
    value, error = trial.call(prices, ask, article)
    kept.append(error)
    if not all(pool._shutdown for pool in made):
        trial.problems.append(f"{article}: an executor is not shut down")
    if isinstance(wanted, tuple):
        if error is not None or type(value) is not tuple or value != wanted:
            trial.problems.append(f"{article}: {value!r} {error!r}")
        if asked != [(article, False)]:
            trial.problems.append(f"{article}: asked {asked}")
        return
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{article}: {value!r} {error!r}")


check({"price": "12"}, (12, 41))
check({"price": "7", "name": "ink"}, (7, 42))
check({"price": "0"}, (0, 41))
check({"price": "12,50"}, ValueError)
check({"name": "ink"}, KeyError)
check({"price": "12"}, OSError, OSError("no answer"))
check({"price": "12"}, RuntimeError, RuntimeError("no answer"))
check({"price": "12"}, ValueError, ValueError("no number"))
trial.end()
