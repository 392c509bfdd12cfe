//! Caches of functions without a bound: what they were asked stays, with what it was asked of.

use super::holders::{attribute_of, bindings};
use super::keys::Space;
use super::lifetime::Lifetime;
use super::makers::{Container, made_by, path_of};
use super::units::{Runs, Unit, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass, Presumed};
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Function};
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::{FxHashMap, FxHashSet};

/// The functions whose results are kept for ever.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    // All that makes caches is called so.
    if !["cache", "memoize"].iter().any(|it| file.text.contains(it)) {
        return found;
    }
    let caches = Caches::of(file);
    for (id, unit) in file.units.all.iter().enumerate() {
        let Some((at, confidence)) = caches.of_a_unit(id) else {
            continue;
        };
        let Some(function) = unit.function else {
            continue;
        };
        let plain = file.growth(Kind::Cached, confidence, at, id);
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
            presumed: presumed(unit, plain.presumed),
            ..plain
        });
    }
    found
}

/// What is taken for granted: of a method, that objects are made again and again.
fn presumed(unit: &Unit<'_>, of_a_function: Presumed) -> Presumed {
    match unit.class.filter(|_| !unit.is_given_its_class()) {
        Some(class) => Presumed {
            often: vec![class.name.clone()],
            ..of_a_function
        },
        None => of_a_function,
    }
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

/// What a file says of the caches of its functions, by the names of these.
struct Caches<'f, 'a> {
    file: &'f Reading<'a>,
    /// Where a cache is put around one by a call, for as long as the process: `load = lru_cache(None)(load_it)`.
    applied: FxHashMap<&'a str, Range>,
    /// The same for methods, by their class: `self.country = cache(self._country)`.
    around: FxHashMap<(Range, &'a str), Range>,
    /// Those that something calls with an object that is made for the call, while the process serves.
    given_new: FxHashSet<&'a str>,
    /// Those whose cache something empties while the process serves.
    cleared: FxHashSet<&'a str>,
}

impl<'f, 'a> Caches<'f, 'a> {
    fn of(file: &'f Reading<'a>) -> Self {
        let mut caches = Self {
            file,
            applied: FxHashMap::default(),
            around: FxHashMap::default(),
            given_new: FxHashSet::default(),
            cleared: FxHashSet::default(),
        };
        for (id, unit) in file.units.all.iter().enumerate() {
            for (target, value) in unit.spots.iter().flat_map(|spot| bindings(spot.stmt)) {
                caches.learn_applied((id, unit), target, value);
            }
            let spots = unit.spots.iter();
            for spot in spots.filter(|spot| file.units.runs_at(id, spot) == Runs::Often) {
                for read in read_by(spot.stmt) {
                    visit::subexpressions(read, &mut |expr| caches.learn_called(expr));
                }
            }
        }
        caches
    }

    /// A cache that a value puts around a function or a method.
    fn learn_applied(
        &mut self,
        (id, unit): (UnitId, &Unit<'a>),
        target: &'a Expr,
        value: &'a Expr,
    ) {
        let ExprKind::Call { func, args } = &value.kind else {
            return;
        };
        let Some(given) = args.first().map(|arg| &arg.value) else {
            return;
        };
        match (&given.kind, unit.this(), unit.class) {
            (ExprKind::Name(name), ..) if id == 0 && is_unbounded(func, self.file) => {
                self.applied.entry(name).or_insert(value.range);
            }
            (_, Some(this), Some(class)) if attribute_of(target, this).is_some() => {
                let name = attribute_of(given, this).filter(|_| is_unbounded(func, self.file));
                if let Some(name) = name {
                    let place = self.around.entry((class.range, name));
                    place.or_insert(value.range);
                }
            }
            _ => {}
        }
    }

    /// What a call says of a cache.
    fn learn_called(&mut self, expr: &'a Expr) {
        let ExprKind::Call { func, args } = &expr.kind else {
            return;
        };
        let cleared = match &func.kind {
            ExprKind::Attribute { value, attr } if attr == "cache_clear" => last_name(value),
            _ => None,
        };
        self.cleared.extend(cleared);
        if args.iter().any(|arg| self.makes_one(&arg.value)) {
            self.given_new.extend(last_name(func));
        }
    }

    /// Where the results of a unit are kept, and how sure it is that they become more and more.
    fn of_a_unit(&self, id: UnitId) -> Option<(Range, Confidence)> {
        let unit = &self.file.units.all[id];
        if self.cleared.contains(unit.name()) {
            return None;
        }
        let decorators = unit.function?.decorators.iter();
        let mut decorating = decorators
            .filter(|it| is_unbounded(it, self.file))
            .map(|it| it.range);
        let applied = || {
            let is_top = unit.class.is_none() && unit.parent == Some(0);
            self.applied.get(unit.name()).copied().filter(|_| is_top)
        };
        let whole = decorating.next().or_else(applied);
        let whole = whole.and_then(|at| Some((at, self.of_a_function(id)?)));
        whole.or_else(|| self.of_a_method(id))
    }

    /// How sure it is that such a cache grows with the calls.
    fn of_a_function(&self, id: UnitId) -> Option<Confidence> {
        let unit = &self.file.units.all[id];
        if unit.function?.params.is_empty() {
            return None;
        }
        let has_object = unit.this().is_some() && !unit.is_given_its_class();
        if !has_object {
            return self.by_what_is_given(id);
        }
        match self.file.lifetimes.of_objects(unit.class?) {
            // There is one of its class.
            Lifetime::Process => None,
            _ => Some(Confidence::Definite),
        }
    }

    /// Where a cache is put around a method, where the object serves for long, and how sure that is.
    fn of_a_method(&self, id: UnitId) -> Option<(Range, Confidence)> {
        let unit = &self.file.units.all[id];
        let class = unit.class?;
        let at = *self.around.get(&(class.range, unit.name()))?;
        let confidence = self.by_what_is_given(id)?;
        match self.file.lifetimes.of_objects(class) {
            Lifetime::Call => None,
            Lifetime::Unknown | Lifetime::Called => Some((at, Confidence::Unclear)),
            _ => Some((at, confidence)),
        }
    }

    /// How sure it is that a cache grows by what its function is asked.
    fn by_what_is_given(&self, id: UnitId) -> Option<Confidence> {
        let unit = &self.file.units.all[id];
        let function = unit.function?;
        let params = function.params.iter();
        let given = params.filter(|it| unit.this() != Some(it.name.as_str()));
        let keys = self.file.keys();
        let spaces = given.map(|param| keys.of_a_param(param, id, 0));
        let widest = spaces.max().unwrap_or(Space::Closed);
        let is_given_new = self.given_new.contains(function.name.as_str());
        match (widest, is_given_new) {
            (_, true) | (Space::Open, _) if self.file.units.runs(id) == Runs::Often => {
                Some(Confidence::Definite)
            }
            (Space::Unknown, _) => Some(Confidence::Unclear),
            _ => None,
        }
    }

    /// Whether an expression makes an object of a class of the file, other than a case of an enumeration.
    fn makes_one(&self, expr: &Expr) -> bool {
        let class = self.file.units.class_made(expr);
        class.is_some_and(|it| !self.file.keys().is_enum(it))
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
