//! What goes on by itself with every call, and is never told to end: threads, timers, tasks, calls that are to come.

use super::holders::{attribute_of, bindings};
use super::makers::path_of;
use super::spots::Spot;
use super::units::{Runs, Unit, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, StmtKind};
use crate::syntax::visit;

/// Something that is started.
struct Started<'s, 'a> {
    unit: UnitId,
    it: &'s Unit<'a>,
    spot: &'s Spot<'a>,
    call: &'a Expr,
    args: &'a [Arg],
}

/// What is started with every call and goes on.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (unit, it) in file.units.all.iter().enumerate() {
        if file.units.runs(unit) == Runs::Once {
            continue;
        }
        for spot in &it.spots {
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |call| {
                    if let ExprKind::Call { func, args } = &call.kind {
                        let started = Started {
                            unit,
                            it,
                            spot,
                            call,
                            args,
                        };
                        found.extend(file.started(&started, func));
                    }
                });
            }
        }
    }
    found
}

impl<'a> Reading<'a> {
    fn started(&self, started: &Started<'_, 'a>, func: &'a Expr) -> Option<Growth> {
        let path = path_of(func, self.scope).unwrap_or_default();
        let (keeper, kept) = match path.as_str() {
            "threading.Thread" if self.waits_for_nobody(started) => (
                "a thread that waits for what nobody sets",
                "its stack, and what it was given",
            ),
            "threading.Timer" if self.starts_itself_again(started) => (
                "a timer that starts the next one",
                "the object, and all that it has",
            ),
            "asyncio.new_event_loop" if self.is_left_running(started) => (
                "a thread that runs its loop for ever",
                "a thread, its stack and three descriptors",
            ),
            "asyncio.wait" if self.leaves_the_others(started) => {
                ("the loop's tasks that wait", "a task and what it waits for")
            }
            _ if self.comes_late(started, func) => (
                "the loop's calls to come",
                "the object, until the call comes",
            ),
            _ => return None,
        };
        Some(Growth {
            by: last_name(func).unwrap_or_default().to_owned(),
            name: self.written(started.call.range),
            chain: vec![keeper.to_owned()],
            kept: kept.to_owned(),
            class: LeakClass::R2,
            ..self.growth(
                Kind::Registered,
                Confidence::Definite,
                started.call.range,
                started.unit,
            )
        })
    }

    /// Whether a thread is given an event of the call that is never set.
    fn waits_for_nobody(&self, started: &Started<'_, 'a>) -> bool {
        let made = started.it.spots.iter().flat_map(|spot| bindings(spot.stmt));
        let mut events = made.filter_map(|(target, value)| match (&target.kind, &value.kind) {
            (ExprKind::Name(name), ExprKind::Call { func, .. }) => {
                (path_of(func, self.scope).as_deref() == Some("threading.Event")).then_some(name)
            }
            _ => None,
        });
        let is_given = |name: &str| {
            let mut any = false;
            for arg in started.args {
                visit::subexpressions(&arg.value, &mut |it| {
                    any |= matches!(&it.kind, ExprKind::Name(known) if known == name)
                });
            }
            any
        };
        events.any(|name| {
            is_given(name)
                && !self.text.contains(&format!("{name}.set"))
                && self.stays(started.it, name)
        })
    }

    /// Whether nobody but the function and what it starts gets what a name stands for.
    fn stays(&self, unit: &Unit<'a>, name: &str) -> bool {
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        !unit.spots.iter().any(|spot| match &spot.stmt.kind {
            StmtKind::Return(Some(value)) => {
                is_it(value)
                    || matches!(&value.kind, ExprKind::Tuple(parts) if parts.iter().any(is_it))
            }
            StmtKind::Assign { value, .. } => is_it(value),
            _ => false,
        })
    }

    /// Whether a timer of the call, which nobody keeps, calls a method that makes the next one.
    fn starts_itself_again(&self, started: &Started<'_, 'a>) -> bool {
        let is_local = bindings(started.spot.stmt)
            .iter()
            .all(|(target, _)| matches!(target.kind, ExprKind::Name(_)));
        let (Some(this), Some(class)) = (started.it.this(), started.it.class) else {
            return false;
        };
        let called = started
            .args
            .iter()
            .find_map(|arg| attribute_of(&arg.value, this));
        let method =
            called.and_then(|name| self.units.methods(class).find(|(_, it)| it.name() == name));
        let Some((_, method)) = method.filter(|_| is_local) else {
            return false;
        };
        let again = |spot: &Spot<'a>| {
            let mut any = false;
            for expr in visit::expressions(spot.stmt) {
                visit::subexpressions(expr, &mut |it| {
                    any |= matches!(&it.kind, ExprKind::Call { func, .. } if last_name(func) == Some(started.it.name()));
                });
            }
            any
        };
        method
            .spots
            .iter()
            .any(|spot| spot.guards.is_empty() && again(spot))
    }

    /// Whether a loop that an object has is run by a thread, and nothing in the file stops it.
    fn is_left_running(&self, started: &Started<'_, 'a>) -> bool {
        let Some(this) = started.it.this() else {
            return false;
        };
        let bound = bindings(started.spot.stmt);
        let attr = bound
            .iter()
            .find_map(|(target, _)| attribute_of(target, this));
        attr.is_some_and(|attr| {
            self.text.contains(&format!("{attr}.run_forever"))
                && !self.text.contains(&format!("{attr}.stop"))
        })
    }

    /// Whether the first of several tasks is waited for, and the others go on.
    fn leaves_the_others(&self, started: &Started<'_, 'a>) -> bool {
        let is_first = |arg: &Arg| {
            arg.keyword.as_deref() == Some("return_when")
                && last_name(&arg.value) == Some("FIRST_COMPLETED")
        };
        let function = started.it.function.map_or("", |it| it.range.of(self.text));
        let makes = ["ensure_future(", "create_task("]
            .iter()
            .any(|it| function.contains(it));
        started.args.iter().any(is_first) && makes && !function.contains(".cancel(")
    }

    /// Whether a call of a method is put off for long, and nobody keeps what would take it back.
    fn comes_late(&self, started: &Started<'_, 'a>, func: &Expr) -> bool {
        const LONG: &[&str] = &[
            "lifetime", "ttl", "timeout", "expiry", "expires", "max_age", "idle",
        ];
        if !matches!(last_name(func), Some("call_later" | "call_at")) {
            return false;
        }
        let is_dropped = matches!(started.spot.stmt.kind, StmtKind::Expr(_));
        let (Some(this), [delay, called, ..]) = (started.it.this(), started.args) else {
            return false;
        };
        let is_long = match &delay.value.kind {
            ExprKind::Constant(Constant::Number(number)) => {
                number.parse::<f64>().is_ok_and(|it| it >= 60.0)
            }
            _ => last_name(&delay.value)
                .is_some_and(|name| LONG.iter().any(|word| name.contains(word))),
        };
        is_dropped && is_long && attribute_of(&called.value, this).is_some()
    }
}
