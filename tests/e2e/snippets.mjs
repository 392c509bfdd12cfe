// Python that more than one browser test pastes.

/** A file that leaks on an early return and when reading raises; reference counting closes it. */
export const LEAKY = `import json


def load_orders(path, strict):
    f = open(path)
    header = f.readline()
    if strict and not header:
        return []
    orders = json.load(f)
    f.close()
    return orders
`;

/** A raw descriptor that leaks when the order cannot be read: nothing ever closes it. */
export const RAW = `import json
import os


def handle(path):
    fd = os.open(path, os.O_RDONLY)
    order = json.loads(os.read(fd, 65536))
    os.close(fd)
    return order
`;

/** The shortest leak there is. */
export const SHORT = "def f(p):\n    h = open(p)\n    return h.read()\n";
