//! All registries, and which of them a call means.

use super::Registry;
use rustc_hash::FxHashMap;

/// Registries, findable by the last names of what registers with them.
#[derive(Clone, Debug, Default)]
pub struct Registries {
    all: Vec<Registry>,
    by_last: FxHashMap<String, Vec<usize>>,
}

impl Registries {
    /// Registries in the order in which they are asked.
    pub fn of(all: Vec<Registry>) -> Self {
        let mut by_last: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, registry) in all.iter().enumerate() {
            for name in &registry.registers {
                let known = by_last.entry(last(name).to_owned()).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        Self { all, by_last }
    }

    /// The same, and before them others.
    pub fn behind(self, first: impl IntoIterator<Item = Registry>) -> Self {
        Self::of(first.into_iter().chain(self.all).collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Registry> {
        self.all.iter()
    }

    /// The first that a call registers with, by what it resolves to and by how it is written.
    pub fn called(&self, path: &str, written: &str) -> Option<&Registry> {
        let names = [last(path), last(written), "*"];
        let at = names.iter().flat_map(|name| self.known(name)).filter(|at| {
            let it = &self.all[*at];
            it.is_called(path, written)
        });
        at.min().map(|at| &self.all[at])
    }

    /// Whether a method of a name registers, of an object of some class.
    pub fn have_method(&self, method: &str) -> bool {
        let mut with_it = self.known(method);
        let is_it = |name: &String| name.strip_prefix('.') == Some(method);
        with_it.any(|at| self.all[at].registers.iter().any(is_it))
    }

    /// The first that a method of that name registers with, of an object of a class.
    pub fn method(&self, class: &str, method: &str) -> Option<&Registry> {
        let mut with_it = self.known(method).map(|at| &self.all[at]);
        with_it.find(|it| it.is_method(class, method))
    }

    /// The positions of those whose names end in another.
    fn known(&self, last: &str) -> impl Iterator<Item = usize> {
        self.by_last.get(last).into_iter().flatten().copied()
    }
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
