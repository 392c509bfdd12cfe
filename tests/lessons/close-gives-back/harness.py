"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import collections
import sys
import types

import trial

Row = collections.namedtuple("Row", "title shelf")
BOOKS = {"1": Row("Momo", 4), "2": Row("Emil", 9), "3": Row("", 0)}
engines = []
failing = None


class SQLAlchemyError(Exception):
    pass


class OperationalError(SQLAlchemyError):
    pass


class StatementError(SQLAlchemyError):
    pass


class ResourceClosedError(SQLAlchemyError):
    pass


class PoolTimeout(SQLAlchemyError):
    pass


class Result:
    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)

    def fetchall(self):
        if failing == "fetch":
            raise OperationalError("the server is gone")
        return list(self.rows)

    def fetchone(self):
        return next(iter(self.fetchall()), None)

    first = one_or_none = fetchone

    all = fetchall


class Connection:
    def __init__(self):
        self.is_lent = True

    def execute(self, query, values=()):
        if not self.is_lent:
            raise ResourceClosedError("This Connection is closed")
        if failing == "network":
            raise OperationalError("the server is gone")
        if failing == "value":
            raise StatementError("the driver does not take this value")
        if "select title, shelf" not in str(query):
            trial.problems.append(f"asks something else: {query!r}")
        book = BOOKS.get(values.get("isbn") if isinstance(values, dict) else None)
        return Result([book] if book else [])

    def commit(self):
        pass

    def close(self):
        self.is_lent = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class Engine:
    def __init__(self):
        self.lent = []
        engines.append(self)

    def connect(self):
        if failing == "pool":
            raise PoolTimeout("QueuePool limit reached")
        self.lent.append(Connection())
        return self.lent[-1]

    begin = connect

    def dispose(self):
        trial.problems.append("the engine was disposed of")


def module(name, **contents):
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    sys.modules[name] = made
    return made


errors = module(
    "sqlalchemy.exc",
    SQLAlchemyError=SQLAlchemyError,
    OperationalError=OperationalError,
    StatementError=StatementError,
    TimeoutError=PoolTimeout,
)
module("sqlalchemy", create_engine=lambda *args, **kwargs: Engine(), text=str, exc=errors)
find = trial.program("find")


def call(isbn):
    value, error = trial.call(find, isbn)
    for engine in engines:
        if any(con.is_lent for con in engine.lent):
            trial.problems.append(f"not given back ({isbn}, {failing})")
        engine.lent.clear()
    return value, error


for isbn in ["1", "2", "3", "nothing"]:
    value, error = call(isbn)
    if error is not None or value != BOOKS.get(isbn) or type(value) is not type(BOOKS.get(isbn)):
        trial.problems.append(f"{isbn}: {value!r} {error!r}")
for failing, wanted in [
    ("network", OperationalError),
    ("value", StatementError),
    ("fetch", OperationalError),
    ("pool", PoolTimeout),
]:
    value, error = call("1")
    if not trial.is_seen(error, wanted):
        trial.problems.append(f"{failing}: {value!r} {error!r}")
trial.end()
