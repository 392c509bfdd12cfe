//! The scopes of a file: its top level and every function, nested ones and methods included.

mod known;

use super::bodies;
use super::candidates::Calls;
use crate::cfg::{self, Cfg, Reach, StepKind, Value, Var, VarId};
use crate::syntax::ast::{Class, Expr, ExprKind, Function, Module, Stamp, Stmt, StmtKind};
use crate::syntax::visit;
pub use known::Known;
use std::cell::OnceCell;
use std::rc::Rc;

/// A scope that is analysed on its own.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The function it was made from; none is the module.
    pub made: Option<Stamp>,
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
    /// How many scopes are inside it; they come next.
    inside: usize,
    read: Read,
}

/// What was read from a graph when somebody first asked.
#[derive(Clone, Debug, Default)]
struct Read {
    calls: OnceCell<Calls>,
    is_quiet: OnceCell<bool>,
    identity: OnceCell<Option<VarId>>,
}

impl Scope {
    /// Its calls, with what they call.
    pub(super) fn calls(&self) -> &Calls {
        self.read.calls.get_or_init(|| Calls::of(&self.cfg))
    }

    /// Whether it does nothing that may raise: at most it releases something.
    pub(super) fn is_quiet(&self) -> bool {
        let is_quiet = || self.is_plain && bodies::is_quiet(&self.cfg, &|_| false);
        *self.read.is_quiet.get_or_init(is_quiet)
    }

    /// The parameter that it gives back and does nothing else with, if there is one.
    pub(super) fn identity(&self) -> Option<VarId> {
        let identity = || bodies::identity(&self.cfg).filter(|_| self.is_plain);
        *self.read.identity.get_or_init(identity)
    }

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

/// Every scope of a module, outer before inner; the module's own comes first. Those of functions that are
/// `known` are the same as in the last text.
pub fn of(module: &Module, known: Known) -> Vec<Scope> {
    let own = Scope {
        made: None,
        cfg: cfg::module(module),
        yields: Yields::Given,
        owner: None,
        is_plain: false,
        is_async: false,
        positional: 0,
        outer: Vec::new(),
        inside: 0,
        read: Read::default(),
    };
    let mut collector = Collector {
        scopes: vec![own],
        known,
    };
    collector.body(&module.body, None);
    collector.scopes
}

struct Collector {
    scopes: Vec<Scope>,
    known: Known,
}

impl Collector {
    fn body(&mut self, body: &[Stmt], class: Option<&str>) {
        for stmt in body {
            for expr in visit::expressions(stmt) {
                visit::subexpressions(expr, &mut |expr| {
                    if let ExprKind::Lambda(function) = &expr.kind {
                        self.lambda(function);
                    }
                });
            }
            match &stmt.kind {
                StmtKind::Function(function) => self.function(function, class),
                StmtKind::Class(inner) => self.class(inner),
                _ => {
                    for inner in visit::bodies(stmt) {
                        self.body(inner, class);
                    }
                }
            }
        }
    }

    /// The functions in a class see its type parameters, and nothing else that it binds.
    fn class(&mut self, class: &Class) {
        let first = self.scopes.len();
        self.body(&class.body, Some(&class.name));
        if !class.type_params.is_empty() {
            let params = class.type_params.iter();
            let mut names: Vec<(String, Outer)> =
                params.map(|name| (name.clone(), Outer::Variable)).collect();
            names.sort_by_cached_key(|(name, _)| name.clone());
            let names: Names = names.into();
            let inside = self.scopes[first..].iter_mut();
            inside.for_each(|it| it.outer.push(Rc::clone(&names)));
        }
    }

    fn lambda(&mut self, function: &Function) {
        let known = self.known.take(function, &mut self.scopes);
        if !known {
            self.scopes.push(Scope {
                is_plain: false,
                ..scope(function)
            });
        }
    }

    fn function(&mut self, function: &Function, class: Option<&str>) {
        let own = self.scopes.len();
        if !self.known.take(function, &mut self.scopes) {
            self.scopes.push(scope(function));
            self.body(&function.body, None);
            let (outer, inner) = self.scopes.split_at_mut(own + 1);
            if !inner.is_empty() {
                let names = named(&outer[own].cfg, inner);
                inner
                    .iter_mut()
                    .for_each(|it| it.outer.push(Rc::clone(&names)));
            }
            outer[own].inside = inner.len();
        }
        self.scopes[own].owner = class.map(|class| Owner {
            class: class.to_owned(),
            first: first(function),
        });
    }
}

/// The names of a function, and what they mean in the functions inside.
fn named(cfg: &Cfg, inside: &[Scope]) -> Names {
    let own = assigned(cfg).filter(|(var, _)| !var.name.is_empty() && var.reach != Reach::Global);
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
    // What a function inside binds anew may be anything.
    for (var, _) in inside.iter().flat_map(|scope| assigned(&scope.cfg)) {
        if var.reach == Reach::Nonlocal
            && let Ok(at) = names.binary_search_by(|(known, _)| known.cmp(&var.name))
        {
            names[at].1 = Outer::Variable;
        }
    }
    names.into()
}

/// The variables that steps of a graph give a value, with it.
fn assigned(cfg: &Cfg) -> impl Iterator<Item = (&Var, &Value)> {
    cfg.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Assign { dst, value } => Some((cfg.var(*dst), value)),
        _ => None,
    })
}

fn scope(function: &Function) -> Scope {
    let yields = match () {
        () if is_decorated(function, &["contextmanager", "asynccontextmanager"]) => Yields::Lent,
        () if is_decorated(function, &["fixture"]) => Yields::LentToTests,
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
        made: Some(function.made),
        cfg: cfg::function(function),
        yields,
        owner: None,
        is_plain: function.decorators.iter().all(is_harmless),
        is_async: function.is_async,
        positional: starred.unwrap_or(function.params.len()),
        outer: Vec::new(),
        inside: 0,
        read: Read::default(),
    }
}

/// What the first parameter of a method is.
fn first(method: &Function) -> First {
    match () {
        () if is_decorated(method, &["staticmethod"]) => First::Argument,
        () if is_decorated(method, &["classmethod"]) || method.name == "__new__" => First::Class,
        () => First::Object,
    }
}

fn is_decorated(function: &Function, wanted: &[&str]) -> bool {
    let mut names = function.decorators.iter().filter_map(decorator);
    names.any(|name| wanted.contains(&name))
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
