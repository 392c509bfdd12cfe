//! Signs that a function runs for each of what comes, and not where a program begins.

use super::{Runs, UnitId, Units};
use crate::growth::keys::Space;
use crate::growth::words;

impl<'a> Units<'a> {
    /// Whether there is a sign that a unit runs for each of what comes: something that does calls it, it is given
    /// what comes with a call, or it is called like what answers; and not like what is done at the beginning.
    pub fn is_served(&self, unit: UnitId) -> bool {
        self.is_served_within(unit, 0)
    }

    fn is_served_within(&self, unit: UnitId, depth: usize) -> bool {
        const ANSWERING: &[&str] = &[
            "answer", "check", "delete", "dispatch", "do", "emit", "fetch", "get", "handle",
            "handler", "on", "post", "process", "put", "receive", "recv", "request", "respond",
            "run", "send", "serve", "submit", "view", "work",
        ];
        let it = &self.all[unit];
        let makes = matches!(it.name(), "__init__" | "__new__" | "__post_init__");
        let name = match it.class.filter(|_| makes) {
            Some(class) => class.name.as_str(),
            None => it.name(),
        };
        let callers = self.mentions.get(name).into_iter().flatten();
        let mut callers = callers.filter(|it| it.is_call && it.unit != unit);
        let is_called = depth < 4
            && callers.any(|it| {
                it.is_endless
                    || (self.runs(it.unit) == Runs::Often
                        && self.is_served_within(it.unit, depth + 1))
            });
        let given = it.function.into_iter().flat_map(|it| &it.params);
        let is_given = given
            .into_iter()
            .any(|param| words::of_a_name(&param.name) == Space::Open);
        let first = name
            .trim_start_matches('_')
            .split('_')
            .next()
            .unwrap_or(name);
        let begins = ["create", "make", "add"].contains(&first) || self.installs(unit);
        is_called || (!begins && (is_given || ANSWERING.contains(&first)))
    }

    /// Whether a function is called like what is done once, where a program begins.
    pub fn installs(&self, unit: UnitId) -> bool {
        const INSTALLING: &[&str] = &[
            "activate",
            "apply",
            "attach",
            "bootstrap",
            "configure",
            "connect",
            "enable",
            "get_logger",
            "init",
            "install",
            "instrument",
            "listen",
            "load",
            "main",
            "monkey",
            "patch",
            "register",
            "setup",
            "set_up",
            "start",
        ];
        let name = self.all[unit].name();
        let name = if name.starts_with("__") {
            ""
        } else {
            name.trim_start_matches('_')
        };
        let begins = ["boot", "init", "initialize", "ready", "setup", "startup"];
        INSTALLING.iter().any(|word| name.starts_with(word))
            || name.split('_').any(|word| begins.contains(&word))
    }

    /// Whether a method runs only while its object is made: nothing calls it but what does.
    pub fn is_of_the_making(&self, unit: UnitId) -> bool {
        self.is_within_the_making(unit, 0)
    }

    fn is_within_the_making(&self, unit: UnitId, depth: usize) -> bool {
        let it = &self.all[unit];
        let Some(class) = it.class else { return false };
        if crate::growth::holders::is_of_the_beginning(it.name()) {
            return true;
        }
        let callers = self.mentions.get(it.name()).into_iter().flatten();
        let mut callers = callers.filter(|it| it.unit != unit).peekable();
        depth < 6
            && it.name().starts_with('_')
            && callers.peek().is_some()
            && callers.all(|caller| {
                let is_its = self.all[caller.unit]
                    .class
                    .is_some_and(|it| it.range == class.range);
                caller.is_call && is_its && self.is_within_the_making(caller.unit, depth + 1)
            })
    }
}
