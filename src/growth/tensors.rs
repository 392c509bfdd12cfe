//! Tensors that are kept with the graph that has made them: a loss that is summed up or put into a list as it is.

use super::holders::{attribute_of, bindings, is_of_the_beginning};
use super::spots::Loop;
use super::units::{Runs, Unit, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// What is kept with its graph.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    if !["import torch", "from torch"]
        .iter()
        .any(|it| file.text.contains(it))
    {
        return Vec::new();
    }
    let units = file.units.all.iter().enumerate();
    let found = units.filter_map(|(id, unit)| {
        let carried = || file.carried(id, unit);
        file.summed(id, unit).or_else(carried)
    });
    found.collect()
}

impl<'a> Reading<'a> {
    /// `self.hidden = self.cell(x, self.hidden)`: each state has the graph of the one before.
    fn carried(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        let (this, class) = (unit.this()?, unit.class?);
        // What is made anew with its object has nothing of a step before, and a step is given something.
        let takes = unit.function.map_or(0, |it| it.params.len());
        if is_of_the_beginning(unit.name()) || takes < 2 {
            return None;
        }
        let is_model = class
            .bases
            .iter()
            .filter_map(last_name)
            .any(|it| it == "Module");
        let whole = class.range.of(self.text);
        if !is_model || whole.contains("detach") || whole.contains("no_grad") {
            return None;
        }
        let mut bound = unit.spots.iter().flat_map(|spot| {
            bindings(spot.stmt)
                .into_iter()
                .map(move |(target, value)| (spot, target, value))
        });
        let (spot, target, _) = bound.find(|(_, target, value)| {
            let place = target.range.of(self.text);
            let is_given = |arg: &Arg| arg.value.range.of(self.text) == place;
            attribute_of(target, this).is_some()
                && matches!(&value.kind, ExprKind::Call { args, .. } if args.iter().any(is_given))
        })?;
        let name = self.written(target.range);
        Some(Growth {
            by: "=".to_owned(),
            chain: vec![
                format!("`{name}`"),
                "the tensor's `grad_fn`".to_owned(),
                "the graph of every step before".to_owned(),
            ],
            kept: format!("the graph that has made `{name}`"),
            name,
            until: format!("`{}` is detached", self.written(target.range)),
            class: LeakClass::R2,
            ..self.growth(Kind::Unbounded, Confidence::Definite, spot.stmt.range, id)
        })
    }

    /// `total += loss` or `losses.append(loss)`, where the function calls `loss.backward()`.
    fn summed(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        let losses = with_graphs(unit);
        let is_loss = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if losses.contains(&name.as_str()));
        unit.spots.iter().find_map(|spot| {
            let is_again = spot.around != Loop::None || self.units.runs(id) == Runs::Often;
            let (at, kept, by, holder): (Range, &Expr, &str, Range) = match &spot.stmt.kind {
                StmtKind::AugAssign { target, value }
                    if spot.around != Loop::None || !matches!(target.kind, ExprKind::Name(_)) =>
                {
                    (
                        spot.stmt.range,
                        operand(value, &is_loss)?,
                        "+=",
                        target.range,
                    )
                }
                StmtKind::Expr(Expr {
                    kind: ExprKind::Call { func, args },
                    ..
                }) if last_name(func) == Some("append") => {
                    let [one] = &args[..] else { return None };
                    let ExprKind::Attribute { value, .. } = &func.kind else {
                        return None;
                    };
                    let kept = Some(&one.value).filter(|it| is_loss(it))?;
                    (spot.stmt.range, kept, "append", value.range)
                }
                _ => return None,
            };
            is_again.then(|| Growth {
                by: by.to_owned(),
                name: self.written(holder),
                chain: vec![
                    format!("`{}`", self.written(holder)),
                    "the tensor's `grad_fn`".to_owned(),
                    "the graph of its step".to_owned(),
                ],
                kept: format!("the graph that has made `{}`", self.written(kept.range)),
                until: "the sum goes".to_owned(),
                class: LeakClass::R2,
                ..self.growth(Kind::Unbounded, Confidence::Definite, at, id)
            })
        })
    }
}

/// The names of a unit whose `backward` it calls: they have a graph.
fn with_graphs<'a>(unit: &Unit<'a>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for spot in &unit.spots {
        for expr in read_by(spot.stmt) {
            visit::subexpressions(expr, &mut |inner| {
                if let ExprKind::Call { func, .. } = &inner.kind
                    && let ExprKind::Attribute { value, attr } = &func.kind
                    && attr == "backward"
                    && let ExprKind::Name(name) = &value.kind
                {
                    names.push(name.as_str());
                }
            });
        }
    }
    names
}

/// The tensor that an expression is, or is made from by arithmetic.
fn operand<'a>(expr: &'a Expr, is_loss: &impl Fn(&Expr) -> bool) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Operation { parts, .. } => parts.iter().find_map(|it| operand(it, is_loss)),
        _ => is_loss(expr).then_some(expr),
    }
}
