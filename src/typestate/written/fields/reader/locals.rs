//! The locals that stand for attributes, or for what is in them.

use super::{Reader, Source};
use crate::syntax::ast::{Clause, Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::typestate::written::fields::Whose;

/// Methods that give what is in their object, or one of its items.
const GIVING: &[&str] = &[
    "copy",
    "get",
    "get_nowait",
    "items",
    "keys",
    "pop",
    "popitem",
    "popleft",
    "setdefault",
    "values",
];

/// Functions that give what they are given, or its items.
pub(super) const PASSING: &[&str] = &[
    "cast",
    "dict",
    "enumerate",
    "filter",
    "iter",
    "list",
    "next",
    "reversed",
    "set",
    "sorted",
    "tuple",
    "zip",
];

impl<'a> Reader<'a> {
    /// Which locals a statement gives the value of an attribute.
    pub(super) fn learn(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                targets.iter().for_each(|it| self.learn_target(it, value));
            }
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            }
            | StmtKind::For {
                target,
                iter: value,
                ..
            } => self.learn_target(target, value),
            StmtKind::With { items, .. } => {
                for item in items {
                    if let Some(target) = &item.target {
                        self.learn_target(target, &item.context);
                    }
                }
            }
            _ => {}
        }
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |inner| match &inner.kind {
                ExprKind::Named { target, value } => self.learn_target(target, value),
                ExprKind::Comprehension { clauses, .. } => {
                    for clause in clauses {
                        if let Clause::For { target, iter } = clause {
                            self.learn_target(target, iter);
                        }
                    }
                }
                _ => {}
            });
        }
    }

    fn learn_target(&mut self, target: &'a Expr, value: &'a Expr) {
        match (&target.kind, &value.kind) {
            (ExprKind::Name(name), _) => {
                let found = self.sources(value);
                if !found.is_empty() {
                    let known = self.locals.entry(name).or_default();
                    known.extend(found);
                    known.sort_by(|a, b| a.1.cmp(b.1));
                    known.dedup();
                }
            }
            (ExprKind::Tuple(to), ExprKind::Tuple(from)) if to.len() == from.len() => {
                to.iter()
                    .zip(from)
                    .for_each(|(to, from)| self.learn_target(to, from));
            }
            (ExprKind::Tuple(parts) | ExprKind::List(parts), _) => {
                parts.iter().for_each(|it| self.learn_target(it, value));
            }
            (ExprKind::Starred(inner), _) => self.learn_target(inner, value),
            _ => {}
        }
    }

    /// The attributes that an expression may have the value of, or an item of the value.
    pub(super) fn sources(&self, expr: &'a Expr) -> Vec<Source<'a>> {
        let of_all = |parts: &'a [Expr]| parts.iter().flat_map(|it| self.sources(it)).collect();
        match &expr.kind {
            ExprKind::Attribute { value, attr } => vec![(self.whose(value), attr)],
            ExprKind::Name(name) => self.locals.get(name.as_str()).cloned().unwrap_or_default(),
            ExprKind::Subscript { value, .. }
            | ExprKind::Await(value)
            | ExprKind::Starred(value)
            | ExprKind::Named { value, .. } => self.sources(value),
            ExprKind::Bool { left, right, .. } => {
                [self.sources(left), self.sources(right)].concat()
            }
            ExprKind::Conditional { body, orelse, .. } => {
                [self.sources(body), self.sources(orelse)].concat()
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => of_all(parts),
            ExprKind::Comprehension { body, .. } => of_all(body),
            ExprKind::Call { func, args } => match &func.kind {
                ExprKind::Attribute { value, attr } if GIVING.contains(&attr.as_str()) => {
                    self.sources(value)
                }
                ExprKind::Name(name) if name == "getattr" => match args.as_slice() {
                    [of, attr, ..]
                        if let ExprKind::Constant(Constant::Str(attr)) = &attr.value.kind =>
                    {
                        vec![(self.whose(&of.value), attr)]
                    }
                    _ => Vec::new(),
                },
                ExprKind::Name(name) if PASSING.contains(&name.as_str()) => {
                    args.iter().flat_map(|it| self.sources(&it.value)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Whose attribute it is, of an object.
    pub(super) fn whose(&self, object: &Expr) -> Whose {
        let own = match &object.kind {
            ExprKind::Name(name) => self.this.iter().rev().find(|(this, ..)| this == name),
            _ => None,
        };
        own.map_or(Whose::Anyone, |(_, class, method)| Whose::Own {
            class: (*class).to_owned(),
            method: (*method).to_owned(),
        })
    }
}
