//! Which names belong to a scope, and who else sees them.

use super::{Builder, Reach, VarId};
use crate::cfg::Uses;
use crate::syntax::ast::{Clause, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::visit;
use rustc_hash::{FxHashMap, FxHashSet};

/// The names a scope binds.
pub(super) struct Names {
    reach: FxHashMap<String, Reach>,
    uses: FxHashMap<String, Uses>,
}

impl Names {
    /// A module's names; those that its functions use are global, the others matter only here.
    pub(super) fn of_module(body: &[Stmt]) -> Self {
        let used = names_in_nested_functions(body);
        let bound = bound_names(body);
        let reach = |name: &String| {
            if used.contains(name) {
                Reach::Global
            } else {
                Reach::Local
            }
        };
        Self {
            reach: bound
                .iter()
                .map(|name| (name.clone(), reach(name)))
                .collect(),
            uses: FxHashMap::default(),
        }
    }

    /// A function's names.
    pub(super) fn of_function(function: &Function) -> Self {
        let used = names_in_nested_functions(&function.body);
        let mut bound = bound_names(&function.body);
        bound.extend(function.params.iter().map(|param| param.name.clone()));
        let reach = |name: &String| {
            if used.contains(name) {
                Reach::Captured
            } else {
                Reach::Local
            }
        };
        let mut names: FxHashMap<_, _> = bound
            .iter()
            .map(|name| (name.clone(), reach(name)))
            .collect();
        own_statements(&function.body, &mut |stmt| {
            let (declared, reach) = match &stmt.kind {
                StmtKind::Global(declared) => (declared, Reach::Global),
                StmtKind::Nonlocal(declared) => (declared, Reach::Nonlocal),
                _ => return,
            };
            names.extend(declared.iter().map(|name| (name.clone(), reach)));
        });
        let uses = uses_inside(&function.body);
        Self { reach: names, uses }
    }

    /// What the functions inside do with a name.
    pub(super) fn uses_of(&self, name: &str) -> Uses {
        self.uses.get(name).cloned().unwrap_or_default()
    }

    /// The names bound in a class body become attributes of the class.
    pub(super) fn class_attributes(body: &[Stmt]) -> FxHashSet<String> {
        bound_names(body)
    }
}

impl Builder {
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
        let mut used = FxHashSet::default();
        collect_used(&function.body, &mut used);
        let mut used: Vec<_> = used
            .into_iter()
            .filter(|name| self.is_bound_here(name))
            .collect();
        used.sort();
        used.iter().map(|name| self.local(name)).collect()
    }
}

/// Statements of this scope, without those of nested functions and classes.
fn own_statements<'a>(body: &'a [Stmt], visit_one: &mut dyn FnMut(&'a Stmt)) {
    for stmt in body {
        visit_one(stmt);
        if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            for inner in visit::bodies(stmt) {
                own_statements(inner, visit_one);
            }
        }
    }
}

fn bound_names(body: &[Stmt]) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    own_statements(body, &mut |stmt| {
        bind_by_statement(stmt, &mut names);
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Named { target, .. } = &expr.kind {
                    bind_target(target, &mut names);
                }
            });
        }
    });
    names
}

fn bind_by_statement(stmt: &Stmt, names: &mut FxHashSet<String>) {
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => {
            targets.iter().for_each(|target| bind_target(target, names));
        }
        StmtKind::AugAssign { target, .. }
        | StmtKind::AnnAssign { target, .. }
        | StmtKind::For { target, .. } => bind_target(target, names),
        StmtKind::With { items, .. } => {
            items
                .iter()
                .filter_map(|item| item.target.as_ref())
                .for_each(|target| {
                    bind_target(target, names);
                });
        }
        StmtKind::Try { handlers, .. } => {
            names.extend(handlers.iter().filter_map(|handler| handler.name.clone()));
        }
        StmtKind::Match { cases, .. } => {
            names.extend(cases.iter().flat_map(|case| case.binds.iter().cloned()));
        }
        StmtKind::Function(function) => {
            names.insert(function.name.clone());
        }
        StmtKind::Class(class) => {
            names.insert(class.name.clone());
        }
        StmtKind::Import(aliases) => names.extend(aliases.iter().map(|alias| {
            let first = alias.name.split('.').next().unwrap_or_default();
            alias.asname.clone().unwrap_or_else(|| first.to_owned())
        })),
        StmtKind::ImportFrom { names: aliases, .. } => {
            names.extend(
                aliases
                    .iter()
                    .map(|a| a.asname.clone().unwrap_or_else(|| a.name.clone())),
            );
        }
        _ => {}
    }
}

fn bind_target(target: &Expr, names: &mut FxHashSet<String>) {
    match &target.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            parts.iter().for_each(|part| bind_target(part, names));
        }
        ExprKind::Starred(inner) => bind_target(inner, names),
        _ => {}
    }
}

/// Names used in functions, lambdas and classes nested in a body, except those they bind.
fn names_in_nested_functions(body: &[Stmt]) -> FxHashSet<String> {
    let mut used = FxHashSet::default();
    own_statements(body, &mut |stmt| {
        match &stmt.kind {
            StmtKind::Function(function) => used.extend(free_names(function)),
            StmtKind::Class(class) => used.extend(names_in_nested_functions(&class.body)),
            _ => {}
        }
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Lambda(function) = &expr.kind {
                    used.extend(free_names(function));
                }
            });
        }
    });
    used
}

/// What functions, lambdas and classes nested in a body do with the names they use.
fn uses_inside(body: &[Stmt]) -> FxHashMap<String, Uses> {
    let mut uses = FxHashMap::default();
    own_statements(body, &mut |stmt| {
        match &stmt.kind {
            StmtKind::Function(function) => add_uses(&function.body, &mut uses),
            StmtKind::Class(class) => add_uses(&class.body, &mut uses),
            _ => {}
        }
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Lambda(function) = &expr.kind {
                    add_uses(&function.body, &mut uses);
                }
            });
        }
    });
    uses
}

fn add_uses(body: &[Stmt], uses: &mut FxHashMap<String, Uses>) {
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
                        let it = uses.entry(name.clone()).or_default();
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
        let it = uses.entry(name.to_owned()).or_default();
        it.members.extend(member.map(str::to_owned));
        it.callees.extend(callee.map(str::to_owned));
        if let Some(count) = unexplained.get_mut(name) {
            *count = count.saturating_sub(1);
        }
    }
    for (name, count) in unexplained {
        uses.entry(name.to_owned()).or_default().escapes |= count > 0;
    }
}

fn free_names(function: &Function) -> FxHashSet<String> {
    let mut used = FxHashSet::default();
    collect_used(&function.body, &mut used);
    let mut declared = FxHashSet::default();
    own_statements(&function.body, &mut |stmt| {
        if let StmtKind::Global(names) | StmtKind::Nonlocal(names) = &stmt.kind {
            declared.extend(names.iter().cloned());
        }
    });
    let mut bound = bound_names(&function.body);
    bound.extend(function.params.iter().map(|param| param.name.clone()));
    used.retain(|name| !bound.contains(name) || declared.contains(name));
    used.extend(declared);
    used
}

/// Every name used in a body, nested functions included, except what comprehensions bind.
fn collect_used(body: &[Stmt], used: &mut FxHashSet<String>) {
    visit::statements(body, &mut |stmt| {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Name(name) = &expr.kind {
                    used.insert(name.clone());
                }
            });
        }
    });
}

/// The names that the clauses of a comprehension bind, innermost last.
pub(super) fn comprehension_names(clauses: &[Clause]) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    for clause in clauses {
        if let Clause::For { target, .. } = clause {
            bind_target(target, &mut names);
        }
    }
    names
}
