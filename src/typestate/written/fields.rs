//! What the code of a file does with the attributes of its objects: whether anything in it could
//! release what is stored there.
//!
//! By the attribute's name alone, whatever object it belongs to. What leaves the attribute (as an
//! argument, a value that is returned or stored, a manager) may be released by whoever gets it.
//! Approximation: code of other files is not seen; an attribute it reaches into counts as the
//! class's own to release.

use crate::resources::Handle;
use crate::syntax::ast::{Clause, Constant, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// The attributes of a file.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// The members of each attribute that are used: `close` in `self.file.close()`.
    members: FxHashMap<String, FxHashSet<String>>,
    /// Attributes whose value goes somewhere, or that are reached by a name in a string.
    given: FxHashSet<String>,
    /// Attributes that are set outside of constructors.
    set_later: FxHashSet<String>,
}

/// What becomes of the value of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// It is looked at.
    Used,
    /// It goes somewhere.
    Given,
}

impl Fields {
    /// Reads a file.
    pub(in crate::typestate) fn of(module: &Module) -> Self {
        let mut fields = Self::default();
        visit::statements(&module.body, &mut |stmt| match &stmt.kind {
            StmtKind::Expr(value) => fields.read(value, Value::Used),
            StmtKind::If { test, .. } | StmtKind::While { test, .. } => {
                fields.read(test, Value::Used);
            }
            StmtKind::Assert { test, .. } => fields.read(test, Value::Used),
            StmtKind::Assign { targets, value } => {
                targets.iter().for_each(|target| fields.target(target));
                fields.read(value, Value::Given);
            }
            StmtKind::AnnAssign { target, value, .. } => {
                fields.target(target);
                value
                    .iter()
                    .for_each(|value| fields.read(value, Value::Given));
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| fields.target(target)),
            _ => {
                for expr in visit::expressions(stmt) {
                    fields.read(expr, Value::Given);
                }
            }
        });
        fields.learn_set_later(&module.body);
        fields
    }

    /// All that is known of an attribute.
    pub(super) fn of_attribute(&self, attr: &str) -> (Option<&FxHashSet<String>>, bool, bool) {
        let is_given = self.given.contains(attr);
        (self.members.get(attr), is_given, self.is_set_later(attr))
    }

    /// Whether code of the file sets an attribute, other than in constructors.
    pub(in crate::typestate) fn is_set_later(&self, attr: &str) -> bool {
        self.set_later.contains(attr)
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

    /// Whether something in the file may release what is stored in an attribute.
    pub(in crate::typestate) fn may_be_released(&self, attr: &str, handle: &Handle) -> bool {
        let releases = |member: &String| {
            let own = [&handle.release, &handle.release_unless_none];
            evidence::releases(member) || own.iter().any(|names| names.contains(member))
        };
        let used = self.members.get(attr);
        self.given.contains(attr) || used.is_some_and(|members| members.iter().any(releases))
    }

    /// What is assigned to or deleted is not read, but what it is reached through is.
    fn target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Attribute { value, .. } => self.read(value, Value::Used),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                parts.iter().for_each(|part| self.target(part));
            }
            _ => self.read(target, Value::Used),
        }
    }

    fn read(&mut self, expr: &Expr, value: Value) {
        match &expr.kind {
            ExprKind::Attribute { value: of, attr } => {
                if value == Value::Given {
                    self.given.insert(attr.clone());
                }
                let element_of = match &of.kind {
                    ExprKind::Subscript { value, .. } => value,
                    _ => of,
                };
                if let ExprKind::Attribute { attr: field, .. } = &element_of.kind {
                    self.members
                        .entry(field.clone())
                        .or_default()
                        .insert(attr.clone());
                }
                self.read(of, Value::Used);
            }
            ExprKind::Call { func, args } => {
                self.read(func, Value::Used);
                args.iter()
                    .for_each(|arg| self.read(&arg.value, Value::Given));
            }
            ExprKind::Constant(Constant::Str(text)) => {
                if text.len() < 64 {
                    self.given.insert(text.clone());
                }
            }
            ExprKind::Not(inner) => self.read(inner, Value::Used),
            ExprKind::Compare { left, right, .. } => {
                self.read(left, Value::Used);
                self.read(right, Value::Used);
            }
            ExprKind::Bool { left, right, .. } => {
                self.read(left, value);
                self.read(right, value);
            }
            ExprKind::Conditional { test, body, orelse } => {
                self.read(test, Value::Used);
                self.read(body, value);
                self.read(orelse, value);
            }
            ExprKind::Named {
                target,
                value: named,
            } => {
                self.target(target);
                self.read(named, Value::Given);
            }
            ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::Opaque => {}
            ExprKind::Await(inner) | ExprKind::Starred(inner) => self.read(inner, Value::Given),
            ExprKind::Yield { value, .. } => {
                value.iter().for_each(|it| self.read(it, Value::Given));
            }
            // An element goes where the whole goes.
            ExprKind::Subscript { value: of, index } => {
                self.read(of, value);
                index.iter().for_each(|it| self.read(it, Value::Given));
            }
            ExprKind::Lambda(function) => {
                for stmt in &function.body {
                    for inner in visit::expressions(stmt) {
                        self.read(inner, Value::Given);
                    }
                }
            }
            ExprKind::Tuple(parts)
            | ExprKind::List(parts)
            | ExprKind::Dict(parts)
            | ExprKind::Operation { parts, .. } => {
                parts.iter().for_each(|part| self.read(part, Value::Given));
            }
            ExprKind::Comprehension { body, clauses, .. } => {
                for clause in clauses {
                    match clause {
                        Clause::For { target, iter } => {
                            self.target(target);
                            self.read(iter, Value::Given);
                        }
                        Clause::If(test) => self.read(test, Value::Used),
                    }
                }
                body.iter().for_each(|it| self.read(it, Value::Given));
            }
        }
    }
}
