"""What real.py runs in processes of their own: each prints one line of JSON."""

OPEN_UNTIL_FULL = """
import json, os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
base = len(os.listdir("/proc/self/fd")) - 1
import socket
keep = []
try:
    while True:
        keep.append(%s)
except OSError as error:
    text = f"{type(error).__name__}: {error}"
count = len(keep)
keep.clear()
print(json.dumps({"base": base, "count": count, "text": text}))
"""

# A handler that raises one time in twenty; the exceptions are kept, and with them the open files.
STORED_EXCEPTIONS = """
import gc, json, os, random, resource, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
base = len(os.listdir("/proc/self/fd")) - 1
kept = []
def handler(fails):
    f = open("/etc/hostname")
    f.read()
    if fails:
        raise ValueError("a bad order")
    f.close()
def once(seed, rate):
    rng = random.Random(seed)
    start = due = time.perf_counter()
    requests = 0
    while True:
        if rate:
            due += rng.expovariate(rate)
            time.sleep(max(0.0, due - time.perf_counter()))
        requests += 1
        try:
            handler(rng.random() < 0.05)
        except ValueError as error:
            kept.append(error)
        except OSError as error:
            assert error.errno == 24
            break
    took, leaked = time.perf_counter() - start, len(kept)
    kept.clear()
    gc.collect()
    return requests, took, leaked
runs = [once(seed, %(rate)s) for seed in range(%(runs)s)]
print(json.dumps({"base": base, "requests": [r[0] for r in runs], "took": [r[1] for r in runs],
                  "leaked": [r[2] for r in runs]}))
"""

THREADS = """
import json, os, resource, threading
os.setuid(%(user)s)
resource.setrlimit(resource.RLIMIT_NPROC, (100, 100))
threading.stack_size(256 * 1024)
stay, count = threading.Event(), 0
try:
    while True:
        threading.Thread(target=stay.wait, daemon=True).start()
        count += 1
except RuntimeError as error:
    text = f"{type(error).__name__}: {error}"
print(json.dumps({"count": count, "text": text}), flush=True)
os._exit(0)
"""

PROCESSES = """
import json, os, resource, signal
os.setuid(%(user)s)
resource.setrlimit(resource.RLIMIT_NPROC, (40, 40))
children = []
try:
    while True:
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
        children.append(child)
except OSError as error:
    text = f"{type(error).__name__}: {error}"
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(json.dumps({"count": len(children), "text": text}))
"""

FULL_DISK = """
import json
try:
    with open("/dev/full", "w") as f:
        f.write("x")
        f.flush()
except OSError as error:
    text = f"{type(error).__name__}: {error}"
print(json.dumps({"text": text}))
"""

POOL = """
import json, queue, random, sys, threading, time
from sqlalchemy import exc
from sqlalchemy.pool import QueuePool
class Connection:
    def rollback(self): pass
    def close(self): pass
    def cursor(self): pass
def pool(size, overflow, timeout):
    return QueuePool(Connection, pool_size=size, max_overflow=overflow, timeout=timeout, reset_on_return=None)
"""

# A listener with a backlog of four that accepts nobody: who gets in, and when the next one does after
# one was accepted at 1.5 s.
BACKLOG = """
import json, select, socket, time
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(4)
clients = []
for _ in range(9):
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(listener.getsockname())
    clients.append(client)
start = time.perf_counter()
time.sleep(0.5)
inside = select.select([], clients, [], 0)[1]
time.sleep(max(0.0, start + 1.5 - time.perf_counter()))
listener.accept()
others = [client for client in clients if client not in inside]
select.select([], others, [], 10)
print(json.dumps({"inside": len(inside), "next": time.perf_counter() - start}))
"""

# An asyncio server with room for three connections, and ten that come; each is served for half a second.
# It says the same for every connection that it would have taken, about a hundred times a second.
ACCEPT = """
import asyncio, json, resource, socket, time
async def main():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    clients = [socket.create_connection(listener.getsockname()) for _ in range(10)]
    said, done, ended = set(), [], asyncio.Event()
    def tell(loop, context):
        error = context["exception"]
        said.add(f"{context['message']}: {type(error).__name__}: {error}")
    asyncio.get_running_loop().set_exception_handler(tell)
    async def handle(reader, writer):
        await asyncio.sleep(0.5)
        writer.close()
        await writer.wait_closed()
        done.append(time.perf_counter() - start)
        if len(done) == len(clients):
            ended.set()
    highest = max(client.fileno() for client in clients)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 4, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    start = time.perf_counter()
    server = await asyncio.start_server(handle, sock=listener)
    await ended.wait()
    print(json.dumps({"took": done[-1], "said": sorted(said)}))
asyncio.run(main())
"""

# A socketserver without room: how often it tries in a second, and what it says.
SPIN = """
import io, json, os, resource, socket, socketserver, sys, threading, time
sys.stderr = said = io.StringIO()
tries = 0
class Server(socketserver.ThreadingTCPServer):
    def get_request(self):
        global tries
        tries += 1
        return super().get_request()
server = Server(("127.0.0.1", 0), socketserver.BaseRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
time.sleep(0.1)
client = socket.socket()
resource.setrlimit(resource.RLIMIT_NOFILE, (client.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
client.connect(server.server_address)
time.sleep(1.0)
print(json.dumps({"tries": tries, "said": said.getvalue()}), flush=True)
# A thread that ends would need a descriptor for a library.
os._exit(0)
"""

# Ports: a network of its own with few of them, and connections that nobody closes.
PORTS = """
import ctypes, fcntl, json, resource, socket, struct
if ctypes.CDLL(None, use_errno=True).unshare(0x40000000):
    raise SystemExit(json.dumps({"count": None}))
control = socket.socket()
flags = struct.pack("16sH14s", b"lo", 0x41, b"")
fcntl.ioctl(control, 0x8914, flags)
open("/proc/sys/net/ipv4/ip_local_port_range", "w").write("40000 40249")
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
listener = socket.socket()
listener.bind(("127.0.0.1", 9000))
listener.listen(4096)
kept = []
try:
    while True:
        client = socket.socket()
        client.connect(("127.0.0.1", 9000))
        kept.append((client, listener.accept()))
except OSError as error:
    text = f"{type(error).__name__}: {error}"
print(json.dumps({"count": len(kept), "text": text}))
"""

POOL_TEXT = POOL + """
full = pool(2, 1, 0.5)
held = [full.connect() for _ in range(3)]
start = time.perf_counter()
try:
    full.connect()
except exc.TimeoutError as error:
    text = f"{type(error).__module__}.{type(error).__name__}: {error}"
print(json.dumps({"text": text, "waited": time.perf_counter() - start, "count": len(held)}))
"""

# Requests come when they come; 250 threads serve them, so that only the pool makes them wait.
POOL_LOAD = POOL + """
threading.stack_size(256 * 1024)
rng, served, out = random.Random(1), [], []
full, work = pool(5, 0, 0.1), queue.SimpleQueue()
def serve():
    while (request := work.get()) is not None:
        came, needs = request
        try:
            connection = full.connect()
        except exc.TimeoutError:
            out.append(came)
            continue
        served.append((came, time.perf_counter() - came))
        time.sleep(needs)
        connection.close()
threads = [threading.Thread(target=serve, daemon=True) for _ in range(250)]
for thread in threads:
    thread.start()
start = due = time.perf_counter()
while due < start + %(seconds)s:
    due += rng.expovariate(120)
    time.sleep(max(0.0, due - time.perf_counter()))
    work.put((time.perf_counter(), rng.expovariate(20)))
for _ in threads:
    work.put(None)
for thread in threads:
    thread.join(timeout=5)
print(json.dumps({"start": start, "served": served, "out": out}))
"""


# A pool that loses a connection at one completion in fifty, with room for twenty requests: how long it
# lasts, and what it completes and rejects until then.
POOL_LEAK = POOL + """
threading.stack_size(256 * 1024)
rng, kept, lock = random.Random(%(seed)s), [], threading.Lock()
full, work, done = pool(5, 0, 1000.0), queue.SimpleQueue(), threading.Event()
counts = {"completed": 0, "rejected": 0, "inside": 0}
def serve():
    while (needs := work.get()) is not None:
        connection = full.connect()
        time.sleep(needs)
        with lock:
            counts["completed"] += 1
            counts["inside"] -= 1
            lost = rng.random() < 0.02
            if lost:
                kept.append(connection)
            if len(kept) == 5:
                done.took = time.perf_counter() - start
                done.set()
        if not lost:
            connection.close()
for _ in range(20):
    threading.Thread(target=serve, daemon=True).start()
start = due = time.perf_counter()
while not done.is_set():
    due += rng.expovariate(80)
    time.sleep(max(0.0, due - time.perf_counter()))
    with lock:
        if done.is_set():
            break
        room = counts["inside"] < 20
        counts["inside" if room else "rejected"] += 1
        needs = rng.expovariate(20)
    if room:
        work.put(needs)
print(json.dumps({"took": done.took, **counts}), flush=True)
import os
os._exit(0)
"""

# What is done with the `handler` of a program, and what is seen of it.
SEEN = {
    "stored": """
import gc, json, os, random, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
base = len(os.listdir("/proc/self/fd")) - 1
def once(seed):
    rng, requests = random.Random(seed), 0
    while True:
        requests += 1
        try:
            handler("/etc/hostname", rng.random() < 0.05)
        except OSError as error:
            assert error.errno == 24
            break
    failed.clear()
    gc.collect()
    return requests
print(json.dumps({"base": base, "requests": [once(seed) for seed in range(%(runs)s)]}))
""",
    "cycle": """
import gc, json, os
gc.set_threshold(700, 10, 10)
most = 0
base = len(os.listdir("/proc/self/fd"))
for _ in range(3000):
    handler("/tmp/leaklab-orders.db")
    most = max(most, len(os.listdir("/proc/self/fd")) - base)
print(json.dumps({"most": most}))
""",
    "children": """
import json, os, time
start = time.perf_counter()
for _ in range(300):
    handler()
    time.sleep(0.003)
each = (time.perf_counter() - start) / 300
time.sleep(0.3)
handler()
def is_mine(number):
    with open(f"/proc/{number}/stat", encoding="ascii") as file:
        return int(file.read().rsplit(")", 1)[1].split()[1]) == os.getpid()
left = sum(is_mine(name) for name in os.listdir("/proc") if name.isdigit())
print(json.dumps({"left": left, "each": each}))
""",
    "daemons": """
import json, os, resource
os.setuid(%(user)s)
resource.setrlimit(resource.RLIMIT_NPROC, (100, 100))
threading.stack_size(256 * 1024)
count = 0
try:
    while True:
        handler()
        count += 1
except RuntimeError as error:
    text = f"{type(error).__name__}: {error}"
print(json.dumps({"count": count, "text": text}), flush=True)
os._exit(0)
""",
}


def measured(program, how):
    """A program, and what is done with it."""
    return program.replace("%", "%%") + SEEN[how] if "%(" in SEEN[how] else program + SEEN[how]
