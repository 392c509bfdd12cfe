//! What takes things out again: whether that runs while the program serves, and on which ways.

use super::ENDING;
use crate::growth::Reading;
use crate::growth::bounds::asks_what_is_in;
use crate::growth::holders::{Root, bindings, is_of_the_beginning};
use crate::growth::lifetime::Lifetime;
use crate::growth::sites::{Done, Site};
use crate::growth::spots::{Guard, Loop};
use crate::growth::units::{Runs, is_named};
use crate::syntax::ast::{CompareOp, Expr, ExprKind, StmtKind};
use crate::syntax::names;
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::FxHashSet;

impl<'a> Reading<'a> {
    /// Whether what takes something out does so while the process goes on, for what this growth puts in.
    pub(in crate::growth) fn works(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let unit = &self.units.all[shrink.unit];
        let name = unit.name();
        let holder = &self.holders.all[shrink.holder];
        let is_called_there = self
            .units
            .places_of(name)
            .any(|(unit, _, _)| unit == growth.unit);
        let is_of_the_top = self.units.runs_at(shrink.unit, self.spot(shrink)) == Runs::Once
            && shrink.unit != growth.unit
            && !is_called_there;
        let is_of_the_making = matches!(holder.root, Root::Object(_)) && is_of_the_beginning(name);
        let ends = ENDING.contains(&name.trim_start_matches('_'))
            || ENDING.contains(&name)
            || (shrink.done == Done::Emptied && is_the_end(name));
        // `closing(page)` ends it, and so may who is given the method.
        let is_asked_for = self.units.is_called_often(name)
            || self.units.handed_on(name).next().is_some()
            || (matches!(name, "close" | "aclose") && self.text.contains("closing("));
        let is_left_out = self.is_left_out(shrink, growth);
        // What a `with` begins, it ends.
        let puts = self.units.all[growth.unit].name();
        let is_managed = matches!(
            (puts, name),
            ("__enter__", "__exit__") | ("__aenter__", "__aexit__")
        );
        let is_late = ends && !is_asked_for && !is_managed && !self.is_of_one(shrink);
        !(is_of_the_top || is_of_the_making || is_late || is_left_out)
    }

    /// Whether one thing is taken out, by what the function is given: `disconnect(client_id)` ends that one.
    pub(in crate::growth) fn is_of_one(&self, shrink: &Site<'a>) -> bool {
        let Some(key) = shrink.key.filter(|_| shrink.done == Done::TakenOut) else {
            return false;
        };
        let unit = &self.units.all[shrink.unit];
        let params = unit.function.into_iter().flat_map(|it| &it.params);
        let params = params.skip(usize::from(unit.this().is_some()));
        let params: FxHashSet<&str> = params.map(|it| it.name.as_str()).collect();
        let is_a_param =
            |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if params.contains(name.as_str()));
        if visit::has(key, &is_a_param) {
            return true;
        }
        // `phase, entry = trigger`
        let bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
        let parts = bound.filter(|(_, value)| is_a_param(value));
        let parts: FxHashSet<&str> = parts
            .flat_map(|(target, _)| names::bound_by_target(target))
            .collect();
        visit::has(
            key,
            &|it| matches!(&it.kind, ExprKind::Name(name) if parts.contains(name.as_str())),
        )
    }

    /// Whether somebody of the file puts something in and never calls what takes it out.
    pub(in crate::growth) fn is_left_out(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let holder = &self.holders.all[shrink.holder];
        // What puts it in gives back a function that takes it out, and somebody drops that.
        let is_given_back = self.units.all[shrink.unit].parent == Some(growth.unit)
            || (shrink.unit == growth.unit && shrink.is_later);
        if is_given_back && shrink.done == Done::TakenOut {
            return self.is_dropped(self.units.all[growth.unit].name());
        }
        let (taker, putter) = (
            self.units.all[shrink.unit].name(),
            self.units.all[growth.unit].name(),
        );
        !self.units.is_mentioned(taker)
            && self.units.is_called_often(putter)
            && shrink.unit != growth.unit
            && self.is_of_one(shrink)
            && matches!(holder.root, Root::Object(_))
            && (holder.lifetime == Lifetime::Process
                || (holder.lifetime != Lifetime::Call && self.is_given_other_objects(growth)))
    }

    /// Whether objects of other classes leave themselves, or a method of theirs, where something is put in.
    fn is_given_other_objects(&self, growth: &Site<'a>) -> bool {
        let putter = &self.units.all[growth.unit];
        let its = putter.class.map(|it| it.range);
        self.units.calls_of(growth.unit).any(|(caller, args)| {
            let caller = &self.units.all[caller];
            let is_another = caller.class.is_some_and(|it| Some(it.range) != its);
            let this = caller.this().filter(|_| is_another);
            let is_itself = |it: &Expr| match &it.kind {
                ExprKind::Name(name) => Some(name.as_str()) == this,
                ExprKind::Attribute { value, .. } => {
                    matches!(&value.kind, ExprKind::Name(name) if Some(name.as_str()) == this)
                }
                _ => false,
            };
            args.iter().any(|arg| is_itself(&arg.value))
        })
    }

    /// Whether something that runs often calls a function and does nothing with what it gives.
    fn is_dropped(&self, function: &str) -> bool {
        self.units.places_of(function).any(|(unit, at, called)| {
            let spot = &self.units.all[unit].spots[at];
            let dropped = match &spot.stmt.kind {
                StmtKind::Expr(expr) => Some(expr),
                StmtKind::Assign { targets, value } => {
                    let is_nobody = |it: &Expr| is_named(it, "_");
                    Some(value).filter(|_| targets.iter().all(is_nobody))
                }
                _ => None,
            };
            let is_alone = dropped.is_some_and(
                |it| matches!(&it.kind, ExprKind::Call { func, .. } if func.range == called),
            );
            is_alone && self.units.runs_at(unit, spot) == Runs::Often
        })
    }

    /// Whether the only ends are ones that others may call when they like: `clear`, `reset`.
    pub(in crate::growth) fn may_be_ended(&self, growth: &Site<'a>, shrinks: &[&Site<'a>]) -> bool {
        let holder = &self.holders.all[growth.holder];
        shrinks.iter().any(|it| {
            let name = self.units.all[it.unit].name();
            let is_free = ["clear", "reset", "cleanup"]
                .iter()
                .any(|word| name.contains(word));
            let of_its_object =
                matches!(holder.root, Root::Object(_)) && holder.lifetime != Lifetime::Process;
            let ends = ENDING.contains(&name.trim_start_matches('_'));
            let is_left_out = self.is_left_out(it, growth);
            is_free || (of_its_object && it.unit != growth.unit && !ends && !is_left_out)
        })
    }

    /// Whether a function is there for others to register what they have, when they are imported.
    pub(in crate::growth) fn is_an_interface(&self, site: &Site<'a>) -> bool {
        let name = self.units.all[site.unit].name();
        let registers = [
            "register",
            "add_",
            "install",
            "define",
            "declare",
            "set_",
            "load",
            "import",
            "configure",
            "setup",
            "listen",
            "mount",
            "include",
        ];
        let name = name.trim_start_matches('_');
        let is_told = name.split('_').any(|word| word == "register");
        (is_told || registers.iter().any(|word| name.starts_with(word)))
            && !self.units.is_called_often(self.units.all[site.unit].name())
    }

    /// A way on which what takes it out is not passed.
    pub(in crate::growth) fn missed(
        &self,
        growth: &Site<'a>,
        working: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let pairs = |it: &&&Site<'a>| self.is_pair(growth, it);
        let paired: Vec<&Site<'a>> = working.iter().filter(pairs).copied().collect();
        if let Some(back) = self.put_back(growth, working) {
            return Some(back);
        }
        // What makes room whatever it is for is an eviction.
        if paired.len() < working.len() || paired.is_empty() {
            return None;
        }
        let here: Vec<Range> = paired
            .iter()
            .filter(|it| it.unit == growth.unit)
            .map(|it| self.asked_for(it))
            .collect();
        if !here.is_empty() {
            let elsewhere = paired.iter().any(|it| it.unit != growth.unit);
            let function = self.units.all[growth.unit]
                .function
                .filter(|_| !elsewhere)?;
            // A function given to be called later takes it out then.
            let is_handed_on = |it: &&&Site<'a>| !self.is_called(it);
            if paired.iter().any(|it| is_handed_on(&it)) {
                return None;
            }
            let missed =
                self.graphs
                    .missed(&self.units, function, self.spot(growth).stmt.range, &here)?;
            let removal = paired.iter().find(|it| it.unit == growth.unit)?;
            let is_of_a_state = missed.raises.is_none() && self.is_of_a_state(removal, growth);
            return (!is_of_a_state).then(|| (self.spot(removal).stmt.range, missed.raises));
        }
        let of_state = |it: &&&Site<'a>| self.is_under_more(it, growth);
        match paired.iter().all(|it| of_state(&it)) {
            true => Some((paired.first()?.range, None)),
            false if paired.iter().all(|it| self.is_of_one(it)) => self
                .given_up(growth, &paired)
                .or_else(|| self.only_ends_if_asked(growth, &paired)),
            false => self
                .only_ends_if_begun(growth, &paired)
                .or_else(|| self.waits_in_vain(growth, &paired)),
        }
    }

    /// What has to be passed for something to be taken out: the statement, or the `if` around it that only asks whether
    /// it is there.
    fn asked_for(&self, site: &Site<'a>) -> Range {
        let name = self.holders.all[site.holder].name;
        let spot = self.spot(site);
        let asked = spot
            .guards
            .last()
            .filter(|it| asks_what_is_in(it.test, name) || self.counts_down(it, site));
        let around = asked.and_then(|guard| {
            let mut all = self.units.all[site.unit].spots.iter();
            all.find(|it| matches!(&it.stmt.kind, StmtKind::If { test, .. } if test.range == guard.test.range))
        });
        around.unwrap_or(spot).stmt.range
    }

    /// Whether a condition is that nobody is left of those whom the same function counts: `users[0] -= 1`, then
    /// `if users[0] == 0`.
    fn counts_down(&self, guard: &Guard<'a>, site: &Site<'a>) -> bool {
        let counted = match &guard.test.kind {
            ExprKind::Not(inner) => inner,
            ExprKind::Compare {
                op: CompareOp::Eq | CompareOp::Other("<=" | "<"),
                left,
                ..
            } => left,
            _ => return false,
        };
        let counted = counted.range.of(self.text);
        let takes_one = |stmt: &StmtKind| match stmt {
            StmtKind::AugAssign { target, value } => {
                let sign = Range::new(target.range.end, value.range.start).of(self.text);
                target.range.of(self.text) == counted && sign.trim() == "-="
            }
            _ => false,
        };
        let mut spots = self.units.all[site.unit].spots.iter();
        spots.any(|spot| takes_one(&spot.stmt.kind))
    }

    /// Whether something is taken out where what the function was given is one certain thing: a state that it goes
    /// into, such as `"forgotten"`.
    fn is_of_a_state(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let params = self.units.all[shrink.unit]
            .function
            .into_iter()
            .flat_map(|it| &it.params);
        let params: Vec<&str> = params.map(|it| it.name.as_str()).collect();
        let asked = &self.spot(growth).guards;
        let is_state = |guard: &Guard<'a>| match &guard.test.kind {
            ExprKind::Compare {
                op: CompareOp::Eq | CompareOp::Other("in"),
                left,
                right,
            } => {
                let is_given =
                    matches!(&left.kind, ExprKind::Name(name) if params.contains(&name.as_str()));
                let is_written = !matches!(
                    right.kind,
                    ExprKind::Call { .. } | ExprKind::Subscript { .. }
                );
                is_given && is_written
            }
            _ => false,
        };
        let is_same = |guard: &Guard<'a>| {
            asked
                .iter()
                .any(|it| crate::growth::units::is_same(it, guard, self.text))
        };
        self.spot(shrink)
            .guards
            .iter()
            .any(|it| is_state(it) && !is_same(it))
    }

    /// Whether a method that takes something out is called where it is named, rather than handed on.
    pub(in crate::growth) fn is_called(&self, site: &Site<'a>) -> bool {
        let text = site.range.of(self.text);
        text.ends_with(')') || site.by == "del" || site.by == "=" || site.by == "+="
    }

    /// Whether one takes out what the other has put in: under the same key, or the same thing.
    pub(in crate::growth) fn is_pair(&self, growth: &Site<'a>, shrink: &Site<'a>) -> bool {
        // The last one that was put in, as of a stack.
        if (growth.by, shrink.by) == ("append", "pop") && growth.unit == shrink.unit {
            let after = shrink.range.start > growth.range.end;
            return after
                && shrink.key.is_none_or(is_last)
                && self.spot(shrink).around == Loop::None;
        }
        let (Some(taken), false) = (shrink.key, shrink.done == Done::Emptied) else {
            return false;
        };
        let put = growth.key.or(growth.value);
        let is_same = put.is_some_and(|put| put.range.of(self.text) == taken.range.of(self.text));
        is_same
            || (growth.unit != shrink.unit
                && (matches!(taken.kind, ExprKind::Name(_) | ExprKind::Attribute { .. })
                    || self.is_of_one(shrink)))
    }

    /// Whether something is taken out only if something holds that is not asked when it is put in: a setting, the
    /// state of the object.
    pub(in crate::growth) fn is_under_more(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let holder = self.holders.all[shrink.holder].name;
        let taken = shrink.key.map_or("", |it| it.range.of(self.text));
        let asked = &self.spot(growth).guards;
        let is_more = |guard: &&Guard<'a>| {
            let is_of_state = match &guard.test.kind {
                ExprKind::Attribute { attr, .. } => attr != holder,
                ExprKind::Not(inner) => {
                    matches!(&inner.kind, ExprKind::Attribute { attr, .. } if attr != holder)
                }
                _ => false,
            };
            let mentions = !taken.is_empty() && guard.test.range.of(self.text).contains(taken);
            let is_same = |it: &Guard<'a>| crate::growth::units::is_same(it, guard, self.text);
            is_of_state && !mentions && !asked.iter().any(is_same)
        };
        self.spot(shrink).guards.iter().any(|it| is_more(&it))
    }

    /// Whether nothing that goes on by itself takes out of a queue what others put into it when they like.
    pub(in crate::growth) fn is_never_drained(
        &self,
        site: &Site<'a>,
        shrinks: &[&Site<'a>],
    ) -> bool {
        let name = self.units.all[site.unit].name().trim_start_matches('_');
        let is_told = [
            "publish",
            "on_",
            "emit",
            "notify",
            "broadcast",
            "dispatch",
            "feed",
            "push",
            "send",
            "log",
            "record",
            "callback",
        ]
        .iter()
        .any(|word| name.starts_with(word));
        let drains = |it: &&&Site<'a>| {
            let unit = &self.units.all[it.unit];
            let is_a_yield = |it: &Expr| matches!(it.kind, ExprKind::Yield { .. });
            let mut spots = unit.spots.iter();
            let yields = spots.any(|spot| visit::mentions(spot.stmt, &is_a_yield));
            (self.spot(it).around != Loop::None && !yields)
                || self.units.is_called_often(unit.name())
        };
        let may_not_run = |it: &Site<'a>| self.is_begun_on_a_condition(it.unit, site);
        let is_begun = !shrinks.is_empty() && shrinks.iter().all(|it| may_not_run(it));
        is_begun || (is_told && !shrinks.iter().any(|it| drains(&it)))
    }
}

/// Whether a method ends something, by its last word: `server_close`, and not what is told of an end, as `on_close`.
fn is_the_end(name: &str) -> bool {
    const LAST: &[&str] = &["close", "dispose", "shutdown", "teardown", "terminate"];
    let (before, last) = name.rsplit_once('_').unwrap_or_default();
    LAST.contains(&last) && !["on", "handle", "after"].contains(&before)
}

/// Whether an index is that of the last one.
fn is_last(index: &Expr) -> bool {
    matches!(&index.kind, ExprKind::Operation { op: "-", parts } if parts.len() == 1)
}
