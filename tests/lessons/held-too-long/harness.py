"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import contextlib
import sys
import types

import trial

NOTES = {"locks": [("one holder",), ("no owner",)], "ports": []}
fails = {}
lent, asked, replies = [], [], []


class OperationalError(Exception):
    pass


def perhaps(name):
    if name in fails:
        raise fails[name]


class Cursor:
    def __init__(self, rows):
        self.rows = rows

    def fetchall(self):
        perhaps("fetch")
        return list(self.rows)


class Connection:
    """As psycopg's: what is written is there when it is committed."""

    def __init__(self):
        self.is_lent, self.written = True, []
        lent.append(self)

    def execute(self, query, values):
        if not self.is_lent:
            trial.problems.append("used while it was not lent")
        if query.startswith("select"):
            perhaps("select")
            return Cursor(NOTES[values[0]])
        perhaps("insert")
        self.written += values
        return Cursor([])

    def commit(self):
        perhaps("commit")
        replies.extend(self.written)
        self.written.clear()


class ConnectionPool:
    def __init__(self, *args, **kwargs):
        pass

    def getconn(self, timeout=None):
        perhaps("second loan" if lent else "first loan")
        return Connection()

    def putconn(self, con):
        if not con.is_lent:
            trial.problems.append("given back twice")
            raise ValueError("can't return connection to the pool")
        con.is_lent = False
        con.written.clear()

    @contextlib.contextmanager
    def connection(self, timeout=None):
        con = self.getconn()
        try:
            yield con
            con.commit()
        finally:
            self.putconn(con)


class Model:
    def ask(self, topic, notes):
        if any(con.is_lent for con in lent):
            trial.problems.append("a connection is held while the model writes")
        asked.append((topic, notes))
        perhaps("model")
        return f"about {topic}: {len(notes)}"


sys.modules["psycopg_pool"] = types.ModuleType("psycopg_pool")
sys.modules["psycopg_pool"].ConnectionPool = ConnectionPool
sys.modules["assistant"] = types.ModuleType("assistant")
sys.modules["assistant"].model = Model()
answer = trial.program("answer")


def call(question):
    for kept in (lent, asked, replies):
        kept.clear()
    value, error = trial.call(answer, question)
    if any(con.is_lent for con in lent):
        trial.problems.append(f"{question}, {list(fails)}: a connection is not given back")
    return value, error


for topic, notes in NOTES.items():
    value, error = call({"topic": topic})
    wanted = f"about {topic}: {len(notes)}"
    if error is not None or value != wanted or asked != [(topic, notes)] or replies != [wanted]:
        trial.problems.append(f"{topic}: {value!r} {error!r} {asked} {replies}")
_, error = call({})
if not isinstance(error, KeyError):
    trial.problems.append(f"no topic: {error!r}")
for name in ["first loan", "select", "fetch", "model", "second loan", "insert", "commit"]:
    for failure in (OperationalError(name), KeyboardInterrupt(name)):
        fails.clear()
        fails[name] = failure
        value, error = call({"topic": "locks"})
        if error is not failure:
            trial.problems.append(f"{name}: {value!r} {error!r}")
trial.end()
