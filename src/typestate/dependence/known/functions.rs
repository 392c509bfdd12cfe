//! Functions that are given something of a handle: whether they are done with it when they return.

use crate::syntax::ast::is_slice;
use crate::typestate::evidence::{self, Effect, Given, names_a_class};

/// What a function's result keeps of what the function is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: the function is done with it when it returns.
    Nothing,
    /// It reads as it is asked.
    Reads,
    /// Whatever.
    Anything,
}

/// Methods that, called on something else with a handle, are done with it when they return.
const FINISHING_METHODS: &[&str] = &[
    "critical",
    "debug",
    "error",
    "exception",
    "info",
    "join",
    "print",
    "read_file",
    "readfp",
    "sendfile",
    "storbinary",
    "storlines",
    "upload_fileobj",
    "warning",
    "writelines",
    "writerows",
];

/// Modules whose functions are done with what they are given when they return, unless they are [`LAZY`].
const FINISHING_MODULES: &[&str] = &[
    "ast",
    "base64",
    "binascii",
    "fcntl",
    "hashlib",
    "json",
    "marshal",
    "os",
    "os.path",
    "pickle",
    "plistlib",
    "requests",
    "shutil",
    "struct",
    "termios",
    "time",
    "toml",
    "tomli",
    "tomllib",
    "traceback",
    "tty",
];

/// Functions of these modules that give something which goes on with what they were given.
const LAZY: &[&str] = &[
    "ast.walk",
    "os.dup",
    "os.fdopen",
    "os.fwalk",
    "os.register_at_fork",
    "os.scandir",
    "os.walk",
    "struct.iter_unpack",
    "traceback.walk_stack",
    "traceback.walk_tb",
];

/// Functions that are done with what they are given when they return.
const FINISHING: &[&str] = &[
    "asyncio.sleep",
    "asyncio.wait_for",
    "builtins.bytearray",
    "builtins.bytes",
    "email.message_from_binary_file",
    "email.message_from_file",
    "hashlib.file_digest",
    "logging.critical",
    "logging.debug",
    "logging.error",
    "logging.exception",
    "logging.info",
    "logging.log",
    "logging.warning",
    "numpy.genfromtxt",
    "numpy.loadtxt",
    "numpy.save",
    "numpy.savetxt",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.run",
    "xml.dom.minidom.parse",
    "xml.etree.ElementTree.parse",
    "yaml.dump_all",
    "yaml.full_load",
    "yaml.safe_dump_all",
    "yaml.unsafe_load",
];

/// Functions that only use what they are given, and give it, or something of it, all the same.
const GIVING: &[&str] = &[
    "builtins.eval",
    "builtins.exec",
    "builtins.getattr",
    "builtins.type",
    "builtins.vars",
    "contextlib.redirect_stderr",
    "contextlib.redirect_stdout",
    "csv.DictWriter",
    "csv.writer",
    "numpy.load",
    "pickle.Pickler",
    "pickle.Unpickler",
    "select.select",
];

/// Builtins that give what they are given, or items of it: the lines of a file, but also the file of a list.
const GATHERING: &[&str] = &[
    "builtins.dict",
    "builtins.frozenset",
    "builtins.list",
    "builtins.max",
    "builtins.min",
    "builtins.next",
    "builtins.set",
    "builtins.sorted",
    "builtins.sum",
    "builtins.tuple",
];

/// Builtins that have asked for all there is when they return.
const EXHAUSTING: &[&str] = &[
    "builtins.dict",
    "builtins.frozenset",
    "builtins.list",
    "builtins.max",
    "builtins.min",
    "builtins.set",
    "builtins.sorted",
    "builtins.sum",
    "builtins.tuple",
    "collections.deque",
];

/// Functions that need what they are given to stay open after they have returned.
const HOLDING: &[&str] = &[
    "builtins.memoryview",
    "faulthandler.dump_traceback_later",
    "faulthandler.enable",
    "faulthandler.register",
    "fcntl.flock",
    "fcntl.lockf",
    "os.lockf",
    "signal.set_wakeup_fd",
];

/// Functions that are given a path and give nothing of it.
const PATH_USERS: &[&str] = &[
    "builtins.bool",
    "builtins.len",
    "builtins.open",
    "builtins.print",
    "os.chmod",
    "os.listdir",
    "os.makedirs",
    "os.mkdir",
    "os.path.exists",
    "os.path.getmtime",
    "os.path.getsize",
    "os.path.isdir",
    "os.path.isfile",
    "os.stat",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.run",
];

/// Functions that read what they are given as they are asked themselves.
const READING: &[&str] = &[
    "builtins.enumerate",
    "builtins.filter",
    "builtins.iter",
    "builtins.map",
    "builtins.reversed",
    "builtins.zip",
    "csv.DictReader",
    "csv.reader",
    "fileinput.input",
    "heapq.merge",
    "tokenize.generate_tokens",
];

/// Whether what a function reads as it is asked comes as plain data, whatever it is made of.
pub fn makes_rows(path: &str) -> bool {
    matches!(
        path,
        "csv.DictReader" | "csv.reader" | "fileinput.input" | "tokenize.generate_tokens"
    )
}

/// What a function's result keeps of what it is given.
pub fn of_function(path: &str) -> Keeps {
    const SPLITTING: &[&str] = &["itertools.groupby", "itertools.tee"];
    let is_reading = READING.contains(&path) || path.starts_with("itertools.");
    match () {
        () if is_reading && !SPLITTING.contains(&path) => Keeps::Reads,
        () if finishes(path) => Keeps::Nothing,
        () => Keeps::Anything,
    }
}

/// Whether a function is done with what it is given when it returns. A class is not: its objects may keep it.
pub fn finishes(path: &str) -> bool {
    let of_module = path.rsplit_once('.').is_some_and(|(module, name)| {
        FINISHING_MODULES.contains(&module) && !LAZY.contains(&path) && !names_a_class(name)
    });
    let only_uses = evidence::of_function(path, Given::Object) == Effect::Uses;
    of_module || FINISHING.contains(&path) || (only_uses && !GIVING.contains(&path))
}

/// Whether something of this name calls what it is given, or goes on with it, when it has returned: a thread, a
/// timer, the event loop.
pub fn calls_later(name: &str) -> bool {
    matches!(
        name,
        "Process"
            | "Thread"
            | "Timer"
            | "add_reader"
            | "add_signal_handler"
            | "add_writer"
            | "after"
            | "after_idle"
            | "apply_async"
            | "call_at"
            | "call_later"
            | "call_soon"
            | "call_soon_threadsafe"
            | "run_coroutine_threadsafe"
            | "run_in_executor"
            | "singleShot"
            | "start_new_thread"
            | "start_soon"
    )
}

/// Whether a function gives what it is given in words.
pub fn writes_down(path: &str) -> bool {
    matches!(
        path,
        "builtins.str" | "builtins.repr" | "builtins.format" | "builtins.hex"
    )
}

/// Whether a function has asked an iterator for all there is when it returns.
pub fn exhausts(path: &str) -> bool {
    EXHAUSTING.contains(&path)
}

/// Whether whoever has had all that an iterator gives has had all of what it was made of.
pub fn asks_for_all(path: &str) -> bool {
    const PASSING: &[&str] = &[
        "builtins.enumerate",
        "builtins.filter",
        "builtins.iter",
        "builtins.map",
        "builtins.reversed",
        "concurrent.futures.as_completed",
        "itertools.chain",
        "itertools.chain.from_iterable",
    ];
    PASSING.contains(&path) || exhausts(path)
}

/// Whether a function gives futures as they are done, until all are.
pub fn gives_when_done(path: &str) -> bool {
    path == "concurrent.futures.as_completed"
}

/// Whether a function waits until all that it is given is done.
pub fn waits_for_all(path: &str) -> bool {
    path == "concurrent.futures.wait"
}

/// Whether a function that is given this many arguments uses whatever the scope around the call has.
pub fn sees_all(path: &str, args: usize) -> bool {
    match path {
        "builtins.eval" | "builtins.exec" => args < 2,
        "builtins.dir" | "builtins.globals" | "builtins.locals" | "builtins.vars" => args == 0,
        "inspect.currentframe" | "inspect.stack" | "sys._getframe" => true,
        _ => false,
    }
}

/// Whether a function gives what it is given, or items of it.
pub fn gathers(path: &str) -> bool {
    GATHERING.contains(&path)
}

/// Whether a function needs what it is given to stay open after it has returned.
pub fn holds(path: &str) -> bool {
    HOLDING.contains(&path)
}

/// Whether a function that is given a path gives nothing of it.
pub fn finishes_path(path: &str) -> bool {
    PATH_USERS.contains(&path)
}

/// Whether a method of something else is done with what it is given when it returns.
pub fn method_finishes(name: &str) -> bool {
    FINISHING_METHODS.contains(&name)
}

/// Whether the result of an operation keeps what it was made of: `[f] + others`.
pub fn keeps_operands(op: &str) -> bool {
    !is_slice(op) && !matches!(op, "==" | "!=" | "f-string" | "in" | "not" | "is")
}
