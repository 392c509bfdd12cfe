//! Lists: turned round, counted, taken two and two; what is put into them, and taken out.

use super::answer::{is_stream, turned};
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Method, Place, State, Thing, V};
use crate::syntax::ast::Constant;

/// How many numbers a `range` gives at most.
const NUMBERS: i64 = 4;

impl Machine<'_> {
    /// Functions that make a list of lists or of numbers, or take one out of a list.
    pub(super) fn ordered(&self, state: &mut State, name: &str, values: &[V]) -> Option<V> {
        let made = match (name, values) {
            ("range", _) => range(values)?,
            ("itertools.repeat", [item, times]) => {
                let times = usize::try_from(as_number(times)?).ok()?;
                vec![item.clone(); times.min(NUMBERS as usize)]
            }
            ("len", [list]) => {
                let count = i64::try_from(items(state, list)?.len()).ok()?;
                return Some(number(count));
            }
            ("min" | "max", [list]) => {
                items(state, list).filter(|items| !items.is_empty())?;
                return Some(self.item(state, list, None));
            }
            ("reversed", [list]) => turned(items(state, list)?.into_iter().rev().collect()),
            ("list" | "tuple" | "sorted" | "iter", [list]) if stream(state, list).is_some() => {
                return Some(self.copy(state, list));
            }
            ("set" | "frozenset", [list]) => turned(items(state, list)?),
            ("tuple", [list]) => {
                let tuple = state.thing(Thing::Sequence(items(state, list)?));
                state.tuples.extend(tuple.place());
                return Some(tuple);
            }
            ("list" | "sorted" | "iter", [list]) => items(state, list)?,
            ("enumerate", [list, ..]) => {
                let counted = items(state, list)?.into_iter().zip(0..);
                counted
                    .map(|(item, at)| state.thing(Thing::Sequence(vec![number(at), item])))
                    .collect()
            }
            ("zip", [_, ..]) => {
                let lists: Option<Vec<Vec<V>>> =
                    values.iter().map(|list| items(state, list)).collect();
                let lists = lists?;
                let length = lists.iter().map(Vec::len).min().unwrap_or(0);
                let row = |at: usize| lists.iter().map(|list| list[at].clone()).collect();
                (0..length)
                    .map(|at| state.thing(Thing::Sequence(row(at))))
                    .collect()
            }
            _ => return None,
        };
        Some(state.thing(Thing::Sequence(made)))
    }

    /// `list[key]`, where the key is known.
    pub(super) fn placed(&self, state: &mut State, list: &V, key: &V) -> Option<V> {
        let items = items(state, list)?;
        match &key.kind {
            Kind::Whole { is_reversed } => {
                let (mut items, is_reversed) = (items, *is_reversed);
                if is_reversed {
                    items = turned(items.into_iter().rev().collect());
                }
                Some(state.thing(Thing::Sequence(items)))
            }
            Kind::Constant(constant) => {
                let at = place(constant, items.len())?;
                items.get(at).cloned()
            }
            _ => None,
        }
    }

    /// A method of a list; none for another value.
    pub(super) fn list_method(
        &mut self,
        state: &mut State,
        list: &V,
        Method { name, values, .. }: Method<'_>,
        from: From,
        back: &Back,
    ) -> Option<bool> {
        let Kind::Thing(at) = list.kind else {
            return None;
        };
        let more: Vec<V> = values
            .iter()
            .flat_map(|value| match (items(state, value), stream(state, value)) {
                (Some(items), _) => items,
                (None, each) => vec![each.unwrap_or_else(|| value.clone())],
            })
            .collect();
        let one = self.item(state, list, None);
        let unknown = V::opaque(state.origin(list).and(from));
        let Some(Thing::Sequence(items)) = state.things.get_mut(at) else {
            return None;
        };
        let value = match (name, values) {
            ("append" | "add" | "appendleft", _) => {
                items.extend(values.iter().cloned());
                V::none()
            }
            ("insert", _) => {
                let is_first =
                    matches!(&values.first()?.kind, Kind::Constant(it) if place(it, 1) == Some(0));
                let at = if is_first { 0 } else { items.len() };
                // In a loop, each goes before the one that came before it.
                let item = turned(vec![values.last()?.clone()]).pop()?;
                items.insert(at, item);
                V::none()
            }
            ("extend" | "update", _) => {
                items.extend(more);
                V::none()
            }
            ("setdefault", _) => {
                items.extend(values.iter().cloned());
                unknown
            }
            ("reverse", []) => {
                *items = turned(items.drain(..).rev().collect());
                V::none()
            }
            ("sort", []) => V::none(),
            ("sort", _) => {
                *items = turned(std::mem::take(items));
                V::none()
            }
            ("clear", []) => {
                items.clear();
                V::none()
            }
            ("pop" | "popleft", _) => {
                let at = match (name, values) {
                    ("popleft", _) => Some(0),
                    (_, []) => items.len().checked_sub(1),
                    (_, [key, ..]) => match &key.kind {
                        Kind::Constant(key) => place(key, items.len()),
                        _ => return Some(self.give(state, back.clone(), one)),
                    },
                };
                match at.filter(|at| *at < items.len()) {
                    Some(at) => items.remove(at),
                    None => return Some(self.raise(state, Error::own("IndexError"))),
                }
            }
            ("get" | "popitem", _) => one,
            _ => unknown,
        };
        Some(self.give(state, back.clone(), value))
    }
}

/// Each of what a stream gives.
pub(super) fn stream(state: &State, value: &V) -> Option<V> {
    let at = value.place().filter(|at| is_stream(state, *at))?;
    Some(V {
        kind: Kind::Inside(at, Place::Each),
        from: state.origin(value),
    })
}

/// What `*` makes of a value.
pub(super) fn spread(state: &State, value: V) -> Vec<V> {
    let all = items(state, &value).or_else(|| Some(vec![stream(state, &value)?]));
    all.unwrap_or_else(|| vec![value])
}

/// The items of a list.
fn items(state: &State, list: &V) -> Option<Vec<V>> {
    match list.kind {
        Kind::Thing(at) => match state.things.get(at) {
            Some(Thing::Sequence(items)) => Some(items.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The numbers that a `range` gives, as far as they are followed.
fn range(values: &[V]) -> Option<Vec<V>> {
    let bounds: Option<Vec<i64>> = values.iter().map(as_number).collect();
    let (first, end, step) = match bounds?.as_slice() {
        [end] => (0, *end, 1),
        [first, end] => (*first, *end, 1),
        [first, end, step] => (*first, *end, *step),
        _ => return None,
    };
    let is_inside = |at: &i64| if step > 0 { *at < end } else { *at > end };
    let each = (0..NUMBERS).map(|turn| first + turn * step);
    (step != 0).then(|| each.take_while(is_inside).map(number).collect())
}

/// What an operator makes of numbers that are known.
pub(super) fn calculated(op: &str, parts: &[V]) -> Option<V> {
    let numbers: Option<Vec<i64>> = parts.iter().map(as_number).collect();
    let truth = |holds| V::of(Kind::Constant(Constant::Bool(holds)));
    Some(match (op, numbers?.as_slice()) {
        ("-", [one]) => number(-one),
        ("-", [one, less]) => number(one.checked_sub(*less)?),
        ("+", [one, more]) => number(one.checked_add(*more)?),
        // What is counted further is followed for a few turns only.
        (_, [one, other]) if one.max(other) > &NUMBERS => return None,
        ("<", [one, other]) => truth(one < other),
        ("<=", [one, other]) => truth(one <= other),
        (">", [one, other]) => truth(one > other),
        (">=", [one, other]) => truth(one >= other),
        _ => return None,
    })
}

fn as_number(value: &V) -> Option<i64> {
    match &value.kind {
        Kind::Constant(Constant::Number(digits)) => digits.parse().ok(),
        _ => None,
    }
}

fn number(value: i64) -> V {
    V::of(Kind::Constant(Constant::Number(value.to_string())))
}

/// Where in a list of that length a key stands.
fn place(key: &Constant, length: usize) -> Option<usize> {
    let Constant::Number(digits) = key else {
        return None;
    };
    let at: i64 = digits.parse().ok()?;
    match usize::try_from(at) {
        Ok(at) => Some(at),
        Err(_) => length.checked_sub(usize::try_from(-at).ok()?),
    }
}
