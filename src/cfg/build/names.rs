//! Which names belong to a scope, and who else sees them.

use super::{Builder, Reach, VarId};
use crate::cfg::Uses;
use crate::syntax::ast::{ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::{
    Inner, bound_names, declared_global, own_statements, scopes_inside, used_inside,
};
use crate::syntax::visit;
use rustc_hash::{FxHashMap, FxHashSet};

/// The names a scope binds.
pub(super) struct Names<'a> {
    reach: FxHashMap<&'a str, Reach>,
    uses: FxHashMap<&'a str, Uses>,
}

impl<'a> Names<'a> {
    /// A module's names; those that its functions use are global, the others matter only here.
    pub(super) fn of_module(body: &'a [Stmt]) -> Self {
        Self {
            reach: reach_of(bound_names(body), body, Reach::Global),
            uses: FxHashMap::default(),
        }
    }

    /// A function's names.
    pub(super) fn of_function(function: &'a Function) -> Self {
        let mut names = reach_of(function.names_bound(), &function.body, Reach::Captured);
        // What is declared and not bound is only read.
        for name in declared_global(&function.body) {
            names.entry(name).and_modify(|it| *it = Reach::Global);
        }
        own_statements(&function.body, &mut |stmt| {
            if let StmtKind::Nonlocal(declared) = &stmt.kind {
                let declared = declared.iter().map(String::as_str);
                names.extend(declared.map(|name| (name, Reach::Nonlocal)));
            }
        });
        Self {
            reach: names,
            uses: uses_inside(&function.body),
        }
    }

    /// What the functions inside do with a name.
    pub(super) fn uses_of(&self, name: &str) -> Uses {
        self.uses.get(name).cloned().unwrap_or_default()
    }
}

/// Who sees each of the names: those that functions inside use have the reach `if_used`.
fn reach_of<'a>(
    bound: FxHashSet<&'a str>,
    body: &[Stmt],
    if_used: Reach,
) -> FxHashMap<&'a str, Reach> {
    let used = used_inside(body);
    let reach = |name: &str| match used.contains(name) {
        true => if_used,
        false => Reach::Local,
    };
    bound.into_iter().map(|name| (name, reach(name))).collect()
}

impl Builder<'_> {
    /// The variable of a name this scope binds.
    pub(super) fn local(&mut self, name: &str) -> VarId {
        if let Some(var) = self.scoped.iter().rev().find_map(|scope| scope.get(name)) {
            return *var;
        }
        if let Some(var) = self.bound.get(name) {
            return *var;
        }
        let reach = self.names.reach.get(name).copied().unwrap_or(Reach::Local);
        let var = self.new_var(name.to_owned(), reach);
        self.bound.insert(name.to_owned(), var);
        var
    }

    /// Whether a name is bound in this scope.
    pub(super) fn is_bound_here(&self, name: &str) -> bool {
        self.scoped.iter().any(|scope| scope.contains_key(name))
            || self.names.reach.contains_key(name)
    }

    /// The variables of this scope that a nested function uses.
    pub(super) fn captures(&mut self, function: &Function) -> Vec<VarId> {
        let used = function.names_used().iter();
        let mut captured = Vec::new();
        for name in used {
            if self.is_bound_here(name) {
                captured.push(self.local(name));
            }
        }
        captured
    }
}

/// What functions, lambdas and classes nested in a body do with the names they use.
fn uses_inside(body: &[Stmt]) -> FxHashMap<&str, Uses> {
    let mut uses = FxHashMap::default();
    scopes_inside(body, &mut |inner| match inner {
        Inner::Function(function) => add_uses(&function.body, &mut uses),
        Inner::Class(body) => add_uses(body, &mut uses),
    });
    uses
}

fn add_uses<'a>(body: &'a [Stmt], uses: &mut FxHashMap<&'a str, Uses>) {
    // Each name is met once on its own, and once more where it is a member's object or an argument.
    let mut unexplained: FxHashMap<&str, usize> = FxHashMap::default();
    let mut explained: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
    visit::statements(body, &mut |stmt| {
        if let StmtKind::Nonlocal(names) | StmtKind::Global(names) = &stmt.kind {
            names
                .iter()
                .for_each(|name| *unexplained.entry(name).or_default() += 1);
        }
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| match &expr.kind {
                ExprKind::Name(name) => *unexplained.entry(name).or_default() += 1,
                ExprKind::Attribute { value, attr } => {
                    if let ExprKind::Name(name) = &value.kind {
                        explained.push((name, Some(attr), None));
                    }
                    if let ExprKind::Attribute { value, attr: of } = &value.kind
                        && let ExprKind::Name(name) = &value.kind
                    {
                        let it = uses.entry(name).or_default();
                        it.members.push(format!("{of}.{attr}"));
                    }
                }
                // What is asked about goes nowhere.
                ExprKind::Compare { left, right, .. } => {
                    for side in [left, right] {
                        if let ExprKind::Name(name) = &side.kind {
                            explained.push((name, None, None));
                        }
                    }
                }
                ExprKind::Call { func, args } => {
                    let callee = match &func.kind {
                        ExprKind::Name(name) => name,
                        ExprKind::Attribute { attr, .. } => attr,
                        _ => return,
                    };
                    for arg in args {
                        if let ExprKind::Name(name) = &arg.value.kind {
                            explained.push((name, None, Some(callee)));
                        }
                    }
                }
                _ => {}
            });
        }
    });
    for (name, member, callee) in explained {
        let it = uses.entry(name).or_default();
        it.members.extend(member.map(str::to_owned));
        it.callees.extend(callee.map(str::to_owned));
        if let Some(count) = unexplained.get_mut(name) {
            *count = count.saturating_sub(1);
        }
    }
    for (name, count) in unexplained {
        uses.entry(name).or_default().escapes |= count > 0;
    }
}
