"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import asyncio
import signal
import sys
import types
import warnings

import trial

TITLES = {"ada": ["Letters", "Sonnets"], "ben": []}
opened, asked, kept = [], [], []
failing = {}


class PostgresError(Exception):
    pass


class InterfaceError(Exception):
    pass


async def perhaps(where):
    await asyncio.sleep(0)
    if where not in failing:
        return
    how = failing[where]
    if how == "cancel":
        asyncio.current_task().cancel()
        await asyncio.sleep(10)
    elif how == "Ctrl-C":
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(10)
    raise how


class Connection:
    def __init__(self):
        self.is_open = True
        opened.append(self)

    async def fetch(self, query, user):
        if not self.is_open:
            raise InterfaceError("connection is closed")
        await perhaps("fetch")
        asked.append((query, user))
        return TITLES[user]

    async def close(self):
        self.is_open = False
        await perhaps("close")


async def connect(dsn):
    await perhaps("connect")
    if dsn != "dbname=chats":
        raise ValueError(dsn)
    return Connection()


asyncpg = types.ModuleType("asyncpg")
asyncpg.connect = connect
asyncpg.PostgresError, asyncpg.InterfaceError = PostgresError, InterfaceError
sys.modules["asyncpg"] = asyncpg
warnings.simplefilter("ignore")
signal.signal(signal.SIGINT, signal.default_int_handler)
show = trial.program("show")


def call(user, **fails):
    opened.clear()
    asked.clear()
    failing.clear()
    failing.update(fails)
    value, error = trial.call(show, "dbname=chats", user)
    kept.append((value, error))
    if any(con.is_open for con in opened):
        trial.problems.append(f"{user}, {fails}: the connection is open")
    return value, error


for user, titles in TITLES.items():
    value, error = call(user)
    if error is not None or value != titles or type(value) is not list:
        trial.problems.append(f"{user}: {value!r} {error!r}")
    if not asked or any("select title" not in query or owner != user for query, owner in asked):
        trial.problems.append(f"{user}: asked {asked}")
for where in ["connect", "fetch", "close"]:
    for how, wanted in [
        ("cancel", asyncio.CancelledError),
        ("Ctrl-C", KeyboardInterrupt),
        (PostgresError("no table"), PostgresError),
        (ConnectionResetError("reset"), ConnectionResetError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ]:
        value, error = call("ada", **{where: how})
        if not trial.is_seen(error, wanted):
            trial.problems.append(f"{where}, {how!r}: {value!r} {error!r}")
trial.end()
