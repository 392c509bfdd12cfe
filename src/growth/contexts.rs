//! Variables of the context that get longer with every call: `stack.set(stack.get() + (span,))`, and nobody resets them.

use super::holders::bindings;
use super::units::{Runs, Unit, UnitId, is_named, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Constant, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use rustc_hash::FxHashSet;

fn is_a_number(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(Constant::Number(_)))
}

/// The variables that get longer.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let back = file.set_back();
    let units = file.units.all.iter().enumerate();
    let often = units.filter(|(id, _)| file.units.runs(*id) == Runs::Often);
    often
        .filter_map(|(id, unit)| file.prolonged(id, unit, &back))
        .collect()
}

impl<'a> Reading<'a> {
    /// The variables that something sets to what its object remembers, or to what they were at first:
    /// `current.set(self.parent)`, `current.set(before)`. A method that nobody of the file calls puts nothing back.
    fn set_back(&self) -> FxHashSet<&'a str> {
        let mut back = FxHashSet::default();
        for unit in &self.units.all {
            let name = unit.name();
            let is_called =
                unit.class.is_none() || name.starts_with("__") || self.units.is_mentioned(name);
            let calls = unit.spots.iter().filter_map(|spot| match &spot.stmt.kind {
                StmtKind::Expr(Expr {
                    kind: ExprKind::Call { func, args },
                    ..
                }) => Some((func, args)),
                _ => None,
            });
            for (func, args) in calls.filter(|_| is_called) {
                let (ExprKind::Attribute { value, attr }, [given]) = (&func.kind, &args[..]) else {
                    continue;
                };
                if attr != "set" {
                    continue;
                }
                let was_asked = |name: &str| {
                    let mut bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
                    bound.any(|(_, it)| matches!(&it.kind, ExprKind::Call { func, .. } if matches!(&func.kind, ExprKind::Attribute { value: of, attr } if attr == "get" && last_name(of) == last_name(value))))
                };
                let is_back = match &given.value.kind {
                    ExprKind::Attribute { value, .. } => {
                        unit.this().is_some_and(|this| is_named(value, this))
                    }
                    ExprKind::Name(name) => was_asked(name),
                    _ => false,
                };
                if is_back {
                    back.extend(last_name(value));
                }
            }
        }
        back
    }

    /// Whether a function is run in a copy of the context: `copy_context().run(handle)`.
    fn runs_in_a_copy(&self, unit: &Unit<'a>) -> bool {
        let runs = |it: &Expr| matches!(&it.kind, ExprKind::Call { func, .. } if last_name(func) == Some("run"));
        self.text.contains("copy_context")
            && self
                .units
                .handed_on(unit.name())
                .any(|(id, at)| visit::mentions(self.units.all[id].spots[at].stmt, &runs))
    }

    fn prolonged(&self, id: UnitId, unit: &Unit<'a>, back: &FxHashSet<&str>) -> Option<Growth> {
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
            let is_reset = || {
                back.contains(name.as_str())
                    || self.runs_in_a_copy(unit)
                    || self.says(format!("{name}.reset("))
            };
            let is_longer = is_set && self.has_the_one_before(&given.value, name, unit);
            (is_longer && !is_reset()).then(|| {
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
