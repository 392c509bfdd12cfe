//! Functions of other modules that are wrapped with every call: each wrapper has the one before.

use super::holders::bindings;
use super::makers::{path_of, written};
use super::units::{Runs, Unit, UnitId};
use super::{Growth, Kind, Reading};
use crate::report::LeakClass;
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::text::Range;

/// What is wrapped again and again.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate().skip(1) {
        if file.units.runs(id) == Runs::Once {
            continue;
        }
        for spot in &unit.spots {
            let asks = spot.guards.iter().any(|guard| {
                let asked = guard.test.range.of(file.text);
                super::units::is_a_mark(guard, unit, file.text)
                    || ["hasattr", "getattr", "__wrapped__", " is ", " in "]
                        .iter()
                        .any(|it| asked.contains(it))
            });
            if !asks {
                found.extend(file.wrapped(id, unit, spot.stmt.range, bindings(spot.stmt)));
            }
        }
    }
    found
}

impl<'a> Reading<'a> {
    /// `json.dumps = traced`, where `traced` calls what `json.dumps` was before.
    fn wrapped(
        &self,
        id: UnitId,
        unit: &Unit<'a>,
        at: Range,
        bound: Vec<(&'a Expr, &'a Expr)>,
    ) -> Option<Growth> {
        let (target, wrapper) = bound
            .into_iter()
            .find(|(target, _)| matches!(target.kind, ExprKind::Attribute { .. }))?;
        let place = written(target)?;
        let of_the_file = place
            .split('.')
            .next()
            .and_then(|root| self.units.class(root));
        let path = path_of(target, self.scope).or(of_the_file.map(|_| place.clone()))?;
        let root = place.split('.').next().unwrap_or_default();
        if path.starts_with("builtins.") || unit.local.contains(root) {
            return None;
        }
        // What stood there before, under a name of the call.
        let before = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
        let mut originals = before.filter_map(|(name, value)| match &name.kind {
            ExprKind::Name(name) if written(value).as_deref() == Some(place.as_str()) => {
                Some(name.as_str())
            }
            _ => None,
        });
        let original = originals.next()?;
        let uses = |range: Range| {
            let code = range.of(self.text);
            code.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == original)
        };
        let is_wrapped = match &wrapper.kind {
            ExprKind::Name(name) => unit.spots.iter().any(|spot| match &spot.stmt.kind {
                StmtKind::Function(function) => function.name == *name && uses(function.range),
                StmtKind::Assign { .. } => bindings(spot.stmt).into_iter().any(|(to, value)| {
                    matches!(&to.kind, ExprKind::Name(own) if own == name)
                        && uses(value.range)
                        && matches!(value.kind, ExprKind::Call { .. } | ExprKind::Lambda(_))
                }),
                _ => false,
            }),
            ExprKind::Call { .. } | ExprKind::Lambda(_) => uses(wrapper.range),
            _ => false,
        };
        let is_put_back = || {
            let everywhere = self.units.all.iter().flat_map(|unit| &unit.spots);
            let others = everywhere.filter(|spot| spot.stmt.range != at);
            let mut bound = others.flat_map(|spot| bindings(spot.stmt));
            bound.any(|(to, value)| {
                let is_kept = matches!(value.kind, ExprKind::Name(_) | ExprKind::Attribute { .. });
                is_kept && written(to).as_deref() == Some(place.as_str())
            })
        };
        if !is_wrapped || is_put_back() {
            return None;
        }
        let module = path.rsplit_once('.').map_or("", |(module, _)| module);
        Some(Growth {
            by: "=".to_owned(),
            name: place.clone(),
            chain: vec![
                format!("the module `{module}`"),
                "a wrapper that has the one before".to_owned(),
            ],
            kept: format!("another wrapper around `{place}`"),
            class: LeakClass::R2,
            because: "Each call takes one more step through all of them.".to_owned(),
            ..self.growth(Kind::Registered, self.certainty(id)?, at, id)
        })
    }
}
