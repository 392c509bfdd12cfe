//! Programs to start from: the shapes that leaks take, and one that is right.

/// A program in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its line in the menu.
    pub title: &'static str,
    /// What is to be seen, in a few words.
    pub about: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// The program.
    pub text: &'static str,
}

/// All of them, the first being what a first visit shows.
pub const EXAMPLES: &[Example] = &[
    Example {
        title: "The way out you forgot",
        about: "closed at the end, unless something raises",
        file: "orders.py",
        text: "import json\n\n\ndef load_orders(path, strict):\n    f = open(path)\n    header = f.readline()\n    if strict and not header:\n        return []\n    orders = json.load(f)\n    f.close()\n    return orders\n",
    },
    Example {
        title: "Open on an exception",
        about: "one line between open and close can fail",
        file: "settings.py",
        text: "import json\n\n\ndef read_settings(path):\n    handle = open(path, encoding=\"utf-8\")\n    settings = json.load(handle)\n    handle.close()\n    return settings\n",
    },
    Example {
        title: "Discarded at birth",
        about: "read and dropped in one expression",
        file: "version.py",
        text: "def version():\n    return open(\"VERSION\").read().strip()\n\n\ndef lines_of(paths):\n    return [len(open(path).readlines()) for path in paths]\n",
    },
    Example {
        title: "Overwritten in a loop",
        about: "every turn loses the file of the turn before",
        file: "rotate.py",
        text: "def copy_all(paths, target):\n    source = None\n    for path in paths:\n        source = open(path)\n        target.write(source.read())\n    if source is not None:\n        source.close()\n",
    },
    Example {
        title: "A raw descriptor",
        about: "an integer that nothing closes for you",
        file: "handler.py",
        text: "import json\nimport os\n\n\ndef handle(path):\n    fd = os.open(path, os.O_RDONLY)\n    order = json.loads(os.read(fd, 65536))\n    os.close(fd)\n    return order\n",
    },
    Example {
        title: "The with that does not close",
        about: "sqlite3's commits or rolls back, nothing more",
        file: "store.py",
        text: "import sqlite3\n\n\ndef store(path, orders):\n    with sqlite3.connect(path) as con:\n        con.executemany(\"insert into orders values (?, ?)\", orders)\n",
    },
    Example {
        title: "A socket and two ways out",
        about: "the early return keeps the connection",
        file: "ping.py",
        text: "import socket\n\n\ndef ping(host, port):\n    sock = socket.create_connection((host, port), timeout=2)\n    sock.sendall(b\"PING\\r\\n\")\n    answer = sock.recv(64)\n    if not answer:\n        return None\n    sock.close()\n    return answer.decode()\n",
    },
    Example {
        title: "Right",
        about: "with, try/finally and a handle handed over",
        file: "right.py",
        text: "import json\nimport os\n\n\ndef load(path):\n    with open(path, encoding=\"utf-8\") as f:\n        return json.load(f)\n\n\ndef first_bytes(path, count):\n    fd = os.open(path, os.O_RDONLY)\n    try:\n        return os.read(fd, count)\n    finally:\n        os.close(fd)\n\n\ndef opened(path):\n    return open(path)  # the caller's to close\n",
    },
];
