//! What names mean: the module's imports, functions, classes and objects.

mod attributes;
mod learn;

use super::assumed::Assumed;
use super::fields::Fields;
use crate::syntax::ast::Constant;
use crate::typestate::evidence;
use attributes::Held;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the names of a module mean to the functions in it.
#[derive(Clone, Debug, Default)]
pub struct ModuleScope {
    /// The package that the file is in, dotted; empty if it is not known.
    package: String,
    names: FxHashMap<String, Meaning>,
    /// Dotted names of what the file puts something else in place of: `os.open = mine`.
    replaced: FxHashSet<String>,
    bases: FxHashMap<String, Vec<String>>,
    endless: FxHashSet<String>,
    fields: Fields,
    held: Held,
    /// The classes of the file that have each class as a base, nearer or farther, with itself.
    below: FxHashMap<String, Vec<String>>,
    /// The classes of other files that each class inherits, by their dotted names.
    imported: FxHashMap<String, Vec<String>>,
    assumed: Vec<Assumed>,
}

/// What a name of the module means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Something imported, or another name for it.
    Path(String),
    /// A function or class of the file.
    Definition,
    /// An object made by a call, by the class or function that made it.
    Object(String),
    /// A constant of the module's own: bound once, under a name that others leave alone.
    Constant(Constant),
    /// A variable.
    Variable,
}

impl ModuleScope {
    /// What a name means; a builtin if the module does not bind it.
    pub fn meaning(&self, name: &str) -> Meaning {
        let meaning = match self.names.get(name) {
            Some(meaning) => meaning.clone(),
            None if name.starts_with("__") => Meaning::Variable,
            None => Meaning::Path(format!("builtins.{name}")),
        };
        match &meaning {
            Meaning::Path(path) if self.is_replaced(path) => Meaning::Variable,
            _ => meaning,
        }
    }

    /// Whether the file puts something else in place of what has a dotted name.
    pub fn is_replaced(&self, path: &str) -> bool {
        self.replaced.contains(path)
    }

    /// The last part of the dotted name that a name stands for, if it is imported or a builtin.
    pub(super) fn last_part<'s>(&'s self, name: &'s str) -> Option<&'s str> {
        match self.names.get(name) {
            Some(Meaning::Path(path)) => path.rsplit('.').next(),
            // It is called itself.
            Some(Meaning::Object(_)) => Some("__call__"),
            Some(_) => None,
            None => (!name.starts_with("__")).then_some(name),
        }
    }

    /// The dotted name a written name stands for, if it is one.
    pub fn resolve(&self, written: &str) -> Option<String> {
        let (first, rest) = match written.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (written, None),
        };
        match (self.meaning(first), rest) {
            (Meaning::Path(path), Some(rest)) => Some(format!("{path}.{rest}")),
            (Meaning::Path(path), None) => Some(path),
            _ => None,
        }
    }

    /// What an imported name stands for in all files: `.Image.open` is `PIL.Image.open` in a file of the
    /// folder `PIL`. The dots are those of the module, and one before the name.
    pub(in crate::typestate) fn absolute(&self, path: &str) -> String {
        let rest = path.trim_start_matches('.');
        let level = match path.len() - rest.len() {
            0 => return evidence::original(path).unwrap_or_else(|| path.to_owned()),
            1 => 1,
            dots => dots - 1,
        };
        let mut packages: Vec<&str> = self.package.split('.').collect();
        if self.package.is_empty() || level > packages.len() {
            return path.to_owned();
        }
        packages.truncate(packages.len() + 1 - level);
        packages.push(rest);
        packages.join(".")
    }

    /// The bases of a class of the file, as written.
    pub(in crate::typestate) fn bases_of(&self, class: &str) -> Option<&[String]> {
        self.bases.get(class).map(Vec::as_slice)
    }

    /// The attributes of the file's objects.
    pub(in crate::typestate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The classes of the file.
    pub(in crate::typestate) fn classes(&self) -> impl Iterator<Item = &str> {
        self.bases.keys().map(String::as_str)
    }

    /// A class and what it inherits, as far as it is written in the file, nearest first.
    pub(in crate::typestate) fn lineage<'s>(&'s self, class: &'s str) -> Vec<&'s str> {
        /// Most classes whose bases are looked at.
        const MOST: usize = 64;
        let mut classes = vec![class];
        let mut seen = FxHashSet::from_iter([class]);
        let mut at = 0;
        while let Some(class) = classes.get(at).copied().filter(|_| at < MOST) {
            let bases = self.bases_of(class).unwrap_or_default().iter();
            classes.extend(bases.map(String::as_str).filter(|base| seen.insert(base)));
            at += 1;
        }
        classes
    }

    /// The classes whose methods an object of a class may have: what it inherits, what inherits it, and what
    /// that inherits.
    pub(in crate::typestate) fn family<'s>(&'s self, class: &'s str) -> FxHashSet<&'s str> {
        let below = self.below.get(class).into_iter().flatten();
        let lineages = below.flat_map(|below| self.lineage(below));
        lineages.chain([class]).collect()
    }

    /// Whether a class and all it inherits are in the file.
    pub(in crate::typestate) fn is_all_here(&self, class: &str) -> bool {
        /// Bases that do nothing with attributes.
        const EMPTY: &[&str] = &["object", "ABC", "Generic", "Protocol"];
        let is_here = |class: &&str| self.bases.contains_key(*class) || EMPTY.contains(class);
        self.lineage(class).iter().all(is_here)
    }

    /// What is bound nowhere, and taken for something all the same.
    pub fn assumed(&self) -> &[Assumed] {
        &self.assumed
    }

    /// Whether all names mean the same.
    pub fn means_the_same(&self, other: &Self) -> bool {
        self.package == other.package
            && self.names == other.names
            && self.replaced == other.replaced
            && self.bases == other.bases
            && self.endless == other.endless
            && self.held == other.held
            && self.imported == other.imported
    }

    /// Whether as much is done with an attribute.
    pub fn treats_the_same(&self, attr: &str, other: &Self) -> bool {
        self.fields.treats_the_same(attr, &other.fields)
    }

    /// Whether a function of the file loops for ever.
    pub fn is_endless(&self, function: &str) -> bool {
        self.endless.contains(function)
    }
}
