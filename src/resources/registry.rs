//! Registries: what keeps whatever it is given, until it is told otherwise.

use serde::{Deserialize, Serialize};

/// What keeps whatever is registered with it; or something that is meant to be made once, and brings much with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Dotted names of what registers. A `*` stands for one part of a name; `.addHandler` is a method of anything,
    /// `.clicked.connect` one of whatever is called `clicked`.
    pub registers: Vec<String>,
    /// Last names of what takes it back; none if nothing does.
    #[serde(default)]
    pub removes: Vec<String>,
    /// The classes whose method it is: without them, a method of anything.
    #[serde(default)]
    pub of: Vec<String>,
    /// Who keeps it, in words.
    pub keeper: String,
    /// The argument of which it keeps one for each that is different, from 0; without, it keeps every one.
    #[serde(default)]
    pub by: Option<usize>,
    /// The class under which it is kept, as an argument from 0: what is registered under it again takes its place.
    #[serde(default)]
    pub under: Option<usize>,
    /// The argument that it is registered with, from 0, where that is no object whose method is called.
    #[serde(default)]
    pub with: Option<usize>,
    /// What one call leaves, in words, if that is not what it is given.
    #[serde(default)]
    pub leaves: Option<String>,
    /// Whether it holds what it is given weakly unless it is told `weak=False`.
    #[serde(default)]
    pub weakly: bool,
    /// Whether it is a method of things that mostly go with the call: only those that are there for longer count.
    #[serde(default)]
    pub lasting: bool,
    /// Whether what a function is given to register with goes with whoever gave it: only what it has itself counts.
    #[serde(default)]
    pub lent: bool,
    /// Whether it registers nothing, and makes something that is meant to be made once.
    #[serde(default)]
    pub makes: bool,
    /// Whether only the cyclic collector takes what is left.
    #[serde(default)]
    pub is_cyclic: bool,
}

impl Registry {
    /// Whether a call registers, by what it resolves to and by how it is written.
    pub(super) fn is_called(&self, path: &str, written: &str) -> bool {
        self.registers
            .iter()
            .any(|name| match name.strip_prefix('.') {
                Some(_) => self.of.is_empty() && ends(written, name),
                None => is_like(path, name),
            })
    }

    /// Whether a method of that name registers, of an object of a class.
    pub(super) fn is_method(&self, class: &str, method: &str) -> bool {
        let is_it = |name: &String| name.strip_prefix('.') == Some(method);
        self.registers.iter().any(is_it) && self.of.iter().any(|of| of == class)
    }
}

/// Whether a dotted name as it is written ends in others: `self.button.clicked.connect` in `.clicked.connect`.
fn ends(written: &str, name: &str) -> bool {
    written.ends_with(name) && written.len() > name.len()
}

/// Whether a dotted name is another, in which a `*` stands for one part.
fn is_like(path: &str, name: &str) -> bool {
    let (mut path, mut name) = (path.split('.'), name.split('.'));
    loop {
        match (path.next(), name.next()) {
            (None, None) => return true,
            (Some(own), Some(part)) if part == "*" || part == own => {}
            _ => return false,
        }
    }
}
