//! Cycles through the frame of a call: an exception in a name, a function that calls itself.

use super::{is_a_block, is_named};
use crate::growth::holders::bindings;
use crate::growth::spots::Spot;
use crate::growth::units::{Runs, Unit, UnitId};
use crate::growth::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Constant, ExprKind, StmtKind};
use crate::text::Range;

impl<'a> Reading<'a> {
    /// `failure = error` in a handler: the exception has the frame that has the name.
    pub(super) fn caught(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        let function = unit
            .function
            .filter(|_| self.units.runs(id) == Runs::Often)?;
        let is_dropped = |name: &str, at: Range| {
            unit.spots.iter().any(|spot| match &spot.stmt.kind {
                StmtKind::Delete(targets) => targets.iter().any(|it| is_named(it, name)),
                _ => {
                    let after = spot.in_finally || spot.stmt.range.start > at.end;
                    bindings(spot.stmt).into_iter().any(|(target, value)| {
                        after
                            && is_named(target, name)
                            && matches!(value.kind, ExprKind::Constant(Constant::None))
                    })
                }
            })
        };
        unit.spots.iter().find_map(|spot| {
            let (target, value) = bindings(spot.stmt).into_iter().next()?;
            let (ExprKind::Name(name), ExprKind::Name(error)) = (&target.kind, &value.kind) else {
                return None;
            };
            let is_caught = spot.handlers.iter().any(|it| it.name.as_ref() == Some(error));
            let is_raised = unit.spots.iter().any(|it| {
                matches!(&it.stmt.kind, StmtKind::Raise { exc: Some(exc), .. } if is_named(exc, name))
            });
            let is_own = unit.local.contains(name.as_str());
            let mut bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
            let is_large = bound.any(|(target, value)| {
                matches!(target.kind, ExprKind::Name(_)) && is_a_block(value)
            });
            let is_raised = is_raised || is_large;
            let confidence = match is_large {
                true => Confidence::OnlyOnException,
                false => Confidence::Unclear,
            };
            if !is_caught || !is_raised || !is_own || is_dropped(name, spot.stmt.range) {
                return None;
            }
            Some(Growth {
                by: "=".to_owned(),
                name: name.clone(),
                chain: vec![
                    format!("the frame of `{}`", function.name),
                    format!("its name `{name}`"),
                    "the traceback".to_owned(),
                    "the same frame".to_owned(),
                ],
                kept: format!("`{error}`"),
                until: "the collector comes".to_owned(),
                class: LeakClass::R1,
                ..self.growth(Kind::Exception, confidence, spot.stmt.range, id)
            })
        })
    }

    /// A function within a function that calls itself: it has the place of its own name, and with it whatever else
    /// it uses of the call.
    pub(super) fn of_itself(&self, unit: &Unit<'a>) -> Option<Growth> {
        let function = unit.function?;
        let parent = unit.parent.filter(|it| *it > 0 && unit.class.is_none())?;
        let around = &self.units.all[parent];
        if self.units.runs(parent) == Runs::Once || !function.decorators.is_empty() {
            return None;
        }
        let free = function.free_names();
        let is_free = |name: &str| free.iter().any(|it| it == name);
        let is_bound_again = around.spots.iter().any(|spot| {
            matches!(&spot.stmt.kind, StmtKind::Delete(targets) if targets.iter().any(|it| is_named(it, &function.name)))
                || bindings(spot.stmt).into_iter().any(|(target, _)| is_named(target, &function.name))
        });
        if !is_free(&function.name) || is_bound_again {
            return None;
        }
        // What it fills with what it is given is large.
        let fills = |spot: &Spot<'a>| {
            let StmtKind::Expr(expr) = &spot.stmt.kind else {
                return None;
            };
            let ExprKind::Call { func, args } = &expr.kind else {
                return None;
            };
            let ExprKind::Attribute { value, attr } = &func.kind else {
                return None;
            };
            let ExprKind::Name(name) = &value.kind else {
                return None;
            };
            let is_given = args.iter().any(|arg| {
                matches!(&arg.value.kind, ExprKind::Name(it) if function.params.iter().any(|param| param.name == *it))
            });
            let adds = matches!(attr.as_str(), "append" | "add" | "extend");
            (adds && is_given && is_free(name) && around.local.contains(name.as_str()))
                .then(|| name.clone())
        };
        let filled = unit.spots.iter().find_map(fills)?;
        let end = function.range.start + "def ".len() as u32 + function.name.len() as u32;
        Some(Growth {
            by: "def".to_owned(),
            name: function.name.clone(),
            chain: vec![
                format!("the function `{}`", function.name),
                "the place of its own name".to_owned(),
            ],
            kept: format!("`{filled}`, with all that is in it"),
            until: "the collector comes".to_owned(),
            class: LeakClass::R1,
            because: format!(
                "`{}` calls itself by a name of the call, so it is part of a cycle",
                function.name
            ),
            ..self.growth(
                Kind::Cycle,
                match self.units.is_served(parent) {
                    true => Confidence::Definite,
                    false => Confidence::Unclear,
                },
                Range::new(function.range.start, end),
                parent,
            )
        })
    }
}
