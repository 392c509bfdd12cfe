//! Functions of other modules that are wrapped with every call: each wrapper has the one before.

use super::holders::{Bindings, attribute_of, bindings};
use super::lifetime::Lifetime;
use super::makers::{path_of, written};
use super::units::{Runs, Unit, UnitId, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::FxHashMap;

/// What is wrapped again and again.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate().skip(1) {
        if file.units.runs(id) == Runs::Once {
            continue;
        }
        found.extend(file.chained(id, unit));
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
        bound: Bindings<'a>,
    ) -> Option<Growth> {
        let (target, wrapper) = bound
            .into_iter()
            .find(|(target, _)| matches!(target.kind, ExprKind::Attribute { .. }))?;
        let place = written(target)?;
        let of_the_file = place
            .split('.')
            .next()
            .and_then(|root| self.units.class(root));
        let root = place.split('.').next().unwrap_or_default();
        let is_of_the_module = || {
            let top = self.units.all.first();
            place.contains('.') && top.is_some_and(|top| top.local.contains(root))
        };
        let path = path_of(target, self.scope)
            .filter(|path| !path.starts_with("builtins."))
            .or(of_the_file.map(|_| place.clone()))
            .or_else(|| {
                (is_of_the_module() || self.is_of_one_that_lasts(target, unit))
                    .then(|| place.clone())
            })?;
        let is_own = unit.this() == Some(root);
        if unit.local.contains(root) && !is_own {
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
        let original = originals.next();
        let is_original =
            |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if Some(name.as_str()) == original);
        let uses = |wrapper: &Expr| visit::has(wrapper, &is_original);
        let is_wrapped = match &wrapper.kind {
            ExprKind::Name(name) => unit.spots.iter().any(|spot| match &spot.stmt.kind {
                StmtKind::Function(function) => {
                    let used = function.names_used().iter();
                    function.name == *name
                        && used.map(String::as_str).any(|it| Some(it) == original)
                }
                StmtKind::Assign { .. } => bindings(spot.stmt).into_iter().any(|(to, value)| {
                    matches!(&to.kind, ExprKind::Name(own) if own == name)
                        && uses(value)
                        && matches!(value.kind, ExprKind::Call { .. } | ExprKind::Lambda(_))
                }),
                _ => false,
            }),
            // `session.request = timed(session.request)`
            ExprKind::Call { func, args } => {
                let is_given = |arg: &Arg| written(&arg.value).as_deref() == Some(place.as_str());
                uses(wrapper) || (self.gives_a_function(func) && args.iter().any(is_given))
            }
            ExprKind::Lambda(_) => uses(wrapper),
            _ => false,
        };
        let is_put_back = || {
            let given = self.given_names().get(place.as_str());
            given.is_some_and(|all| all.iter().any(|it| *it != at))
        };
        if !is_wrapped || is_put_back() {
            return None;
        }
        let module = path.rsplit_once('.').map_or("", |(module, _)| module);
        Some(Growth {
            by: "=".to_owned(),
            name: place.clone(),
            chain: vec![
                match module.contains('.') || path_of(target, self.scope).is_some() {
                    true => format!("the module `{module}`"),
                    false => format!("`{module}`"),
                },
                "a wrapper that has the one before".to_owned(),
            ],
            kept: format!("another wrapper around `{place}`"),
            class: LeakClass::R2,
            because: THROUGH_ALL.to_owned(),
            ..self.growth(Kind::Registered, self.certainty(id)?, at, id)
        })
    }

    /// Where something is given what a name or an attribute stands for, as it is written.
    fn given_names(&self) -> &FxHashMap<String, Vec<Range>> {
        self.given_names.get_or_init(|| {
            let mut all: FxHashMap<String, Vec<Range>> = FxHashMap::default();
            for spot in self.units.all.iter().flat_map(|unit| &unit.spots) {
                for (to, value) in bindings(spot.stmt) {
                    if let ExprKind::Name(_) | ExprKind::Attribute { .. } = value.kind
                        && let ExprKind::Attribute { .. } = to.kind
                        && let Some(place) = written(to)
                    {
                        all.entry(place).or_default().push(spot.stmt.range);
                    }
                }
            }
            all
        })
    }

    /// Whether a target is an attribute of the function's own object, which is there for long.
    fn is_of_one_that_lasts(&self, target: &Expr, unit: &Unit<'a>) -> bool {
        let lasts = |class| self.lifetimes.of_objects(class) >= Lifetime::Long;
        let is_own = unit
            .this()
            .is_some_and(|this| attribute_of(target, this).is_some());
        is_own && unit.class.is_some_and(lasts)
    }

    /// Whether a call gives a function: one of the file that returns one that it defines, or `partial`.
    fn gives_a_function(&self, func: &Expr) -> bool {
        let name = last_name(func).unwrap_or_default();
        let made = self.units.function(name).map(|it| &self.units.all[it]);
        let gives = |unit: &Unit<'a>| {
            let defined: Vec<&str> = unit
                .spots
                .iter()
                .filter_map(|spot| match &spot.stmt.kind {
                    StmtKind::Function(it) => Some(it.name.as_str()),
                    _ => None,
                })
                .collect();
            unit.spots.iter().any(|spot| match &spot.stmt.kind {
                StmtKind::Return(Some(value)) => match &value.kind {
                    ExprKind::Name(name) => defined.contains(&name.as_str()),
                    ExprKind::Lambda(_) => true,
                    _ => false,
                },
                _ => false,
            })
        };
        name == "partial" || made.is_some_and(gives)
    }

    /// `signal.signal(number, handler)`, where `handler` calls what `signal.getsignal` gave.
    fn chained(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        const PAIRS: &[(&str, &str)] = &[
            ("signal.getsignal", "signal.signal"),
            ("sys.gettrace", "sys.settrace"),
            ("sys.getprofile", "sys.setprofile"),
            ("threading.gettrace", "threading.settrace"),
            ("threading.getprofile", "threading.setprofile"),
            ("locale.getlocale", "locale.setlocale"),
        ];
        let mut before: Vec<(&str, &str)> = Vec::new();
        for (target, value) in unit.spots.iter().flat_map(|spot| bindings(spot.stmt)) {
            if let (ExprKind::Name(name), ExprKind::Call { func, .. }) = (&target.kind, &value.kind)
                && let Some(path) = path_of(func, self.scope)
                && let Some((_, sets)) = PAIRS.iter().find(|(gets, _)| *gets == path)
            {
                before.push((name, sets));
            }
        }
        let has = |range: Range, name: &str| {
            let code = range.of(self.text);
            code.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == name)
        };
        let keeps = |handler: &Expr, name: &str| {
            match &handler.kind {
            ExprKind::Name(handler) => unit.spots.iter().any(|spot| {
                matches!(&spot.stmt.kind, StmtKind::Function(it) if it.name == *handler && has(it.range, name))
            }),
            ExprKind::Lambda(_) | ExprKind::Call { .. } => has(handler.range, name),
            _ => false,
        }
        };
        let is_put_back = |sets: &str, name: &str| {
            let last = sets.rsplit('.').next().unwrap_or(sets);
            let mut lines = self.text.lines();
            lines.any(|line| {
                line.contains(&format!("{last}(")) && line.trim_end().ends_with(&format!("{name})"))
            })
        };
        unit.spots.iter().find_map(|spot| {
            let StmtKind::Expr(Expr {
                kind: ExprKind::Call { func, args },
                range,
            }) = &spot.stmt.kind
            else {
                return None;
            };
            let path = path_of(func, self.scope)?;
            let handler = args.last()?;
            let (name, sets) = before
                .iter()
                .find(|(name, sets)| *sets == path && keeps(&handler.value, name))?;
            (!is_put_back(sets, name)).then(|| Growth {
                by: last_name(func).unwrap_or_default().to_owned(),
                name: path.clone(),
                chain: vec![
                    "the interpreter".to_owned(),
                    "a handler that has the one before".to_owned(),
                ],
                kept: format!("`{}`", self.written(handler.value.range)),
                class: LeakClass::R2,
                because: THROUGH_ALL.to_owned(),
                ..self.growth(Kind::Registered, Confidence::Definite, *range, id)
            })
        })
    }
}

/// What a chain of wrappers costs.
const THROUGH_ALL: &str = "Each call takes one more step through all of them.";
