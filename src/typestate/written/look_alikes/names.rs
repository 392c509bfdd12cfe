//! The names of the scopes of a file, as far as calls need them: what is called, and what it is called on.

use super::values::{Home, Key};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::{declared_global, imported, names_bound_by, own_statements};
use crate::typestate::evidence;
use crate::typestate::written::scope::{Meaning, ModuleScope};
use rustc_hash::FxHashMap;

/// What a name of a function means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Local {
    /// What was imported, or another name for it, by its dotted name.
    Import(String),
    /// A parameter that is annotated so.
    Annotated(String),
    /// A function or class, perhaps.
    Definition,
    /// Anything.
    Other,
}

/// Whose names they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Whose<'a> {
    /// A function's.
    Function(&'a str),
    /// A class's, which nobody inside it sees.
    Class,
    /// Of the module, a lambda, a comprehension, or type parameters.
    #[default]
    Nobody,
}

/// The names of a scope, and the scope around it; the module is the first and has none.
#[derive(Debug, Default)]
pub(super) struct Unit<'a> {
    parent: Option<usize>,
    whose: Whose<'a>,
    names: FxHashMap<&'a str, Local>,
}

/// The scopes, and where one stands.
pub(super) type Place<'u, 'a> = (&'u [Unit<'a>], usize);

impl<'a> Unit<'a> {
    /// Names that may be anything.
    pub fn of_names(names: impl IntoIterator<Item = &'a str>, around: usize) -> Self {
        Self {
            parent: Some(around),
            whose: Whose::Nobody,
            names: names.into_iter().map(|name| (name, Local::Other)).collect(),
        }
    }

    /// The names of a function inside a scope.
    pub fn of_function(function: &'a Function, around: Place<'_, 'a>, scope: &ModuleScope) -> Self {
        let mut unit = Self::of_names(function.type_params.iter().map(String::as_str), around.1);
        unit.whose = Whose::Function(&function.name);
        for param in &function.params {
            let annotated = param.annotation.as_ref();
            let annotated = annotated.and_then(|it| path_of(it, around, scope));
            let meaning = annotated.map_or(Local::Other, Local::Annotated);
            unit.names.insert(&param.name, meaning);
        }
        unit.learn(&function.body, around, scope);
        unit
    }

    /// The names of a class inside a scope.
    pub fn of_class(body: &'a [Stmt], around: Place<'_, 'a>, scope: &ModuleScope) -> Self {
        let mut unit = Self::of_names([], around.1);
        unit.whose = Whose::Class;
        unit.learn(body, around, scope);
        unit
    }

    /// The function that it is the body of.
    pub fn function(&self) -> Option<&'a str> {
        match self.whose {
            Whose::Function(name) => Some(name),
            _ => None,
        }
    }

    /// What a body binds. A name stands for what is imported by it, or for what it is once given that has
    /// a dotted name, if nothing else binds it.
    fn learn(&mut self, body: &'a [Stmt], around: Place<'_, 'a>, scope: &ModuleScope) {
        let mut others: Vec<(&'a str, Option<&'a Expr>)> = Vec::new();
        let mut imports: Vec<(&'a str, String)> = Vec::new();
        let mut definitions: Vec<&'a str> = Vec::new();
        own_statements(body, &mut |stmt: &'a Stmt| {
            let found = imported(stmt);
            let mut bound = names_bound_by(stmt);
            bound.retain(|name| found.iter().all(|(other, _)| other != name));
            imports.extend(found);
            if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
                definitions.extend(&bound);
            }
            match alias(stmt) {
                // `x = None` stands in for an import that failed.
                Some((name, value)) if is_none(value) => {
                    self.names.entry(name).or_insert(Local::Other);
                }
                Some((name, value)) => others.push((name, Some(value))),
                None => others.extend(bound.into_iter().map(|name| (name, None))),
            }
        });
        let mut times: FxHashMap<&str, usize> = FxHashMap::default();
        for (name, _) in &others {
            *times.entry(name).or_default() += 1;
        }
        for (name, path) in imports {
            let meaning = match times.contains_key(name) {
                true => Local::Other,
                false => Local::Import(scope.absolute(&path)),
            };
            self.names.insert(name, meaning);
            times.entry(name).and_modify(|times| *times += 1);
        }
        for (name, _) in &others {
            self.names.insert(name, Local::Other);
        }
        let definitions = definitions.into_iter();
        self.names
            .extend(definitions.map(|name| (name, Local::Definition)));
        let declared = declared_global(body);
        self.names.retain(|name, _| !declared.contains(name));
        for (name, value) in others {
            let path = match value {
                Some(value) if times.get(name) == Some(&1) => {
                    self.path_inside(value, around, scope)
                }
                _ => None,
            };
            if let (Some(path), Some(meaning)) = (path, self.names.get_mut(name)) {
                *meaning = Local::Import(path);
            }
        }
    }

    /// The dotted name of an expression of its own body.
    fn path_inside(
        &self,
        expr: &Expr,
        around: Place<'_, 'a>,
        scope: &ModuleScope,
    ) -> Option<String> {
        match &expr.kind {
            ExprKind::Attribute { value, attr } => {
                let path = self.path_inside(value, around, scope)?;
                Some(format!("{path}.{attr}"))
            }
            ExprKind::Name(name) => match self.names.get(name.as_str()) {
                Some(Local::Import(path)) => Some(path.clone()),
                Some(_) => None,
                None => path_of(expr, around, scope),
            },
            _ => None,
        }
    }
}

/// The name that a statement gives a value, if it is one alone, and the value.
fn alias(stmt: &Stmt) -> Option<(&str, &Expr)> {
    let StmtKind::Assign { targets, value } = &stmt.kind else {
        return None;
    };
    match targets.as_slice() {
        [target] => match &target.kind {
            ExprKind::Name(name) => Some((name, value)),
            _ => None,
        },
        _ => None,
    }
}

fn is_none(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(Constant::None))
}

/// The scope whose names the functions in a scope see: not a class's.
pub(super) fn seen_inside(units: &[Unit<'_>], unit: usize) -> usize {
    match units.get(unit) {
        Some(Unit {
            parent: Some(parent),
            whose: Whose::Class,
            ..
        }) => seen_inside(units, *parent),
        _ => unit,
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
        // A class with its type arguments.
        ExprKind::Subscript { value, .. } => {
            path_of(value, (units, unit), scope).filter(|path| evidence::names_a_type(path))
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
    let home = match &expr.kind {
        ExprKind::Name(name) => match local(units, unit, name) {
            Some((_, Local::Import(_) | Local::Definition)) => return None,
            // Its methods have it by an attribute.
            Some((unit, _)) if units.get(unit).is_some_and(|it| it.whose == Whose::Class) => {
                Home::Field(name)
            }
            Some((unit, _)) => Home::Local(unit, name),
            None => match scope.meaning(name) {
                Meaning::Variable | Meaning::Object(_) => Home::Local(0, name),
                _ => return None,
            },
        },
        ExprKind::Attribute { attr, .. } => Home::Field(attr),
        _ => return None,
    };
    Some(Key::of(home))
}
