//! What the code of a file does with the attributes of its objects: whether anything in it could
//! release what is stored there.
//!
//! By the attribute's name alone, whatever object it belongs to. What leaves the attribute (as an
//! argument, a value that is returned or stored, a manager) may be released by whoever gets it.
//! Approximation: code of other files is not seen; an attribute it reaches into counts as the
//! class's own to release.

use super::evidence::Given;
use super::state::{Handover, State};
use super::values::Val;
use super::{Following, evidence};
use crate::cfg::{StepId, VarId};
use crate::resources::Handle;
use crate::syntax::ast::{Clause, Constant, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::visit;
use rustc_hash::{FxHashMap, FxHashSet};

/// The attributes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    pub(super) fn of(module: &Module) -> Self {
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

    /// Whether code of the file sets an attribute, other than in constructors.
    pub(super) fn is_set_later(&self, attr: &str) -> bool {
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
    pub(super) fn may_be_released(&self, attr: &str, handle: &Handle) -> bool {
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

impl Following<'_, '_> {
    /// `base.attr = value`.
    pub(super) fn store(
        &self,
        state: &mut State,
        (base, attr): (VarId, &str),
        value: &Val,
        step: StepId,
    ) {
        self.is_stored(state, attr);
        let object = state.get(base);
        // Whoever sets what tells whether it has ended says that nobody will ask.
        if object == Val::Tracked && self.is_none_while_open(attr) {
            state.hand_over(Handover::Argument, step);
        }
        if value.gives_tracked() {
            let how = match () {
                // A task that somebody has a reference to runs to its end.
                () if self.acquired_handle().is_some_and(|it| it.to_keep) => Handover::Attribute,
                () if self.is_kept_for_ever(&object, attr) => Handover::Kept,
                () if self.is_own_object(&object) => Handover::Own,
                () => Handover::Attribute,
            };
            if how == Handover::Own {
                self.stored(attr, step);
            }
            state.hand_over(how, step);
        } else if value.holds_tracked() && self.given() == Given::Path {
            if !self.is_own_object(&object) {
                state.hand_over(Handover::Attribute, step);
            }
        } else if self.is_a_part(value) {
            state.hand_over(Handover::MaybeReturned, step);
        } else if self.is_own_object(&object)
            && self.kept_in(state) == Some(attr)
            && !value.holds_tracked()
        {
            state.overwrite_own(step);
        }
        if self.is_own_object(value) {
            state.share_object();
        }
    }

    /// Whether an attribute of an object of this scope's class is one that nothing releases.
    pub(super) fn is_kept_for_ever(&self, object: &Val, attr: &str) -> bool {
        let (Val::Object { class, .. }, Some(owner)) = (object, &self.context.scope.owner) else {
            return false;
        };
        let module = self.context.module;
        let handle = self.acquired_handle();
        **class == *owner.class
            && module.is_all_here(class)
            && handle.is_some_and(|handle| {
                !handle.kept_by_parts && !module.fields().may_be_released(attr, handle)
            })
    }
}
