//! Caches of functions without a bound: what they were asked stays, with what it was asked of.

use super::keys::Space;
use super::makers::path_of;
use super::units::{Runs, Unit, UnitId};
use super::{Growth, Kind, Reading, words};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function};
use crate::syntax::visit;

/// The functions whose results are kept for ever.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        let Some(function) = unit.function else {
            continue;
        };
        let decorators = function.decorators.iter();
        let cache = decorators
            .filter(|it| is_unbounded(it, file))
            .map(|it| it.range)
            .next();
        if let Some(at) = cache {
            found.extend(file.cached(id, unit, function).map(|confidence| Growth {
                made: Some(function.range),
                by: file.written(at),
                name: function.name.clone(),
                chain: vec![
                    format!("the function `{}`", function.name),
                    "its cache".to_owned(),
                ],
                kept: kept(unit, function),
                class: LeakClass::R2,
                ..file.growth(Kind::Cached, confidence, at, id)
            }));
        }
    }
    found
}

/// What is kept with each result.
fn kept(unit: &Unit<'_>, function: &Function) -> String {
    let params: Vec<String> = function
        .params
        .iter()
        .map(|it| format!("`{}`", it.name))
        .collect();
    match unit.this() {
        Some(this) => format!("`{this}`, and with it all that the object has"),
        None => crate::text::list(&params),
    }
}

impl<'a> Reading<'a> {
    /// How sure it is that such a cache grows with the calls.
    fn cached(&self, id: UnitId, unit: &Unit<'a>, function: &'a Function) -> Option<Confidence> {
        if function.params.is_empty() {
            return None;
        }
        let has_object = unit.this().is_some() && !unit.is_given_its_class();
        if has_object {
            let class = unit.class?;
            return match self.lifetimes.of_objects(class) {
                // There is one of its class.
                super::lifetime::Lifetime::Process => None,
                _ => Some(Confidence::Definite),
            };
        }
        let given = function
            .params
            .iter()
            .filter(|it| unit.this() != Some(it.name.as_str()));
        let spaces = given.map(|param| match &param.annotation {
            Some(it) if is_flag(it) => Space::Closed,
            _ => words::of_a_name(&param.name),
        });
        let widest = spaces.max().unwrap_or(Space::Closed);
        let is_given_new = self.is_given_new_objects(&function.name);
        match (widest, is_given_new) {
            (_, true) | (Space::Open, _) if self.units.runs(id) == Runs::Often => {
                Some(Confidence::Definite)
            }
            (Space::Unknown, _) => Some(Confidence::Unclear),
            _ => None,
        }
    }

    /// Whether somebody calls a function with an object that is made for the call.
    fn is_given_new_objects(&self, function: &str) -> bool {
        let mut any = false;
        for (id, unit) in self.units.all.iter().enumerate() {
            for spot in unit
                .spots
                .iter()
                .filter(|_| self.units.runs(id) == Runs::Often)
            {
                for expr in visit::expressions(spot.stmt) {
                    visit::subexpressions(expr, &mut |inner| {
                        if let ExprKind::Call { func, args } = &inner.kind
                            && super::units::last_name(func) == Some(function)
                        {
                            any |= args.iter().any(|arg| self.makes_one(&arg.value));
                        }
                    });
                }
            }
        }
        any
    }

    fn makes_one(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Call { func, .. } if matches!(&func.kind, ExprKind::Name(name) if self.units.class(name).is_some()))
    }
}

/// Whether a decorator keeps all results.
fn is_unbounded(decorator: &Expr, file: &Reading<'_>) -> bool {
    let is_none = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(Constant::None));
    match &decorator.kind {
        ExprKind::Call { func, args } => {
            path_of(func, file.scope).is_some_and(|path| path == "functools.lru_cache")
                && args.first().is_some_and(|arg| is_none(&arg.value))
        }
        _ => path_of(decorator, file.scope).is_some_and(|path| path == "functools.cache"),
    }
}

fn is_flag(annotation: &Expr) -> bool {
    matches!(&annotation.kind, ExprKind::Name(name) if matches!(name.as_str(), "bool" | "type"))
}
