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
