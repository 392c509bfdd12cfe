//! The catalogue: what can be acquired, how it is released, and what happens if it is not.
//!
//! Data, not code: one TOML file per family next to this one, one [`Handle`] per kind of thing that
//! must be released, with every callable that gives one ([`Acquire`]). Whoever adds a resource adds
//! an entry with its leaky and its clean snippet, which are its tests. People's own entries have the
//! same fields. Nothing here knows how code is analysed.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// All families without their examples, as JSON: the build script writes it from the TOML files.
const FAMILIES: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.json"));
/// What only the reference shows.
const SHOWN: &str = include_str!(concat!(env!("OUT_DIR"), "/shown.json"));

/// Something that must be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handle {
    /// The class of the handle, by its dotted name, such as `socket.socket`.
    pub class: String,
    /// What people call it, such as `file`.
    pub kind: String,
    /// Methods of the handle that release it.
    #[serde(default)]
    pub release: Vec<String>,
    /// What has been done to it then, such as `closed`.
    #[serde(default = "closed")]
    pub released: String,
    /// Functions that release the handle they are given first, such as `os.close`.
    #[serde(default)]
    pub release_calls: Vec<String>,
    /// Functions that, called without naming one, release all of them, such as `pyplot.show`.
    #[serde(default)]
    pub release_all: Vec<String>,
    /// Methods of another object that take it back, such as a pool's `putconn`.
    #[serde(default)]
    pub given_back: Vec<String>,
    /// What leaving its `with` does.
    #[serde(default)]
    pub with: WithEffect,
    /// Whether its `with` is an `async with`.
    #[serde(default)]
    pub async_with: bool,
    /// Whether releasing it is awaited.
    #[serde(default)]
    pub awaited: bool,
    /// What CPython does when the last reference is gone: `R0` to `R6`.
    pub leak_class: String,
    /// The warning Python gives when it is dropped unreleased; empty when there is none.
    #[serde(default)]
    pub warns: String,
    /// What runs out: `descriptors`, `connections`, `threads`, `processes`, `storage` or `memory`.
    pub exhausts: String,
    /// How many of those one handle takes.
    #[serde(default = "one")]
    pub units: u32,
    /// The error the leak ends in, exactly as Python prints it.
    pub ends_in: String,
    /// How many there may be by default, and who says so; for the catalogue's own see [`Shown`].
    #[serde(default)]
    pub limit: String,
    /// What a missing release amounts to.
    #[serde(default)]
    pub missing: Missing,
    /// What becomes of a dropped handle, in one sentence.
    pub dropped: String,
    /// Where the documentation says how to release it; for the catalogue's own see [`Shown`].
    #[serde(default)]
    pub source: String,
    /// The callables that give one.
    pub acquire: Vec<Acquire>,
}

/// A way to get a handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acquire {
    /// Dotted names of the callables; the first is the one people know.
    pub names: Vec<String>,
    /// How it gives the handle.
    #[serde(default)]
    pub form: Form,
    /// The argument that the new handle takes over, such as the descriptor of `os.fdopen`.
    #[serde(default)]
    pub takes: Option<usize>,
    /// The keyword with which it works on what the caller has, and holds nothing of its own, such as
    /// `fileobj`.
    #[serde(default)]
    pub unless_given: Option<String>,
    /// The keyword that, given as false, leaves that argument to its owner, such as `closefd`.
    #[serde(default)]
    pub takes_unless_false: Option<String>,
}

/// A way to get a handle, shown and tested.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A function that forgets to release it; the line that acquires ends in `# leaks`.
    pub leaky: String,
    /// The same, correct.
    pub clean: String,
}

/// A handle's limit and source, see [`Handle`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// How many there may be by default, and who says so.
    pub limit: String,
    /// Where the documentation says how to release it.
    pub source: String,
}

/// What the analysis does without and the reference shows, kept apart so that the page can do
/// without it too.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Shown {
    /// By the class of the handle.
    pub notes: HashMap<String, Note>,
    /// By the first of [`Acquire::names`].
    pub examples: HashMap<String, Example>,
}

/// What is shown of the catalogue that comes with Leaklab.
///
/// Complete: the build script fails where something is missing, and a test reads it.
pub fn shown() -> Shown {
    serde_json::from_str(SHOWN).unwrap_or_default()
}

/// How a callable gives its handle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// It returns it.
    #[default]
    Returned,
    /// It returns a tuple with the handle first.
    FirstOfTuple,
    /// It returns a tuple with the handle second.
    SecondOfTuple,
    /// It returns a tuple of two handles.
    BothOfTuple,
    /// It is a method that makes its object something to be released, such as `Thread.start`.
    Receiver,
    /// It is a method that takes its object for its caller alone, such as `Lock.acquire`. Such an
    /// object is followed by the way it is written.
    Held,
}

/// What leaving a `with` of the handle does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithEffect {
    /// It releases the handle.
    #[default]
    Releases,
    /// Something else, and the handle stays open.
    KeepsOpen,
    /// It is no context manager.
    Unsupported,
}

/// What a missing release amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// A leak.
    #[default]
    Leak,
    /// A leak if what it runs never ends by itself, otherwise a habit worth changing.
    LeakIfEndless,
    /// A habit worth changing: it releases itself once it has been read to its end.
    Habit,
}

fn one() -> u32 {
    1
}

fn closed() -> String {
    "closed".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    handle: Vec<Handle>,
}

/// All handles, findable by callable and by class.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    handles: Vec<Handle>,
    by_callable: HashMap<String, (usize, usize)>,
    by_class: HashMap<String, usize>,
    last_names: HashSet<String>,
    release_calls: HashSet<String>,
}

/// An entry that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// Where it stands: a family or a person's file.
    pub source: String,
    /// What is wrong, with line and column.
    pub message: String,
}

/// Reads a person's own entries: a TOML text with `[[handle]]` tables. `source` names it in errors.
///
/// # Errors
/// If the text is not TOML or an entry lacks a field or has an unknown one.
pub fn read(source: &str, text: &str) -> Result<Vec<Handle>, CatalogueError> {
    match toml::from_str::<Family>(text) {
        Ok(family) => Ok(family.handle),
        Err(error) => Err(CatalogueError {
            source: source.to_owned(),
            message: error.to_string(),
        }),
    }
}

impl Catalogue {
    /// The catalogue that comes with Leaklab.
    ///
    /// # Errors
    /// If an entry is malformed, which the tests rule out.
    pub fn builtin() -> Result<Self, CatalogueError> {
        let families: Vec<Family> =
            serde_json::from_str(FAMILIES).map_err(|error| CatalogueError {
                source: "the catalogue".to_owned(),
                message: error.to_string(),
            })?;
        let mut catalogue = Self::default();
        for family in families {
            catalogue.extend(family.handle);
        }
        Ok(catalogue)
    }

    /// Adds handles; a later one wins.
    pub fn extend(&mut self, handles: impl IntoIterator<Item = Handle>) {
        for handle in handles {
            let at = self.handles.len();
            for (which, acquire) in handle.acquire.iter().enumerate() {
                for name in &acquire.names {
                    self.by_callable.insert(name.clone(), (at, which));
                    let last = name.rsplit('.').next().unwrap_or(name);
                    self.last_names.insert(last.to_owned());
                }
            }
            self.by_class.insert(handle.class.clone(), at);
            let calls = handle.release_calls.iter().chain(&handle.release_all);
            self.release_calls.extend(calls.cloned());
            self.handles.push(handle);
        }
    }

    /// Every handle, in the order of the families.
    pub fn handles(&self) -> &[Handle] {
        &self.handles
    }

    /// The handle a callable gives, and how.
    pub fn acquired_by(&self, callable: &str) -> Option<(&Handle, &Acquire)> {
        let (handle, acquire) = self.by_callable.get(callable)?;
        let handle = self.handles.get(*handle)?;
        Some((handle, handle.acquire.get(*acquire)?))
    }

    /// The handle of a class.
    pub fn of_class(&self, class: &str) -> Option<&Handle> {
        self.handles.get(*self.by_class.get(class)?)
    }

    /// Whether the last part of some callable's dotted name is `name`.
    pub fn mentions(&self, name: &str) -> bool {
        self.last_names.contains(name)
    }

    /// Whether a function releases the handle it is given first, or all of them.
    pub fn is_release_call(&self, callable: &str) -> bool {
        self.release_calls.contains(callable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_can_be_read() {
        let catalogue = Catalogue::builtin().unwrap();
        let (file, acquire) = catalogue.acquired_by("io.open").unwrap();
        assert_eq!((file.kind.as_str(), acquire.form), ("file", Form::Returned));
        assert!(catalogue.is_release_call("os.close"));
        assert!(catalogue.of_class("socket.socket").is_some());
    }

    #[test]
    fn a_wrong_entry_says_where() {
        let error = read("mine", "[[handle]]\nclas = 'x'").unwrap_err();
        assert_eq!(error.source, "mine");
        assert!(error.message.contains("clas"), "{}", error.message);
    }
}
