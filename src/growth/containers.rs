//! Collections that last, and what is put into them.

use super::holders::{HolderId, Root, is_of_the_beginning};
use super::keys::Space;
use super::lifetime::Lifetime;
use super::makers::Container;
use super::paths;
use super::sites::{Done, Site};
use super::spots::{Guard, Loop};
use super::units::{Runs, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, Handler};
use crate::syntax::visit;
use crate::text::Range;

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

/// The growths of collections.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for holder in 0..file.holders.all.len() {
        let sites: Vec<&Site<'_>> = file.sites.iter().filter(|it| it.holder == holder).collect();
        found.extend(file.of_a_holder(holder, &sites));
    }
    found
}

impl<'a> Reading<'a> {
    fn of_a_holder(&self, id: HolderId, sites: &[&Site<'a>]) -> Option<Growth> {
        let holder = &self.holders.all[id];
        if holder.container == Container::Bounded || holder.lifetime == Lifetime::Call {
            return None;
        }
        let growths = sites
            .iter()
            .filter(|it| it.done.is_growth() && self.is_often(it));
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
        if space == Space::Closed || self.is_held_back(site) {
            return None;
        }
        let counts = |it: &&&Site<'a>| it.done.is_shrinking() && (!it.is_inner || site.is_inner);
        let shrinks: Vec<&Site<'a>> = sites.iter().filter(counts).copied().collect();
        let working: Vec<&Site<'a>> = shrinks
            .iter()
            .filter(|it| self.works(it, site))
            .copied()
            .collect();
        let is_given = sites.iter().any(|it| it.done == Done::GivenAway);
        let exception = site
            .value
            .and_then(|value| exception_in(value, &spot.handlers));
        let (kind, missed) = match working.is_empty() {
            _ if exception.is_some() => (Kind::Exception, None),
            true if matches!(holder.root, Root::Default(_)) => (Kind::Default, None),
            true => (Kind::Unbounded, None),
            false if holder.container == Container::Queue => (Kind::Unbounded, None),
            false => (Kind::Missed, Some(self.missed(site, &working)?)),
        };
        if holder.container == Container::Queue && !self.is_never_drained(site, &shrinks) {
            return None;
        }
        let is_unsure = space == Space::Unknown
            || is_given
            || holder.lifetime == Lifetime::Unknown
            || (kind == Kind::Unbounded
                && holder.container != Container::Queue
                && self.may_be_ended(site, &shrinks))
            || self.is_an_interface(site);
        // Who takes it out in a `finally` has thought of it: what stands before that `try` seldom raises.
        let is_guarded = matches!(missed, Some((_, Some(_))))
            && working
                .iter()
                .any(|it| it.unit == site.unit && self.spot(it).in_finally);
        let is_unsure = is_unsure || is_guarded;
        let plain = match &missed {
            Some((_, Some(_))) => Confidence::OnlyOnException,
            Some(_) => Confidence::SomePath,
            None if !spot.guards.is_empty() || !spot.handlers.is_empty() => Confidence::SomePath,
            None => Confidence::Definite,
        };
        let confidence = if is_unsure {
            Confidence::Unclear
        } else {
            plain
        };
        // Who registers could take back, and does not.
        let left_out = shrinks.iter().any(|it| self.is_left_out(it, site));
        let caller = self
            .units
            .caller(self.units.all[site.unit].name())
            .filter(|_| left_out);
        let (unit, at) = caller.unwrap_or((site.unit, site.range));
        let (removal, raises) =
            missed.unwrap_or((shrinks.first().map_or(site.range, |it| it.range), None));
        Some(Growth {
            made: Some(holder.made),
            by: site.by.to_owned(),
            name: self.name_of(site.holder),
            chain: self.chain(site.holder),
            kept: self.kept(site),
            removal: Some(removal).filter(|it| *it != site.range),
            raises,
            asked: spot.guards.last().map(|it| (it.test.range, it.holds)),
            until: self.until(site.holder),
            class: LeakClass::R2,
            because: match is_weak {
                true => "the value holds its own key".to_owned(),
                false => exception.unwrap_or_default(),
            },
            ..self.growth(kind, confidence, at, unit)
        })
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
                let is_given = args.iter().any(|arg| is_it(&arg.value));
                let is_partial = matches!(last_name(func), Some("partial" | "MethodType"));
                is_given && (is_partial || self.keeps_what_it_is_given(func))
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

    /// Of how many different things more and more may be kept.
    fn space(&self, site: &Site<'a>, sites: &[&Site<'a>]) -> Space {
        let holder = &self.holders.all[site.holder];
        let spot = self.spot(site);
        let keys = self.keys();
        let of = |expr: &'a Expr| keys.space(expr, site.unit, spot);
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
                Some(value) if holder.container == Container::Set && !site.is_inner => of(value),
                Some(value) if self.asks_whether_it_is_there(site) => of(value),
                // A list keeps the same thing twice.
                _ => Space::Open,
            },
            _ => Space::Closed,
        }
    }

    /// Whether what takes something out does so while the process goes on, for what this growth puts in.
    fn works(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let unit = &self.units.all[shrink.unit];
        let name = unit.name();
        let holder = &self.holders.all[shrink.holder];
        let is_of_the_top = self.units.runs_at(shrink.unit, self.spot(shrink)) == Runs::Once
            && shrink.unit != growth.unit;
        let is_of_the_making = matches!(holder.root, Root::Object(_)) && is_of_the_beginning(name);
        let ends = ENDING.contains(&name.trim_start_matches('_')) || ENDING.contains(&name);
        let is_asked_for = self.units.is_called_often(name);
        let is_left_out = self.is_left_out(shrink, growth);
        !(is_of_the_top || is_of_the_making || (ends && !is_asked_for) || is_left_out)
    }

    /// Whether somebody of the file puts something in and never calls what takes it out.
    fn is_left_out(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
        let holder = &self.holders.all[shrink.holder];
        let (taker, putter) = (
            self.units.all[shrink.unit].name(),
            self.units.all[growth.unit].name(),
        );
        !self.units.is_mentioned(taker)
            && self.units.is_called_often(putter)
            && shrink.unit != growth.unit
            && shrink.done == Done::TakenOut
            && matches!(holder.root, Root::Object(_))
            && holder.lifetime == Lifetime::Process
    }

    /// Whether the only ends are ones that others may call when they like: `clear`, `reset`.
    fn may_be_ended(&self, growth: &Site<'a>, shrinks: &[&Site<'a>]) -> bool {
        let holder = &self.holders.all[growth.holder];
        shrinks.iter().any(|it| {
            let name = self.units.all[it.unit].name();
            let is_free = ["clear", "reset", "cleanup"]
                .iter()
                .any(|word| name.contains(word));
            let of_its_object =
                matches!(holder.root, Root::Object(_)) && holder.lifetime != Lifetime::Process;
            is_free || (of_its_object && it.unit != growth.unit)
        })
    }

    /// Whether a function is there for others to register what they have, when they are imported.
    fn is_an_interface(&self, site: &Site<'a>) -> bool {
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
        registers.iter().any(|word| name.starts_with(word))
            && !self.units.is_called_often(self.units.all[site.unit].name())
    }

    /// A way on which what takes it out is not passed.
    fn missed(&self, growth: &Site<'a>, working: &[&Site<'a>]) -> Option<(Range, Option<Range>)> {
        let pairs = |it: &&&Site<'a>| self.is_pair(growth, it);
        let paired: Vec<&Site<'a>> = working.iter().filter(pairs).copied().collect();
        // What makes room whatever it is for is an eviction.
        if paired.len() < working.len() || paired.is_empty() {
            return None;
        }
        let here: Vec<Range> = paired
            .iter()
            .filter(|it| it.unit == growth.unit)
            .map(|it| self.spot(it).stmt.range)
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
            let missed = paths::missed(function, self.spot(growth).stmt.range, &here)?;
            return Some((*here.first()?, missed.raises));
        }
        let of_state = |it: &&&Site<'a>| self.is_under_more(it, growth);
        match paired.iter().all(|it| of_state(&it)) {
            true => Some((paired.first()?.range, None)),
            false => None,
        }
    }

    /// Whether a method that takes something out is called where it is named, rather than handed on.
    fn is_called(&self, site: &Site<'a>) -> bool {
        let text = site.range.of(self.text);
        text.ends_with(')') || site.by == "del" || site.by == "=" || site.by == "+="
    }

    /// Whether one takes out what the other has put in: under the same key, or the same thing.
    fn is_pair(&self, growth: &Site<'a>, shrink: &Site<'a>) -> bool {
        let (Some(taken), false) = (shrink.key, shrink.done == Done::Emptied) else {
            return false;
        };
        let put = growth.key.or(growth.value);
        let is_same = put.is_some_and(|put| put.range.of(self.text) == taken.range.of(self.text));
        is_same
            || (growth.unit != shrink.unit
                && matches!(taken.kind, ExprKind::Name(_) | ExprKind::Attribute { .. }))
    }

    /// Whether something is taken out only if something holds that is not asked when it is put in: a setting, the
    /// state of the object.
    fn is_under_more(&self, shrink: &Site<'a>, growth: &Site<'a>) -> bool {
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
            let is_same = |it: &Guard<'a>| super::units::is_same(it, guard, self.text);
            is_of_state && !mentions && !asked.iter().any(is_same)
        };
        self.spot(shrink).guards.iter().any(|it| is_more(&it))
    }

    /// Whether nothing that goes on by itself takes out of a queue what others put into it when they like.
    fn is_never_drained(&self, site: &Site<'a>, shrinks: &[&Site<'a>]) -> bool {
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
            let yields = unit.spots.iter().any(|spot| {
                let mut any = false;
                for expr in visit::expressions(spot.stmt) {
                    visit::subexpressions(expr, &mut |inner| {
                        any |= matches!(inner.kind, ExprKind::Yield { .. })
                    });
                }
                any
            });
            (self.spot(it).around != Loop::None && !yields)
                || self.units.is_called_often(unit.name())
        };
        is_told && !shrinks.iter().any(|it| drains(&it))
    }

    /// A holder as it is written.
    pub(super) fn name_of(&self, id: HolderId) -> String {
        let holder = &self.holders.all[id];
        match holder.root {
            Root::Module | Root::Default(_) => holder.name.to_owned(),
            Root::Class(class) => format!("{class}.{}", holder.name),
            Root::Object(_) => format!("self.{}", holder.name),
            Root::Thread(of) => format!("{of}.{}", holder.name),
        }
    }

    /// Who keeps it, from the root.
    fn chain(&self, id: HolderId) -> Vec<String> {
        let holder = &self.holders.all[id];
        let (name, what) = (holder.name, holder.container.words());
        match holder.root {
            Root::Module => vec![format!("the module's name `{name}`"), what.to_owned()],
            Root::Class(class) => vec![
                format!("the class `{class}`"),
                format!("its attribute `{name}`"),
                what.to_owned(),
            ],
            Root::Object(class) => {
                vec![
                    format!("an object of `{class}`"),
                    format!("its attribute `{name}`"),
                    what.to_owned(),
                ]
            }
            Root::Thread(of) => vec![format!("each thread's `{of}.{name}`"), what.to_owned()],
            Root::Default(unit) => {
                let function = self.units.all[unit].name();
                vec![
                    format!("the function `{function}`"),
                    format!("the default of `{name}`"),
                    what.to_owned(),
                ]
            }
        }
    }

    /// Until when it is kept.
    fn until(&self, id: HolderId) -> String {
        let holder = &self.holders.all[id];
        match holder.root {
            Root::Object(class) if holder.lifetime != Lifetime::Process => {
                format!("the object of `{class}` goes")
            }
            Root::Thread(_) => "the thread ends".to_owned(),
            _ => "the process ends".to_owned(),
        }
    }

    /// What is kept, as written.
    fn kept(&self, site: &Site<'a>) -> String {
        let of = |expr: &Expr| format!("`{}`", self.written(expr.range));
        match (site.done, site.key, site.value) {
            (Done::AskedFor, Some(key), _) => format!("an entry for every {}", of(key)),
            (Done::Put, Some(key), _) => format!("an entry for every {}", of(key)),
            (_, _, Some(value)) => of(value),
            _ => "what it is given".to_owned(),
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
