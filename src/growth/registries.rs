//! What is registered where it stays: with the interpreter, with `logging`, with a library.

use super::keys::Space;
use super::makers::{path_of, written};
use super::spots::Spot;
use super::units::{Runs, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Expr, ExprKind};
use crate::syntax::visit;

/// Who keeps what is registered, and what takes it back.
struct Registry {
    /// The dotted name of what registers; `.name` is a method of anything that `of` allows.
    registers: &'static str,
    /// The names of what takes it back.
    removes: &'static [&'static str],
    /// Who keeps it, in words.
    keeper: &'static str,
}

/// Approximation: by name. A catalogue of its own is to come.
const REGISTRIES: &[Registry] = &[
    Registry {
        registers: "atexit.register",
        removes: &["unregister"],
        keeper: "the interpreter's list of exit handlers",
    },
    Registry {
        registers: ".addHandler",
        removes: &["removeHandler"],
        keeper: "the logger",
    },
    Registry {
        registers: "sqlalchemy.event.listen",
        removes: &["remove"],
        keeper: "SQLAlchemy's registry of events",
    },
    Registry {
        registers: "sys.path.append",
        removes: &["remove", "pop"],
        keeper: "`sys.path`",
    },
    Registry {
        registers: "sys.path.insert",
        removes: &["remove", "pop"],
        keeper: "`sys.path`",
    },
    Registry {
        registers: "gc.callbacks.append",
        removes: &["remove"],
        keeper: "the collector's callbacks",
    },
    Registry {
        registers: "sys.meta_path.append",
        removes: &["remove"],
        keeper: "`sys.meta_path`",
    },
    Registry {
        registers: "signal.signal",
        removes: &[],
        keeper: "",
    },
];

/// What is registered with every call.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        for spot in &unit.spots {
            if file.units.runs_at(id, spot) == Runs::Once {
                continue;
            }
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |inner| {
                    if let ExprKind::Call { func, args } = &inner.kind {
                        found.extend(file.registered(id, spot, (inner, func, args)));
                    }
                });
            }
        }
    }
    found
}

impl<'a> Reading<'a> {
    fn registered(
        &self,
        id: UnitId,
        spot: &Spot<'a>,
        (call, func, args): (&'a Expr, &'a Expr, &'a [Arg]),
    ) -> Option<Growth> {
        let path = path_of(func, self.scope).unwrap_or_default();
        if path == "logging.getLogger" || last_name(func) == Some("getChild") {
            return self.named_logger(id, spot, call, args);
        }
        let method = last_name(func)?;
        let registry = REGISTRIES
            .iter()
            .find(|it| match it.registers.strip_prefix('.') {
                Some(name) => name == method,
                None => it.registers == path,
            })?;
        let is_bare = registry.keeper.is_empty();
        let is_taken_back = registry
            .removes
            .iter()
            .any(|name| self.text.contains(&format!(".{name}(")));
        let asks = |it: &super::spots::Guard<'_>| {
            let asked = it.test.range.of(self.text);
            ["handlers", "hasHandlers", " in "]
                .iter()
                .any(|word| asked.contains(word))
        };
        // What is given a function of the module gets the same each time.
        let is_new = args.iter().any(|arg| self.is_new(&arg.value, id));
        if is_bare || is_taken_back || spot.guards.iter().any(asks) || !is_new {
            return None;
        }
        Some(Growth {
            by: method.to_owned(),
            name: written(func).unwrap_or_default(),
            chain: vec![registry.keeper.to_owned()],
            kept: args.last().map_or_else(String::new, |arg| {
                format!("`{}`", self.written(arg.value.range))
            }),
            class: LeakClass::R2,
            ..self.growth(Kind::Registered, Confidence::Definite, call.range, id)
        })
    }

    /// Whether a value is another one with each call: a bound method, a function made here, an object.
    fn is_new(&self, expr: &Expr, id: UnitId) -> bool {
        match &expr.kind {
            ExprKind::Lambda(_) | ExprKind::Call { .. } => true,
            ExprKind::Attribute { value, .. } => {
                matches!(&value.kind, ExprKind::Name(name) if self.is_of_the_call(name, id))
            }
            ExprKind::Name(name) => self.is_of_the_call(name, id),
            _ => false,
        }
    }

    fn is_of_the_call(&self, name: &str, id: UnitId) -> bool {
        self.units
            .outward(id)
            .filter(|it| *it > 0)
            .any(|it| self.units.all[it].local.contains(name))
    }

    /// A logger for each of what comes: `logging` keeps them all by name.
    fn named_logger(
        &self,
        id: UnitId,
        spot: &Spot<'a>,
        call: &'a Expr,
        args: &'a [Arg],
    ) -> Option<Growth> {
        let name = &args.first()?.value;
        if self.keys().space(name, id, spot) != Space::Open {
            return None;
        }
        Some(Growth {
            by: "getLogger".to_owned(),
            name: self.written(name.range),
            chain: vec![
                "the module `logging`".to_owned(),
                "its loggers by name".to_owned(),
            ],
            kept: format!("a logger for every `{}`", self.written(name.range)),
            class: LeakClass::R2,
            ..self.growth(Kind::Registered, Confidence::Definite, call.range, id)
        })
    }
}
