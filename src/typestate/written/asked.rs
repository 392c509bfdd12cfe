//! What is asked of the rest of the file while a scope is followed: what is found there holds as long as
//! the answers are the same.
//!
//! Which functions a name may mean and what they may give by their names is not noted but compared as a
//! whole: it seldom changes.

use super::functions::{FunctionId, Functions};
use crate::syntax::ast::Stamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};

/// Who has asked for what.
#[derive(Debug, Default)]
pub struct Ledger {
    asker: Cell<FunctionId>,
    asked: RefCell<FxHashMap<FunctionId, Asked>>,
}

/// What was asked about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Functions and methods.
    pub functions: FxHashSet<FunctionId>,
    /// Attributes: what the code of the file does with them.
    pub attributes: FxHashSet<String>,
}

impl Ledger {
    /// What is asked meanwhile is asked for `asker`.
    pub fn on_behalf_of<T>(&self, asker: FunctionId, work: impl FnOnce() -> T) -> T {
        let before = self.asker.replace(asker);
        let done = work();
        self.asker.set(before);
        done
    }

    /// A function is asked about.
    pub fn function(&self, id: FunctionId) {
        self.note(|asked| {
            asked.functions.insert(id);
        });
    }

    /// An attribute is asked about.
    pub fn attribute(&self, attr: &str) {
        self.note(|asked| {
            if !asked.attributes.contains(attr) {
                asked.attributes.insert(attr.to_owned());
            }
        });
    }

    fn note(&self, note: impl FnOnce(&mut Asked)) {
        note(self.asked.borrow_mut().entry(self.asker.get()).or_default());
    }

    /// All that an asker's answers rest on: what it has asked about, and what had to be asked for that.
    pub fn of(&self, asker: FunctionId) -> Asked {
        let known = self.asked.borrow();
        let mut all = Asked::default();
        let mut pending = vec![asker];
        while let Some(asker) = pending.pop() {
            let Some(asked) = known.get(&asker) else {
                continue;
            };
            all.attributes.extend(asked.attributes.iter().cloned());
            let functions = asked.functions.iter().copied();
            pending.extend(functions.filter(|id| all.functions.insert(*id)));
        }
        all
    }
}

/// What the functions of a file are by their names alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Functions, and whether there is only one of the name.
    functions: FxHashMap<String, bool>,
    /// Methods, by class and name.
    methods: FxHashSet<(String, String)>,
    /// What may give something: functions and classes, generators, coroutines.
    givers: [FxHashSet<String>; 4],
    /// The locks that methods of a class give back, with the method.
    locks: FxHashMap<String, Vec<(String, String)>>,
    /// Methods that only give an attribute.
    getters: FxHashMap<String, String>,
}

impl Functions<'_> {
    /// What they are by their names alone.
    pub fn by_name(&self) -> Names {
        let all = |names: &FxHashSet<&str>| names.iter().map(|it| (*it).to_owned()).collect();
        let lock = |(method, lock): &(&str, String)| ((*method).to_owned(), lock.clone());
        Names {
            functions: (self.functions.iter())
                .map(|(name, id)| ((*name).to_owned(), id.is_some()))
                .collect(),
            methods: (self.methods.keys())
                .map(|(class, name)| ((*class).to_owned(), (*name).to_owned()))
                .collect(),
            givers: [
                all(&self.openers),
                all(&self.generators),
                all(&self.coroutines),
                self.owners.clone(),
            ],
            locks: (self.locks.iter())
                .map(|(class, locks)| ((*class).to_owned(), locks.iter().map(lock).collect()))
                .collect(),
            getters: (self.getters.iter())
                .map(|(name, attr)| ((*name).to_owned(), (*attr).to_owned()))
                .collect(),
        }
    }

    /// The functions that a name leads to.
    pub fn named(&self) -> FxHashSet<FunctionId> {
        let functions = self.functions.values().flatten();
        functions.chain(self.methods.values()).copied().collect()
    }

    /// The function that an id stands for, in this text and the next.
    pub fn stamp(&self, id: FunctionId) -> Option<Stamp> {
        self.scopes.get(id)?.made
    }
}
