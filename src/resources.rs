//! The catalogue: what can be acquired, how it is released, and what happens if it is not.
//!
//! Data, not code: one TOML file per family next to this one, one [`Handle`] per kind of thing that
//! must be released, with every callable that gives one ([`Acquire`]), and one [`Registry`] for what keeps whatever
//! it is given. Whoever adds a resource adds
//! an entry with its leaky and its clean snippet, which are its tests. People's own entries have the
//! same fields (`project`). Nothing here knows how code is analysed.

mod handle;
mod registries;
mod registry;
mod words;

pub use handle::{Acquire, Form, Handle, Missing, WithEffect};
pub use registries::Registries;
pub use registry::Registry;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::HashMap;

/// All handles without what is only shown, and all registries, in postcard's format: the build script writes it from the
/// TOML files.
const HANDLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.bin"));
/// What only the reference shows.
const SHOWN: &str = include_str!(concat!(env!("OUT_DIR"), "/shown.json"));

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
    /// What its family calls itself.
    pub family: String,
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

/// All handles, findable by callable and by class.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    handles: Vec<Handle>,
    registries: Registries,
    by_callable: FxHashMap<String, (usize, usize)>,
    by_class: FxHashMap<String, usize>,
    last_names: FxHashSet<String>,
    awaitables: FxHashSet<String>,
    release_calls: FxHashSet<String>,
    /// Every dotted name, and those of the modules and classes that it begins with.
    named: FxHashSet<String>,
    /// The names that come with Leaklab and have no dot: those of modules.
    modules: FxHashSet<String>,
    /// Whether it has methods of anything.
    of_anything: bool,
    /// The methods that it has of whatever is called somehow.
    of_receivers: FxHashSet<String>,
}

/// The catalogue in the program could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// What is wrong.
    pub message: String,
}

impl Catalogue {
    /// The catalogue that comes with Leaklab.
    ///
    /// # Errors
    /// If an entry is malformed, which the tests rule out.
    pub fn builtin() -> Result<Self, CatalogueError> {
        let (handles, registries): (Vec<Handle>, Vec<Registry>) = postcard::from_bytes(HANDLES)
            .map_err(|error| CatalogueError {
                message: error.to_string(),
            })?;
        let mut catalogue = Self {
            registries: Registries::of(registries),
            ..Self::default()
        };
        catalogue.extend(handles);
        let first_parts = catalogue.named.iter().filter(|name| !name.contains('.'));
        catalogue.modules = first_parts.cloned().collect();
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
                    let names = match handle.by_await {
                        true => &mut self.awaitables,
                        false => &mut self.last_names,
                    };
                    names.insert(last.to_owned());
                    self.name(name);
                    self.of_anything |= name.starts_with('.');
                    if name.starts_with('.') && name.matches('.').count() > 1 {
                        self.of_receivers.insert(last.to_owned());
                    }
                }
            }
            self.by_class.insert(handle.class.clone(), at);
            self.name(&handle.class);
            let calls = handle.release_calls.iter().chain(&handle.release_all);
            for call in calls {
                self.name(call);
                self.release_calls.insert(call.clone());
            }
            self.handles.push(handle);
        }
    }

    /// Adds registries: what is added last is asked first.
    pub fn extend_registries(&mut self, registries: impl IntoIterator<Item = Registry>) {
        self.registries = std::mem::take(&mut self.registries).behind(registries);
    }

    /// Every registry.
    pub fn registries(&self) -> &Registries {
        &self.registries
    }

    fn name(&mut self, path: &str) {
        let dots = path.match_indices('.').map(|(at, _)| at);
        for end in dots.chain([path.len()]) {
            if !self.named.contains(&path[..end]) {
                self.named.insert(path[..end].to_owned());
            }
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

    /// The handle that a method gives, and how: one of the class, or otherwise of whatever is called
    /// `receiver` (`.pool.lease`), or of anything (`.lease`).
    pub fn acquired_by_method(
        &self,
        class: &str,
        receiver: &str,
        name: &str,
    ) -> Option<(&Handle, &Acquire)> {
        let of_class = self.acquired_by(&format!("{class}.{name}"));
        of_class.or_else(|| match self.of_anything {
            true => (self.acquired_by(&format!(".{receiver}.{name}")))
                .or_else(|| self.acquired_by(&format!(".{name}"))),
            false => None,
        })
    }

    /// What a call of an object of a class gives.
    pub fn acquired_by_call_of(&self, class: &str) -> Option<(&Handle, &Acquire)> {
        self.acquired_by(&format!("{class}.__call__"))
    }

    /// What a method gives that an object has from one of these classes, the first that gives something.
    pub fn acquired_by_inherited(&self, bases: &[&str], name: &str) -> Option<(&Handle, &Acquire)> {
        let mut methods = bases.iter().map(|base| format!("{base}.{name}"));
        methods.find_map(|method| self.acquired_by(&method))
    }

    /// Whether a name is that of a module that comes with Leaklab.
    pub fn is_module(&self, name: &str) -> bool {
        self.modules.contains(name)
    }

    /// Whether a method of this name gives a handle, of whatever is called somehow.
    pub fn is_of_a_receiver(&self, method: &str) -> bool {
        self.of_receivers.contains(method)
    }

    /// The handle of a class.
    pub fn of_class(&self, class: &str) -> Option<&Handle> {
        self.handles.get(*self.by_class.get(class)?)
    }

    /// Whether an attribute of that name is a handle itself, of the object that stands for it.
    pub fn stands_for(&self, attr: &str) -> bool {
        let named = |handle: &Handle| handle.attributes.iter().any(|it| it == attr);
        self.handles.iter().any(named)
    }

    /// Whether a dotted name is in the catalogue: something of it, or a module or class with something in
    /// it.
    pub fn knows(&self, path: &str) -> bool {
        self.named.contains(path)
    }

    /// Whether the last part of some callable's dotted name is `name`, awaitables apart.
    pub fn mentions(&self, name: &str) -> bool {
        self.last_names.contains(name)
    }

    /// Whether what a callable with that last name gives is released by awaiting it.
    pub fn is_awaitable(&self, name: &str) -> bool {
        self.awaitables.contains(name)
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
}
