//! Caches of functions without a bound: what they were asked stays, with what it was asked of.

use super::holders::{attribute_of, bindings};
use super::keys::Space;
use super::lifetime::Lifetime;
use super::makers::{Container, made_by, path_of};
use super::units::{Runs, Unit, UnitId, last_name, reads};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Function};
use crate::text::Range;

/// The functions whose results are kept for ever.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        let Some(function) = unit.function else {
            continue;
        };
        let decorators = function.decorators.iter();
        let mut caches = decorators
            .filter(|it| is_unbounded(it, file))
            .map(|it| it.range);
        let applied = || file.applied_to(id, unit);
        let mut whole = || {
            let at = caches.next().or_else(applied)?;
            Some((at, file.cached(id, unit, function)?))
        };
        let around = whole().or_else(|| file.put_around(id, unit));
        if let Some((at, confidence)) = around.filter(|_| !file.is_cleared(unit)) {
            found.push(Growth {
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
            });
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
                Lifetime::Process => None,
                _ => Some(Confidence::Definite),
            };
        }
        self.cached_by_what_is_given(id, unit, function)
    }

    /// How sure it is that such a cache grows by what the function is asked.
    fn cached_by_what_is_given(
        &self,
        id: UnitId,
        unit: &Unit<'a>,
        function: &'a Function,
    ) -> Option<Confidence> {
        let given = function
            .params
            .iter()
            .filter(|it| unit.this() != Some(it.name.as_str()));
        let keys = self.keys();
        let spaces = given.map(|param| keys.of_a_param(param, id, 0));
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
        let gives = |expr: &Expr| match &expr.kind {
            ExprKind::Call { func, args } => {
                last_name(func) == Some(function)
                    && args.iter().any(|arg| self.makes_one(&arg.value))
            }
            _ => false,
        };
        self.does_often(&gives)
    }

    /// Whether something that runs while the process serves reads what is looked for.
    fn does_often(&self, is_it: &dyn Fn(&Expr) -> bool) -> bool {
        self.units.all.iter().enumerate().any(|(id, unit)| {
            let spots = unit.spots.iter();
            let mut often = spots.filter(|spot| self.units.runs_at(id, spot) == Runs::Often);
            often.any(|spot| reads(spot.stmt, is_it))
        })
    }

    /// `self.country = cache(self._country)`, where the object serves for long: the method it is put around, and where.
    fn put_around(&self, id: UnitId, unit: &Unit<'a>) -> Option<(Range, Confidence)> {
        let (class, function) = (unit.class?, unit.function?);
        let lifetime = self.lifetimes.of_objects(class);
        let all = self
            .units
            .methods(class)
            .filter_map(|(_, it)| Some((it, it.this()?)));
        let mut bound = all.flat_map(|(it, this)| {
            let bound = it.spots.iter().flat_map(|spot| bindings(spot.stmt));
            bound.map(move |(target, value)| (target, value, this))
        });
        let (_, value, _) = bound.find(|(target, value, this)| match &value.kind {
            ExprKind::Call { func, args } => {
                let given = args.first().and_then(|arg| attribute_of(&arg.value, this));
                given == Some(unit.name())
                    && attribute_of(target, this).is_some()
                    && is_unbounded(func, self)
            }
            _ => false,
        })?;
        let confidence = self.cached_by_what_is_given(id, unit, function)?;
        match lifetime {
            Lifetime::Call => None,
            Lifetime::Unknown => Some((value.range, Confidence::Unclear)),
            _ => Some((value.range, confidence)),
        }
    }

    /// Where a cache is put around a function by a call, for as long as the process: `load = lru_cache(None)(load_it)`.
    fn applied_to(&self, id: UnitId, unit: &Unit<'a>) -> Option<Range> {
        let of_class = unit.class.is_some();
        let is_top = |it: &&UnitId| **it == 0;
        let outer = unit.parent.iter().find(is_top).filter(|_| !of_class)?;
        let spots = self.units.all[*outer].spots.iter();
        let mut all = spots.flat_map(|spot| bindings(spot.stmt));
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if name == unit.name());
        let around = all.find(|(_, value)| match &value.kind {
            ExprKind::Call { func, args } => {
                let is_given = args.first().is_some_and(|arg| is_it(&arg.value));
                is_given && is_unbounded(func, self)
            }
            _ => false,
        });
        around.filter(|_| id > 0).map(|(_, value)| value.range)
    }

    /// Whether something that runs while the process serves empties the cache of a function.
    fn is_cleared(&self, unit: &Unit<'a>) -> bool {
        let clears = |expr: &Expr| match &expr.kind {
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Attribute { value, attr } => {
                    attr == "cache_clear" && last_name(value) == Some(unit.name())
                }
                _ => false,
            },
            _ => false,
        };
        self.does_often(&clears)
    }

    fn makes_one(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Call { func, .. } if matches!(&func.kind, ExprKind::Name(name) if self.units.class(name).is_some_and(|it| !self.keys().is_enum(it))))
    }
}

/// Whether a decorator keeps all results.
fn is_unbounded<'e>(decorator: &'e Expr, file: &Reading<'_>) -> bool {
    const WITHOUT: &[&str] = &[
        "functools.cache",
        "asyncstdlib.cache",
        "toolz.memoize",
        "cytoolz.memoize",
        "funcy.memoize",
    ];
    let is_none = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(Constant::None));
    let is_plain = |expr: &Expr| {
        matches!(&expr.kind, ExprKind::Dict(_))
            || made_by(expr, file.scope) == Some(Container::Dict)
    };
    let named = |args: &'e [Arg], name: &str| {
        let by_name = args.iter().find(|arg| arg.keyword.as_deref() == Some(name));
        let by_place = args.first().filter(|arg| arg.keyword.is_none());
        by_name.or(by_place).map(|arg| &arg.value)
    };
    let path = |expr: &Expr| path_of(expr, file.scope).unwrap_or_default();
    match &decorator.kind {
        ExprKind::Call { func, args } => match path(func).as_str() {
            "functools.lru_cache" | "async_lru.alru_cache" | "asyncstdlib.lru_cache" => {
                named(args, "maxsize").is_some_and(is_none)
            }
            "cachetools.cached" => named(args, "cache").is_some_and(is_plain),
            other => WITHOUT.contains(&other) && args.is_empty(),
        },
        _ => WITHOUT.contains(&path(decorator).as_str()),
    }
}
