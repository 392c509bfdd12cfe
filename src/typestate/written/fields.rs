//! What the code of a file does with the attributes of its objects: whether anything in it could
//! release what is stored there.
//!
//! A use of `self.file` counts for the class whose method it is in, its bases and what inherits it in the
//! file; one of `other.file` for any class. What leaves the attribute (as an argument, a value that is
//! returned or stored) may be released by whoever gets it. Reading it into a local is no such use: what is
//! done with the local is. Approximation: code of other files is not seen.

mod reader;

use super::bodies::Stored;
use super::scope::ModuleScope;
use crate::resources::{Handle, WithEffect};
use crate::syntax::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// The attributes of a file.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// By attribute.
    uses: FxHashMap<String, ByCode>,
    /// The strings of the file.
    texts: FxHashSet<String>,
    /// Who asks objects for attributes by names that are computed.
    computing: FxHashSet<Option<String>>,
    /// By attribute, the classes whose `__exit__` releases it only if nothing was raised.
    only_if_clean: FxHashMap<String, FxHashSet<String>>,
    /// Attributes that are set outside of constructors.
    set_later: FxHashSet<String>,
}

/// Whose code uses an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    /// A method of the object that has it.
    Own {
        /// The class.
        class: String,
        /// The method.
        method: String,
    },
    /// That of anybody who has the object.
    Anyone,
}

/// What is done with an attribute, by whose code it is.
#[derive(Clone, Debug, Default)]
struct ByCode {
    /// By class and method.
    own: FxHashMap<String, FxHashMap<String, Uses>>,
    anyones: Uses,
}

impl ByCode {
    /// That of some code.
    fn of(&mut self, whose: Whose) -> &mut Uses {
        match whose {
            Whose::Anyone => &mut self.anyones,
            Whose::Own { class, method } => {
                let methods = self.own.entry(class).or_default();
                methods.entry(method).or_default()
            }
        }
    }

    /// Whether the same is done, wherever it stands.
    fn is_as(&self, other: &Self) -> bool {
        let same = |(method, uses): (&String, &Uses), others: &FxHashMap<String, Uses>| {
            others.get(method).is_some_and(|other| uses.is_as(other))
        };
        self.anyones.is_as(&other.anyones)
            && self.own.len() == other.own.len()
            && self.own.iter().all(|(class, methods)| {
                other.own.get(class).is_some_and(|others| {
                    methods.len() == others.len() && methods.iter().all(|it| same(it, others))
                })
            })
    }
}

/// What some code does with an attribute, and where it stands last.
#[derive(Clone, Debug, Default)]
struct Uses {
    /// The members that are used: `close` in `self.file.close()`; `__exit__` of what is used in a `with`.
    members: FxHashMap<String, u32>,
    /// Whether its value goes somewhere.
    given: Option<u32>,
}

impl Uses {
    /// Whether they are the same, wherever they stand.
    fn is_as(&self, other: &Self) -> bool {
        self.given.is_some() == other.given.is_some()
            && self.members.len() == other.members.len()
            && self.members.keys().all(|it| other.members.contains_key(it))
    }

    /// Whether what is there may be released, from a place in the text on.
    fn may_release(&self, first: u32, releases: &dyn Fn(&str) -> bool) -> bool {
        let mut members = self.members.iter();
        self.given.is_some_and(|at| at >= first)
            || members.any(|(member, at)| *at >= first && releases(member))
    }
}

/// Where something is stored in an attribute of the object whose method it is.
#[derive(Clone, Copy, Debug)]
pub(in crate::typestate) struct Place<'a> {
    /// The class.
    pub class: &'a str,
    /// The method.
    pub method: &'a str,
    /// The attribute.
    pub attr: &'a str,
    /// How it is stored there.
    pub how: Stored,
    /// The offset in the text: what stands before it in the method comes too early.
    pub at: u32,
}

impl Fields {
    /// Reads a file.
    pub(in crate::typestate) fn of(module: &Module) -> Self {
        let mut fields = reader::read(module);
        fields.learn_set_later(&module.body);
        fields
    }

    /// Whether as much is done with an attribute as in another file.
    pub(super) fn treats_the_same(&self, attr: &str, other: &Self) -> bool {
        let named = |it: &Self| {
            let clean = it.only_if_clean.get(attr).cloned();
            (it.texts.contains(attr), it.is_set_later(attr), clean)
        };
        let same = match (self.uses.get(attr), other.uses.get(attr)) {
            (Some(uses), Some(others)) => uses.is_as(others),
            (uses, others) => uses.is_none() && others.is_none(),
        };
        same && named(self) == named(other) && self.computing == other.computing
    }

    /// Whether code of the file sets an attribute, other than in constructors.
    pub(in crate::typestate) fn is_set_later(&self, attr: &str) -> bool {
        self.set_later.contains(attr)
    }

    /// Whether `__exit__` of a class releases what is in an attribute only if nothing was raised.
    pub(in crate::typestate) fn is_released_only_if_clean(&self, class: &str, attr: &str) -> bool {
        let classes = self.only_if_clean.get(attr);
        classes.is_some_and(|classes| classes.contains(class))
    }

    /// Whether something in the file may release what is stored in an attribute of the object whose method
    /// stores it.
    pub(in crate::typestate) fn may_be_released(
        &self,
        place: Place<'_>,
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        let family = module.family(place.class);
        let asks = |class: &&str| self.computing.contains(&Some((*class).to_owned()));
        let computes = || self.computing.contains(&None) || family.iter().any(asks);
        if self.texts.contains(place.attr) && !self.computing.is_empty() && computes() {
            return true;
        }
        let releases = |member: &str| match member {
            "__exit__" => handle.with == WithEffect::Releases || place.how == Stored::InStack,
            "pop_all" => place.how == Stored::InStack,
            // Somebody else has it from then on.
            "detach" => true,
            member => {
                let own = [
                    &handle.attributes,
                    &handle.release,
                    &handle.release_unless_none,
                ];
                evidence::releases(member)
                    || own.iter().any(|names| names.iter().any(|it| it == member))
            }
        };
        let Some(uses) = self.uses.get(place.attr) else {
            return false;
        };
        let of_class = |class: &&str| uses.own.get_key_value(*class);
        let mut own = family
            .iter()
            .filter_map(of_class)
            .flat_map(|(class, methods)| {
                methods
                    .iter()
                    .map(move |(method, uses)| (class, method, uses))
            });
        uses.anyones.may_release(0, &releases)
            || own.any(|(class, method, uses)| {
                let is_here = class == place.class && method == place.method;
                uses.may_release(if is_here { place.at } else { 0 }, &releases)
            })
    }

    fn learn_set_later(&mut self, body: &[Stmt]) {
        for stmt in body {
            let targets: Vec<&Expr> = match &stmt.kind {
                StmtKind::Function(function) if function.name == "__init__" => continue,
                StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
                    targets.iter().collect()
                }
                StmtKind::AugAssign { target, .. }
                | StmtKind::AnnAssign { target, .. }
                | StmtKind::For { target, .. } => vec![target],
                StmtKind::With { items, .. } => {
                    items.iter().filter_map(|it| it.target.as_ref()).collect()
                }
                _ => Vec::new(),
            };
            for target in targets {
                visit::subexpressions(target, &mut |part| {
                    if let ExprKind::Attribute { attr, .. } = &part.kind {
                        self.set_later.insert(attr.clone());
                    }
                });
            }
            for inner in visit::bodies(stmt) {
                self.learn_set_later(inner);
            }
        }
    }
}
