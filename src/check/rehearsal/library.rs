//! What calls of unknown functions do with what they are given.

use super::call::Given;
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Origin, State, Thing, V};
use super::{About, Failed, Seen};
use crate::text::Range;

impl Machine<'_> {
    /// A call of something that is not in the file.
    pub(super) fn call_outside(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        func: &V,
        args: &[Given],
        back: Back,
    ) -> bool {
        let values: Vec<V> = args.iter().map(|(_, value)| value.clone()).collect();
        if let Some(goes_on) = self.special(state, func, &values, &back) {
            return goes_on;
        }
        let callee = match &func.kind {
            Kind::Name(name) => name.clone(),
            Kind::Member(_, name) => format!(".{name}"),
            _ => String::new(),
        };
        if self.is_on && names(self.asked.failing, &callee) {
            let line = range.map_or(0, |range| self.program.line(range));
            let again = state
                .failed
                .as_ref()
                .is_some_and(|it| it.callee == last(&callee));
            if state.failed.is_none() || again {
                let mut other = state.clone();
                other.failed = Some(Failed {
                    callee: last(&callee).to_owned(),
                    line,
                });
                let error = Error {
                    origin: Origin::Call(last(&callee).to_owned()),
                    is_original: true,
                };
                if self.raise(&mut other, error) {
                    self.split(other);
                }
                // What failed before has worked now.
                state.failed = None;
            }
        }
        let mut from = values
            .iter()
            .fold(From::default(), |from, value| from.and(state.origin(value)));
        let base = match &func.kind {
            Kind::Member(base, _) => {
                let own = state.origin(base);
                // What a method is given does not become what it gives, as a rule.
                from = From {
                    made: own.made,
                    ..from.and(own)
                };
                Some((**base).clone())
            }
            _ => None,
        };
        if let (Some(base), Kind::Member(_, name)) = (&base, &func.kind)
            && let Some(goes_on) = self.of_handle(state, base, name, &values, from, range, &back)
        {
            return goes_on;
        }
        if self.is_refused(state, &callee, base.as_ref(), &values) {
            let origin = Origin::Type("TypeError".to_owned());
            return self.raise(
                state,
                Error {
                    origin,
                    is_original: false,
                },
            );
        }
        if tells_nothing(&callee) {
            from = From {
                made: false,
                ..from
            };
        }
        let of_text = matches!(&base, Some(base) if matches!(base.kind, Kind::Text));
        if names(self.asked.calls, &callee) && self.is_on && !of_text {
            let fits = match self.asked.about {
                About::Anything => true,
                About::ItsArgument => values.iter().any(|value| state.origin(value).given),
                About::WhatItOpens => from.opened,
            };
            let mut used = values.clone();
            used.extend(base.clone());
            let held = self.are_held(state, &used);
            from.made |= fits;
            let line = range.map_or(0, |range| self.program.line(range));
            state.seen.push(Seen {
                callee: callee.trim_start_matches('.').to_owned(),
                line,
                held,
                fits,
            });
            return self.give(state, back, V::opaque(from));
        }
        if is_open(&callee) {
            self.take_over(state, &values);
        }
        let acquired = range.and_then(|range| self.program.acquired(range));
        if let Some(row) = acquired {
            let resource = row.resource.clone();
            return self.open_handle(state, (resource, range), from, back);
        }
        if is_open(&callee) {
            return self.open_handle(state, ("file".to_owned(), range), from, back);
        }
        if matches!(last(&callee), "read_text" | "read_bytes") {
            from.opened |= from.given;
        }
        // A view of something that is held: a cursor of a connection.
        let held = base.iter().flat_map(|base| state.handles(base, 4)).next();
        let value = match held {
            Some(at) if is_view(last(&callee)) => V {
                kind: Kind::View(at),
                from,
            },
            _ if of_text || matches!(last(&callee), "read" | "read_text" | "read_bytes") => V {
                kind: Kind::Text,
                from,
            },
            _ => V::opaque(from),
        };
        self.give(state, back, value)
    }

    /// What is opened again is released by what was made of it: a file closes its descriptor.
    fn take_over(&self, state: &mut State, values: &[V]) {
        for value in values {
            if let Kind::Thing(at) = value.kind
                && let Some(Thing::Handle { is_open, .. }) = state.things.get_mut(at)
            {
                *is_open = false;
            }
        }
    }

    pub(super) fn open_handle(
        &mut self,
        state: &mut State,
        (resource, range): (String, Option<Range>),
        from: From,
        back: Back,
    ) -> bool {
        let mut handle = state.thing(Thing::Handle {
            resource,
            is_open: true,
            line: range.map_or(1, |range| self.program.line(range)),
            is_read: false,
        });
        handle.from = From {
            opened: from.given || from.opened,
            ..from
        };
        self.give(state, back, handle)
    }

    pub(super) fn are_held(&self, state: &State, used: &[V]) -> bool {
        let handles = used.iter().flat_map(|value| state.handles(value, 4));
        handles.into_iter().all(|at| match &state.things[at] {
            Thing::Handle {
                resource, is_open, ..
            } => *is_open || *resource != self.asked.while_open,
            _ => true,
        })
    }

    /// Methods of what is held, of collections and of stacks.
    #[allow(clippy::too_many_arguments, reason = "one call, taken apart")]
    pub(super) fn of_handle(
        &mut self,
        state: &mut State,
        base: &V,
        name: &str,
        values: &[V],
        from: From,
        range: Option<Range>,
        back: &Back,
    ) -> Option<bool> {
        let releases = matches!(
            name,
            "close"
                | "release"
                | "shutdown"
                | "aclose"
                | "putconn"
                | "put"
                | "give_back"
                | "__exit__"
        );
        if releases {
            let own = match &base.kind {
                Kind::Thing(at) if matches!(state.things.get(*at), Some(Thing::Handle { .. })) => {
                    Some(*at)
                }
                Kind::View(_) => return None,
                _ => values.iter().find_map(|value| match value.kind {
                    Kind::Thing(at)
                        if matches!(state.things.get(at), Some(Thing::Handle { .. })) =>
                    {
                        Some(at)
                    }
                    _ => None,
                }),
            };
            if let Some(Thing::Handle { is_open, .. }) = own.and_then(|at| state.things.get_mut(at))
            {
                *is_open = false;
                return Some(self.give(state, back.clone(), V::none()));
            }
        }
        let Kind::Thing(at) = base.kind else {
            return None;
        };
        match state.things.get_mut(at) {
            Some(Thing::Handle {
                is_open: false,
                resource,
                ..
            }) if resource == "file" => {
                let line = range.map_or(0, |range| self.program.line(range));
                state.seen.push(Seen {
                    callee: name.to_owned(),
                    line,
                    held: false,
                    fits: true,
                });
                let origin = Origin::Type("ValueError".to_owned());
                Some(self.raise(
                    state,
                    Error {
                        origin,
                        is_original: false,
                    },
                ))
            }
            Some(Thing::Handle { .. }) if name == "__enter__" => {
                Some(self.give(state, back.clone(), base.clone()))
            }
            Some(Thing::Sequence(items)) => {
                match name {
                    "append" | "add" | "insert" | "extend" | "update" | "setdefault"
                    | "appendleft" => {
                        items.extend(values.iter().cloned());
                    }
                    _ => {}
                }
                let value = match name {
                    "pop" | "popleft" | "get" | "popitem" => self.item(state, base, None),
                    "append" | "add" | "insert" | "extend" | "update" => V::none(),
                    _ => V::opaque(state.origin(base).and(from)),
                };
                Some(self.give(state, back.clone(), value))
            }
            Some(Thing::Stack(items)) => match (name, values) {
                ("enter_context" | "enter_async_context", [manager, ..]) => {
                    items.push(manager.clone());
                    Some(self.enter_value(state, manager.clone(), back.clone()))
                }
                ("callback" | "push_async_callback", [called, args @ ..]) => {
                    items.push(V::of(Kind::Partial(
                        Box::new(called.clone()),
                        args.to_vec(),
                    )));
                    Some(self.give(state, back.clone(), called.clone()))
                }
                ("push" | "push_async_exit", [manager, ..]) => {
                    items.push(manager.clone());
                    Some(self.give(state, back.clone(), manager.clone()))
                }
                ("close" | "aclose", _) => Some(self.unwind_stack(state, at, back.clone())),
                ("pop_all", _) => {
                    let items = std::mem::take(items);
                    let value = state.thing(Thing::Stack(items));
                    Some(self.give(state, back.clone(), value))
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn unwind_stack(&mut self, state: &mut State, at: usize, back: Back) -> bool {
        let Some(Thing::Stack(items)) = state.things.get_mut(at) else {
            return true;
        };
        for item in std::mem::take(items).iter().rev() {
            for handle in state.handles(item, 4) {
                if let Some(Thing::Handle { is_open, .. }) = state.things.get_mut(handle) {
                    *is_open = false;
                }
            }
        }
        self.give(state, back, V::none())
    }
}

pub(super) fn type_name(value: &V) -> Option<String> {
    match &value.kind {
        Kind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

pub(super) fn is_callable(value: &V) -> bool {
    matches!(
        value.kind,
        Kind::Function(..) | Kind::Partial(..) | Kind::Member(..) | Kind::Name(_) | Kind::Class(..)
    )
}

/// Whether a callable is one of those; `.execute` is a method of that name.
pub(super) fn names(wanted: &[String], callee: &str) -> bool {
    wanted
        .iter()
        .any(|name| name == callee || (name.starts_with('.') && callee.ends_with(name.as_str())))
}

pub(super) fn last(callee: &str) -> &str {
    callee.rsplit('.').next().unwrap_or(callee)
}

pub(super) fn is_open(callee: &str) -> bool {
    matches!(
        callee,
        "open" | "io.open" | "codecs.open" | "os.open" | "os.fdopen" | ".open"
    )
}

/// What is used through what it came from, and only while that is held.
pub(super) fn is_view(name: &str) -> bool {
    matches!(
        name,
        "cursor" | "execute" | "begin" | "transaction" | "pipeline" | "executemany"
    )
}

/// Callables whose answer says something about what they are given, and does not hold it.
pub(super) fn tells_nothing(callee: &str) -> bool {
    matches!(
        callee,
        "len" | "id" | "hash" | "type" | "callable" | "any" | "all" | "dir"
    )
}
