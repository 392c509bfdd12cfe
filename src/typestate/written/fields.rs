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
    /// By attribute, and by whose code it is.
    uses: FxHashMap<String, FxHashMap<Whose, Uses>>,
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

/// What some code does with an attribute, and where it stands last.
#[derive(Clone, Debug, Default)]
struct Uses {
    /// The members that are used: `close` in `self.file.close()`; `__exit__` of what is used in a `with`.
    members: FxHashMap<String, u32>,
    /// Whether its value goes somewhere.
    given: Option<u32>,
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
        let uses = |it: &Self| it.uses.get(attr).map_or(0, FxHashMap::len);
        let same = |(whose, uses): (&Whose, &Uses)| {
            let others = other.uses.get(attr).and_then(|it| it.get(whose));
            others.is_some_and(|others| {
                others.given.is_some() == uses.given.is_some()
                    && others.members.len() == uses.members.len()
                    && others
                        .members
                        .keys()
                        .all(|it| uses.members.contains_key(it))
            })
        };
        named(self) == named(other)
            && self.computing == other.computing
            && uses(self) == uses(other)
            && self.uses.get(attr).into_iter().flatten().all(same)
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
        let is_named = self.texts.contains(place.attr);
        let computes =
            |it: &Option<String>| it.as_ref().is_none_or(|it| family.contains(it.as_str()));
        if is_named && self.computing.iter().any(computes) {
            return true;
        }
        let releases = |member: &String| match member.as_str() {
            "__exit__" => handle.with == WithEffect::Releases || place.how == Stored::InStack,
            "pop_all" => place.how == Stored::InStack,
            // Somebody else has it from then on.
            "detach" => true,
            member => {
                let own = [&handle.release, &handle.release_unless_none];
                evidence::releases(member)
                    || handle.attributes.iter().any(|it| it == member)
                    || own.iter().any(|names| names.iter().any(|it| it == member))
            }
        };
        let mut uses = self.uses.get(place.attr).into_iter().flatten();
        uses.any(|(whose, uses)| {
            let first = match whose {
                Whose::Own { class, .. } if !family.contains(class.as_str()) => return false,
                Whose::Own { class, method } if class == place.class && method == place.method => {
                    place.at
                }
                _ => 0,
            };
            let mut members = uses.members.iter();
            uses.given.is_some_and(|at| at >= first)
                || members.any(|(member, at)| *at >= first && releases(member))
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
