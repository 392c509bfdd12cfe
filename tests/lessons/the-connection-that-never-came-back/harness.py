"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import contextlib
import io
import sys
import types


class OperationalError(Exception):
    pass


class Connection:
    def __init__(self):
        self.is_lent, self.stored, self.fails = False, [], False

    def execute(self, query, values=()):
        if not self.is_lent:
            problems.append("used while it was not lent")
        if self.fails:
            raise OperationalError("the server is gone")
        self.stored.append((query, list(values)))
        return self

    @contextlib.contextmanager
    def cursor(self):
        yield self

    def close(self):
        pass


class ConnectionPool:
    def __init__(self, *args):
        self.con = Connection()
        pools.append(self)

    def getconn(self):
        self.con.is_lent = True
        return self.con

    def putconn(self, con):
        con.is_lent = False

    @contextlib.contextmanager
    def connection(self):
        con = self.getconn()
        try:
            yield con
        finally:
            self.putconn(con)


pools, problems = [], []
module = types.ModuleType("psycopg_pool")
module.ConnectionPool = ConnectionPool
sys.modules["psycopg_pool"] = module
with open(sys.argv[1]) as source:
    text = source.read()
namespace = {"__name__": "program"}
exec(compile(text, "program.py", "exec"), namespace)
reserve = namespace.get("reserve")


def call(order):
    sys.stdout = io.StringIO()
    try:
        return reserve(order), None
    except BaseException as error:
        return None, error
    finally:
        sys.stdout = sys.__stdout__


def check(order, fails, wanted):
    con = pools[0].con if pools else Connection()
    con.fails, con.stored = fails, []
    value, error = call(order)
    if con.is_lent:
        problems.append("not given back")
        con.is_lent = False
    if isinstance(wanted, int):
        if error is not None or type(value) is not int or value != wanted:
            problems.append(f"{order}: {value!r} {error!r}")
        if not any(wanted in values for _, values in con.stored):
            problems.append(f"{order} is not stored")
        return
    chain = []
    while error is not None:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if not any(isinstance(each, wanted) for each in chain):
        problems.append(f"{order}: {value!r} {chain!r}")


check({"seat": "12"}, False, 12)
check({"seat": "7"}, False, 7)
check({"seat": "12B"}, False, ValueError)
check({}, False, KeyError)
check({"seat": "12"}, True, OperationalError)
print("; ".join(problems) or "right")
