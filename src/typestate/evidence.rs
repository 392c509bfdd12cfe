//! What is believed of code that cannot be seen.
//!
//! One table, so that the assumption a verdict rests on can be named. A plain function borrows what
//! it is given; a constructor, or a method whose name says it stores, takes it over. The default is
//! that of the Checker Framework's Resource Leak Checker. What names say in general is in `names`.

mod acquiring;
mod modules;
mod moved;
mod names;
pub mod paths;
mod quiet;
mod raising;
mod reading;
mod wrapping;

pub use acquiring::{
    is_accessor, is_everyday, kind_of, looks_acquiring, only_reads, registers, release_of,
    shows_release, stores, takes_back, takes_out,
};
pub use modules::{
    in_full, is_builtin_name, is_standard, module_given_by, says_standard, unmistakable,
};
pub use moved::original;
pub use names::{
    Given, endings, ends_at_once, is_constructor, names_a_class, names_a_connection, names_a_file,
    names_a_type, names_an_open_file, opens, rank, releases, says_it_releases, sets_up,
    takes_a_lock,
};
pub use quiet::{is_quiet, is_quiet_method, is_setting};
pub use raising::raised_by;
use reading::is_builtin;
pub use reading::{gathers, reads_to_the_end, runs_to_the_end};
pub use wrapping::{launches, only_wraps};

/// What a callee does with a handle it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Uses it; the caller still owns it. What the call returns does not keep it.
    Uses,
    /// Uses it; what the call returns may keep it.
    MayKeep,
    /// Owns it from now on.
    TakesOver,
    /// Will release it later: a registered callback or an exit stack.
    Registers,
}

/// The class that the catalogue has for what a call of an asynchronous function gives.
pub const COROUTINE: &str = "types.CoroutineType";

/// The class that the catalogue has for what a call of a generator function gives.
pub const GENERATOR: &str = "types.GeneratorType";

/// Functions that use what they are given and return something else.
const USERS: &[&str] = &[
    "asyncio.set_event_loop",
    "contextlib.redirect_stderr",
    "contextlib.redirect_stdout",
    "csv.DictReader",
    "csv.DictWriter",
    "pickle.Pickler",
    "pickle.Unpickler",
    "json.load",
    "json.dump",
    "pickle.load",
    "pickle.dump",
    "marshal.load",
    "marshal.dump",
    "yaml.load",
    "yaml.safe_load",
    "yaml.dump",
    "yaml.safe_dump",
    "toml.load",
    "toml.dump",
    "tomllib.load",
    "tomli.load",
    "plistlib.load",
    "plistlib.dump",
    "shutil.copyfileobj",
    "select.select",
    "os.read",
    "os.write",
    "os.fstat",
    "os.fsync",
    "os.lseek",
    "os.isatty",
    "os.chdir",
    "os.dup2",
    "os.path.getsize",
    "os.ftruncate",
    "os.sendfile",
    "os.set_inheritable",
    "fcntl.flock",
    "fcntl.fcntl",
    "fcntl.ioctl",
    "fcntl.lockf",
    "numpy.load",
    "numpy.loadtxt",
    "ast.parse",
];

/// Builtins that use what they are given and return something else.
const BUILTIN_USERS: &[&str] = &[
    "print",
    "list",
    "tuple",
    "set",
    "frozenset",
    "dict",
    "sorted",
    "sum",
    "len",
    "str",
    "repr",
    "int",
    "float",
    "bool",
    "isinstance",
    "issubclass",
    "hasattr",
    "getattr",
    "id",
    "hash",
    "type",
    "callable",
    "any",
    "all",
    "max",
    "min",
    "next",
    "exec",
    "eval",
    "compile",
    "format",
    "dir",
    "vars",
];

/// Calls that never return.
const NO_RETURN: &[&str] = &[
    "sys.exit",
    "os._exit",
    "os.abort",
    "builtins.exit",
    "builtins.quit",
    "os.execv",
    "os.execve",
    "os.execvp",
    "os.execvpe",
    "os.execl",
    "os.execle",
    "os.execlp",
    "os.execlpe",
];

/// Functions that keep what they are given.
const KEEPERS: &[&str] = &[
    "builtins.setattr",
    "faulthandler.enable",
    "flask.helpers.send_file",
    "flask.send_file",
    "logging.basicConfig",
    "quart.send_file",
    "werkzeug.utils.send_file",
    "werkzeug.wsgi.wrap_file",
];

/// Methods that store what they are given.
const STORING: &[&str] = &[
    "append",
    "appendleft",
    "add",
    "put",
    "put_nowait",
    "push",
    "register",
    "submit",
    "extend",
    "insert",
    "setdefault",
    "update",
    "enqueue",
    "attach",
    "send_handle",
    "set_result",
    "start_soon",
    "__init__",
    "addCallback",
    "addCallbacks",
    "addErrback",
    "addBoth",
    "setStream",
    "addHandler",
    "create_server",
    "create_unix_server",
    "create_connection",
    "create_unix_connection",
    "create_datagram_endpoint",
    "connect_accepted_socket",
    "connect_read_pipe",
    "connect_write_pipe",
    "open_connection",
    "open_unix_connection",
    "start_server",
    "start_unix_server",
];

/// Methods that promise to release what they are given.
const REGISTERING: &[&str] = &[
    "enter_context",
    "enter_async_context",
    "push_async_exit",
    "enterContext",
    "enterAsyncContext",
    "enterClassContext",
    "callback",
    "push_async_callback",
    "addCleanup",
    "addClassCleanup",
    "addAsyncCleanup",
    "addModuleCleanup",
    "addfinalizer",
    "call_on_close",
    "with_resource",
];

/// Methods of an exit stack that promise to release what they are given.
const STACKING: &[&str] = &[
    "enter_context",
    "enter_async_context",
    "push",
    "push_async_exit",
    "callback",
    "push_async_callback",
];

/// What a function or class does with an argument, by its dotted name (`builtins.` for builtins).
pub fn of_function(path: &str, given: Given) -> Effect {
    let last = path.rsplit('.').next().unwrap_or(path);
    if path == "atexit.register" || path == "weakref.finalize" {
        return Effect::Registers;
    }
    if USERS.contains(&path) || is_builtin(path, BUILTIN_USERS) {
        return Effect::Uses;
    }
    if (names_a_class(last) && !names_functions_so(path))
        || STORING.contains(&last)
        || KEEPERS.contains(&path)
        || sets_up(last)
        || says_it_releases(last, given)
    {
        return Effect::TakesOver;
    }
    // A method of a class that is called by the class's name.
    let mut names = path.rsplit('.').skip(1);
    match names.next().is_some_and(is_constructor) {
        true => of_method(last, given),
        false => Effect::MayKeep,
    }
}

/// Whether a function's module has functions that are called like classes elsewhere, as those of Windows are:
/// `winreg.QueryValueEx`.
fn names_functions_so(path: &str) -> bool {
    let module = path.split('.').next().unwrap_or(path);
    module.starts_with("win32") || matches!(module, "winreg" | "_winreg" | "_winapi")
}

/// What a method does with an argument, by its name.
pub fn of_method(name: &str, given: Given) -> Effect {
    if REGISTERING.contains(&name) {
        return Effect::Registers;
    }
    let stores = STORING.contains(&name)
        || name == "fromfile"
        || names_a_class(name)
        || sets_up(name)
        || [
            "add_",
            "set_",
            "register_",
            "attach_",
            "store_",
            "push_",
            "from_",
        ]
        .iter()
        .any(|p| name.starts_with(p));
    match stores || says_it_releases(name, given) {
        true => Effect::TakesOver,
        false => Effect::MayKeep,
    }
}

/// Whether what a function gives can be awaited in place of what it is given: `asyncio.wait_for`.
pub fn waits_for(function: &str) -> bool {
    const WAITING: &[&str] = &[
        "wait_for",
        "shield",
        "ensure_future",
        "create_task",
        "run",
        "run_until_complete",
    ];
    WAITING.contains(&function.rsplit('.').next().unwrap_or(function))
}

/// Whether there is something here about a function or about what is in a module, by its dotted name.
pub fn knows(path: &str) -> bool {
    let mut all = [USERS, NO_RETURN, KEEPERS].into_iter().flatten();
    let is_below = |known: &str| {
        let rest = known.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    all.any(|known| is_below(known)) || is_quiet(path)
}

/// Whether a function reads or writes what it is given.
pub fn reads(path: &str) -> bool {
    USERS.contains(&path)
}

/// Whether a method answers after its object was released as well.
pub fn is_fine_after_release(method: &str) -> bool {
    const FINE: &[&str] = &[
        "__enter__",
        "__exit__",
        "detach",
        "fileno",
        "getinfo",
        "getmember",
        "getmembers",
        "getnames",
        "infolist",
        "isclosed",
        "namelist",
    ];
    FINE.contains(&method) || releases(method)
}

/// The class of an exit stack.
pub const EXIT_STACK: &str = "contextlib.ExitStack";

/// Whether a class is that of an exit stack.
pub fn is_exit_stack(class: &str) -> bool {
    matches!(class, EXIT_STACK | "contextlib.AsyncExitStack")
}

/// Whether a method of an exit stack promises to release what it is given.
pub fn fills_stack(method: &str) -> bool {
    STACKING.contains(&method)
}

/// Whether what is given by a keyword stays its owner's, whatever is called: an event loop.
pub fn is_lent(keyword: &str) -> bool {
    keyword == "loop"
}

/// Whether a call never returns.
pub fn never_returns(path: &str) -> bool {
    NO_RETURN.contains(&path)
}

/// Whether a method never returns, whatever its object: Ansible's modules end their process so.
pub fn method_never_returns(name: &str) -> bool {
    matches!(name, "exit_json" | "fail_json")
}

/// Whether a method of what is followed returns only when somebody else ends it: nobody else has it.
pub fn serves_for_ever(name: &str) -> bool {
    name == "serve_forever"
}
