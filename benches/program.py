import json
import os
import sqlite3


def load_orders(path, strict):
    f = open(path)
    header = f.readline()
    if strict and not header:
        return []
    orders = json.load(f)
    f.close()
    return orders


def summary(orders, currency="EUR"):
    total = 0
    by_customer = {}
    for order in orders:
        customer = order["customer"]
        amount = order["amount"]
        if amount < 0:
            continue
        by_customer.setdefault(customer, []).append(amount)
        total += amount
    lines = [f"{name}: {sum(values)} {currency}" for name, values in sorted(by_customer.items())]
    return total, "\n".join(lines)


class Ledger:
    def __init__(self, path, readonly=False):
        self.path = path
        self.readonly = readonly
        self.entries = []

    def add(self, entry):
        if self.readonly:
            raise PermissionError(self.path)
        if entry in self.entries:
            return False
        self.entries.append(entry)
        return True

    def save(self):
        with open(self.path, "w") as f:
            for entry in self.entries:
                f.write(json.dumps(entry))
                f.write("\n")


def size(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.fstat(fd).st_size
    finally:
        os.close(fd)


def store(db, rows):
    con = sqlite3.connect(db)
    try:
        con.executemany("insert into orders values (?, ?)", rows)
        con.commit()
    except sqlite3.Error as error:
        con.rollback()
        raise RuntimeError("could not store") from error
    finally:
        con.close()


def first_line(paths):
    for path in paths:
        try:
            with open(path) as f:
                return f.readline()
        except OSError:
            continue
    return None
