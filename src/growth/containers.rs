//! Collections that last, and what is put into them.

mod elsewhere;
mod fresh;
mod given;
mod removals;
mod unswept;
mod words;

use super::holders::{HolderId, Root, attribute_of, is_of_the_beginning};
use super::keys::Space;
use super::lifetime::Lifetime;
use super::makers::{Container, made_by};
use super::sites::{Done, Site};
use super::units::{Runs, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, Handler};

/// Functions that end something: what they take out, nobody takes out before.
const ENDING: &[&str] = &[
    "__aexit__",
    "__del__",
    "__exit__",
    "aclose",
    "cleanup",
    "clear",
    "close",
    "destroy",
    "disconnect",
    "dispose",
    "done",
    "exit",
    "finalize",
    "kill",
    "quit",
    "reset",
    "shutdown",
    "stop",
    "teardown",
    "tear_down",
    "tearDown",
    "terminate",
];

/// Most pairs of what puts in and what takes out that are looked at for one collection.
const MOST: usize = 200_000;

/// The growths of collections.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut by_holder: Vec<Vec<&Site<'_>>> = vec![Vec::new(); file.holders.all.len()];
    for site in &file.sites {
        by_holder[site.holder].push(site);
    }
    let all = by_holder.iter().enumerate();
    all.filter_map(|(holder, sites)| file.of_a_holder(holder, sites))
        .collect()
}

impl<'a> Reading<'a> {
    fn of_a_holder(&self, id: HolderId, sites: &[&Site<'a>]) -> Option<Growth> {
        let holder = &self.holders.all[id];
        if holder.container == Container::Bounded || holder.lifetime == Lifetime::Call {
            return None;
        }
        // Each context has a value of its own then.
        let is_set =
            holder.root == Root::Context && self.text.contains(&format!("{}.set(", holder.name));
        if is_set {
            return None;
        }
        let growths = sites
            .iter()
            .filter(|it| it.done.is_growth() && self.is_often(it))
            .take(MOST / sites.len().max(1) + 1);
        let judged = growths.filter_map(|site| self.judge(site, sites));
        judged.min_by_key(|it| (it.confidence, it.at))
    }

    /// Whether a site runs as often as somebody asks.
    fn is_often(&self, site: &Site<'a>) -> bool {
        let holder = &self.holders.all[site.holder];
        let method = self.units.all[site.unit].name();
        let fills_its_own = matches!(holder.root, Root::Object(_))
            && (is_of_the_beginning(method) || self.units.is_of_the_making(site.unit));
        self.units.runs_at(site.unit, self.spot(site)) == Runs::Often && !fills_its_own
    }

    fn judge(&self, site: &Site<'a>, sites: &[&Site<'a>]) -> Option<Growth> {
        let holder = &self.holders.all[site.holder];
        let spot = self.spot(site);
        let is_weak = holder.container == Container::WeakKeys;
        // What is held weakly goes, unless its own value holds it.
        if is_weak
            && !site
                .key
                .zip(site.value)
                .is_some_and(|(key, value)| self.has_key(value, key))
        {
            return None;
        }
        let space = match is_weak {
            true => Space::Open,
            false => self.space(site, sites),
        };
        let anew = self.bound_anew(site, sites);
        let is_here = anew.is_some_and(|it| it.unit == site.unit);
        let ends = ENDING.contains(&self.units.all[site.unit].name().trim_start_matches('_'));
        if space == Space::Closed
            || is_here
            || ends
            || self.is_held_back(site)
            || self.is_moved(site)
            || self.goes_into_a_fresh_one(site)
            || !self.is_a_collection_there(site, sites)
        {
            return None;
        }
        let counts = |it: &&&Site<'a>| it.done.is_shrinking() && (!it.is_inner || site.is_inner);
        let shrinks: Vec<&Site<'a>> = sites.iter().filter(counts).copied().collect();
        // What only asks puts in what nobody takes out elsewhere.
        let is_read = self.only_reads(site, sites);
        let counts = |it: &&&Site<'a>| {
            self.works(it, site) && !(is_read && it.unit != site.unit && self.is_pair(site, it))
        };
        let working: Vec<&Site<'a>> = shrinks.iter().filter(counts).copied().collect();
        let is_given = sites.iter().any(|it| it.done == Done::GivenAway);
        let exception = site
            .value
            .and_then(|value| exception_in(value, &spot.handlers));
        let back = self.put_back(site, &working);
        let (kind, missed) = match working.is_empty() {
            _ if exception.is_some() => (Kind::Exception, None),
            true if matches!(holder.root, Root::Default(_) | Root::Context) => {
                (Kind::Default, None)
            }
            true => (Kind::Unbounded, None),
            false if holder.container == Container::Queue => (Kind::Unbounded, None),
            false => (Kind::Missed, Some(self.missed(site, &working)?)),
        };
        if holder.container == Container::Queue && !self.is_never_drained(site, &shrinks) {
            return None;
        }
        // Who registers could take back, and does not.
        let left_out = shrinks.iter().any(|it| self.is_left_out(it, site));
        let is_unsure = space == Space::Unknown
            || (is_given && back.is_none())
            || (matches!(holder.lifetime, Lifetime::Unknown | Lifetime::Called)
                && !self.serves_more_than_one(site, &shrinks)
                && !left_out
                && !self.is_given_to_work_with(site)
                && !self.is_given_to_what_is_made(site)
                && back.is_none())
            || (kind == Kind::Unbounded
                && holder.container != Container::Queue
                && self.may_be_ended(site, &shrinks))
            || anew.is_some()
            || (holder.lifetime == Lifetime::Long && !left_out && !self.units.is_served(site.unit))
            || self.is_a_place_in_a_list(site)
            || (matches!(holder.root, Root::Object(_)) && self.units.is_of_the_start(site.unit))
            || (holder.container != Container::Chain && self.is_an_interface(site));
        // Who takes it out in a `finally` has thought of it: what stands before that `try` seldom raises.
        let is_guarded = matches!(missed, Some((_, Some(_))))
            && working
                .iter()
                .any(|it| it.unit == site.unit && self.spot(it).in_finally);
        let is_unsure = is_unsure || is_guarded;
        let certain = match &missed {
            Some((_, Some(_))) => Confidence::OnlyOnException,
            Some(_) => Confidence::SomePath,
            None if !spot.guards.is_empty() || !spot.handlers.is_empty() => Confidence::SomePath,
            None => Confidence::Definite,
        };
        let confidence = if is_unsure {
            Confidence::Unclear
        } else {
            certain
        };
        let caller = self
            .units
            .caller(self.units.all[site.unit].name())
            .filter(|_| left_out && !is_read);
        let (unit, at) = caller.unwrap_or((site.unit, site.range));
        let (removal, raises) =
            missed.unwrap_or((shrinks.first().map_or(site.range, |it| it.range), None));
        let plain = self.growth(kind, confidence, at, unit);
        Some(Growth {
            made: Some(holder.made),
            by: site.by.to_owned(),
            name: self.name_at(site),
            chain: self.chain(site.holder),
            kept: self.kept(site),
            removal: Some(removal).filter(|it| *it != site.range),
            raises,
            is_put_back: back.is_some(),
            asked: spot.guards.last().map(|it| (it.test.range, it.holds)),
            until: self.until(site.holder),
            class: LeakClass::R2,
            because: match is_weak {
                true => "the value holds its own key".to_owned(),
                false => exception.unwrap_or_default(),
            },
            presumed: self.presumed(site.holder, plain.presumed),
            ..plain
        })
    }

    /// Where the place in a collection that something is added to gets another one: `state["rows"] = []`.
    fn bound_anew<'s>(&self, site: &Site<'a>, sites: &'s [&Site<'a>]) -> Option<&'s Site<'a>> {
        let added_to = site.range.of(self.text);
        let binds = |it: &&&Site<'a>| {
            let bound = it.range.of(self.text).split_once('=');
            let is_constant = it
                .key
                .is_some_and(|it| matches!(it.kind, ExprKind::Constant(_)));
            let is_it = bound.is_some_and(|(place, _)| added_to.starts_with(place.trim_end()));
            it.done == Done::Put && !it.is_inner && is_constant && is_it
        };
        sites.iter().filter(|_| site.is_inner).find(binds).copied()
    }

    /// Whether what is put in was taken out of another collection by the same function, and nothing makes that larger:
    /// both together have no more than there was.
    fn is_moved(&self, site: &Site<'a>) -> bool {
        let name = |it: Option<&'a Expr>| match it.map(|it| &it.kind) {
            Some(ExprKind::Name(name)) => Some(name.as_str()),
            _ => None,
        };
        let Some(moved) = name(site.key).or_else(|| name(site.value)) else {
            return false;
        };
        let takes = |it: &&Site<'a>| {
            it.unit == site.unit
                && it.holder != site.holder
                && it.done == Done::TakenOut
                && name(it.key) == Some(moved)
        };
        let grows = |holder: HolderId| {
            let mut all = self.sites.iter().filter(|it| it.holder == holder);
            all.any(|it| it.done.is_growth() && self.is_often(it))
        };
        self.sites.iter().filter(takes).any(|it| !grows(it.holder))
    }

    /// Whether what something is added to within a collection may be one itself: what is put in there is not all made
    /// by calls that make none.
    fn is_a_collection_there(&self, site: &Site<'a>, sites: &[&Site<'a>]) -> bool {
        let put = sites
            .iter()
            .filter(|it| it.done == Done::Put && !it.is_inner);
        let mut values = put.filter_map(|it| it.value).peekable();
        let makes_none = |value: &Expr| {
            matches!(value.kind, ExprKind::Call { .. }) && made_by(value, self.scope).is_none()
        };
        !site.is_inner || values.peek().is_none() || !values.all(makes_none)
    }

    /// Whether something is put into what a list has at a place: `grid[y][x] = color`.
    fn is_a_place_in_a_list(&self, site: &Site<'a>) -> bool {
        let is_list = self.holders.all[site.holder].container == Container::List;
        is_list && site.is_inner && site.done == Done::Put && site.by == "="
    }

    /// Whether a site only looks for something in a collection that makes what is not there, in a function that puts
    /// nothing into it.
    fn only_reads(&self, site: &Site<'a>, sites: &[&Site<'a>]) -> bool {
        let puts = |it: &&&Site<'a>| it.unit == site.unit && it.done.is_growth() && it.by != "[]";
        site.by == "[]" && !sites.iter().any(|it| puts(&it))
    }

    /// Whether a value has the key that it is kept under: it is made with it, by a class that stores what it is
    /// given, or is a collection of it, or calls it.
    fn has_key(&self, value: &Expr, key: &Expr) -> bool {
        let ExprKind::Name(key) = &key.kind else {
            return false;
        };
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if name == key);
        match &value.kind {
            ExprKind::Call { func, args } => {
                let given = args.iter().position(|arg| is_it(&arg.value));
                let is_given = given.is_some();
                let is_partial = matches!(last_name(func), Some("partial" | "MethodType"));
                is_given && (is_partial || self.keeps_what_it_is_given(func, given))
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(is_it)
            }
            ExprKind::Lambda(function) => function.free_names().iter().any(|name| name == key),
            // A bound method.
            ExprKind::Attribute { value, .. } => is_it(value),
            _ => is_it(value),
        }
    }

    /// Whether something is what the object that keeps it was given when it was made: there is one of it.
    fn is_fixed_in_its_object(&self, expr: &Expr, site: &Site<'a>) -> bool {
        let unit = &self.units.all[site.unit];
        let is_its_own = match self.holders.all[site.holder].root {
            Root::Object(class) => unit.class.is_some_and(|it| it.name == class),
            _ => false,
        };
        let attr = unit.this().and_then(|this| attribute_of(expr, this));
        is_its_own && attr.is_some_and(|attr| self.units.is_settled(attr))
    }

    /// Of how many different things more and more may be kept.
    fn space(&self, site: &Site<'a>, sites: &[&Site<'a>]) -> Space {
        let holder = &self.holders.all[site.holder];
        let spot = self.spot(site);
        let keys = self.keys();
        let of = |expr: &'a Expr| match self.is_fixed_in_its_object(expr, site) {
            true => Space::Closed,
            false => keys.space(expr, site.unit, spot),
        };
        match site.done {
            Done::AskedFor => {
                let is_frozen = sites.iter().any(|it| it.done == Done::Frozen);
                match site.key {
                    Some(key) if !is_frozen && !self.asks_whether_it_is_there(site) => of(key),
                    _ => Space::Closed,
                }
            }
            Done::Put => site.key.map_or(Space::Unknown, of),
            Done::Added => match site.value {
                // A set that is written down is read as a list; only sets have `add`.
                Some(value)
                    if (matches!(holder.container, Container::Set | Container::Counter)
                        || site.by == "add")
                        && !site.is_inner =>
                {
                    of(value)
                }
                Some(value) if self.asks_whether_it_is_there(site) => of(value),
                // A list keeps the same thing twice.
                _ => Space::Open,
            },
            _ => Space::Closed,
        }
    }
}

/// The exception that a handler around has caught, if a value has it.
fn exception_in(value: &Expr, handlers: &[&Handler]) -> Option<String> {
    let caught = |name: &str| handlers.iter().any(|it| it.name.as_deref() == Some(name));
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if caught(name));
    let has = match &value.kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
            parts.iter().any(is_it)
        }
        _ => is_it(value),
    };
    let handler = handlers.last()?;
    let what = handler
        .types
        .as_ref()
        .and_then(last_name)
        .unwrap_or("exception");
    has.then(|| what.to_owned())
}
