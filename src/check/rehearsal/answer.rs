//! What a watched call gave: whether it is still that, or was changed, or is only a part of it.

use super::facts::asked;
use super::machine::Machine;
use super::value::{From, Kind, Method, Place, State, Thing, V};
use crate::cfg::VarId;
use crate::syntax::ast::Constant;

/// What a watched call gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// Something that is what it is.
    Whole,
    /// A row of a table: a tuple, or nothing where there is no such row.
    Row,
    /// Bytes or a text that was read.
    Read,
    /// Things that come one after the other, as an iterator gives them.
    Stream,
}

impl Machine<'_> {
    /// Something new that is what a watched call gave.
    pub(super) fn answer(state: &mut State, from: From, kind: Answered) -> V {
        state.thing(Thing::Answer {
            changed: None,
            from,
            kind,
        })
    }

    /// Whether a value is what a watched call gave, unchanged, or a copy of that.
    pub(super) fn is_same(&self, state: &State, value: &V) -> bool {
        match &value.kind {
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Answer { changed, .. }) => changed.is_none(),
                Some(Thing::Dict(entries)) => {
                    !entries.is_empty()
                        && entries
                            .iter()
                            .all(|(key, value)| is_copied(state, key, value))
                }
                Some(Thing::Joined(parts)) => {
                    !parts.is_empty()
                        && are_different(parts)
                        && parts.iter().all(|part| self.is_same(state, part))
                }
                Some(Thing::Sequence(items)) => {
                    is_row_again(state, items) && state.tuples.contains(at)
                        || is_stream_again(state, items)
                }
                _ => false,
            },
            Kind::Inside(..) | Kind::Instance(_) => false,
            // Something unknown that was made of it has it as it is.
            Kind::Member(base, _) if matches!(base.kind, Kind::Instance(_)) => base.from.same,
            _ => value.from.same,
        }
    }

    /// Whether a value is certainly not `None`: what reads always gives something.
    pub(super) fn is_there(&self, state: &State, var: VarId) -> bool {
        let at = self.var(state, var).place();
        let thing = at.and_then(|at| state.things.get(at));
        matches!(
            thing,
            Some(Thing::Answer {
                kind: Answered::Read | Answered::Stream,
                ..
            })
        )
    }

    /// Whether a value is as empty as an answer that was found to be empty.
    pub(super) fn is_empty(&self, state: &State, value: &V) -> bool {
        match &value.kind {
            Kind::Constant(Constant::Number(digits)) => digits.chars().all(|digit| digit == '0'),
            Kind::Constant(Constant::Str(text)) => text.is_empty(),
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Sequence(items) | Thing::Joined(items)) => items.is_empty(),
                Some(Thing::Dict(entries)) => entries.is_empty(),
                _ => false,
            },
            _ => false,
        }
    }

    /// A copy of an answer or of a dictionary; everything else stands for itself.
    pub(super) fn copy(&self, state: &mut State, value: &V) -> V {
        if matches!(value.kind, Kind::Given) && !self.asked.reads.is_empty() {
            return state.thing(Thing::Dict(vec![(V::of(Kind::Every), value.clone())]));
        }
        let Kind::Thing(at) = value.kind else {
            return value.clone();
        };
        match state.things.get(at).cloned() {
            Some(
                thing @ (Thing::Answer { .. }
                | Thing::Dict(_)
                | Thing::Joined(_)
                | Thing::Sequence(_)),
            ) => state.thing(thing),
            _ => value.clone(),
        }
    }

    /// Notes that an answer, or something in it, is changed.
    pub(super) fn change(&self, state: &mut State, value: &V, line: u32) {
        let unknown = || (V::opaque(From::default()), V::opaque(From::default()));
        if matches!(value.kind, Kind::Given) {
            return state.given.push(unknown());
        }
        let (Kind::Thing(at) | Kind::Inside(at, _)) = value.kind else {
            return;
        };
        match state.things.get_mut(at) {
            Some(Thing::Answer { changed, .. }) => {
                changed.get_or_insert(line);
            }
            // What it holds is not known any more.
            Some(Thing::Dict(entries)) => entries.push(unknown()),
            _ => {}
        }
    }

    /// What stands inside an answer; none for other values.
    pub(super) fn inside(&self, state: &State, value: &V, place: Place) -> Option<V> {
        let (Kind::Thing(at) | Kind::Inside(at, _)) = value.kind else {
            return None;
        };
        matches!(state.things.get(at), Some(Thing::Answer { .. })).then(|| V {
            kind: Kind::Inside(at, place),
            from: state.origin(value),
        })
    }

    /// What a loop over an answer, or over something in it, is given.
    pub(super) fn each(&self, state: &State, iter: &V) -> Option<V> {
        let place = match iter.kind {
            Kind::Thing(at) if is_stream(state, at) => Place::Each,
            Kind::Thing(_) | Kind::Inside(_, Place::Keys) => Place::Key,
            Kind::Inside(_, Place::Pairs) => Place::Pair,
            _ => Place::Elsewhere,
        };
        self.inside(state, iter, place)
    }

    /// An element of an answer, or of something in it.
    pub(super) fn element(&self, state: &State, of: &V, index: Option<usize>) -> Option<V> {
        let place = match (&of.kind, index) {
            (Kind::Inside(_, Place::Pair), Some(0)) => Place::Key,
            (Kind::Inside(_, Place::Pair), Some(1)) => Place::Value,
            (Kind::Thing(_), Some(at)) => Place::Item(at),
            _ => Place::Elsewhere,
        };
        self.inside(state, of, place)
    }

    /// A method of an answer, or of something in it.
    pub(super) fn answer_method(
        &self,
        state: &mut State,
        base: &V,
        method: Method<'_>,
    ) -> Option<V> {
        let Method { name, values, line } = method;
        let place = match (&base.kind, name, values) {
            // It is in order, or is put in order.
            (Kind::Thing(at), "sort", []) if is_stream(state, *at) => return Some(V::none()),
            (Kind::Thing(_), "startswith" | "endswith", [text]) => {
                let fact = asked(state, base, text)?;
                return Some(V::of(Kind::Fact(fact)));
            }
            _ if changes(name) => {
                self.inside(state, base, Place::Elsewhere)?;
                self.change(state, base, line);
                Place::Elsewhere
            }
            // A future has what its call gave; `get` without a key is of one as well.
            (Kind::Thing(_), "result" | "get", []) => return Some(base.clone()),
            (Kind::Thing(_), "copy", []) => return Some(self.copy(state, base)),
            (Kind::Thing(_), "keys", []) => Place::Keys,
            (Kind::Thing(_), "items", []) => Place::Pairs,
            (Kind::Thing(_), "values" | "get" | "__getitem__", _) => Place::Elsewhere,
            _ => return None,
        };
        self.inside(state, base, place)
    }
}

/// Whether a key and its value stand where they stood in an answer that nobody has changed.
fn is_copied(state: &State, key: &V, value: &V) -> bool {
    match (&key.kind, &value.kind) {
        (Kind::Inside(at, Place::Key), Kind::Inside(of, Place::Value)) => {
            at == of
                && matches!(
                    state.things.get(*at),
                    Some(Thing::Answer { changed: None, .. })
                )
        }
        _ => false,
    }
}

/// Whether no answer is there twice.
fn are_different(parts: &[V]) -> bool {
    let things: Vec<usize> = (parts.iter())
        .filter_map(|part| match part.kind {
            Kind::Thing(at) => Some(at),
            _ => None,
        })
        .collect();
    let is_new = |(at, thing): (usize, &usize)| !things[..at].contains(thing);
    things.iter().enumerate().all(is_new)
}

/// Whether it gives things one after the other, as they came.
pub(super) fn is_stream(state: &State, at: usize) -> bool {
    matches!(
        state.things.get(at),
        Some(Thing::Answer {
            kind: Answered::Stream,
            changed: None,
            ..
        })
    )
}

/// Whether items are all that came one after the other, in order.
fn is_stream_again(state: &State, items: &[V]) -> bool {
    match items {
        [only] => matches!(only.kind, Kind::Inside(at, Place::Each) if is_stream(state, at)),
        _ => false,
    }
}

/// Items of which those that came one after the other are in another order now.
pub(super) fn turned(items: Vec<V>) -> Vec<V> {
    let other = |item: V| match item.kind {
        Kind::Inside(_, Place::Each) => V::opaque(item.from),
        _ => item,
    };
    items.into_iter().map(other).collect()
}

/// Whether items are those of a row that was taken apart, in their order.
fn is_row_again(state: &State, items: &[V]) -> bool {
    let row = |item: &V| match item.kind {
        Kind::Inside(row, Place::Item(at)) => Some((row, at)),
        _ => None,
    };
    let Some((of, _)) = items.first().and_then(row) else {
        return false;
    };
    let mut each = items.iter().enumerate();
    let is_whole = each.all(|(at, item)| row(item) == Some((of, at))) && items.len() > 1;
    let is_row = Thing::is_unchanged_row;
    is_whole && state.things.get(of).is_some_and(is_row)
}

/// Methods that change what they belong to.
pub(super) fn changes(name: &str) -> bool {
    matches!(
        name,
        "clear"
            | "update"
            | "pop"
            | "popitem"
            | "setdefault"
            | "append"
            | "extend"
            | "insert"
            | "remove"
            | "reverse"
            | "sort"
            | "__setitem__"
            | "__delitem__"
            | "__ior__"
    )
}
