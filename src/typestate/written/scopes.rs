//! The scopes of a file: its top level and every function, nested ones and methods included.

use crate::cfg::{self, Cfg, Reach, StepKind, Value};
use crate::syntax::ast::{Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::visit;
use std::rc::Rc;

/// A scope that is analysed on its own.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Its graph.
    pub cfg: Cfg,
    /// What happens to what it yields.
    pub yields: Yields,
    /// The class whose method it is.
    pub owner: Option<Owner>,
    /// Whether calling its name runs its body and nothing else: no decorator stands between.
    pub is_plain: bool,
    /// Whether calling it gives something to await.
    pub is_async: bool,
    /// How many arguments given by position have a parameter of their own.
    pub positional: usize,
    /// The names of the functions around it, innermost first: these hide what the module has.
    pub outer: Vec<Names>,
}

impl Scope {
    /// What a name means in the functions around this one, if it is one of theirs.
    pub fn outer(&self, name: &str) -> Option<&Outer> {
        self.outer.iter().find_map(|names| {
            let at = names.binary_search_by(|(known, _)| known.as_str().cmp(name));
            at.ok().map(|at| &names[at].1)
        })
    }
}

/// The names of a function with what they mean, in the order of the alphabet.
pub type Names = Rc<[(String, Outer)]>;

/// What happens to what a generator yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    /// Whoever iterates gets it.
    Given,
    /// A context manager lends it: control comes back, by exception too.
    Lent,
    /// A test fixture lends it: control comes back and never by exception.
    LentToTests,
}

/// What a name of an enclosing function means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outer {
    /// What was imported, by its dotted name.
    Import(String),
    /// A function or class defined there.
    Definition,
    /// Anything.
    Variable,
}

/// The class of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its name.
    pub class: String,
    /// What the first parameter is.
    pub first: First,
}

/// What the first parameter of a method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The object: `self`.
    Object,
    /// The class: `cls`.
    Class,
    /// An argument like any other, in a static method.
    Argument,
}

/// Every scope of a module, outer before inner; the module's own comes first.
pub fn of(module: &Module) -> Vec<Scope> {
    let mut scopes = vec![Scope {
        cfg: cfg::module(module),
        yields: Yields::Given,
        owner: None,
        is_plain: false,
        is_async: false,
        positional: 0,
        outer: Vec::new(),
    }];
    collect(&module.body, None, &mut scopes);
    scopes
}

fn collect(body: &[Stmt], class: Option<&str>, scopes: &mut Vec<Scope>) {
    for stmt in body {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Lambda(function) = &expr.kind {
                    scopes.push(Scope {
                        is_plain: false,
                        ..scope(function, None)
                    });
                }
            });
        }
        match &stmt.kind {
            StmtKind::Function(function) => {
                let own = scopes.len();
                scopes.push(scope(function, class));
                collect(&function.body, None, scopes);
                let names = named(&scopes[own].cfg);
                for inner in &mut scopes[own + 1..] {
                    inner.outer.push(Rc::clone(&names));
                }
            }
            StmtKind::Class(inner) => collect(&inner.body, Some(&inner.name), scopes),
            _ => {
                for inner in visit::bodies(stmt) {
                    collect(inner, class, scopes);
                }
            }
        }
    }
}

/// The names of a function, and what they mean in the functions inside.
fn named(cfg: &Cfg) -> Names {
    let steps = cfg.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Assign { dst, value } => Some((cfg.var(*dst), value)),
        _ => None,
    });
    let own = steps.filter(|(var, _)| !var.name.is_empty() && var.reach != Reach::Global);
    let mut names: Vec<(String, Outer)> = own
        .map(|(var, value)| {
            let outer = match value {
                Value::Import(path) => Outer::Import(path.clone()),
                Value::Definition { .. } => Outer::Definition,
                _ => Outer::Variable,
            };
            (var.name.clone(), outer)
        })
        .collect();
    names.sort_by_cached_key(|(name, _)| name.clone());
    names.dedup_by(|(name, other), (known, outer)| {
        let same = name == known;
        if same && other != outer {
            *outer = Outer::Variable;
        }
        same
    });
    names.into()
}

fn scope(function: &Function, class: Option<&str>) -> Scope {
    let decorated = |wanted: &[&str]| {
        let mut names = function.decorators.iter().filter_map(decorator);
        names.any(|name| wanted.contains(&name))
    };
    let first = match () {
        () if decorated(&["staticmethod"]) => First::Argument,
        () if decorated(&["classmethod"]) || function.name == "__new__" => First::Class,
        () => First::Object,
    };
    let yields = match () {
        () if decorated(&["contextmanager", "asynccontextmanager"]) => Yields::Lent,
        () if decorated(&["fixture"]) => Yields::LentToTests,
        () => Yields::Given,
    };
    let is_harmless = |it: &Expr| {
        matches!(
            decorator(it),
            Some("staticmethod" | "classmethod" | "override" | "final")
        )
    };
    let starred = function.params.iter().position(|param| param.is_starred);
    Scope {
        cfg: cfg::function(function),
        yields,
        owner: class.map(|class| Owner {
            class: class.to_owned(),
            first,
        }),
        is_plain: function.decorators.iter().all(is_harmless),
        is_async: function.is_async,
        positional: starred.unwrap_or(function.params.len()),
        outer: Vec::new(),
    }
}

/// The last name of a decorator.
fn decorator(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute { attr, .. } => Some(attr),
        ExprKind::Call { func, .. } => decorator(func),
        _ => None,
    }
}
