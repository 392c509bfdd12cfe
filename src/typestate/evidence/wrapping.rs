//! Classes of others that are given an open handle: whether their objects are only a way to use it, so that
//! nobody has the handle once the object is dropped.

use super::acquiring::words;
use super::modules::{is_builtin_name, is_standard};
use super::names::is_constructor;

/// Last words of classes whose objects live on by themselves: something that runs, or that is told of what
/// happens, has them.
const LIVING: &[&str] = &[
    "agent",
    "app",
    "application",
    "callback",
    "connection",
    "daemon",
    "dispatcher",
    "endpoint",
    "future",
    "greenlet",
    "handler",
    "job",
    "listener",
    "monitor",
    "observer",
    "process",
    "protocol",
    "request",
    "response",
    "runner",
    "server",
    "service",
    "session",
    "task",
    "thread",
    "timer",
    "transport",
    "watcher",
    "widget",
    "window",
    "worker",
];

/// Methods after which an object lives on by itself.
const LAUNCHING: &[&str] = &[
    "attach", "begin", "connect", "install", "launch", "listen", "register", "schedule", "show",
    "spawn", "start", "submit",
];

/// Whether a class, by its dotted name, is one whose objects only use what they are given, as long as somebody
/// has them: `DocumentReader(open(path, "rb"))`.
pub fn only_wraps(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    let is_of_others = match path.strip_prefix("builtins.") {
        Some(name) => !is_builtin_name(name),
        None => !is_standard(path),
    };
    let lives = |word: &String| LIVING.contains(&word.as_str());
    is_of_others && is_constructor(last) && !words(last).last().is_some_and(lives)
}

/// Whether an object lives on by itself once a method of this name was called.
pub fn launches(method: &str) -> bool {
    LAUNCHING.contains(&method)
}
