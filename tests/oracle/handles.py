"""Files that remember what became of them."""

from __future__ import annotations


class Handle:
    """A file that remembers what became of it."""

    def __init__(self, run, owner, line):
        self.run, self.owner, self.line = run, owner, line
        self.closed = self.given = self.ever_given = self.written = False
        self.asked = 0

    def read(self):
        self.run.used(self)

    def __iter__(self):
        return self

    def __next__(self):
        """A line; there are two."""
        self.read()
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        self.asked += 1
        if self.asked > 2:
            raise StopIteration
        return "line"

    def close(self):
        self.run.closing(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class AsyncHandle(Handle):
    """The same, for a coroutine."""

    async def read(self):
        self.run.used(self)

    async def close(self):
        self.run.closing(self)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        self.run.closing(self)
