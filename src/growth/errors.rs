//! Exceptions that are kept: with the frames they have passed, and all that these have.

use super::holders::bindings;
use super::makers::path_of;
use super::units::{Runs, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use rustc_hash::FxHashMap;

/// One exception raised again and again: its traceback gets longer each time.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut made: FxHashMap<&str, &Expr> = FxHashMap::default();
    let top = file.units.all.first();
    for spot in top.into_iter().flat_map(|top| &top.spots) {
        for (target, value) in bindings(spot.stmt) {
            if let (ExprKind::Name(name), true) = (&target.kind, is_an_exception(value, file)) {
                made.insert(name, value);
            }
        }
    }
    let mut found: Vec<Growth> = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate().skip(1) {
        for spot in unit
            .spots
            .iter()
            .filter(|_| file.units.runs(id) == Runs::Often)
        {
            let StmtKind::Raise { exc: Some(exc), .. } = &spot.stmt.kind else {
                continue;
            };
            let ExprKind::Name(name) = &exc.kind else {
                continue;
            };
            let is_own = unit.local.contains(name.as_str());
            let Some(value) = made.get(name.as_str()).filter(|_| !is_own) else {
                continue;
            };
            if found.iter().any(|it| it.name == *name) {
                continue;
            }
            found.push(Growth {
                made: Some(value.range),
                by: "raise".to_owned(),
                name: name.clone(),
                chain: vec![
                    format!("the module's name `{name}`"),
                    "its traceback".to_owned(),
                    "frames".to_owned(),
                ],
                kept: "the frames that it passes, with their variables".to_owned(),
                class: LeakClass::R2,
                ..file.growth(Kind::Exception, Confidence::Definite, spot.stmt.range, id)
            });
        }
    }
    found
}

/// Whether an expression makes an exception: of what Python has, or of a class that is called like one.
fn is_an_exception(expr: &Expr, file: &Reading<'_>) -> bool {
    let ExprKind::Call { func, .. } = &expr.kind else {
        return false;
    };
    let name = last_name(func).unwrap_or_default();
    let ends = ["Error", "Exception", "Timeout"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_class = matches!(&func.kind, ExprKind::Name(name) if file.units.class(name).is_some());
    ends && (is_class || path_of(func, file.scope).is_some())
}
