//! What goes on by itself with every call, and is never told to end: threads, timers, tasks, calls that are to come.

mod later;

use super::holders::{attribute_of, bindings};
use super::makers::path_of;
use super::spots::{Loop, Spot};
use super::units::{Runs, Unit, UnitId, is_named, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

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
        let mut certainty = self.certainty_of_objects(started.unit);
        let (keeper, kept) = match path.as_str() {
            "threading.Thread" if self.waits_for_nobody(started) => (
                "a thread that waits for what nobody sets",
                "its stack, and what it was given",
            ),
            _ if self.is_a_thread_for_ever(started, &path) => {
                // That there are many of them has been asked.
                certainty = Some(Confidence::Definite);
                (
                    "the interpreter's threads",
                    "a thread that never ends and all that it has",
                )
            }
            "threading.Timer" if self.takes_the_place(started) => (
                "a timer that nobody has any more, and that waits on",
                "a thread, its stack and the object",
            ),
            "threading.Timer" if self.starts_itself_again(started) => (
                "a timer that starts the next one",
                "the object, and all that it has",
            ),
            "threading.Timer" if self.is_left_waiting(started) => (
                "a timer that nobody calls off",
                "a thread and its stack for as long as it waits, and what it was given",
            ),
            "asyncio.new_event_loop" if self.is_left_running(started) => (
                "a thread that runs its loop for ever",
                "a thread, its stack and three descriptors",
            ),
            "asyncio.create_task" | "asyncio.ensure_future"
                if self.goes_on_uncancelled(started) =>
            {
                (
                    "a task that goes on for ever",
                    "a task with its frame, and what that has",
                )
            }
            "asyncio.create_task" | "asyncio.ensure_future" if self.takes_the_context(started) => (
                "a task that goes on, and has a copy of the context",
                "what this call has set in the context",
            ),
            "asyncio.wait" if self.leaves_the_others(started) => {
                ("the loop's tasks that wait", "a task and what it waits for")
            }
            _ if self.begins_another_chain(started, func) => (
                "calls that call for the next one, another chain of them",
                "a call that is to come, for ever",
            ),
            _ if self.comes_late(started, func) => (
                "the loop's calls to come",
                "the object, until the call comes",
            ),
            _ => return None,
        };
        let at = self.begins(started).unwrap_or(started.call.range);
        Some(Growth {
            by: last_name(func).unwrap_or_default().to_owned(),
            name: self.written(started.call.range),
            chain: vec![keeper.to_owned()],
            kept: kept.to_owned(),
            class: LeakClass::R2,
            ..self.growth(Kind::Registered, certainty?, at, started.unit)
        })
    }

    /// Where a name for what is started is told to start, if it is bound to one.
    fn begins(&self, started: &Started<'_, 'a>) -> Option<Range> {
        let bound = bindings(started.spot.stmt);
        let name = bound
            .iter()
            .find_map(|(target, value)| match &target.kind {
                ExprKind::Name(name) if value.range == started.call.range => Some(name),
                _ => None,
            })?;
        let begins = format!("{name}.start()");
        let is_before = |spot: &&Spot<'a>| spot.stmt.range.start < started.call.range.start;
        let mut after = started.it.spots.iter().skip_while(is_before);
        after.find_map(|spot| match &spot.stmt.kind {
            StmtKind::Expr(expr) => (expr.range.of(self.text) == begins).then_some(expr.range),
            _ => None,
        })
    }

    /// Whether a task without end is begun within a call that has set something in the context: a task has a copy
    /// of it.
    fn takes_the_context(&self, started: &Started<'_, 'a>) -> bool {
        let sets = |spot: &Spot<'a>| {
            let StmtKind::Expr(expr) = &spot.stmt.kind else {
                return false;
            };
            let ExprKind::Call { func, .. } = &expr.kind else {
                return false;
            };
            let ExprKind::Attribute { value, attr } = &func.kind else {
                return false;
            };
            attr == "set"
                && spot.stmt.range.start < started.call.range.start
                && matches!(&value.kind, ExprKind::Name(name) if self.is_of_the_context(name))
        };
        let has_its_own = started
            .args
            .iter()
            .any(|arg| arg.keyword.as_deref() == Some("context"));
        let called = started.args.first().and_then(|arg| match &arg.value.kind {
            ExprKind::Call { func, .. } => last_name(func),
            _ => None,
        });
        let goes_on = called.is_some_and(|name| {
            let of_that_name = self
                .units
                .all
                .iter()
                .filter(|it| it.function.is_some() && it.name() == name);
            of_that_name
                .into_iter()
                .any(|it| it.spots.iter().any(|spot| spot.around == Loop::Endless))
        });
        goes_on && !has_its_own && started.it.spots.iter().any(sets)
    }

    /// Whether a name of the module is a variable of the context.
    pub(super) fn is_of_the_context(&self, name: &str) -> bool {
        let top = self.units.all.first().into_iter();
        let bound = top.flat_map(|top| top.binding(name));
        bound.flat_map(|spot| bindings(spot.stmt)).any(|(target, value)| {
            is_named(target, name)
                && matches!(&value.kind, ExprKind::Call { func, .. } if path_of(func, self.scope).as_deref() == Some("contextvars.ContextVar"))
        })
    }

    /// Whether a thread is given an event of the call that is never set.
    fn waits_for_nobody(&self, started: &Started<'_, 'a>) -> bool {
        let is_an_event = |name: &str| {
            let made = started
                .it
                .binding(name)
                .flat_map(|spot| bindings(spot.stmt));
            let mut made = made.filter(|(target, _)| is_named(target, name));
            made.any(|(_, value)| {
                matches!(&value.kind, ExprKind::Call { func, .. } if path_of(func, self.scope).as_deref() == Some("threading.Event"))
            })
        };
        let is_never_set = |it: &Expr| match &it.kind {
            ExprKind::Name(name) => {
                is_an_event(name)
                    && !self.says(format!("{name}.set"))
                    && !started.it.leaves_behind(name)
            }
            _ => false,
        };
        let mut given = started.args.iter();
        given.any(|arg| visit::has(&arg.value, &is_never_set))
    }

    /// Whether a timer of the call, which nobody keeps, calls a method that makes the next one.
    fn starts_itself_again(&self, started: &Started<'_, 'a>) -> bool {
        let is_local = bindings(started.spot.stmt)
            .iter()
            .all(|(target, _)| matches!(target.kind, ExprKind::Name(_)));
        let (Some(this), Some(class)) = (started.it.this(), started.it.class) else {
            return false;
        };
        let given = started.args.iter();
        let mut given = given.filter_map(|arg| attribute_of(&arg.value, this));
        let method =
            given.find_map(|name| self.units.methods(class).find(|(_, it)| it.name() == name));
        let Some((_, method)) = method.filter(|_| is_local) else {
            return false;
        };
        let is_it = |it: &Expr| matches!(&it.kind, ExprKind::Call { func, .. } if last_name(func) == Some(started.it.name()));
        let mut spots = method.spots.iter();
        spots.any(|spot| spot.guards.is_empty() && visit::mentions(spot.stmt, &is_it))
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
            self.says(format!("{attr}.run_forever")) && !self.says(format!("{attr}.stop"))
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
        started.args.iter().any(is_first)
            && makes
            && !function.contains(".cancel(")
            && !self.waits_for_those_left(started)
    }

    /// `while tasks: done, tasks = await asyncio.wait(tasks, …)`: whoever is left is waited for again.
    fn waits_for_those_left(&self, started: &Started<'_, 'a>) -> bool {
        let Some(given) = started.args.first() else {
            return false;
        };
        bindings(started.spot.stmt)
            .iter()
            .any(|(target, _)| match &target.kind {
                ExprKind::Tuple(parts) => parts
                    .get(1)
                    .is_some_and(|it| it.range.of(self.text) == given.value.range.of(self.text)),
                _ => false,
            })
    }
}
