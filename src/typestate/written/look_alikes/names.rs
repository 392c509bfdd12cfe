//! The names of the scopes of a file, as far as calls need them: what is called, and what it is called on.

use crate::syntax::ast::{Alias, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::{bound_names, own_statements};
use crate::typestate::written::scope::{Meaning, ModuleScope};
use rustc_hash::FxHashMap;

/// What a name of a function means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Local {
    /// What was imported, by its dotted name.
    Import(String),
    /// A parameter that is annotated so.
    Annotated(String),
    /// Anything.
    Other,
}

/// The names of a function, and the function around it; the module is the first and has none.
#[derive(Debug, Default)]
pub(super) struct Unit<'a> {
    pub parent: Option<usize>,
    names: FxHashMap<&'a str, Local>,
}

/// The scopes, and where one stands.
pub(super) type Place<'u, 'a> = (&'u [Unit<'a>], usize);

/// What a value is kept in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    /// A variable, of which scope.
    Local(usize, &'a str),
    /// An attribute, of whatever.
    Field(&'a str),
}

impl<'a> Unit<'a> {
    /// The names of a function inside a scope.
    pub fn of(function: &'a Function, around: Place<'_, 'a>, scope: &ModuleScope) -> Self {
        let bound = bound_names(&function.body).into_iter();
        let mut names: FxHashMap<&str, Local> = bound.map(|name| (name, Local::Other)).collect();
        for param in &function.params {
            let annotated = param
                .annotation
                .as_ref()
                .and_then(|it| path_of(it, around, scope));
            let meaning = annotated.map_or(Local::Other, Local::Annotated);
            names.insert(&param.name, meaning);
        }
        own_statements(&function.body, &mut |stmt: &'a Stmt| match &stmt.kind {
            StmtKind::Import(aliases) => {
                for Alias { name, asname } in aliases {
                    let first = name.split('.').next().unwrap_or_default();
                    let (bound, path) = match asname {
                        Some(asname) => (asname.as_str(), name.as_str()),
                        None => (first, first),
                    };
                    names.insert(bound, Local::Import(path.to_owned()));
                }
            }
            StmtKind::ImportFrom { module, names: all } => {
                for Alias { name, asname } in all {
                    let path = scope.absolute(&format!("{module}.{name}"));
                    names.insert(asname.as_ref().unwrap_or(name), Local::Import(path));
                }
            }
            StmtKind::Global(declared) => declared.iter().for_each(|name| {
                names.remove(name.as_str());
            }),
            _ => {}
        });
        Self {
            parent: Some(around.1),
            names,
        }
    }
}

/// Where a name is bound, and what it means there; none if it is the module's.
pub(super) fn local<'u>(
    units: &'u [Unit<'_>],
    unit: usize,
    name: &str,
) -> Option<(usize, &'u Local)> {
    let mut at = Some(unit);
    while let Some((unit, names)) = at.and_then(|at| Some((at, units.get(at)?))) {
        if let Some(local) = names.names.get(name) {
            return Some((unit, local));
        }
        at = names.parent;
    }
    None
}

/// The dotted name of something imported; what nothing binds stands for itself.
pub(super) fn path_of(
    expr: &Expr,
    (units, unit): Place<'_, '_>,
    scope: &ModuleScope,
) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => match local(units, unit, name) {
            Some((_, Local::Import(path))) => Some(path.clone()),
            Some(_) => None,
            None => match scope.meaning(name) {
                Meaning::Path(path) => {
                    Some(path.strip_prefix("builtins.").unwrap_or(&path).to_owned())
                }
                _ => None,
            },
        },
        ExprKind::Attribute { value, attr } => {
            let path = path_of(value, (units, unit), scope)?;
            Some(format!("{path}.{attr}"))
        }
        _ => None,
    }
}

/// What a value is kept in, if it is a variable or an attribute.
pub(super) fn key<'a>(
    expr: &'a Expr,
    (units, unit): Place<'_, '_>,
    scope: &ModuleScope,
) -> Option<Key<'a>> {
    match &expr.kind {
        ExprKind::Name(name) => match local(units, unit, name) {
            Some((_, Local::Import(_))) => None,
            Some((unit, _)) => Some(Key::Local(unit, name)),
            None => match scope.meaning(name) {
                Meaning::Variable | Meaning::Object(_) => Some(Key::Local(0, name)),
                _ => None,
            },
        },
        ExprKind::Attribute { attr, .. } => Some(Key::Field(attr)),
        _ => None,
    }
}
