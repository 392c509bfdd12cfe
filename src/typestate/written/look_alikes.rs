//! Calls that look like acquisitions and of which nothing is known: nobody should take it for clean that
//! nothing is said of them.
//!
//! The best evidence is that what such a call gives is released somewhere in the file, or is the manager of
//! a `with`; a name alone is the least. What is known not to be a resource is none: the standard library,
//! which the catalogue has as a whole, and what the file defines itself.

mod call;
mod names;
mod naming;
mod reader;
mod seen;
mod values;

use super::scope::ModuleScope;
use crate::resources::Catalogue;
use crate::syntax::ast::Module;
use crate::text::Range;
use crate::typestate::evidence;
use call::{Call, Known};
use rustc_hash::FxHashMap;
pub use seen::{Parts, Seen, Way};
use std::cmp::Reverse;

/// Most that are told of one file.
const MOST: usize = 50;

/// Most names of objects by which a method is known; one of more is known by its own name alone.
const RECEIVERS: usize = 4;

/// A callable that looks as if it gave something to be released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// What is called, where it is called first.
    pub call: Range,
    /// The dotted names to know it by, the best first.
    pub names: Vec<String>,
    /// Where it is called.
    pub places: Vec<Range>,
    /// What shows that it gives something to be released; nothing but its name, if none.
    pub seen: Option<Seen>,
    /// Which items of what it gives that is about.
    pub parts: Parts,
    /// Whether what it gives is awaited.
    pub is_awaited: bool,
    /// How much it looks like one.
    rank: u32,
}

impl LookAlike {
    /// The last part of its name.
    pub fn last_name(&self) -> &str {
        last_part(self.names.first().map_or("", String::as_str))
    }
}

/// Those of a file, the likeliest first. Of the calls that are followed, `is_known` says so.
pub fn of(
    module: &Module,
    scope: &ModuleScope,
    catalogue: &Catalogue,
    is_known: &dyn Fn(Range) -> bool,
) -> Vec<LookAlike> {
    let known = Known {
        scope,
        catalogue,
        is_followed: is_known,
    };
    let calls = reader::calls(module, known);
    let mut order: Vec<&str> = Vec::new();
    let mut named: FxHashMap<&str, Vec<&Call>> = FxHashMap::default();
    for call in calls.iter().filter(|call| !call.named.names.is_empty()) {
        let callable = call.named.callable.as_str();
        let alike = named.entry(callable).or_default();
        if alike.is_empty() {
            order.push(callable);
        }
        alike.push(call);
    }
    let alike = order.into_iter().filter_map(|name| named.get(name));
    let mut all: Vec<LookAlike> = alike.filter_map(|calls| look_alike(calls)).collect();
    all.sort_by_key(|it| (Reverse(it.rank), it.call.start));
    all.truncate(MOST);
    all
}

/// What calls of one callable look like.
fn look_alike(calls: &[&Call]) -> Option<LookAlike> {
    let first = calls.first()?;
    let name = last_part(&first.named.callable);
    let by_name = evidence::looks_acquiring(name);
    let by_name = by_name.filter(|_| calls.iter().any(|call| call.is_used));
    // Many managers hold nothing. That it is not always one says that its object lasts.
    let is_at_once = |call: &&&Call| call.is_managed_at_once;
    let shows = |call: &&&Call| !call.is_managed_at_once || calls.iter().any(|it| !is_at_once(&it));
    let seen = calls
        .iter()
        .filter(shows)
        .filter_map(|call| call.seen.as_ref());
    let seen = seen.max_by_key(|seen| (seen.weight(), Reverse(seen.at.start)));
    let managed = calls.iter().find_map(|call| call.seen.as_ref());
    if by_name.is_none() && seen.is_none() {
        return None;
    }
    let seen = seen.or(managed).cloned();
    Some(LookAlike {
        call: first.func,
        names: names(calls),
        places: calls.iter().map(|call| call.range).collect(),
        parts: (calls.iter()).fold(Parts::default(), |parts, call| parts.or(call.parts)),
        is_awaited: calls.iter().any(|call| call.is_awaited),
        rank: by_name.unwrap_or(0) + seen.as_ref().map_or(0, Seen::weight),
        seen,
    })
}

/// The names by which calls of one callable are known.
fn names(calls: &[&Call]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in calls.iter().flat_map(|call| &call.named.names) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let is_of_objects = |name: &str| name.starts_with('.');
    let last = names.first().map(|name| format!(".{}", last_part(name)));
    if names.iter().filter(|name| is_of_objects(name)).count() > RECEIVERS {
        names.retain(|name| !is_of_objects(name));
        names.extend(last);
    }
    names
}

/// Whether it is known what a callable gives, be it nothing.
fn is_settled(name: &str, catalogue: &Catalogue) -> bool {
    let is_acquired = |name: &str| catalogue.acquired_by(name).is_some();
    match name.starts_with('.') {
        true => is_acquired(name) || is_acquired(&format!(".{}", last_part(name))),
        false => {
            let builtin = format!("builtins.{name}");
            is_acquired(name)
                || is_acquired(&builtin)
                || evidence::is_standard(name)
                || evidence::knows(name)
        }
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
