//! What a name says of a call that nothing is known about: whether it looks like one that gives something
//! to be released, what that would be, and how it would be released.

use super::names::is_constructor;

/// Verbs that give something to be released whatever comes behind them.
const VERBS: &[&str] = &[
    "acquire", "borrow", "checkout", "connect", "dial", "lease", "open", "popen", "reserve",
    "spawn",
];

/// Verbs that do so if what they name is one of [`KINDS`].
const MAKING: &[&str] = &[
    "build", "create", "get", "init", "make", "new", "obtain", "setup", "start",
];

/// What has to be released as a rule, and is named as the last word.
const KINDS: &[&str] = &[
    "archive",
    "browser",
    "channel",
    "client",
    "conn",
    "connection",
    "consumer",
    "cursor",
    "executor",
    "lease",
    "listener",
    "lock",
    "pool",
    "producer",
    "reader",
    "server",
    "session",
    "socket",
    "stream",
    "subscription",
    "transport",
    "tunnel",
    "worker",
    "writer",
];

/// Classes that are called so and hold nothing, or nothing of their own.
const PLAIN: &[&str] = &["TestClient", "DictReader", "DictWriter"];

/// How much a name looks like that of a call that gives something to be released; none if it does not.
pub fn looks_acquiring(name: &str) -> Option<u32> {
    if PLAIN.contains(&name) {
        return None;
    }
    let words = words(name);
    let (first, last) = (words.first()?.as_str(), words.last()?.as_str());
    let is_kind = KINDS.contains(&last);
    match () {
        () if is_constructor(name) => is_kind.then_some(3),
        () if VERBS.contains(&first) => Some(3),
        () if MAKING.contains(&first) && words.len() > 1 && is_kind => Some(2),
        () if matches!(name, "cursor" | "lock" | "client" | "session" | "getconn") => Some(1),
        () => None,
    }
}

/// What a call of a name gives, in one word.
pub fn kind_of(name: &str) -> String {
    let words = words(name);
    let kind = words.last().filter(|last| KINDS.contains(&last.as_str()));
    match kind.map(String::as_str) {
        Some("conn") => "connection".to_owned(),
        Some(kind) => kind.to_owned(),
        None => match words.first().map(String::as_str) {
            Some("connect" | "dial" | "getconn") => "connection".to_owned(),
            _ => "resource".to_owned(),
        },
    }
}

/// How what a call of a name gives is released most likely.
pub fn release_of(name: &str) -> &'static str {
    let words = words(name);
    let is = |word: &str| words.iter().any(|it| it == word);
    match () {
        () if is("acquire") || is("lock") || is("lease") || is("reserve") => "release",
        () if is("executor") => "shutdown",
        () if is("spawn") || is("worker") => "stop",
        () => "close",
    }
}

/// Whether a method of its object, or of somebody else who is given it, shows that something had to be
/// released.
pub fn shows_release(method: &str) -> bool {
    const ENDING: &[&str] = &[
        "aclose",
        "cleanup",
        "close",
        "destroy",
        "disconnect",
        "dispose",
        "give_back",
        "hangup",
        "logout",
        "quit",
        "release",
        "shutdown",
        "stop",
        "terminate",
        "unsubscribe",
        "wait_closed",
    ];
    ENDING.contains(&method)
}

/// Whether a function or method of this name takes back what it is given.
pub fn takes_back(name: &str) -> bool {
    const TAKING: &[&str] = &["checkin", "give_back", "putback", "putconn", "release"];
    let words = words(name);
    let verb = words.first().map_or("", String::as_str);
    TAKING.contains(&name)
        || (matches!(verb, "close" | "disconnect" | "release" | "stop") && words.len() > 1)
        || (matches!(verb, "give" | "put" | "return")
            && words.iter().any(|it| KINDS.contains(&it.as_str())))
}

/// Whether a method takes what it is given out of its object: whoever takes it out has it again.
pub fn takes_out(method: &str) -> bool {
    matches!(
        method,
        "discard" | "remove" | "removeHandler" | "unregister"
    )
}

/// Whether a function or method of this name calls later what it is given, or has it called at once.
pub fn registers(name: &str) -> bool {
    const REGISTERING: &[&str] = &[
        "add_signal_handler",
        "append",
        "call_later",
        "call_on_close",
        "call_soon",
        "on_close",
        "on_exit",
        "run_in_executor",
        "signal",
        "to_thread",
    ];
    const WORDS: &[&str] = &[
        "atexit",
        "callback",
        "cleanup",
        "defer",
        "finalize",
        "finalizer",
        "push",
        "register",
    ];
    let is_word = |word: &String| WORDS.contains(&word.as_str());
    // `addfinalizer` has no words of its own.
    name == "addfinalizer" || REGISTERING.contains(&name) || words(name).iter().any(is_word)
}

/// Whether a method of this name puts its last argument into its object.
pub fn stores(method: &str) -> bool {
    const STORING: &[&str] = &[
        "add",
        "append",
        "appendleft",
        "insert",
        "put",
        "put_nowait",
        "setdefault",
    ];
    STORING.contains(&method)
}

/// Whether a method of this name only gives what is in its object, or what there is at the moment.
pub fn is_accessor(method: &str) -> bool {
    const ACCESSORS: &[&str] = &[
        "current",
        "first",
        "get",
        "get_nowait",
        "item",
        "items",
        "keys",
        "last",
        "next",
        "one",
        "one_or_none",
        "peek",
        "pop",
        "popitem",
        "popleft",
        "setdefault",
        "values",
    ];
    ACCESSORS.contains(&method) || (method.starts_with("__") && method.ends_with("__"))
}

/// Whether a function of this dotted name only gives what there is. `get` of a module asks for something.
pub fn only_reads(path: &str) -> bool {
    let asks = |module: &str, name: &str| name == "get" && !module.contains('.');
    path.rsplit_once('.')
        .is_some_and(|(module, name)| is_accessor(name) && !asks(module, name))
}

/// Whether so many things have a method of this name that it says nothing of what it gives.
pub fn is_everyday(method: &str) -> bool {
    const EVERYDAY: &[&str] = &[
        "add",
        "all",
        "copy",
        "create",
        "decode",
        "encode",
        "execute",
        "find",
        "first",
        "format",
        "get",
        "item",
        "items",
        "join",
        "keys",
        "make",
        "new",
        "next",
        "pop",
        "put",
        "read",
        "replace",
        "run",
        "select",
        "send",
        "setdefault",
        "split",
        "start",
        "strip",
        "values",
    ];
    EVERYDAY.contains(&method)
}

/// The words of a name, in small letters: `create_s3_client`, `KafkaConsumer`, `HTTPClient`.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in letters.iter().enumerate() {
        let is_small = |at: usize| letters.get(at).is_some_and(|it| it.is_lowercase());
        let begins = c.is_uppercase() && at > 0 && (is_small(at - 1) || is_small(at + 1));
        if begins || *c == '_' {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && *c != '_'
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_give() {
        for (name, kind, release) in [
            ("create_s3_client", "client", "close"),
            ("KafkaConsumer", "consumer", "close"),
            ("openStream", "stream", "close"),
            ("connect", "connection", "close"),
            ("acquire_lease", "lease", "release"),
            ("_get_conn", "connection", "close"),
            ("HTTPClient", "client", "close"),
        ] {
            assert_eq!(
                (kind_of(name).as_str(), release_of(name)),
                (kind, release),
                "{name}"
            );
        }
        for name in [
            "format",
            "get",
            "get_name",
            "Order",
            "opener",
            "connected",
            "TestClient",
        ] {
            assert_eq!(looks_acquiring(name), None, "{name}");
        }
        for name in [
            "open_device",
            "Session",
            "create_pool",
            "cursor",
            "get_connection",
        ] {
            assert!(looks_acquiring(name).is_some(), "{name}");
        }
        assert!(takes_back("putconn") && takes_back("return_connection") && !takes_back("put"));
    }
}
