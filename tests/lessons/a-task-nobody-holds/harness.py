"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import asyncio
import gc
import inspect
import logging
import sys
import types
import warnings
import weakref

import trial

started, tasks, doors, sent = [], {}, {}, []


async def send(customer):
    """Waits for something that nothing else holds, as for an answer from the network."""
    started.append(customer)
    tasks[customer] = weakref.ref(asyncio.current_task())
    door = asyncio.get_running_loop().create_future()
    doors[customer] = weakref.ref(door)
    await door
    sent.append(customer)


mailer = types.ModuleType("mailer")
mailer.send = send
sys.modules["mailer"] = mailer
warnings.simplefilter("ignore")
logging.disable()
welcome = trial.program("welcome")


def greet(customer):
    """As the page does it: what comes back is forgotten."""
    before = len(started)
    value, error = trial.call(welcome, customer)
    if inspect.iscoroutine(value):
        trial.problems.append(f"{customer}: it gives back something that waits to be run")
        value.close()
    if error is not None:
        trial.problems.append(f"{customer}: {error!r}")
    if len(started) > before:
        trial.problems.append(f"{customer}: it waits")


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)
    gc.collect()


def collected(references):
    return [customer for customer, reference in references.items() if reference() is None]


async def main():
    asyncio.get_running_loop().set_exception_handler(told)
    customers = ["ada", "ben", "eve", "joe"]
    for customer in customers:
        greet(customer)
    await turns()
    if started != customers:
        trial.problems.append(f"begun: {started}")
    if collected(doors):
        trial.problems.append(f"collected: {collected(doors)}")
    if trial.problems:
        return
    doors["ben"]().set_result(None)
    doors["eve"]().set_exception(OSError("no server"))
    tasks["joe"]().cancel()
    await turns()
    if sent != ["ben"] or collected(doors) != ["ben", "eve", "joe"]:
        trial.problems.append(f"sent: {sent}")
    if collected(tasks) != ["ben", "eve", "joe"]:
        trial.problems.append(f"let go: {collected(tasks)}")
    doors["ada"]().set_result(None)
    greet("ben")
    await turns()
    if sent != ["ben", "ada"] or started != customers + ["ben"]:
        trial.problems.append(f"sent: {sent}")
    doors["ben"]().set_result(None)
    await turns()
    if sent != ["ben", "ada", "ben"] or len(collected(tasks)) != 4:
        trial.problems.append(f"sent: {sent}, let go: {collected(tasks)}")


def told(loop, context):
    if "callback" in context["message"]:
        trial.problems.append(context["message"])


gc.freeze()  # what there is now need not be looked at again
asyncio.run(main())
trial.end()
