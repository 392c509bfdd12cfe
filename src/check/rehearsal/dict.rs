//! Dictionaries: what they are given, what is asked of them, and what is copied.

use super::answer::{changes, turned};
use super::call::Given;
use super::library::last;
use super::machine::Machine;
use super::program::{Part, span};
use super::value::{From, Kind, Method, Place, State, Thing, V};
use super::watched::is_sorted_otherwise;
use super::{Fault, FaultKind};
use crate::syntax::ast::Constant;
use crate::text::Range;

impl Machine<'_> {
    /// A dictionary as it is written.
    pub(super) fn written_dict(&self, state: &mut State, parts: &[(Part, V)], line: u32) -> V {
        let dict = state.thing(Thing::Dict(Vec::new()));
        let mut key = None;
        for (part, value) in parts {
            match part {
                Part::Key => key = Some(value.clone()),
                Part::Value => self.put(state, &dict, key.take(), value.clone(), line),
                Part::Spread => self.put_all(state, &dict, value, line),
            }
        }
        dict
    }

    /// `base[key] = value`.
    pub(super) fn put(&self, state: &mut State, base: &V, key: Option<V>, value: V, line: u32) {
        let key = key.unwrap_or_else(|| V::opaque(From::default()));
        let thing = match base.kind {
            Kind::Given => return state.given.push((key, value)),
            Kind::Thing(at) => state.things.get_mut(at),
            _ => None,
        };
        match thing {
            Some(Thing::Sequence(items)) => items.push(value),
            Some(Thing::Dict(entries)) => entries.push((key, value)),
            _ => self.change(state, base, line),
        }
    }

    /// An element of what is written as a whole, or of a comprehension.
    pub(super) fn collect(&self, state: &mut State, into: &V, value: V, range: Range) {
        let Kind::Thing(at) = into.kind else { return };
        let half = self.program.halves.get(&span(range));
        match (state.things.get_mut(at), half) {
            (Some(Thing::Sequence(items)), _) => items.push(value),
            (Some(Thing::Dict(entries)), Some(Part::Key)) => entries.push((value, V::none())),
            (Some(Thing::Dict(entries)), Some(_)) => {
                if let Some((_, last)) = entries.last_mut() {
                    *last = value;
                }
            }
            _ => {}
        }
    }

    /// `base.update(other)`: of an empty one, that is a copy.
    fn put_all(&self, state: &mut State, base: &V, other: &V, line: u32) {
        let Kind::Thing(at) = base.kind else { return };
        let more = match other.kind {
            Kind::Thing(of) => state.things.get(of).cloned(),
            _ => None,
        };
        let from = state.origin(other);
        match (state.things.get_mut(at), more) {
            (Some(Thing::Dict(entries)), Some(Thing::Dict(more))) => entries.extend(more),
            (Some(thing @ Thing::Dict(_)), Some(whole @ Thing::Answer { .. }))
                if is_blank(thing) =>
            {
                *thing = whole;
            }
            (Some(Thing::Dict(entries)), _) => {
                let every = match other.kind {
                    Kind::Given => other.clone(),
                    _ => V::opaque(from),
                };
                entries.push((V::of(Kind::Every), every));
            }
            (Some(Thing::Answer { .. }), Some(Thing::Dict(more))) if more.is_empty() => {}
            _ => self.change(state, base, line),
        }
    }

    /// `of[key]`, where something is known of it.
    pub(super) fn keyed(&self, state: &State, of: &V, key: &V) -> Option<V> {
        match (&of.kind, &key.kind) {
            (Kind::Given, Kind::Constant(Constant::Str(name))) => {
                let part = || V {
                    kind: Kind::Opaque,
                    from: From {
                        part: true,
                        ..of.from
                    },
                };
                let is_asked = self.asked.reads.contains(name);
                let put = self.found(state, &state.given, key);
                put.or_else(|| is_asked.then(part))
            }
            (Kind::Thing(at), Kind::Inside(of_key, Place::Key)) if at == of_key => {
                self.inside(state, of, Place::Value)
            }
            (Kind::Thing(at), _) => match state.things.get(*at) {
                Some(Thing::Dict(entries)) => self.found(state, entries, key),
                _ => None,
            },
            _ => None,
        }
    }

    /// A method of what the function was given, as far as it gives the part that is asked for.
    fn given_method(&self, state: &mut State, base: &V, method: Method<'_>) -> Option<V> {
        let Method { name, values, line } = method;
        let (key, default) = match (name, values) {
            ("copy", []) => return Some(self.copy(state, base)),
            ("get" | "pop" | "__getitem__", [key]) => (key, None),
            ("get" | "pop" | "setdefault", [key, default]) => (key, Some(default)),
            _ if changes(name) => {
                self.change(state, base, line);
                return Some(V::opaque(state.origin(base)));
            }
            _ => return None,
        };
        let part = self.keyed(state, base, key)?;
        if default.is_none_or(V::is_none) {
            return Some(part);
        }
        let kind = FaultKind::Replaced;
        state.faults.push(Fault::at(kind, line, 0));
        Some(V::opaque(state.origin(base)))
    }

    /// A method of a collection of which something is known.
    pub(super) fn method(&self, state: &mut State, of: &V, method: Method<'_>) -> Option<V> {
        match of.kind {
            Kind::Given => self.given_method(state, of, method),
            _ => self
                .dict_method(state, of, method)
                .or_else(|| self.answer_method(state, of, method)),
        }
    }

    /// A method of a dictionary.
    fn dict_method(&self, state: &mut State, base: &V, method: Method<'_>) -> Option<V> {
        let Method { name, values, line } = method;
        let Kind::Thing(at) = base.kind else {
            return None;
        };
        let Some(Thing::Dict(entries)) = state.things.get(at).cloned() else {
            return None;
        };
        let listed = |values: Vec<V>, state: &mut State| state.thing(Thing::Sequence(values));
        Some(match (name, values) {
            ("keys", []) => listed(entries.into_iter().map(|it| it.0).collect(), state),
            ("values", []) => listed(entries.into_iter().map(|it| it.1).collect(), state),
            ("items", []) => {
                let pair = |(key, value)| state.thing(Thing::Sequence(vec![key, value]));
                let pairs = entries.into_iter().map(pair).collect();
                listed(pairs, state)
            }
            ("copy", []) => self.copy(state, base),
            ("clear", []) => {
                state.things[at] = Thing::Dict(Vec::new());
                V::none()
            }
            ("update", [other]) => {
                self.put_all(state, base, other, line);
                V::none()
            }
            ("__setitem__", [key, value]) => {
                self.put(state, base, Some(key.clone()), value.clone(), line);
                V::none()
            }
            ("setdefault", [key, value]) => match self.found(state, &entries, key) {
                Some(found) => found,
                None => {
                    self.put(state, base, Some(key.clone()), value.clone(), line);
                    value.clone()
                }
            },
            ("get" | "pop" | "__getitem__", [key, default @ ..]) => {
                let found = self.found(state, &entries, key);
                found.unwrap_or_else(|| default.first().cloned().unwrap_or_else(V::none))
            }
            _ if changes(name) => {
                let from = state.origin(base);
                self.change(state, base, line);
                V::opaque(from)
            }
            _ => return None,
        })
    }

    /// Functions that make a collection of another, or take something out of one.
    pub(super) fn collected(
        &self,
        state: &mut State,
        func: &V,
        args: &[Given],
        line: u32,
    ) -> Option<V> {
        let values: Vec<V> = args.iter().map(|(_, value)| value.clone()).collect();
        let name = match (&func.kind, values.as_slice()) {
            (Kind::Getter(key), [of, ..]) => return Some(self.got(state, of, key)),
            (Kind::Name(name), _) => name.as_str(),
            _ => return None,
        };
        Some(match (name, values.as_slice()) {
            ("dict", []) => state.thing(Thing::Dict(Vec::new())),
            ("dict", _) if args.iter().any(|(keyword, _)| keyword.is_some()) => {
                let parts = args.iter().flat_map(|(keyword, value)| match keyword {
                    Some(name) => {
                        let key = V::of(Kind::Constant(Constant::Str(name.clone())));
                        vec![(Part::Key, key), (Part::Value, value.clone())]
                    }
                    None => vec![(Part::Spread, value.clone())],
                });
                let parts: Vec<(Part, V)> = parts.collect();
                self.written_dict(state, &parts, line)
            }
            ("dict", [only]) => self.as_dict(state, only)?,
            ("bytearray" | "bytes" | "str" | "io.BytesIO" | "io.StringIO", []) => {
                state.thing(Thing::Joined(Vec::new()))
            }
            ("memoryview", [only]) if only.place().is_some() => only.clone(),
            ("bytearray", [only]) if matches!(only.kind, Kind::Constant(Constant::Number(_))) => {
                state.thing(Thing::Joined(Vec::new()))
            }
            ("bytearray" | "bytes", [only]) => match only.kind {
                Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Joined(_))) => {
                    self.copy(state, only)
                }
                Kind::Thing(_) if self.is_same(state, only) => {
                    state.thing(Thing::Joined(vec![only.clone()]))
                }
                _ => return None,
            },
            ("list" | "tuple", [only]) if matches!(only.kind, Kind::Inside(..)) => {
                match only.kind {
                    Kind::Inside(_, Place::Keys | Place::Pairs) => {
                        let each = self.each(state, only)?;
                        state.thing(Thing::Sequence(vec![each]))
                    }
                    _ => return None,
                }
            }
            ("iter", [only]) => self.inside(state, only, Place::Keys)?,
            ("operator.itemgetter", [key]) => V::of(Kind::Getter(Box::new(key.clone()))),
            ("operator.getitem", [of, key]) => self.got(state, of, key),
            ("operator.setitem", [of, key, value]) => {
                self.put(state, of, Some(key.clone()), value.clone(), line);
                V::none()
            }
            ("operator.delitem", [of, _]) => {
                self.change(state, of, line);
                V::none()
            }
            ("json.dumps", [only]) if self.is_same(state, only) => V {
                kind: Kind::Dumped(Box::new(only.clone())),
                from: state.origin(only),
            },
            (_, [of, rest @ ..]) if name.starts_with("dict.") || name.starts_with("list.") => {
                let (name, values) = (last(name), rest);
                self.method(state, of, Method { name, values, line })?
            }
            ("sorted", [of, ..]) if is_sorted_otherwise(name, args) => {
                let list = self.ordered(state, "list", std::slice::from_ref(of))?;
                match list.place().and_then(|at| state.things.get_mut(at)) {
                    Some(Thing::Sequence(items)) => *items = turned(std::mem::take(items)),
                    _ => return Some(V::opaque(state.origin(of))),
                }
                list
            }
            _ => {
                let unnamed = args.iter().filter(|(keyword, _)| keyword.is_none());
                let unnamed: Vec<V> = unnamed.map(|(_, value)| value.clone()).collect();
                self.ordered(state, name, &unnamed)?
            }
        })
    }

    /// The value of a key: the last that was put there, or may have been.
    fn found(&self, state: &State, entries: &[(V, V)], key: &V) -> Option<V> {
        let is_it = |own: &V| match (&own.kind, &key.kind) {
            (Kind::Constant(own), Kind::Constant(key)) => own == key,
            _ => true,
        };
        let at = entries.iter().rposition(|(own, _)| is_it(own))?;
        let (own, value) = &entries[at];
        if !matches!(own.kind, Kind::Every) {
            return Some(value.clone());
        }
        // Where a whole has no such key, what was there before is taken.
        let before = self.found(state, &entries[..at], key);
        let known = self.keyed(state, value, key).filter(|_| before.is_none());
        Some(known.unwrap_or_else(|| V::opaque(state.origin(value))))
    }

    fn got(&self, state: &State, of: &V, key: &V) -> V {
        self.keyed(state, of, key)
            .unwrap_or_else(|| self.item(state, of, None))
    }

    /// `dict(value)`.
    fn as_dict(&self, state: &mut State, value: &V) -> Option<V> {
        match value.kind {
            Kind::Given => Some(self.copy(state, value)),
            Kind::Inside(at, Place::Pairs) => {
                let all = V {
                    kind: Kind::Thing(at),
                    from: value.from,
                };
                Some(self.copy(state, &all))
            }
            Kind::Thing(at) => match state.things.get(at).cloned()? {
                Thing::Sequence(pairs) => {
                    let pair = |pair: &V| {
                        let part = |index| self.item(state, pair, Some(index));
                        (part(0), part(1))
                    };
                    let entries = pairs.iter().map(pair).collect();
                    Some(state.thing(Thing::Dict(entries)))
                }
                Thing::Answer { .. } | Thing::Dict(_) => Some(self.copy(state, value)),
                _ => None,
            },
            _ => None,
        }
    }
}

fn is_blank(thing: &Thing) -> bool {
    matches!(thing, Thing::Dict(entries) if entries.is_empty())
}
