//! What the attributes of objects hold: `self.listener = socket.create_server(…)` says it for every method
//! of the class, and so does an annotation. And what they are themselves, by the classes that are inherited.

use super::ModuleScope;
use crate::cfg::annotated_class;
use crate::syntax::ast::{BoolOp, Constant, Expr, ExprKind, Function, Module, StmtKind};
use crate::syntax::visit;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;

/// What the attributes of a file's objects hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// By class and attribute, the dotted name of the class or function that made what is there, or the class
    /// of the file; none where it is not always the same.
    made: FxHashMap<String, FxHashMap<String, Option<String>>>,
    /// The attributes of which something is known, of whatever class.
    attributes: FxHashSet<String>,
}

/// What an attribute is given.
enum Made {
    /// By a class or function of this dotted name.
    By(String),
    /// Nothing: `None`.
    Nothing,
    /// Something else.
    Other,
}

impl ModuleScope {
    /// Reads the classes of a file.
    pub(super) fn learn_attributes(&mut self, module: &Module) {
        let mut held = Held::default();
        let mut imported = FxHashMap::default();
        visit::statements(&module.body, &mut |stmt| {
            let StmtKind::Class(class) = &stmt.kind else {
                return;
            };
            let mut note = |attr: &str, made: Made| {
                let made = match made {
                    Made::By(path) => Some(path),
                    Made::Nothing => return,
                    Made::Other => None,
                };
                let of_class = held.made.entry(class.name.clone()).or_default();
                match of_class.entry(attr.to_owned()) {
                    Entry::Vacant(place) => {
                        place.insert(made);
                    }
                    Entry::Occupied(mut place) if *place.get() != made => {
                        place.insert(None);
                    }
                    Entry::Occupied(_) => {}
                }
            };
            let bases = class.bases.iter().filter_map(|base| self.path_of(base));
            imported.insert(class.name.clone(), bases.collect());
            for stmt in &class.body {
                match &stmt.kind {
                    StmtKind::AnnAssign {
                        target, annotation, ..
                    } => {
                        if let (ExprKind::Name(name), Some(path)) =
                            (&target.kind, self.annotated(annotation))
                        {
                            note(name, Made::By(path));
                        }
                    }
                    StmtKind::Function(function) => self.given_in(function, &mut note),
                    _ => {}
                }
            }
        });
        let known = held.made.values().flatten();
        held.attributes = known
            .filter(|(_, made)| made.is_some())
            .map(|(attr, _)| attr.clone())
            .collect();
        let mut below: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for class in self.classes() {
            for above in self.lineage(class) {
                let all = below.entry(above.to_owned()).or_default();
                all.push(class.to_owned());
            }
        }
        (self.held, self.imported, self.below) = (held, imported, below);
    }

    /// What a method gives the attributes of its object.
    fn given_in(&self, function: &Function, note: &mut dyn FnMut(&str, Made)) {
        let Some(this) = function.params.first() else {
            return;
        };
        let own = |target: &Expr| match &target.kind {
            ExprKind::Attribute { value, attr } => {
                let is_own = matches!(&value.kind, ExprKind::Name(name) if *name == this.name);
                is_own.then(|| attr.clone())
            }
            _ => None,
        };
        visit::statements(&function.body, &mut |stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                for target in targets {
                    match (&target.kind, own(target)) {
                        (_, Some(attr)) => note(&attr, self.made(value, function)),
                        (ExprKind::Tuple(parts), _) => {
                            parts
                                .iter()
                                .filter_map(own)
                                .for_each(|attr| note(&attr, Made::Other));
                        }
                        _ => {}
                    }
                }
            }
            StmtKind::AnnAssign {
                target,
                annotation,
                value,
            } => {
                if let Some(attr) = own(target) {
                    let made = value.as_ref().map(|value| self.made(value, function));
                    let annotated = || self.annotated(annotation).map_or(Made::Other, Made::By);
                    note(
                        &attr,
                        match made {
                            Some(made @ Made::By(_)) => made,
                            _ => annotated(),
                        },
                    );
                }
            }
            StmtKind::With { items, .. } => {
                let targets = items.iter().filter_map(|item| item.target.as_ref());
                targets
                    .filter_map(own)
                    .for_each(|attr| note(&attr, Made::Other));
            }
            StmtKind::For { target, .. } | StmtKind::AugAssign { target, .. } => {
                own(target)
                    .into_iter()
                    .for_each(|attr| note(&attr, Made::Other));
            }
            _ => {}
        });
    }

    fn made(&self, value: &Expr, function: &Function) -> Made {
        match &value.kind {
            ExprKind::Constant(Constant::None) => Made::Nothing,
            ExprKind::Await(inner) => self.made(inner, function),
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Name(name) if self.bases.contains_key(name) => Made::By(name.clone()),
                _ => self.path_of(func).map_or(Made::Other, Made::By),
            },
            ExprKind::Name(name) => {
                let mut params = function.params.iter();
                let annotation = params
                    .find(|it| it.name == *name)
                    .and_then(|it| it.annotation.as_ref());
                annotation
                    .and_then(|it| self.annotated(it))
                    .map_or(Made::Other, Made::By)
            }
            // One that is given, or else one of its own.
            ExprKind::Bool {
                op: BoolOp::Or,
                right,
                ..
            } => self.made(right, function),
            _ => Made::Other,
        }
    }

    fn annotated(&self, annotation: &Expr) -> Option<String> {
        self.resolve(&annotated_class(annotation)?)
    }

    /// Whether objects of some class hold what a function or class has made in an attribute of this name.
    pub(in crate::typestate) fn holds_what_is_made(&self, attr: &str) -> bool {
        self.held.attributes.contains(attr)
    }

    /// The dotted names of the classes of other files that a class inherits, nearest first.
    pub(in crate::typestate) fn imported_bases(&self, class: &str) -> Vec<&str> {
        if !self.imported.contains_key(class) {
            return Vec::new();
        }
        let lineage = self.lineage(class);
        let imported = lineage.iter().filter_map(|class| self.imported.get(*class));
        imported.flatten().map(String::as_str).collect()
    }

    /// The dotted name of what made what an attribute of the objects of a class holds, if that is always the
    /// same.
    pub(in crate::typestate) fn held_in(&self, class: &str, attr: &str) -> Option<&str> {
        if !self.holds_what_is_made(attr) {
            return None;
        }
        let lineage = self.lineage(class).into_iter();
        let mut held = lineage.filter_map(|class| self.held.made.get(class)?.get(attr));
        held.next()?.as_deref()
    }
}
