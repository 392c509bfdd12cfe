"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import contextlib
import re
import sys
import types

import trial


class OperationalError(Exception):
    pass


class Connection:
    def __init__(self):
        self.is_lent, self.stored, self.fails = False, [], False

    def execute(self, query, values=()):
        if not self.is_lent:
            trial.problems.append("used while it was not lent")
        if not " ".join(str(query).lower().split()).startswith("insert into seats"):
            trial.problems.append(f"asks something else: {query!r}")
        if self.fails:
            raise OperationalError("the server is gone")
        values = values.values() if isinstance(values, dict) else values
        # A number may stand in the statement itself.
        written = [int(number) for number in re.findall(r"\b\d+\b", str(query)) if "insert" in str(query)]
        self.stored.append((query, [*values, *written]))
        return self

    @contextlib.contextmanager
    def cursor(self):
        yield self

    def executemany(self, query, rows):
        for values in rows:
            self.execute(query, values)

    def close(self):
        pass


class ConnectionPool:
    """Knows its connection, and refuses others and a second return, as psycopg's pool does."""

    def __init__(self, *args, **kwargs):
        self.con = Connection()
        pools.append(self)

    def getconn(self, timeout=None):
        self.con.is_lent = True
        return self.con

    def putconn(self, con):
        if con is not self.con:
            trial.problems.append("given to another pool")
            raise ValueError("can't return connection to the pool, it comes from another")
        if not con.is_lent:
            trial.problems.append("given back twice")
            raise ValueError("can't return connection to the pool, it is not lent")
        con.is_lent = False

    @contextlib.contextmanager
    def connection(self, timeout=None):
        con = self.getconn()
        try:
            yield con
        finally:
            self.putconn(con)


pools = []
module = types.ModuleType("psycopg_pool")
module.ConnectionPool = ConnectionPool
sys.modules["psycopg_pool"] = module
reserve = trial.program("reserve")


def check(order, fails, wanted):
    con = pools[0].con if pools else Connection()
    con.stored = []
    for pool in pools:
        pool.con.fails = fails
    value, error = trial.call(reserve, order)
    for pool in pools:
        if pool.con.is_lent:
            trial.problems.append("not given back")
            pool.con.is_lent = False
    if isinstance(wanted, int):
        if error is not None or type(value) is not int or value != wanted:
            trial.problems.append(f"{order}: {value!r} {error!r}")
        if not any(any(type(each) is int and each == wanted for each in values) for _, values in con.stored):
            trial.problems.append(f"{order} is not stored")
        if len(con.stored) > 1:
            trial.problems.append(f"{order} is stored {len(con.stored)} times")
        if any(type(each) is int and each != wanted for _, values in con.stored for each in values):
            trial.problems.append(f"{order}: another seat is stored")
        return
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{order}: {value!r} {error!r}")


check({"seat": "12", "number": "31"}, False, 12)
check({"number": "30", "seat": "7"}, False, 7)
check({"seat": "250", "number": "1"}, False, 250)
check({"seat": "0", "number": "1"}, False, 0)
check({"seat": "12B", "number": "31"}, False, ValueError)
# Whether a missing seat is a `KeyError`, or `None` that is no number, is the same to the caller.
check({"number": "31"}, False, (KeyError, TypeError))
check({"seat": "12", "number": "31"}, True, OperationalError)
trial.end()
