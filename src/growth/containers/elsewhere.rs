//! What is put in here and taken out elsewhere, and the ways that do not come there.

use crate::growth::bounds::asks_what_is_in;
use crate::growth::holders::{HolderId, Root};
use crate::growth::lifetime::Lifetimes;
use crate::growth::makers::Container;
use crate::growth::sites::{Done, Site};
use crate::growth::spots::Guard;
use crate::growth::units::{UnitId, is_a_mark, is_named, last_name, read_by};
use crate::growth::{Reading, paths};
use crate::syntax::ast::{CompareOp, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'a> Reading<'a> {
    /// Whether the code itself counts on an object to be there for more than one call: what is put in is taken out
    /// by another function, or is looked for before it is put in.
    pub(super) fn serves_more_than_one(&self, site: &Site<'a>, shrinks: &[&Site<'a>]) -> bool {
        let holder = &self.holders.all[site.holder];
        let Root::Object(class) = holder.root else {
            return false;
        };
        // Of this collection or of another one of the object.
        let takes =
            |it: &Site<'a>| it.done == Done::TakenOut && it.key.is_some() && it.unit != site.unit;
        let is_taken_elsewhere =
            shrinks.iter().any(|it| takes(it)) || self.has_a_twin_that_is_emptied(site, takes);
        let asks = site.done == Done::AskedFor || site.by == "setdefault";
        let is_looked_for =
            site.key.is_some() && (asks || self.looks_first(site)) && self.is_of_a_service(class);
        // Who leaves things to a method that closes has them until then.
        let is_closed = holder.container == Container::Stack && !shrinks.is_empty();
        !Lifetimes::is_passing(class) && (is_taken_elsewhere || is_looked_for || is_closed)
    }

    /// Whether the same function puts the same key into another collection of the object, out of which it is taken.
    fn has_a_twin_that_is_emptied(
        &self,
        site: &Site<'a>,
        takes: impl Fn(&Site<'a>) -> bool,
    ) -> bool {
        let root = self.holders.all[site.holder].root;
        let put = |it: &Site<'a>| it.key.or(it.value).map(|key| key.range.of(self.text));
        let is_its = |it: &&Site<'a>| self.holders.all[it.holder].root == root;
        let twins = self.sites.iter().filter(is_its).filter(|it| {
            it.unit == site.unit
                && it.done.is_growth()
                && it.holder != site.holder
                && put(it) == put(site)
        });
        let twins: Vec<HolderId> = twins.map(|it| it.holder).collect();
        self.sites
            .iter()
            .any(|it| twins.contains(&it.holder) && takes(it))
    }

    /// Whether a class is one of what waits for others: it has methods that are awaited, or is called like a function.
    fn is_of_a_service(&self, class: &str) -> bool {
        let class = self.units.class(class);
        class.is_some_and(|class| {
            self.units
                .methods(class)
                .any(|(_, it)| it.name() == "__call__" || it.function.is_some_and(|it| it.is_async))
        })
    }

    /// Whether the function of a site looks whether what it puts in is there already.
    fn looks_first(&self, site: &Site<'a>) -> bool {
        let name = self.holders.all[site.holder].name;
        let names = |range: Range| range.of(self.text).ends_with(name);
        let mut looks = false;
        for spot in &self.units.all[site.unit].spots {
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |inner| match &inner.kind {
                    ExprKind::Compare {
                        op: CompareOp::Other("in" | "not in"),
                        right,
                        ..
                    } => looks |= names(right.range),
                    ExprKind::Call { func, .. } => {
                        looks |= matches!(&func.kind, ExprKind::Attribute { value, attr } if attr == "get" && names(value.range));
                    }
                    _ => {}
                });
            }
        }
        looks
    }

    /// What was taken out is put back where the work on it failed: `self.rows = rows + self.rows` in a handler.
    pub(super) fn put_back(
        &self,
        growth: &Site<'a>,
        working: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let spot = self.spot(growth);
        let taken = working.iter().find(|it| {
            let is_before = it.range.start < growth.range.start;
            let is_tried = self.spot(it).handlers.len() < spot.handlers.len();
            it.unit == growth.unit && is_before && is_tried && it.done == Done::Emptied
        })?;
        // Nobody else takes anything out, and nobody asks how much there is by now.
        let alone = working.iter().all(|it| it.unit == growth.unit);
        let is_failure = !spot.handlers.is_empty() && alone;
        let tried = self.units.all[growth.unit].spots.iter().filter(|it| {
            let at = it.stmt.range;
            let calls = matches!(&it.stmt.kind, StmtKind::Expr(_) | StmtKind::Assign { .. })
                && at.of(self.text).contains('(');
            calls && at.start > taken.range.end && at.end < growth.range.start
        });
        let raises = tried.map(|it| it.stmt.range).next_back();
        is_failure.then_some((taken.range, raises))
    }

    /// Who put it in waits for another to take it out, and gives up after a time; or is called between what puts it
    /// in and what takes it out, and something raises there.
    pub(super) fn given_up(
        &self,
        growth: &Site<'a>,
        paired: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let removal = paired.first()?.range;
        if let Some(missed) = self.gives_up(growth) {
            return Some((removal, missed.raises));
        }
        let [taker] = paired else { return None };
        // What is taken out only in some state is not what ends it.
        let name = self.holders.all[taker.holder].name;
        let is_plain = |guard: &Guard<'a>| asks_what_is_in(guard.test, name);
        if !self.spot(taker).guards.iter().all(is_plain) {
            return None;
        }
        let (putter, taker) = (
            self.units.all[growth.unit].name(),
            self.units.all[taker.unit].name(),
        );
        let missed = self.between(putter, taker)?;
        Some((removal, missed.raises))
    }

    /// A way on which the function of a site gives up waiting.
    fn gives_up(&self, growth: &Site<'a>) -> Option<paths::Missed> {
        let function = self.units.all[growth.unit].function?;
        let stmt = self.spot(growth).stmt.range;
        self.graphs.gives_up(function, stmt)
    }

    /// Who put it in waits for a time for the very thing, which stays where whoever comes upon it would take it out.
    pub(super) fn waits_in_vain(
        &self,
        growth: &Site<'a>,
        paired: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let value = growth.value?;
        let has = |waited: &Expr| match &waited.kind {
            ExprKind::Name(name) => visit::has(value, &|it| is_named(it, name)),
            _ => false,
        };
        let waits = |it: &Expr| match &it.kind {
            ExprKind::Call { func, args } => {
                last_name(func) == Some("wait_for") && args.first().is_some_and(|it| has(&it.value))
            }
            _ => false,
        };
        let mut spots = self.units.all[growth.unit].spots.iter();
        let is_waited_for = spots.any(|spot| visit::mentions(spot.stmt, &waits));
        // Whoever looks for those that gave up takes them out.
        let asks = |guard: &Guard<'a>| {
            let test = guard.test.range.of(self.text);
            ["cancelled(", "done("].iter().any(|it| test.contains(it))
        };
        let sweeps = paired
            .iter()
            .any(|it| self.spot(it).guards.iter().any(asks));
        let missed = self.gives_up(growth).filter(|_| is_waited_for && !sweeps)?;
        Some((paired.first()?.range, missed.raises))
    }

    /// A function that calls what puts in and what takes out, on the same object, and may be left between the two.
    fn between(&self, putter: &str, taker: &str) -> Option<paths::Missed> {
        let on = |func: Range, name: &str| {
            let written = func.of(self.text);
            written.strip_suffix(name).map(str::to_owned)
        };
        let takers: Vec<(UnitId, usize, Range)> = self.units.places_of(taker).collect();
        let mut missed = self.units.places_of(putter).map(|(unit, at, func)| {
            let it = &self.units.all[unit];
            let object = on(func, putter);
            let put = it.spots[at].stmt.range;
            let same = takers.iter().filter(|(other, place, func)| {
                let takes = it.spots.get(*place).map(|spot| spot.stmt.range);
                *other == unit
                    && on(*func, taker) == object
                    && takes.is_some_and(|it| it.start > put.start)
            });
            let taken: Vec<Range> = same
                .map(|(_, place, _)| it.spots[*place].stmt.range)
                .collect();
            match taken.is_empty() {
                true => None,
                false => self.graphs.missed(&self.units, it.function?, put, &taken),
            }
        });
        missed.find_map(|it| it)
    }

    /// Whether what empties a queue is given to a thread or a task only under a condition, or by a method that
    /// nobody calls but under one, while things are put in without asking.
    pub(super) fn is_begun_on_a_condition(&self, drain: UnitId, growth: &Site<'a>) -> bool {
        let puts_plainly = self.spot(growth).guards.is_empty();
        let is_asked = |unit: UnitId, at: usize| {
            let it = &self.units.all[unit];
            let mut guards = it.spots[at].guards.iter();
            guards.any(|guard| !is_a_mark(guard, it, self.text))
        };
        let begun: Vec<(UnitId, usize)> =
            self.units.handed_on(self.units.all[drain].name()).collect();
        let is_conditional = |(unit, at): &(UnitId, usize)| {
            let begins = self.units.all[*unit].name();
            let mut callers = self.units.places_of(begins).peekable();
            let is_free = begins.starts_with("__") || callers.peek().is_none();
            is_asked(*unit, *at) || (!is_free && callers.all(|(unit, at, _)| is_asked(unit, at)))
        };
        puts_plainly && !begun.is_empty() && begun.iter().all(is_conditional)
    }
}
