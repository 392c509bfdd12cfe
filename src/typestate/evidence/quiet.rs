//! What is taken not to raise.

use super::names::releases;

/// Calls that do not raise in a program that works; their failing would be its least problem.
const QUIET: &[&str] = &[
    "builtins.print",
    "builtins.len",
    "builtins.isinstance",
    "builtins.issubclass",
    "builtins.id",
    "builtins.callable",
    "builtins.hasattr",
    "builtins.repr",
    "builtins.type",
    "builtins.list",
    "builtins.dict",
    "builtins.set",
    "builtins.tuple",
    "builtins.range",
    "builtins.super",
    "builtins.object",
    "builtins.bool",
    "builtins.enumerate",
    "builtins.zip",
    "builtins.str",
    "builtins.frozenset",
    "builtins.reversed",
    "collections.Counter",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.deque",
    "itertools.chain",
    "itertools.count",
    "itertools.cycle",
    "itertools.repeat",
    "queue.LifoQueue",
    "queue.PriorityQueue",
    "queue.Queue",
    "queue.SimpleQueue",
    "time.process_time",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "os.getpid",
    "sys.exc_info",
    "os.fsencode",
    "os.fspath",
    "threading.Thread",
    "threading.Lock",
    "threading.RLock",
    "threading.BoundedSemaphore",
    "threading.Condition",
    "threading.Semaphore",
    "threading.local",
    "asyncio.Condition",
    "asyncio.set_event_loop",
    "asyncio.Event",
    "asyncio.Lock",
    "asyncio.Queue",
    "asyncio.Semaphore",
    "weakref.WeakKeyDictionary",
    "weakref.WeakSet",
    "weakref.WeakValueDictionary",
    "threading.Event",
    "logging.getLogger",
    "logging.Formatter",
    "logging.basicConfig",
    "logging.debug",
    "logging.info",
    "logging.warning",
    "logging.error",
    "logging.exception",
    "logging.critical",
    "warnings.warn",
    "contextlib.suppress",
    "contextlib.nullcontext",
    "contextlib.closing",
    "contextlib.ExitStack",
    "contextlib.AsyncExitStack",
    "pathlib.Path",
    "os.path.join",
    "os.path.abspath",
    "os.path.basename",
    "os.path.dirname",
    "os.path.exists",
    "os.path.isdir",
    "os.path.isfile",
    "os.path.splitext",
    "datetime.datetime.now",
];

/// Methods of collections and strings that do not raise in a program that works.
const QUIET_METHODS: &[&str] = &[
    "append",
    "appendleft",
    "add",
    "discard",
    "lower",
    "upper",
    "strip",
    "lstrip",
    "rstrip",
    "startswith",
    "endswith",
    "setLevel",
    "setFormatter",
    "addHandler",
    "addFilter",
];

/// Methods that set what their object does later on: with constants they do not raise in a program that
/// works.
const SETTINGS: &[&str] = &[
    "setblocking",
    "setdefaulttimeout",
    "setsockopt",
    "settimeout",
    "set_inheritable",
    "set_timeout",
    "setDaemon",
];

/// Whether a method of this name sets what its object does later on.
pub fn is_setting(name: &str) -> bool {
    SETTINGS.contains(&name)
}

/// Whether a function is taken never to raise.
pub fn is_quiet(path: &str) -> bool {
    QUIET.contains(&path)
}

/// Whether a method is taken never to raise: it releases, it logs, or it is too simple.
pub fn is_quiet_method(object: &str, name: &str) -> bool {
    let logs = matches!(
        name,
        "debug" | "info" | "warning" | "warn" | "error" | "exception" | "critical" | "log"
    );
    // A connection that the other side has ended cannot be shut down.
    let is_half = name == "shutdown" && object.starts_with("socket.");
    (releases(name) && !is_half)
        || QUIET_METHODS.contains(&name)
        || (logs && object.starts_with("logging."))
}
