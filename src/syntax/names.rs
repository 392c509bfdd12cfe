//! Which names a body binds, and which its functions use.

use super::ast::{Clause, Expr, ExprKind, Function, Stmt, StmtKind};
use super::visit;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;
use std::fmt;

/// The names that a function uses, worked out when somebody asks. It is no part of what a tree says.
#[derive(Clone, Default)]
pub struct Used(OnceCell<Box<Names>>);

#[derive(Clone)]
struct Names {
    all: Vec<String>,
    free: Vec<String>,
}

impl fmt::Debug for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

impl Function {
    /// Every name used in its body, functions inside included, except what comprehensions bind; in the
    /// order of the alphabet.
    pub fn names_used(&self) -> &[String] {
        &self.names().all
    }

    /// Those of them that it does not bind itself, or declares to be of a scope around it.
    pub fn free_names(&self) -> &[String] {
        &self.names().free
    }

    /// Every name that it binds, its parameters and type parameters among them.
    pub fn names_bound(&self) -> FxHashSet<&str> {
        let mut bound = bound_names(&self.body);
        bound.extend(self.params.iter().map(|param| param.name.as_str()));
        bound.extend(self.type_params.iter().map(String::as_str));
        bound
    }

    fn names(&self) -> &Names {
        self.used.0.get_or_init(|| {
            let mut used = FxHashSet::default();
            collect_used(&self.body, &mut used);
            let mut declared = declared_global(&self.body);
            own_statements(&self.body, &mut |stmt| {
                if let StmtKind::Nonlocal(names) = &stmt.kind {
                    declared.extend(names.iter().map(String::as_str));
                }
            });
            let bound = self.names_bound();
            let is_free = |name: &&str| !bound.contains(name) || declared.contains(name);
            let free: FxHashSet<&str> = (used.iter().copied().filter(is_free))
                .chain(declared.iter().copied())
                .collect();
            Box::new(Names {
                all: sorted(&used),
                free: sorted(&free),
            })
        })
    }
}

fn sorted(names: &FxHashSet<&str>) -> Vec<String> {
    let mut names: Vec<&str> = names.iter().copied().collect();
    names.sort_unstable();
    names.into_iter().map(str::to_owned).collect()
}

/// Statements of a scope, without those of nested functions and classes.
pub fn own_statements<'a>(body: &'a [Stmt], visit_one: &mut dyn FnMut(&'a Stmt)) {
    for stmt in body {
        visit_one(stmt);
        if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            for inner in visit::bodies(stmt) {
                own_statements(inner, visit_one);
            }
        }
    }
}

/// The names that a body binds.
pub fn bound_names(body: &[Stmt]) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    own_statements(body, &mut |stmt| bind_by_statement(stmt, &mut names));
    names
}

/// The names that a statement binds, without those of statements inside it.
pub fn names_bound_by(stmt: &Stmt) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    bind_by_statement(stmt, &mut names);
    names
}

/// The names that a body declares to be the module's.
pub fn declared_global(body: &[Stmt]) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    own_statements(body, &mut |stmt| {
        if let StmtKind::Global(declared) = &stmt.kind {
            names.extend(declared.iter().map(String::as_str));
        }
    });
    names
}

/// The names that a scope binds, and all scopes in it; those of comprehensions as well.
pub fn bound_anywhere(body: &[Stmt]) -> FxHashSet<&str> {
    let mut names = bound_names(body);
    visit::all_expressions(body, &mut |expr| {
        if let ExprKind::Comprehension { clauses, .. } = &expr.kind {
            names.extend(comprehension_names(clauses));
        }
    });
    scopes_inside(body, &mut |inner| names.extend(bound_in(inner)));
    names
}

/// The same of a scope inside another, with its parameters.
pub fn bound_in(inner: Inner<'_>) -> FxHashSet<&str> {
    match inner {
        Inner::Class(body) => bound_anywhere(body),
        Inner::Function(function) => {
            let mut names = bound_anywhere(&function.body);
            names.extend(function.params.iter().map(|param| param.name.as_str()));
            names.extend(function.type_params.iter().map(String::as_str));
            names
        }
    }
}

/// The names that an import binds, each with the dotted name of what it is.
pub fn imported(stmt: &Stmt) -> Vec<(&str, String)> {
    match &stmt.kind {
        StmtKind::Import(aliases) => aliases
            .iter()
            .map(|alias| match &alias.asname {
                Some(asname) => (asname.as_str(), alias.name.clone()),
                None => (first_part(&alias.name), first_part(&alias.name).to_owned()),
            })
            .collect(),
        StmtKind::ImportFrom { module, names } => names
            .iter()
            .map(|alias| {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                (bound.as_str(), format!("{module}.{}", alias.name))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn first_part(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// The functions, lambdas and bodies of classes that stand in a body and are scopes of their own.
pub fn scopes_inside<'a>(body: &'a [Stmt], visit_one: &mut dyn FnMut(Inner<'a>)) {
    own_statements(body, &mut |stmt| {
        match &stmt.kind {
            StmtKind::Function(function) => visit_one(Inner::Function(function)),
            StmtKind::Class(class) => visit_one(Inner::Class(&class.body)),
            _ => {}
        }
        for expr in visit::expressions(stmt) {
            outermost_lambdas(expr, visit_one);
        }
    });
}

/// A lambda inside another is a scope of that one: who asks scope by scope meets each of them once.
fn outermost_lambdas<'a>(expr: &'a Expr, visit_one: &mut dyn FnMut(Inner<'a>)) {
    match &expr.kind {
        ExprKind::Lambda(function) => visit_one(Inner::Function(function)),
        _ => visit::parts(expr, &mut |part| outermost_lambdas(part, visit_one)),
    }
}

/// A scope inside another.
#[derive(Clone, Copy)]
pub enum Inner<'a> {
    /// A function or lambda.
    Function(&'a Function),
    /// The body of a class.
    Class(&'a [Stmt]),
}

/// Names used in functions, lambdas and classes nested in a body, except those they bind.
pub fn used_inside(body: &[Stmt]) -> FxHashSet<&str> {
    let mut used = FxHashSet::default();
    scopes_inside(body, &mut |inner| match inner {
        Inner::Function(function) => {
            used.extend(function.free_names().iter().map(String::as_str));
        }
        Inner::Class(body) => used.extend(used_inside(body)),
    });
    used
}

/// The names that the clauses of a comprehension bind.
pub fn comprehension_names(clauses: &[Clause]) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    for clause in clauses {
        if let Clause::For { target, .. } = clause {
            bind_target(target, &mut names);
        }
    }
    names
}

fn collect_used<'a>(body: &'a [Stmt], used: &mut FxHashSet<&'a str>) {
    visit::statements(body, &mut |stmt| {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Name(name) = &expr.kind {
                    used.insert(name);
                }
            });
        }
    });
}

/// What a statement itself binds, where that is written as an expression.
pub fn targets(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().collect(),
        StmtKind::AnnAssign { target, .. } | StmtKind::For { target, .. } => vec![target],
        StmtKind::With { items, .. } => {
            let targets = items.iter().filter_map(|item| item.target.as_ref());
            targets.collect()
        }
        _ => Vec::new(),
    }
}

fn bind_by_statement<'a>(stmt: &'a Stmt, names: &mut FxHashSet<&'a str>) {
    match &stmt.kind {
        StmtKind::AugAssign { target, .. } => bind_target(target, names),
        StmtKind::Try { handlers, .. } => {
            names.extend(handlers.iter().filter_map(|it| it.name.as_deref()));
        }
        StmtKind::Match { cases, .. } => {
            let binds = cases.iter().flat_map(|case| &case.binds);
            names.extend(binds.map(String::as_str));
        }
        StmtKind::Function(function) => {
            names.insert(&function.name);
        }
        StmtKind::Class(class) => {
            names.insert(&class.name);
        }
        StmtKind::Import(_) | StmtKind::ImportFrom { .. } => {
            names.extend(imported(stmt).into_iter().map(|(name, _)| name));
        }
        _ => {}
    }
    for target in targets(stmt) {
        bind_target(target, names);
    }
    for expr in visit::expressions(stmt) {
        visit::subexpressions(expr, &mut |expr| {
            if let ExprKind::Named { target, .. } = &expr.kind {
                bind_target(target, names);
            }
        });
    }
}

/// The names that a target binds.
pub fn bound_by_target(target: &Expr) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    bind_target(target, &mut names);
    names
}

fn bind_target<'a>(target: &'a Expr, names: &mut FxHashSet<&'a str>) {
    match &target.kind {
        ExprKind::Name(name) => {
            names.insert(name);
        }
        ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            parts.iter().for_each(|part| bind_target(part, names));
        }
        ExprKind::Starred(inner) => bind_target(inner, names),
        _ => {}
    }
}
