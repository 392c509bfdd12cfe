//! Variables of the context that get longer with every call: `stack.set(stack.get() + (span,))`, and nobody resets them.

use super::holders::bindings;
use super::units::{Runs, Unit, UnitId, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Constant, Expr, ExprKind, StmtKind};
use crate::syntax::visit;

fn is_a_number(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(Constant::Number(_)))
}

/// The variables that get longer.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let units = file.units.all.iter().enumerate();
    let often = units.filter(|(id, _)| file.units.runs(*id) == Runs::Often);
    often
        .filter_map(|(id, unit)| file.prolonged(id, unit))
        .collect()
}

impl<'a> Reading<'a> {
    fn prolonged(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        unit.spots.iter().find_map(|spot| {
            let call = match &spot.stmt.kind {
                StmtKind::Expr(expr) => expr,
                StmtKind::Assign { value, .. } => value,
                _ => return None,
            };
            let ExprKind::Call { func, args } = &call.kind else {
                return None;
            };
            let (ExprKind::Attribute { value, attr }, [given]) = (&func.kind, &args[..]) else {
                return None;
            };
            let ExprKind::Name(name) = &value.kind else {
                return None;
            };
            let is_set = attr == "set" && self.is_of_the_context(name);
            let is_reset =
                self.text.contains(&format!("{name}.reset(")) || self.is_put_back_to(name);
            (is_set && !is_reset && self.has_the_one_before(&given.value, name, unit)).then(|| {
                Growth {
                    by: "set".to_owned(),
                    name: name.clone(),
                    chain: vec![
                        format!("the context variable `{name}`"),
                        "its value".to_owned(),
                    ],
                    kept: format!("`{}`", self.written(given.value.range)),
                    until: "the context goes: that of a thread with the thread".to_owned(),
                    class: LeakClass::R2,
                    // A task has a copy of its own, which goes with it.
                    ..self.growth(
                        Kind::Unbounded,
                        match unit.function.is_some_and(|it| it.is_async) {
                            true => Confidence::Unclear,
                            false => Confidence::Definite,
                        },
                        call.range,
                        id,
                    )
                }
            })
        })
    }

    /// Whether something sets the variable to what an object remembers: `current.set(self.parent)`.
    fn is_put_back_to(&self, name: &str) -> bool {
        let is_it = |call: &Expr| match &call.kind {
            ExprKind::Call { func, args } => {
                let is_set = matches!(&func.kind, ExprKind::Attribute { value, attr } if attr == "set" && last_name(value) == Some(name));
                is_set
                    && matches!(&args[..], [only] if matches!(only.value.kind, ExprKind::Attribute { .. }))
            }
            _ => false,
        };
        let mut spots = self.units.all.iter().flat_map(|it| &it.spots);
        spots.any(|spot| visit::mentions(spot.stmt, &is_it))
    }

    /// Whether a value is made from what the variable was before, and something more.
    fn has_the_one_before(&self, value: &Expr, name: &str, unit: &Unit<'a>) -> bool {
        let is_asked = |expr: &Expr| {
            expr.range
                .of(self.text)
                .starts_with(&format!("{name}.get("))
        };
        let before: Vec<&str> = (unit.spots.iter())
            .flat_map(|spot| bindings(spot.stmt))
            .filter_map(|(target, value)| match &target.kind {
                ExprKind::Name(own) if is_asked(value) => Some(own.as_str()),
                _ => None,
            })
            .collect();
        let is_before = |expr: &Expr| {
            is_asked(expr)
                || matches!(&expr.kind, ExprKind::Name(it) if before.contains(&it.as_str()))
        };
        // `span = Span(name, current.get())`
        let is_made_with_it = |it: &Expr| match &it.kind {
            ExprKind::Call { func, args } => {
                let is_class = last_name(func).is_some_and(|it| it.starts_with(char::is_uppercase));
                is_class && args.iter().any(|arg| is_before(&arg.value))
            }
            _ => false,
        };
        match &value.kind {
            ExprKind::Call { .. } => is_made_with_it(value),
            ExprKind::Name(name) => (unit.binding(name))
                .flat_map(|spot| bindings(spot.stmt))
                .any(|(target, value)| {
                    let is_it = matches!(&target.kind, ExprKind::Name(it) if it == name);
                    is_it && is_made_with_it(value)
                }),
            // A number stays one.
            ExprKind::Operation {
                op: "+" | "|",
                parts,
            } => parts.iter().any(is_before) && !parts.iter().any(is_a_number),
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(|part| visit::has(part, &is_before))
            }
            _ => false,
        }
    }
}
