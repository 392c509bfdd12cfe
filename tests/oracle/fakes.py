"""What libraries give, as far as it can be open or closed, for programs that are run: each writes down what
it is asked for, and whether it was closed by then.

A handle is what is acquired. What is made of it (rows, results, members, chunks) reads as it is asked itself.
"""

from __future__ import annotations

import types

from handles import AsyncHandle, Handle

# The modules that a program imports and does not get.
NAMES = ("asyncio", "concurrent", "multiprocessing", "os", "pandas", "smtplib", "socket", "sqlite3", "subprocess", "tempfile", "urllib", "zipfile")


class Lazy:
    """What reads its handle as it is asked: two items."""

    def __init__(self, of):
        self.of, self.asked = of, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        self.of.ask("item")
        self.asked += 1
        if self.asked > 2:
            raise StopIteration
        return "item"

    def read(self):
        self.of.ask("read")

    fetchone = fetchall = get = result = get_chunk = readline = read

    def execute(self, _query):
        self.of.ask("execute")
        return self

    def close(self):
        pass


class Resource(Handle):
    """A handle that can be asked for something."""

    def ask(self, what):
        self.run.used(self, what)

    def read(self):
        self.ask("read")

    def lazy(self, *_given, **_named):
        return Lazy(self)

    def data(self, *_given, **_named):
        self.ask("data")
        return "data"


class Connection(Resource):
    """`sqlite3`: its `with` is a transaction."""

    cursor = Resource.lazy
    commit = Resource.data

    def execute(self, _query):
        self.ask("execute")
        return Lazy(self)

    def __exit__(self, how, *_):
        self.run.note("rollback" if how else "commit", self)


class Pool(Resource):
    """A process pool: its `with` breaks off what still runs."""

    map = Resource.data
    imap = imap_unordered = Resource.lazy

    def __init__(self, *made):
        super().__init__(*made)
        self.pending = 0

    def apply_async(self, _work):
        self.ask("apply")
        self.pending += 1
        return Lazy(self)

    def join(self):
        if not self.closed:
            raise ValueError("Pool is still running")
        self.pending = 0

    def terminate(self):
        if self.pending:
            self.run.note("broken off", self)
        self.close()

    def __exit__(self, *_):
        self.terminate()


class Executor(Resource):
    """A pool of threads: its `with` waits."""

    submit = map = Resource.lazy

    def shutdown(self, **_how):
        self.close()


class Mail(Resource):
    """A connection to a server that wants to hear the end of it."""

    send_message = Resource.data

    def quit(self):
        if self.closed:
            raise OSError("please run connect() first")
        self.close()


class Above(Resource):
    """Something that works by another handle, which it does not close."""

    over = None

    def ask(self, what):
        super().ask(what)
        if self.over:
            self.run.used(self.over, what)


class Archive(Above):
    """A `ZipFile`, perhaps over an open file."""

    open = Resource.lazy
    read = Resource.data

    def namelist(self):
        """It answers from memory, open or closed, as the real one does."""
        self.run.used(None, "namelist")
        return "names"


class Member(Above):
    """A file of a socket."""

    readline = Resource.data


class Response(Resource):
    """Of `urlopen`: it is closed when it has been read."""

    def read(self):
        self.ask("read")
        self.close()


class Socket(Resource):
    """A socket."""

    connect = recv = sendall = Resource.data

    def makefile(self, _mode):
        self.run.operate()
        file = self.run.made(Member)
        file.over = self
        return file


class Child(Resource):
    """A child process: it is released when it has been waited for; `communicate` reads and closes its pipe, and
    so does its `with`."""

    is_pipe_open = True

    @property
    def stdout(self):
        return Lazy(self)

    def ask(self, what):
        super().ask(what if self.is_pipe_open else f"{what} of a closed pipe")

    def kill(self):
        self.run.note("kill", self)

    def wait(self):
        self.close()

    def communicate(self):
        if self.is_pipe_open:
            self.run.note("read to the end", self)
        self.is_pipe_open = False
        self.close()

    def __exit__(self, *_):
        self.is_pipe_open = False
        self.close()


class Temporary(Resource):
    """A `NamedTemporaryFile` whose path stays."""

    write = read = Resource.data


class Stream(AsyncHandle):
    """The writing half of a connection; the reading half lives as long."""

    def ask(self, what):
        self.run.used(self, what)

    def write(self, _data):
        self.run.note("write", self)

    def close(self):
        self.run.closing(self)

    async def drain(self):
        self.ask("drain")

    async def wait_closed(self):
        pass


class Half:
    """The reading half."""

    def __init__(self, of):
        self.of = of

    async def readline(self):
        self.of.ask("readline")

    read = readline


def modules(run):
    """The modules, for one run."""

    def opener(kind):
        def opened(*given, **_named):
            run.operate()
            handle = run.made(kind)
            if kind is Archive and isinstance(given[0], Handle):
                handle.over = given[0]
            return handle

        return opened

    async def open_connection(*_address):
        await run.operate_later()
        writer = run.made(Stream)
        return Half(writer), writer

    paths = {}

    def temporary(**_named):
        run.operate()
        file, path = run.made(Temporary), run.made(Handle)
        file.name = f"path {len(paths)}"
        paths[file.name] = path
        return file

    def unlink(name):
        if paths[name].closed:
            raise FileNotFoundError(name)
        run.closing(paths[name])

    def read_csv(file, chunksize=None):
        if chunksize:
            return Lazy(Reading(file))
        run.used(file)
        return "frame"

    space = types.SimpleNamespace
    return {
        "asyncio": space(open_connection=open_connection),
        "concurrent": space(futures=space(ThreadPoolExecutor=opener(Executor))),
        "multiprocessing": space(Pool=opener(Pool)),
        "os": space(unlink=unlink, remove=unlink),
        "pandas": space(read_csv=read_csv),
        "smtplib": space(SMTP=opener(Mail)),
        "socket": space(socket=opener(Socket)),
        "sqlite3": space(connect=opener(Connection)),
        "subprocess": space(Popen=opener(Child)),
        "tempfile": space(NamedTemporaryFile=temporary),
        "urllib": space(request=space(urlopen=opener(Response))),
        "zipfile": space(ZipFile=opener(Archive)),
    }


class Reading:
    """A file, asked for lines by somebody else."""

    def __init__(self, file):
        self.file = file

    def ask(self, what):
        self.file.run.used(self.file, what)
