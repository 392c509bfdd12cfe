//! Calls that are to come: timers, and what a loop is told to do later.

use super::Started;
use crate::growth::Reading;
use crate::growth::holders::{attribute_of, bindings};
use crate::growth::lifetime::Lifetime;
use crate::growth::spots::{Loop, Spot, is_endless};
use crate::growth::units::{Runs, Unit, UnitId, is_a_mark, is_named, last_name};
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;

/// What has a function called later: it is among the arguments.
const LATER: &[&str] = &[
    "Timer",
    "after",
    "after_idle",
    "call_at",
    "call_later",
    "call_soon",
    "enter",
    "enterabs",
    "singleShot",
];

impl<'a> Reading<'a> {
    /// Whether a call of a method is put off for long, and nobody keeps what would take it back.
    pub(super) fn comes_late(&self, started: &Started<'_, 'a>, func: &Expr) -> bool {
        if !matches!(
            last_name(func),
            Some("call_later" | "call_at" | "enter" | "enterabs")
        ) {
            return false;
        }
        let is_dropped = matches!(started.spot.stmt.kind, StmtKind::Expr(_));
        let (Some(this), Some(delay)) = (started.it.this(), started.args.first()) else {
            return false;
        };
        let is_own = |arg: &Arg| attribute_of(&arg.value, this).is_some();
        let has_it = started.args.iter().skip(1).any(is_own);
        is_dropped && has_it && self.is_long(&delay.value, started)
    }

    /// Whether a timer waits for long, for each of what comes, and nobody has it who could call it off.
    pub(super) fn is_left_waiting(&self, started: &Started<'_, 'a>) -> bool {
        let function = started.it.function.map_or("", |it| it.range.of(self.text));
        let is_long = started
            .args
            .first()
            .is_some_and(|it| self.is_long(&it.value, started));
        is_long
            && !function.contains("cancel")
            && (self.is_begun_at_once(started) || Self::is_kept_by_nobody(started))
            && self.units.is_served(started.unit)
    }

    /// Whether a delay is one of a minute or more: a number, or an attribute or parameter whose default is one, or is
    /// called like one.
    fn is_long(&self, delay: &Expr, started: &Started<'_, 'a>) -> bool {
        const LONG: &[&str] = &[
            "lifetime", "ttl", "timeout", "expiry", "expires", "max_age", "idle",
        ];
        let is_minutes = |expr: &Expr| match &expr.kind {
            ExprKind::Constant(Constant::Number(number)) => {
                number.parse::<f64>().is_ok_and(|it| it >= 60.0)
            }
            _ => false,
        };
        let Some(name) = last_name(delay) else {
            return is_minutes(delay);
        };
        let functions = self.units.all.iter().filter(|it| {
            let of_class = |it: &Unit<'a>| it.class.map(|class| class.range.start);
            of_class(it) == of_class(started.it)
        });
        let mut params = functions
            .filter_map(|it| it.function)
            .flat_map(|it| &it.params);
        let is_so_by_default = params
            .any(|param| param.name == name && param.default.as_ref().is_some_and(is_minutes));
        is_so_by_default || LONG.iter().any(|word| name.contains(word))
    }

    /// Whether a timer takes the place of the one before, which nobody calls off: it still waits, and then runs.
    pub(super) fn takes_the_place(&self, started: &Started<'_, 'a>) -> bool {
        let Some(this) = started.it.this() else {
            return false;
        };
        let bound = bindings(started.spot.stmt);
        let mut kept = bound
            .iter()
            .filter_map(|(target, _)| attribute_of(target, this));
        let Some(attr) = kept.next() else {
            return false;
        };
        let asks = started
            .spot
            .guards
            .iter()
            .any(|guard| guard.test.range.of(self.text).contains(attr));
        let function = started.it.function.map_or("", |it| it.range.of(self.text));
        let is_called_off = function.contains("cancel");
        // The one that has run may have called the function itself.
        let by_itself = started.args.iter().any(|arg| {
            attribute_of(&arg.value, this).is_some_and(|method| {
                let mut callers = self.units.places_of(started.it.name());
                method == started.it.name()
                    || callers.any(|(unit, _, _)| self.units.all[unit].name() == method)
            })
        });
        let is_begun = ["start", "run", "__init__"]
            .iter()
            .any(|it| started.it.name().contains(it));
        !asks && !is_called_off && !by_itself && !is_begun
    }

    /// Whether a function has itself called again whenever it has run, and something that runs often calls it
    /// besides: each time another chain begins.
    pub(super) fn begins_another_chain(&self, started: &Started<'_, 'a>, func: &Expr) -> bool {
        let own = started.it.name();
        let names_itself = |arg: &Arg| last_name(&arg.value) == Some(own);
        let is_later = last_name(func).is_some_and(|it| LATER.contains(&it));
        if !is_later || !started.args.iter().any(names_itself) || !started.spot.guards.is_empty() {
            return false;
        }
        let is_called_off = started
            .it
            .function
            .is_some_and(|it| it.range.of(self.text).contains("cancel"));
        let mut callers = self.units.places_of(own);
        let others = callers.any(|(unit, _, _)| {
            let it = &self.units.all[unit];
            it.name() != own && self.units.runs(unit) == Runs::Often && !self.units.installs(unit)
        });
        others && !is_called_off
    }

    /// Whether a thread is made and begun for each of what comes and never ends: its loop goes on whatever happens, or
    /// until an event that nobody sets.
    pub(super) fn is_a_thread_for_ever(&self, started: &Started<'_, 'a>, path: &str) -> bool {
        match path {
            "threading.Thread" => {
                let mut named = started.args.iter();
                let target = named.find(|arg| arg.keyword.as_deref() == Some("target"));
                let target = target.or(started.args.get(1));
                target.is_some_and(|it| self.is_endless_and_one_of_many(started, &it.value))
            }
            _ => self.is_of_a_class_for_ever(started),
        }
    }

    /// The same, of a class of the file that is a thread, and ends in nobody's hands.
    fn is_of_a_class_for_ever(&self, started: &Started<'_, 'a>) -> bool {
        let Some(class) = self.units.class_made(started.call) else {
            return false;
        };
        let lineage = self.units.lineage(class);
        let mut bases = lineage.iter().flat_map(|it| &it.bases);
        let is_a_thread = bases.any(|it| last_name(it) == Some("Thread"));
        let mut methods = lineage.iter().flat_map(|it| self.units.methods(it));
        let run = methods.find(|(_, it)| it.name() == "run");
        is_a_thread
            && run.is_some_and(|(_, run)| self.never_ends(run))
            && (self.is_begun_at_once(started)
                || (self.begins(started).is_some() && Self::is_kept_by_nobody(started)))
            && self.is_one_of_many(started)
    }

    /// `Pinger(host).start()`
    fn is_begun_at_once(&self, started: &Started<'_, 'a>) -> bool {
        let StmtKind::Expr(Expr {
            kind: ExprKind::Call { func, .. },
            ..
        }) = &started.spot.stmt.kind
        else {
            return false;
        };
        matches!(&func.kind, ExprKind::Attribute { value, attr } if attr == "start" && value.range == started.call.range)
    }

    /// Whether what is made goes to nobody: it is not stored, given back, or given to what may end it.
    fn is_kept_by_nobody(started: &Started<'_, 'a>) -> bool {
        let bound = bindings(started.spot.stmt);
        let mut names = bound.iter().filter_map(|(target, _)| match &target.kind {
            ExprKind::Name(name) => Some(name.as_str()),
            _ => None,
        });
        let is_kept = |name| started.it.leaves_behind(name) || started.it.gives_away(name);
        names.next().is_some_and(|name| !is_kept(name))
    }

    /// Whether a function of the file never ends, and is begun for each of what comes, without a mark that it was.
    fn is_endless_and_one_of_many(&self, started: &Started<'_, 'a>, function: &Expr) -> bool {
        let called = self.units.meant(function, started.unit);
        let mut guards = started.spot.guards.iter();
        let is_marked = guards.any(|guard| is_a_mark(guard, started.it, self.text));
        !is_marked
            && self.is_one_of_many(started)
            && called.is_some_and(|id| self.never_ends(&self.units.all[id]))
    }

    /// Whether what starts something is one of many: a function for each of what comes, or an object that such a one
    /// makes.
    fn is_one_of_many(&self, started: &Started<'_, 'a>) -> bool {
        let class = started.it.class.filter(|_| started.it.name() == "__init__");
        let Some(class) = class else {
            return self.units.is_served(started.unit) && !self.units.installs(started.unit);
        };
        let mut makers = self.units.calls_of(started.unit);
        let makes = |unit: UnitId| {
            self.units.runs(unit) == Runs::Often
                && self.units.is_served(unit)
                && !self.units.installs(unit)
        };
        self.lifetimes.of_objects(class) == Lifetime::Call || makers.any(|(unit, _)| makes(unit))
    }

    /// Whether a task of the call never ends, and nothing in the file calls one off.
    pub(super) fn goes_on_uncancelled(&self, started: &Started<'_, 'a>) -> bool {
        let called = started.args.first().and_then(|arg| match &arg.value.kind {
            ExprKind::Call { func, .. } => Some(func),
            _ => None,
        });
        !self.text.contains(".cancel(")
            && !self.text.contains("TaskGroup")
            && called.is_some_and(|func| self.is_endless_and_one_of_many(started, func))
    }

    /// Whether a function's loop is never left.
    fn never_ends(&self, unit: &Unit<'a>) -> bool {
        let endless = || unit.spots.iter().filter(|it| it.around == Loop::Endless);
        let leaves = |spot: &Spot<'a>| {
            matches!(
                spot.stmt.kind,
                StmtKind::Break | StmtKind::Return(_) | StmtKind::Raise { .. }
            )
        };
        // `sys.exit()`, or a function of the file that raises.
        let raises = |it: &Unit<'a>| {
            let mut spots = it.spots.iter();
            spots.any(|spot| matches!(spot.stmt.kind, StmtKind::Raise { .. }))
        };
        let exits = |it: &Expr| match &it.kind {
            ExprKind::Call { func, .. } => {
                let called = match &func.kind {
                    ExprKind::Attribute { value, .. }
                        if unit.this().is_some_and(|this| is_named(value, this)) =>
                    {
                        let methods = unit.class.into_iter().flat_map(|it| self.units.methods(it));
                        methods
                            .map(|(_, it)| it)
                            .find(|it| last_name(func) == Some(it.name()))
                    }
                    ExprKind::Name(name) => self.units.function(name).map(|id| &self.units.all[id]),
                    _ => None,
                };
                matches!(last_name(func), Some("exit" | "_exit")) || called.is_some_and(raises)
            }
            _ => false,
        };
        // `while not self._stop.is_set()`
        let waits_for = unit.spots.iter().find_map(|spot| match &spot.stmt.kind {
            StmtKind::While { test, .. } => match &test.kind {
                ExprKind::Not(inner) => match &inner.kind {
                    ExprKind::Call { func, .. } => match &func.kind {
                        ExprKind::Attribute { value, .. } => last_name(value),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        // A method that nobody of the file calls ends nothing there.
        let is_called = |id: UnitId| {
            let it = &self.units.all[id];
            it.class.is_none() || self.units.is_mentioned(it.name()) || it.name().starts_with("__")
        };
        let is_set = |event: &str| self.units.setters_of(event).any(is_called);
        // Who has given it to the object, or to the function, may set it under another name.
        let is_given = waits_for.is_some_and(|event| {
            let mut params = unit.function.into_iter().flat_map(|it| &it.params);
            let given = unit.class.into_iter().flat_map(|it| self.units.given(it));
            let mut its = given.filter(|(_, name, _)| *name == event);
            params.any(|param| param.name == event)
                || its.any(|(_, _, value)| matches!(value.kind, ExprKind::Name(_)))
        });
        // `try: while True: …` ends by what it catches.
        let is_caught = unit.spots.iter().any(|spot| match &spot.stmt.kind {
            StmtKind::Try { body, handlers, .. } => {
                let is_it = |it: &Stmt| matches!(&it.kind, StmtKind::While { test, .. } if is_endless(test));
                !handlers.is_empty() && body.iter().any(is_it)
            }
            _ => false,
        });
        endless().next().is_some()
            && !is_given
            && !is_caught
            && !endless().any(|spot| leaves(spot) || visit::mentions(spot.stmt, &exits))
            && waits_for.is_none_or(|event| !is_set(event))
    }
}
