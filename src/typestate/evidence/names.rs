//! What a name says of what it names.

/// What a name says about releasing what it is given: an object, or what is on the disk at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// An object, which is closed.
    Object,
    /// A path, which is removed or moved.
    Path,
}

/// Methods whose exceptions are ignored, because they release.
const RELEASING: &[&str] = &[
    "close",
    "aclose",
    "shutdown",
    "disconnect",
    "join",
    "release",
    "cleanup",
    "terminate",
    "kill",
    "stop",
    "dispose",
    "unlink",
    "wait_closed",
];

/// Whether a name begins with a verb that releases (`close_all`, `_safe_close`), or, for a path, has one
/// that removes or moves (`atomic_move`).
pub fn says_it_releases(name: &str, given: Given) -> bool {
    const BEFORE: &[&str] = &["safe", "safely", "silent", "quiet", "try", "force", "maybe"];
    const REMOVING: &[&str] = &[
        "remove", "delete", "unlink", "discard", "rm", "move", "rename", "cleanup",
    ];
    fn words(name: &str) -> impl Iterator<Item = &str> {
        name.split('_').filter(|word| !word.is_empty())
    }
    match given {
        Given::Path => words(name).any(|word| REMOVING.iter().any(|verb| word.starts_with(verb))),
        // `unlock_and_close` does both.
        Given::Object => name.split("_and_").any(|part| {
            let verb = words(part).find(|word| !BEFORE.contains(word));
            verb.is_some_and(releases)
        }),
    }
}

/// Whether a name begins with a verb whose effect lasts: `startLogging`, `setwriter`, `install_hook`.
pub fn sets_up(name: &str) -> bool {
    const LASTING: &[&str] = &["set", "start", "install", "enable", "configure", "redirect"];
    let name = name.trim_start_matches('_');
    let lasts = |verb: &&str| {
        name.strip_prefix(*verb)
            .is_some_and(|rest| !rest.is_empty())
    };
    LASTING.iter().any(lasts)
}

/// Whether a function's name says that it takes a lock for whoever calls it: `_lock_file`, `__enter__`.
pub fn takes_a_lock(name: &str) -> bool {
    let mut words = name.split('_');
    words.any(|word| matches!(word, "lock" | "acquire" | "enter"))
}

/// Whether a variable's name says that it is an open file, not a path.
pub fn names_an_open_file(name: &str) -> bool {
    matches!(
        name,
        "fileobj" | "file_obj" | "file_object" | "fp" | "stream"
    )
}

/// Whether a name is a file's rather than a path's: `image_file`, `upload`.
pub fn names_a_file(name: &str) -> bool {
    const FILES: &[&str] = &[
        "body", "buf", "buffer", "bytes", "content", "data", "f", "fd", "fh", "file", "image",
        "upload",
    ];
    name.rsplit('_')
        .next()
        .is_some_and(|it| FILES.contains(&it))
}

/// Whether a variable's name says that it is a connection, not what makes them.
pub fn names_a_connection(name: &str) -> bool {
    let last = name.rsplit('_').next();
    last.is_some_and(|last| matches!(last, "bind" | "conn" | "connection" | "con"))
}

/// Whether a name says that what it names makes something of what it is given: `response_class`,
/// `cls`, `transport_factory`.
pub fn names_a_class(name: &str) -> bool {
    const MAKING: &[&str] = &["cls", "class", "factory", "wrapper"];
    let last = name.rsplit('_').next();
    let wraps = name.trim_start_matches('_').starts_with("wrap_");
    is_constructor(name) || wraps || last.is_some_and(|last| MAKING.contains(&last))
}

/// Whether a method's name says that its object is closed when it is called, or is being made.
pub fn opens(name: &str) -> bool {
    const OPENING: &[&str] = &[
        "__init__",
        "__enter__",
        "__aenter__",
        "__setstate__",
        "__call__",
        "setUp",
    ];
    const VERBS: &[&str] = &[
        "open",
        "reopen",
        "connect",
        "reconnect",
        "start",
        "restart",
        "begin",
        "init",
        "setup",
        "create",
        "initialize",
    ];
    let verb = name.trim_start_matches('_').split('_').next();
    OPENING.contains(&name) || verb.is_some_and(|verb| VERBS.contains(&verb))
}

/// Whether a name looks like a class's: `Name`, `_Name`, but not `NAME`.
pub fn is_constructor(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase)
}

/// Whether the last part of a dotted name looks like a class's.
pub fn names_a_type(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(is_constructor)
}

/// Where a name that releases stands among several: the one people would call first.
pub fn rank(name: &str) -> usize {
    let known = RELEASING.iter().position(|it| *it == name);
    known.unwrap_or(RELEASING.len() + usize::from(name.starts_with('_')))
}

/// Whether a method's name says that it releases its object.
pub fn releases(name: &str) -> bool {
    RELEASING.contains(&name)
}

/// Whether a method that releases does so when it is called, where others of its object have to be awaited.
pub fn ends_at_once(name: &str) -> bool {
    matches!(name, "terminate" | "kill")
}

/// The names of methods that end their object.
pub fn endings() -> impl Iterator<Item = &'static str> {
    let special = ["__exit__", "__aexit__", "__del__"];
    RELEASING.iter().copied().chain(special)
}
