//! Exceptions that are kept: with the frames they have passed, and all that these have.

use super::holders::{attribute_of, bindings};
use super::makers::path_of;
use super::units::{Runs, Unit, UnitId, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use rustc_hash::FxHashMap;

/// How many callers of a function are looked at.
const MOST: usize = 16;

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
    let mut found: Vec<Growth> = file
        .units
        .all
        .iter()
        .enumerate()
        .filter_map(|(id, unit)| file.raised_by_the_object(id, unit))
        .collect();
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

impl<'a> Reading<'a> {
    /// `raise self._error`, where the object has it from another call, and somebody goes on after it was raised.
    fn raised_by_the_object(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        let (this, class) = (unit.this()?, unit.class?);
        let (at, attr) = unit.spots.iter().find_map(|spot| match &spot.stmt.kind {
            StmtKind::Raise { exc: Some(exc), .. } => {
                Some((spot.stmt.range, attribute_of(exc, this)?))
            }
            _ => None,
        })?;
        let stores = |it: &Unit<'a>| {
            let this = it.this();
            it.spots.iter().any(|spot| {
                let caught = |value: &Expr| {
                    let name = last_name(value);
                    spot.handlers
                        .iter()
                        .any(|handler| handler.name.as_deref() == name)
                };
                bindings(spot.stmt).into_iter().any(|(target, value)| {
                    let is_it = this.and_then(|this| attribute_of(target, this)) == Some(attr);
                    is_it && (is_an_exception(value, self) || caught(value))
                })
            })
        };
        let is_stored = self.units.methods(class).any(|(_, it)| stores(it));
        // One that only looks whether there is an exception is called by those that are called.
        let callers = |name: &str| -> Vec<UnitId> {
            let all = self.units.places_of(name).map(|(unit, _, _)| unit);
            all.filter(|it| *it != id).take(MOST).collect()
        };
        let goes_on = |unit: UnitId| {
            let function = self.units.all[unit].function;
            let code = function.map_or("", |it| it.range.of(self.text));
            code.contains("except") && !code.contains("raise")
        };
        let goes_on = callers(unit.name()).into_iter().any(|caller| {
            let outer = || callers(self.units.all[caller].name());
            goes_on(caller) || outer().into_iter().any(|it| it != caller && goes_on(it))
        });
        (is_stored && goes_on).then(|| Growth {
            by: "raise".to_owned(),
            name: format!("{this}.{attr}"),
            chain: vec![
                format!("an object of `{}`", class.name),
                format!("its attribute `{attr}`"),
                "its traceback".to_owned(),
                "frames".to_owned(),
            ],
            kept: "the frames that it passes, with their variables".to_owned(),
            class: LeakClass::R2,
            ..self.growth(Kind::Exception, Confidence::SomePath, at, id)
        })
    }
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
    let class = last_name(func)
        .and_then(|name| file.units.class(name))
        .filter(|_| is_class);
    let is_by_its_bases = class.is_some_and(|class| {
        let lineage = file.units.lineage(class);
        let mut bases = lineage
            .into_iter()
            .flat_map(|it| &it.bases)
            .filter_map(last_name);
        bases.any(|base| base.ends_with("Exception") || base.ends_with("Error"))
    });
    is_by_its_bases || (ends && (is_class || path_of(func, file.scope).is_some()))
}
