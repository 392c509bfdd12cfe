"""What the harnesses of all lessons share: the program that is tried, a call of it, what its caller sees of
an error, files and servers that are watched, and the word at the end: `right`, or what is wrong.

Run by itself, with a harness and a folder of programs, it tries each of them in a process and a folder of its
own, and prints a list in JSON: what the harness says of each, in order of their names."""

import builtins
import gc
import io
import os
import socket
import sys
import threading

gc.disable()  # the collector rescues nothing here
real_open = io.open
problems = []


def program(name):
    """The function of that name in the program whose file is the first argument."""
    with real_open(sys.argv[1]) as source:
        text = source.read()
    namespace = {"__name__": "program"}
    exec(compile(text, "program.py", "exec"), namespace)
    return namespace.get(name)


def call(function, *arguments):
    """What it gives, and what it raises; what it prints is not heard."""
    sys.stdout = io.StringIO()
    try:
        return function(*arguments), None
    except BaseException as error:
        return None, error
    finally:
        sys.stdout = sys.__stdout__


def seen(error):
    """An error and those that Python shows with it."""
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def is_seen(error, kinds):
    """Whether one of these kinds of error is seen."""
    return any(isinstance(each, kinds) for each in seen(error))


def watched_files(before=lambda: None):
    """The files that are opened from now on; `before` is called first, and may raise."""
    opened = []

    def watched(*args, **kwargs):
        before()
        opened.append(real_open(*args, **kwargs))
        return opened[-1]

    builtins.open = io.open = watched
    return opened


def write(texts):
    """Files of these names, with a text or with bytes in each."""
    for name, text in texts.items():
        with real_open(name, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


def perhaps(fails, name):
    """Raises what is next in the list of that name; `None` in it is a turn that goes well."""
    turns = fails.get(name)
    error = turns.pop(0) if turns else None
    if error:
        raise error


def watched_sockets(made=lambda sockets: None):
    """The sockets that are made from now on, what they send, and what fails: lists for `connect`, `ask` and
    `recv`, see `perhaps`. `made` is told of all whenever there is one more. They wait for a second at most."""
    plain = socket.socket
    sockets, fails, heard = [], {}, []

    class Watched(plain):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.settimeout(1)
            sockets.append(self)
            made(sockets)

        def connect(self, address):
            perhaps(fails, "connect")
            return super().connect(address)

        def sendall(self, data, *args):
            perhaps(fails, "ask")
            heard.append(bytes(data))
            return super().sendall(data, *args)

        def send(self, data, *args):
            perhaps(fails, "ask")
            heard.append(bytes(data))
            return super().send(data, *args)

        def recv(self, *args):
            perhaps(fails, "recv")
            return super().recv(*args)

    socket.socket = Watched
    return sockets, fails, heard


def server(handle):
    """The address of a server whose sockets are not watched; `handle` gets each, in a thread of its own."""
    plain, listening = socket.socket, socket.create_server(("127.0.0.1", 0), backlog=100)

    def accept():
        while True:
            number, _ = listening._accept()
            client = plain(listening.family, listening.type, listening.proto, fileno=number)
            threading.Thread(target=handle, args=[client], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listening.getsockname()


def end():
    """Says it, and waits for nobody."""
    print("; ".join(problems) or "right", flush=True)
    os._exit(0)


# Modules that harnesses and programs use: read once, before there is a process for each program.
COMMON = "asyncio contextlib json queue signal sqlite3 subprocess tempfile threading time traceback types"


def tried(harness, text, said):
    """A process that tries a program, and writes what it says into a file."""
    process = os.fork()
    if process:
        return process
    try:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(tempfile.mkdtemp(dir=os.path.dirname(text)))
        sys.argv[:] = [harness, text]
        runpy.run_path(harness, run_name="__main__")
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


def all_tried(harness, folder):
    """What the harness says of each program in a folder."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
    running = 0
    for name in names:
        if running == (os.cpu_count() or 1):
            os.wait()
            running -= 1
        text = os.path.join(folder, name)
        tried(harness, text, text + ".said")
        running += 1
    while running:
        os.wait()
        running -= 1
    said = []
    for name in names:
        with real_open(os.path.join(folder, name + ".said"), errors="replace") as file:
            said.append(file.read().strip())
    return said


if __name__ == "__main__":
    import json
    import runpy
    import tempfile
    import traceback

    for module in COMMON.split():
        __import__(module)
    sys.dont_write_bytecode = True
    print(json.dumps(all_tried(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))))
