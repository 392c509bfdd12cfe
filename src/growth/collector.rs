//! The cyclic collector, switched off where something may fail before it is switched on again.

use super::makers::path_of;
use super::spots::Spot;
use super::units::{Runs, Unit};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::text::Range;

/// A call by which the collector keeps what it would take.
struct Keeping {
    call: &'static str,
    /// Words one of which it has to be given; none if it always does.
    given: &'static [&'static str],
    /// What lets go of it again, as it is written.
    undone: &'static [&'static str],
    keeper: &'static str,
    kept: &'static str,
}

const KEEPING: &[Keeping] = &[
    Keeping {
        call: "gc.freeze",
        given: &[],
        undone: &["gc.unfreeze"],
        keeper: "its permanent generation",
        kept: "every object that is there at the time, where the collector does not look",
    },
    Keeping {
        call: "gc.set_debug",
        given: &["DEBUG_SAVEALL", "DEBUG_LEAK"],
        undone: &["set_debug(0)", "gc.garbage.clear()", "del gc.garbage["],
        keeper: "`gc.garbage`",
        kept: "every object that the collector finds from here on",
    },
];

/// Where it may stay off.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    if !file.text.contains("gc") {
        return Vec::new();
    }
    let calls = |expr: &Expr, path: &str| match &expr.kind {
        ExprKind::Call { func, .. } => path_of(func, file.scope).as_deref() == Some(path),
        _ => false,
    };
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        let Some(function) = unit.function else {
            continue;
        };
        let of = |path: &str| {
            let all = unit.spots.iter().filter_map(|spot| match &spot.stmt.kind {
                StmtKind::Expr(expr) if calls(expr, path) => Some(asked_before(unit, spot)),
                _ => None,
            });
            all.collect::<Vec<Range>>()
        };
        let on = of("gc.enable");
        let is_served = file.units.is_served(id);
        for keeping in KEEPING {
            let keeps = |range: &Range| {
                let written = range.of(file.text);
                keeping.given.is_empty() || keeping.given.iter().any(|it| written.contains(it))
            };
            let is_undone = || keeping.undone.iter().any(|it| file.text.contains(it));
            let is_often = is_served && file.units.runs(id) == Runs::Often;
            for at in of(keeping.call)
                .into_iter()
                .filter(keeps)
                .filter(|_| is_often && !is_undone())
            {
                found.push(Growth {
                    by: format!("{}()", keeping.call),
                    name: "gc".to_owned(),
                    chain: vec!["the interpreter".to_owned(), keeping.keeper.to_owned()],
                    kept: keeping.kept.to_owned(),
                    class: LeakClass::R2,
                    ..file.growth(Kind::Collector, Confidence::Definite, at, id)
                });
            }
        }
        for off in of("gc.disable") {
            let missed = file.graphs.missed(&file.units, function, off, &on);
            // Who never switches it on again may mean it, where a program begins.
            let is_meant = on.is_empty() && !is_served;
            let Some(missed) = missed.filter(|_| !is_meant && file.units.runs(id) == Runs::Often)
            else {
                continue;
            };
            found.push(Growth {
                by: "gc.disable()".to_owned(),
                name: "gc".to_owned(),
                chain: vec!["the interpreter".to_owned(), "cycles".to_owned()],
                kept: "every cycle that is dropped".to_owned(),
                removal: on.first().copied(),
                raises: missed.raises,
                until: "somebody switches the collector on again".to_owned(),
                class: LeakClass::R1,
                ..file.growth(
                    Kind::Collector,
                    if missed.raises.is_some() {
                        Confidence::OnlyOnException
                    } else {
                        Confidence::SomePath
                    },
                    off,
                    id,
                )
            });
        }
    }
    found
}

/// Where the collector is switched on: the statement, or the `if` around it that asks whether it was on before.
fn asked_before(unit: &Unit<'_>, spot: &Spot<'_>) -> Range {
    let around = spot.guards.last().and_then(|guard| {
        let is_a_name = matches!(guard.test.kind, ExprKind::Name(_));
        let mut all = unit.spots.iter().filter(|_| is_a_name && guard.holds);
        all.find(|it| matches!(&it.stmt.kind, StmtKind::If { test, .. } if test.range == guard.test.range))
    });
    around.unwrap_or(spot).stmt.range
}
