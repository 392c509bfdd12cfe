"""How each handle of the standard library is made, for `verify.py`.

One line in `MAKERS` for each callable of the catalogue. What needs a server talks to one in a process
of its own, so that its descriptors are not counted.
"""

import asyncio
import bz2
import codecs
import concurrent.futures
import contextlib
import dbm
import fileinput
import gzip
import http.client
import http.server
import importlib.resources
import importlib.util
import io
import logging.handlers
import lzma
import mailbox
import mmap
import multiprocessing.connection
import multiprocessing.dummy
import multiprocessing.managers
import multiprocessing.pool
import multiprocessing.shared_memory
import multiprocessing.util
import os
import pathlib
import poplib
import pty
import queue
import selectors
import select
import shelve
import shutil
import signal
import smtplib
import socket
import socketserver
import sqlite3
import ssl
import ftplib
import imaplib
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import tokenize
import urllib.request
import warnings
import wave
import wsgiref.simple_server
import xml.etree.ElementTree
import xmlrpc.server
import zipfile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    aifc, sunau, nntplib, telnetlib = (
        __import__(name) if name in sys.stdlib_module_names else None
        for name in ("aifc", "sunau", "nntplib", "telnetlib")
    )

# Names of libraries that no Python here has any more.
OLD = {"urllib2", "httplib", "imp", "BaseHTTPServer", "SocketServer"}

# Callables that cannot be had on this system or in this version, with the reason.
ABSENT = {
    "asyncio.ProactorEventLoop": "Windows",
    "winreg.ConnectRegistry": "Windows",
    "winreg.CreateKey": "Windows",
    "winreg.CreateKeyEx": "Windows",
    "winreg.OpenKey": "Windows",
    "winreg.OpenKeyEx": "Windows",
    "select.kqueue": "BSD and macOS",
    "selectors.KqueueSelector": "BSD and macOS",
    "selectors.DevpollSelector": "Solaris",
    "builtins.file": "Python 2",
    "urllib.urlopen": "Python 2",
    "xml.etree.cElementTree.iterparse": "removed in Python 3.9",
    "ssl.wrap_socket": "removed in Python 3.12",
}

FOLDER = tempfile.mkdtemp(prefix="leaklab-")
PORTS = {}


def at(name):
    """A path of its own in the folder that is counted as storage."""
    return os.path.join(FOLDER, name)


SHM = "/dev/shm"


def stored():
    """Temporary files and pieces of shared memory there are."""
    shared = len(os.listdir(SHM)) if os.path.isdir(SHM) else 0
    return len(os.listdir(tempfile.gettempdir())) + shared


class Maker:
    """How a handle is made, and what is special about it."""

    def __init__(self, make, use=None, clean=None, counts=None, slow=False, not_alone=(), run=None, loose=None,
                 enters_nothing=False, released_by=None, lacks=(),
                 tick=lambda: None):
        self.make = make
        # What raises after a release.
        self.use = use
        # How what may be left is taken away.
        self.clean = clean or close_all
        # What is counted, if not what runs out.
        self.counts = counts
        self.slow = slow
        # Methods that release only together with others.
        self.not_alone = not_alone
        # How a method is called.
        self.run = run or (lambda method: method())
        # For what is dropped and stays: what takes it away afterwards.
        self.loose = loose
        # Whether its `with` is about something else.
        self.enters_nothing = enters_nothing
        # Methods that this version of Python does not have yet.
        self.lacks = lacks
        # What goes on after it was dropped, as it does in a program that runs.
        self.tick = tick
        self.by = released_by or (lambda function, handle: function(handle))

    def released_by(self, name, handle):
        module, function = name.rsplit(".", 1)
        return self.by(getattr(__import__(module, fromlist=["x"]), function), handle)


def close_all(handle):
    """Takes away whatever a handle may still hold."""
    for part in handle if isinstance(handle, tuple) else (handle,):
        with contextlib.suppress(Exception):
            if isinstance(part, int):
                os.close(part)
            elif hasattr(part, "close"):
                part.close()


def closes(function, handle):
    """`os.close` of each of several."""
    for part in handle if isinstance(handle, tuple) else (handle,):
        if isinstance(part, int):
            function(part)


def fds(handle):
    """What closes descriptors that nobody owns."""
    return lambda: close_all(handle)


LOOP = asyncio.new_event_loop()


def on_loop(coroutine):
    return lambda: LOOP.run_until_complete(coroutine())


def settle(method):
    """Calls a method of something asynchronous, and lets the loop do what follows."""
    async def call():
        result = method()
        if asyncio.iscoroutine(result):
            await result
        await asyncio.sleep(0.02)

    LOOP.run_until_complete(call())


def go_on():
    LOOP.run_until_complete(asyncio.sleep(0.01))


def settled(handle):
    with contextlib.suppress(Exception):
        settle(handle.close)


# Servers: each in a process of its own, which ends with this one.

ANSWERS = {
    "smtp": (b"220 here\r\n", lambda line: b"221 bye\r\n" if line[:4].lower() == b"quit" else b"250 ok\r\n"),
    "ftp": (b"220 here\r\n", lambda line: b"221 bye\r\n" if line[:4].lower() == b"quit" else b"200 ok\r\n"),
    "pop": (b"+OK here\r\n", lambda line: b"+OK\r\n"),
    "nntp": (
        b"200 here\r\n",
        lambda line: b"205 bye\r\n" if line[:4].lower() == b"quit" else b"101 can\r\nVERSION 2\r\n.\r\n",
    ),
    "imap": (
        b"* OK here\r\n",
        lambda line: (b"* CAPABILITY IMAP4REV1\r\n" if b"CAPABILITY" in line else b"* BYE\r\n")
        + line.split()[0] + b" OK done\r\n",
    ),
    "http": (b"", None),
    "silent": (b"", lambda line: b""),
}
TLS = ("smtp", "ftp", "pop", "nntp", "imap", "http")
CERTIFICATE = os.path.join(os.path.dirname(__file__), "localhost.pem")


def serve(name, listener):
    greeting, answer = ANSWERS[name.removesuffix("s") if name not in ANSWERS else name]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def talk(connection):
        if name not in ANSWERS:
            connection = context.wrap_socket(connection, server_side=True)
        with connection, connection.makefile("rb") as lines:
            connection.sendall(greeting)
            for line in lines:
                if answer is None:
                    if not line.strip():
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000)
                        return
                else:
                    connection.sendall(answer(line))

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=talk, args=(connection,), daemon=True).start()


@contextlib.contextmanager
def world():
    """The servers, the folder and the files that handles are made of."""
    children = []
    for name in [*ANSWERS, *(name + "s" for name in TLS)]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            PORTS[name] = listener.getsockname()[1]
            child = os.fork()
            if child == 0:
                with contextlib.suppress(BaseException):
                    serve(name, listener)
                os._exit(0)
            children.append(child)
    for name, text in {"text": "x\n", "table.xml": "<a><b/></a>"}.items():
        with open(at(name), "w") as f:
            f.write(text)
    with zipfile.ZipFile(at("z.zip"), "w") as archive:
        archive.writestr("a", "b")
    with tarfile.open(at("t.tar"), "w") as archive:
        archive.add(at("text"), "text")
    for library, name in ((wave, "w.wav"), (aifc, "a.aifc"), (sunau, "s.au")):
        if library:
            with library.open(at(name), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(1)
                sound.setframerate(8000)
                sound.writeframes(b"x")
    with gzip.open(at("g.gz"), "wb") as f:
        f.write(b"x")
    with bz2.open(at("b.bz2"), "wb") as f:
        f.write(b"x")
    with lzma.open(at("l.xz"), "wb") as f:
        f.write(b"x")
    with open(at("mail"), "w") as f:
        f.write("")
    multiprocessing.util.get_temp_dir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(at("stream.sock"))
        listener.listen()
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                serve("silent", listener)
            os._exit(0)
        children.append(child)
    tempfile.tempdir = os.path.join(FOLDER, "tmp")
    os.mkdir(tempfile.tempdir)
    asyncio.set_event_loop(LOOP)
    LOOP.set_exception_handler(lambda *_: None)
    LOOP.run_until_complete(asyncio.sleep(0))
    # What starts helpers of its own at first use starts them now.
    multiprocessing.shared_memory.SharedMemory(create=True, size=1).unlink()
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        LOOP.close()
        shutil.rmtree(FOLDER, ignore_errors=True)


def port(name):
    return PORTS[name]


def read(handle):
    return handle.read()


def file(make, **more):
    more.setdefault("use", read)
    return Maker(make, **more)


def number(make, **more):
    more.setdefault("use", lambda fd: os.read(fd[0] if isinstance(fd, tuple) else fd, 1))
    more.setdefault("released_by", closes)
    return Maker(make, loose=fds, **more)


def started_thread(thread):
    thread.start()
    return thread


def thread():
    done = threading.Event()
    it = started_thread(threading.Thread(target=done.wait))
    it.done = done
    return it


def timer():
    it = threading.Timer(30, print)
    it.start()
    it.done = it.finished
    return it


def end_thread(it):
    it.done.set()
    it.join()


def joined(method):
    method.__self__.done.set()
    method()


def pool(make):
    return lambda: fed(make())


def fed(executor):
    """An executor has threads or processes only when there was work."""
    executor.submit(int).result()
    return executor


def child(process):
    process.start()
    return process


def queue_listener():
    listener = logging.handlers.QueueListener(queue.Queue())
    listener.start()
    return listener


def accepted():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            return server.accept()[0]


def made_of_socket():
    with socket.create_connection(("127.0.0.1", port("silent"))) as connection:
        return connection.makefile()


def dup_of_socket():
    with socket.socket() as one:
        return one.dup()


def from_descriptor():
    with socket.socket() as one:
        return socket.fromfd(one.fileno(), one.family, one.type)


def wrapped():
    """A TLS socket that has not talked yet."""
    plain = socket.create_connection(("127.0.0.1", port("silent")))
    return ssl.create_default_context().wrap_socket(
        plain, server_hostname="localhost", do_handshake_on_connect=False)


def member():
    with zipfile.ZipFile(at("z.zip")) as archive:
        return archive.open("a")


async def settled_in(opening):
    """The writer, once the loop listens for what comes."""
    _, writer = await opening
    await asyncio.sleep(0.01)
    return writer


async def stream():
    return await settled_in(asyncio.open_connection("127.0.0.1", port("silent")))


async def unix_stream():
    return await settled_in(asyncio.open_unix_connection(at("stream.sock")))


async def first_of(opening):
    """The transport, once the loop listens for what comes."""
    transport, _ = await opening
    await asyncio.sleep(0.01)
    return transport


async def talking():
    return await first_of(LOOP.create_connection(asyncio.Protocol, "127.0.0.1", port("silent")))


async def unix_talking():
    return await first_of(LOOP.create_unix_connection(asyncio.Protocol, at("stream.sock")))


async def datagrams():
    return await first_of(LOOP.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)))


def transport(opening):
    return Maker(on_loop(opening), run=settle, tick=go_on, clean=settled, loose=lambda it: lambda: settled(it))


def piped():
    """A child that has been waited for, and has a pipe."""
    child = subprocess.Popen(["true"], stdout=subprocess.PIPE)
    child.wait()
    return child


def end_of_pipe(child):
    child.stdout.close()


async def quiet(reader, writer):
    await reader.read()
    writer.close()


async def async_server():
    return await asyncio.start_server(quiet, "127.0.0.1", 0)


async def unix_server():
    return await asyncio.start_unix_server(quiet, at("server.sock"))


async def async_child():
    return await asyncio.create_subprocess_exec("sleep", "2")


async def nothing():
    return None


def started_task():
    return LOOP.create_task(nothing())


def end_task(it):
    it.cancel()
    LOOP.run_until_complete(asyncio.sleep(0))


def end_child(it):
    with contextlib.suppress(Exception):
        it.kill()
    with contextlib.suppress(Exception):
        LOOP.run_until_complete(it.wait())
    LOOP.run_until_complete(asyncio.sleep(0.02))


def end_runner(it):
    it.close()
    asyncio.set_event_loop(LOOP)


def runner():
    it = asyncio.Runner()
    it.get_loop()
    return it


def tcp(kind):
    return lambda: kind(("127.0.0.1", 0), socketserver.BaseRequestHandler)


def unix(kind):
    def make():
        path = tempfile.mktemp(dir=FOLDER)
        return kind(path, socketserver.BaseRequestHandler)

    return make


def web(kind):
    return lambda: kind(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)


def log(kind, **more):
    return Maker(lambda: kind(at("log")), **more)


def forget(handler):
    """Handlers are in a list of logging's own, by weak references."""
    handler.close()


def syslog():
    return logging.handlers.SysLogHandler(("127.0.0.1", port("silent")))


def connected(handler):
    handler.createSocket()
    return handler


def shut(process):
    with contextlib.suppress(Exception):
        process.kill()
    with contextlib.suppress(Exception):
        process.wait()


def stop_pool(it):
    it.terminate()
    it.join()


def shared():
    return multiprocessing.shared_memory.SharedMemory(create=True, size=1)


def unshare(it):
    with contextlib.suppress(Exception):
        it.close()
    with contextlib.suppress(Exception):
        it.unlink()


def client():
    with multiprocessing.connection.Listener() as listener:
        made = []
        other = threading.Thread(target=lambda: made.append(listener.accept()))
        other.start()
        connection = multiprocessing.connection.Client(listener.address)
        other.join()
        made[0].close()
        return connection


def answered():
    with multiprocessing.connection.Listener() as listener:
        made = []
        other = threading.Thread(
            target=lambda: made.append(multiprocessing.connection.Client(listener.address)))
        other.start()
        connection = listener.accept()
        other.join()
        made[0].close()
        return connection


def temp_file():
    descriptor, path = tempfile.mkstemp()
    os.close(descriptor)
    return path


def kept_file():
    with tempfile.NamedTemporaryFile(delete=False) as f:
        return f.name


def gone(path):
    with contextlib.suppress(OSError):
        os.remove(path)


def moved(function, path):
    if function in (os.rename, os.replace, shutil.move):
        function(path, tempfile.mktemp(dir=at("")))
    else:
        function(path)


def no_folder(path):
    shutil.rmtree(path, ignore_errors=True)


def memory():
    return mmap.mmap(os.open(at("text"), os.O_RDONLY), 0, prot=mmap.PROT_READ)


def mapped():
    with open(at("text"), "rb") as f:
        return mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)


def held():
    lock = threading.Lock()
    lock.acquire()
    return lock


def fork(make):
    def forked():
        process, descriptor = make()
        if process == 0:
            os._exit(0)
        os.waitpid(process, 0)
        return descriptor

    return forked


def self_pid():
    return os.pidfd_open(os.getpid())


def on(server):
    return ("127.0.0.1", port(server))


def url():
    return f"http://127.0.0.1:{port('http')}/"


def http_connection():
    it = http.client.HTTPConnection(*on("http"))
    it.connect()
    return it


def trusting():
    """What takes the servers' certificate."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    context.check_hostname = False
    return context


def https_connection():
    it = http.client.HTTPSConnection(*on("https"), context=trusting())
    it.connect()
    return it


def iterparse():
    events = xml.etree.ElementTree.iterparse(at("table.xml"))
    next(events)
    return events


def lines():
    it = fileinput.FileInput([at("text")])
    next(it)
    return it


def more_lines():
    fileinput.close()
    it = fileinput.input([at("text")])
    next(it)
    return it


def end_lines(it):
    it.close()
    fileinput.close()


def scan():
    return os.scandir(FOLDER)


def rows(connection):
    return connection.execute("select 1")


def poll(it):
    return it.poll(0)


def submit(executor):
    return executor.submit(int)


def send(it):
    return it.send(b"x")


def add_to_zip(archive):
    return archive.read("a")


def add_to_tar(archive):
    return archive.getmember("x") if archive.mode == "r" and not archive.closed else archive.next()


def hang_up(it):
    with contextlib.suppress(OSError):
        it.shutdown()


def ftplib_connect(kind):
    it = kind()
    it.connect(*on("ftp"))
    return it


def rolled(spooled):
    spooled.rollover()
    return spooled


def unlink_shared(name):
    unshare(multiprocessing.shared_memory.SharedMemory(name=name))


# `dbm` is made of a library of the system; without one it writes files of its own and keeps none open.
DATABASES = None if any(importlib.util.find_spec(it) for it in ("_gdbm", "_dbm")) else "memory"
END = {"clean": end_thread, "loose": lambda it: lambda it=it: end_thread(it), "run": joined}
CHILD = Maker(on_loop(async_child), run=settle, clean=end_child, slow=True, loose=lambda it: lambda it=it: end_child(it))
# What a task's methods want is tried in the examples.
TASK = Maker(started_task, clean=end_task, not_alone=("add_done_callback", "result", "exception"))
STOPPED = {"clean": shut, "slow": True}

MAKERS = {
    "bz2.open": file(lambda: bz2.open(at("b.bz2"))),
    "bz2.BZ2File": file(lambda: bz2.BZ2File(at("b.bz2"))),
    "lzma.open": file(lambda: lzma.open(at("l.xz"))),
    "lzma.LZMAFile": file(lambda: lzma.LZMAFile(at("l.xz"))),
    "zipfile.ZipFile": Maker(lambda: zipfile.ZipFile(at("z.zip")), use=add_to_zip),
    "zipfile.PyZipFile": Maker(lambda: zipfile.PyZipFile(at("z.zip")), use=add_to_zip),
    "zipfile.ZipFile.open": Maker(member),
    "tarfile.open": Maker(lambda: tarfile.open(at("t.tar")), use=add_to_tar),
    "tarfile.TarFile": Maker(lambda: tarfile.TarFile(at("t.tar")), use=add_to_tar),
    "tarfile.TarFile.open": Maker(lambda: tarfile.TarFile.open(at("t.tar")), use=add_to_tar),
    "asyncio.new_event_loop": Maker(asyncio.new_event_loop),
    "asyncio.SelectorEventLoop": Maker(asyncio.SelectorEventLoop),
    "asyncio.Runner": Maker(runner, loose=lambda it: lambda: asyncio.set_event_loop(LOOP), clean=end_runner),
    "asyncio.open_connection": Maker(on_loop(stream), run=settle, clean=settled, tick=go_on),
    "asyncio.open_unix_connection": Maker(on_loop(unix_stream), run=settle, clean=settled, tick=go_on),
    "asyncio.create_subprocess_exec": CHILD,
    "asyncio.create_subprocess_shell": CHILD,
    "asyncio.subprocess.create_subprocess_exec": CHILD,
    "asyncio.subprocess.create_subprocess_shell": CHILD,
    "asyncio.create_task": TASK,
    "asyncio.ensure_future": TASK,
    "asyncio.get_event_loop.create_task": TASK,
    "asyncio.get_running_loop.create_task": TASK,
    "asyncio.start_server": Maker(
        on_loop(async_server), run=settle, tick=go_on, clean=settled, loose=lambda it: lambda: settled(it)),
    "asyncio.start_unix_server": Maker(
        on_loop(unix_server), run=settle, tick=go_on, clean=settled, loose=lambda it: lambda: settled(it)),
    "asyncio.get_running_loop.create_connection": transport(talking),
    "asyncio.get_running_loop.create_datagram_endpoint": transport(datagrams),
    "asyncio.get_running_loop.create_unix_connection": transport(unix_talking),
    "asyncio.get_event_loop.create_connection": transport(talking),
    "asyncio.get_event_loop.create_datagram_endpoint": transport(datagrams),
    "asyncio.get_event_loop.create_unix_connection": transport(unix_talking),
    "asyncio.sleep": Maker(lambda: asyncio.sleep(0)),
    "threading.Thread.start": Maker(thread, **END),
    "threading.Timer.start": Maker(timer, **END),
    "concurrent.futures.ThreadPoolExecutor": Maker(
        pool(lambda: concurrent.futures.ThreadPoolExecutor(1)), use=submit, clean=lambda it: it.shutdown()),
    "concurrent.futures.thread.ThreadPoolExecutor": Maker(
        pool(lambda: concurrent.futures.thread.ThreadPoolExecutor(1)), use=submit, clean=lambda it: it.shutdown()),
    "concurrent.futures.ProcessPoolExecutor": Maker(
        pool(lambda: concurrent.futures.ProcessPoolExecutor(1)), clean=lambda it: it.shutdown(), slow=True),
    "concurrent.futures.process.ProcessPoolExecutor": Maker(
        pool(lambda: concurrent.futures.process.ProcessPoolExecutor(1)), clean=lambda it: it.shutdown(), slow=True),
    "sqlite3.connect": Maker(lambda: sqlite3.connect(at("db")), use=rows),
    "sqlite3.dbapi2.connect": Maker(lambda: sqlite3.dbapi2.connect(at("db")), use=rows),
    "os.pipe": number(os.pipe),
    "os.pipe2": number(lambda: os.pipe2(0)),
    "os.openpty": number(os.openpty),
    "pty.openpty": number(pty.openpty),
    "pty.fork": number(fork(pty.fork), slow=True),
    "os.forkpty": number(fork(os.forkpty), slow=True),
    "os.memfd_create": number(lambda: os.memfd_create("x")),
    "os.eventfd": number(lambda: os.eventfd(0)),
    "os.pidfd_open": number(self_pid),
    "select.epoll": Maker(select.epoll, use=poll),
    "selectors.DefaultSelector": Maker(selectors.DefaultSelector),
    "selectors.EpollSelector": Maker(selectors.EpollSelector),
    "mmap.mmap": Maker(mapped, use=read),
    "builtins.open": file(lambda: open(at("text"))),
    "io.open": file(lambda: io.open(at("text"))),
    "io.FileIO": file(lambda: io.FileIO(at("text"))),
    "codecs.open": file(lambda: codecs.open(at("text"), encoding="utf-8")),
    "tokenize.open": file(lambda: tokenize.open(at("text"))),
    "io.open_code": file(lambda: io.open_code(at("text"))),
    "importlib.resources.open_text": file(lambda: importlib.resources.open_text("email", "architecture.rst")),
    "importlib.resources.open_binary": file(lambda: importlib.resources.open_binary("email", "architecture.rst")),
    "socket.socket.makefile": file(made_of_socket),
    "pathlib.Path.open": file(lambda: pathlib.Path(at("text")).open()),
    "os.fdopen": file(lambda: os.fdopen(os.open(at("text"), os.O_RDONLY))),
    "os.open": number(lambda: os.open(at("text"), os.O_RDONLY)),
    "os.dup": number(lambda: os.dup(0)),
    "gzip.open": file(lambda: gzip.open(at("g.gz"))),
    "gzip.GzipFile": file(lambda: gzip.GzipFile(at("g.gz"))),
    "shelve.open": Maker(lambda: shelve.open(at("shelf")), counts=DATABASES),
    "shelve.DbfilenameShelf": Maker(lambda: shelve.DbfilenameShelf(at("shelf")), counts=DATABASES),
    "dbm.open": Maker(lambda: dbm.open(at("dbm"), "c"), counts=DATABASES),
    "wave.open": Maker(lambda: wave.open(at("w.wav"))),
    "mailbox.mbox": Maker(lambda: mailbox.mbox(at("mail"))),
    "mailbox.MMDF": Maker(lambda: mailbox.MMDF(at("mail"))),
    "mailbox.Babyl": Maker(lambda: mailbox.Babyl(at("mail"))),
    "urllib.request.urlopen": Maker(lambda: urllib.request.urlopen(url())),
    "urllib.request.build_opener.open": Maker(lambda: urllib.request.build_opener().open(url())),
    "urllib.request.OpenerDirector.open": Maker(lambda: urllib.request.build_opener().open(url())),
    "http.client.HTTPConnection": Maker(http_connection),
    "http.client.HTTPSConnection": Maker(https_connection),
    "os.scandir": Maker(scan),
    "fileinput.input": Maker(more_lines, clean=end_lines, loose=lambda it: fileinput.close),
    "fileinput.FileInput": Maker(lines, clean=end_lines),
    "xml.etree.ElementTree.iterparse": Maker(iterparse, lacks=("close",) if sys.version_info < (3, 13) else ()),
    "threading.Lock.acquire": Maker(
        held, counts="memory", enters_nothing=True, clean=lambda it: it.locked() and it.release()),
    "logging.FileHandler": log(logging.FileHandler, clean=forget),
    "logging.handlers.WatchedFileHandler": log(logging.handlers.WatchedFileHandler, clean=forget),
    "logging.handlers.RotatingFileHandler": log(logging.handlers.RotatingFileHandler, clean=forget),
    "logging.handlers.TimedRotatingFileHandler": log(logging.handlers.TimedRotatingFileHandler, clean=forget),
    "logging.handlers.SysLogHandler": Maker(syslog),
    "logging.handlers.SocketHandler": Maker(
        lambda: connected(logging.handlers.SocketHandler(*on("silent")))),
    "logging.handlers.DatagramHandler": Maker(
        lambda: connected(logging.handlers.DatagramHandler(*on("silent")))),
    "logging.handlers.QueueListener.start": Maker(
        queue_listener, clean=lambda it: it._thread and it.stop(), loose=lambda it: lambda it=it: it.stop()),
    "ftplib.FTP": Maker(lambda: ftplib_connect(ftplib.FTP)),
    "ftplib.FTP_TLS": Maker(lambda: ftplib_connect(ftplib.FTP_TLS)),
    "smtplib.SMTP_SSL": Maker(lambda: smtplib.SMTP_SSL(*on("smtps"), context=trusting())),
    "smtplib.SMTP": Maker(lambda: smtplib.SMTP(*on("smtp"))),
    "smtplib.LMTP": Maker(lambda: smtplib.LMTP(*on("smtp"))),
    "imaplib.IMAP4": Maker(lambda: imaplib.IMAP4(*on("imap")), clean=hang_up),
    "imaplib.IMAP4_SSL": Maker(lambda: imaplib.IMAP4_SSL(*on("imaps"), ssl_context=trusting()), clean=hang_up),
    "poplib.POP3": Maker(lambda: poplib.POP3(*on("pop"))),
    "poplib.POP3_SSL": Maker(lambda: poplib.POP3_SSL(*on("pops"), context=trusting())),
    "multiprocessing.Process.start": Maker(
        lambda: child(multiprocessing.Process(target=int)), clean=lambda it: it.join(), slow=True,
        loose=lambda it: lambda it=it: it.join()),
    "multiprocessing.context.Process.start": Maker(
        lambda: child(multiprocessing.context.Process(target=int)), clean=lambda it: it.join(), slow=True,
        loose=lambda it: lambda it=it: it.join()),
    "multiprocessing.Pool": Maker(
        lambda: multiprocessing.Pool(1), clean=stop_pool, slow=True, not_alone=("close", "join")),
    "multiprocessing.pool.Pool": Maker(
        lambda: multiprocessing.pool.Pool(1), clean=stop_pool, slow=True, not_alone=("close", "join")),
    "multiprocessing.pool.ThreadPool": Maker(
        lambda: multiprocessing.pool.ThreadPool(1), clean=stop_pool, slow=True, not_alone=("close", "join")),
    "multiprocessing.dummy.Pool": Maker(
        lambda: multiprocessing.dummy.Pool(1), clean=stop_pool, slow=True, not_alone=("close", "join")),
    "multiprocessing.Manager": Maker(multiprocessing.Manager, clean=lambda it: it.shutdown(), slow=True),
    "multiprocessing.Pipe": Maker(lambda: multiprocessing.Pipe()[0]),
    "multiprocessing.connection.Client": Maker(client),
    "multiprocessing.connection.Listener.accept": Maker(answered),
    "multiprocessing.connection.Listener": Maker(multiprocessing.connection.Listener),
    "multiprocessing.shared_memory.SharedMemory": Maker(
        shared, clean=unshare, not_alone=("close",), loose=lambda it: lambda name=it.name: unlink_shared(name)),
    "socket.socket": Maker(socket.socket, use=send),
    "socket.create_server": Maker(lambda: socket.create_server(("127.0.0.1", 0)), use=send),
    "socket.fromfd": Maker(from_descriptor, use=send),
    "socket.socket.dup": Maker(dup_of_socket, use=send),
    "socket.create_connection": Maker(lambda: socket.create_connection(on("silent")), use=send),
    "socket.socket.accept": Maker(accepted, use=send),
    "socket.socketpair": Maker(lambda: socket.socketpair()[0], use=send),
    "ssl.SSLContext.wrap_socket": Maker(wrapped, use=send),
    "ssl.create_default_context.wrap_socket": Maker(wrapped, use=send),
    "subprocess.Popen[stdout]": Maker(piped, clean=end_of_pipe, not_alone=("close",), slow=True),
    "subprocess.Popen": Maker(lambda: subprocess.Popen(["sleep", "2"]), **STOPPED),
    "os.popen": Maker(lambda: os.popen("sleep 2"), slow=True),
    "socketserver.TCPServer": Maker(tcp(socketserver.TCPServer), clean=lambda it: it.server_close()),
    "socketserver.UDPServer": Maker(tcp(socketserver.UDPServer), clean=lambda it: it.server_close()),
    "socketserver.UnixStreamServer": Maker(unix(socketserver.UnixStreamServer), clean=lambda it: it.server_close()),
    "socketserver.UnixDatagramServer": Maker(
        unix(socketserver.UnixDatagramServer), clean=lambda it: it.server_close()),
    "socketserver.ThreadingTCPServer": Maker(
        tcp(socketserver.ThreadingTCPServer), clean=lambda it: it.server_close()),
    "socketserver.ThreadingUDPServer": Maker(
        tcp(socketserver.ThreadingUDPServer), clean=lambda it: it.server_close()),
    "socketserver.ForkingTCPServer": Maker(tcp(socketserver.ForkingTCPServer), clean=lambda it: it.server_close()),
    "http.server.HTTPServer": Maker(web(http.server.HTTPServer), clean=lambda it: it.server_close()),
    "http.server.ThreadingHTTPServer": Maker(web(http.server.ThreadingHTTPServer), clean=lambda it: it.server_close()),
    "xmlrpc.server.SimpleXMLRPCServer": Maker(
        lambda: xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0)), clean=lambda it: it.server_close()),
    "wsgiref.simple_server.make_server": Maker(
        lambda: wsgiref.simple_server.make_server("127.0.0.1", 0, None), clean=lambda it: it.server_close()),
    "wsgiref.simple_server.WSGIServer": Maker(
        web(wsgiref.simple_server.WSGIServer), clean=lambda it: it.server_close()),
    "tempfile.TemporaryFile": file(tempfile.TemporaryFile),
    "tempfile.SpooledTemporaryFile": file(lambda: rolled(tempfile.SpooledTemporaryFile())),
    "tempfile.NamedTemporaryFile": file(tempfile.NamedTemporaryFile),
    "tempfile.TemporaryDirectory": Maker(
        tempfile.TemporaryDirectory, clean=lambda it: it.cleanup(), released_by=lambda remove, it: remove(it.name)),
    "tempfile.mkstemp": number(tempfile.mkstemp),
    "tempfile.mkstemp[1]": Maker(temp_file, clean=gone, released_by=moved, loose=lambda path: lambda: gone(path)),
    "tempfile.NamedTemporaryFile(delete=False)": Maker(
        kept_file, clean=gone, released_by=moved, loose=lambda path: lambda: gone(path)),
    "tempfile.mkdtemp": Maker(
        tempfile.mkdtemp, clean=no_folder, released_by=moved, loose=lambda path: lambda: no_folder(path)),
}


# Libraries that newer versions have no more.
if nntplib:
    MAKERS["nntplib.NNTP"] = Maker(lambda: nntplib.NNTP(*on("nntp")))
    MAKERS["nntplib.NNTP_SSL"] = Maker(lambda: nntplib.NNTP_SSL(*on("nntps"), ssl_context=trusting()))
if telnetlib:
    MAKERS["telnetlib.Telnet"] = Maker(lambda: telnetlib.Telnet(*on("silent")))
if aifc:
    MAKERS["aifc.open"] = Maker(lambda: aifc.open(at("a.aifc")))
if sunau:
    MAKERS["sunau.open"] = Maker(lambda: sunau.open(at("s.au")))
if not hasattr(os, "timerfd_create"):
    ABSENT["os.timerfd_create"] = "new in Python 3.13"
else:
    MAKERS["os.timerfd_create"] = number(lambda: os.timerfd_create(time.CLOCK_MONOTONIC))
if sys.version_info < (3, 11, 5):
    for opener in ("open_connection", "open_unix_connection"):
        ABSENT[f"asyncio.{opener}"] = "before Python 3.11.5 nothing closes a dropped one"
if sys.version_info >= (3, 13) and not importlib.util.find_spec("_gdbm"):
    for opener in ("dbm.open", "shelve.open", "shelve.DbfilenameShelf"):
        ABSENT[opener] = "made of sqlite3 in this build, which see"
# Not every build has these two.
for library in ("gnu", "ndbm"):
    try:
        database = __import__(f"dbm.{library}", fromlist=["open"])
        MAKERS[f"dbm.{library}.open"] = Maker(lambda it=database: it.open(at("dbm-of-its-own"), "c"))
    except ImportError:
        ABSENT[f"dbm.{library}.open"] = "not in this build"
