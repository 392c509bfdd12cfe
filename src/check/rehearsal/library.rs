//! What calls of Python's own functions and of unknown ones do with what they are given.

use super::call::Given;
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Origin, State, Thing, V};
use super::{About, Failed, Seen};
use crate::syntax::ast::Constant;
use crate::text::Range;

impl Machine<'_> {
    /// A call of something that is not in the file.
    pub(super) fn call_outside(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        func: &V,
        args: Vec<Given>,
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
        if self.is_on && names(&self.asked.failing, &callee) {
            let line = range.map_or(0, |range| self.program.line(range));
            if state.failed.is_none() {
                let mut other = state.clone();
                other.failed = Some(Failed {
                    callee: last(&callee).to_owned(),
                    line,
                });
                let origin = Origin::Call(last(&callee).to_owned());
                if self.raise(
                    &mut other,
                    Error {
                        origin,
                        is_original: true,
                    },
                ) {
                    self.split(other);
                }
            } else if state
                .failed
                .as_ref()
                .is_some_and(|it| it.callee == last(&callee))
            {
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
        if tells_nothing(&callee) {
            from = From {
                made: false,
                ..from
            };
        }
        if names(self.asked.calls, &callee) && self.is_on {
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
        let acquired = range.and_then(|range| self.program.acquired(range));
        if let Some(row) = acquired {
            let resource = row.resource.clone();
            return self.open_handle(state, resource, from, back);
        }
        if is_open(&callee) {
            return self.open_handle(state, "file".to_owned(), from, back);
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
            _ => V::opaque(from),
        };
        self.give(state, back, value)
    }

    fn open_handle(&mut self, state: &mut State, resource: String, from: From, back: Back) -> bool {
        let mut handle = state.thing(Thing::Handle {
            resource,
            is_open: true,
        });
        handle.from = From {
            opened: from.given || from.opened,
            ..from
        };
        self.give(state, back, handle)
    }

    fn are_held(&self, state: &State, used: &[V]) -> bool {
        let handles = used.iter().flat_map(|value| state.handles(value, 4));
        handles.into_iter().all(|at| match &state.things[at] {
            Thing::Handle { resource, is_open } => *is_open || *resource != self.asked.while_open,
            _ => true,
        })
    }

    /// Methods of what is held, of collections and of stacks.
    #[allow(clippy::too_many_arguments, reason = "one call, taken apart")]
    fn of_handle(
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

    fn unwind_stack(&mut self, state: &mut State, at: usize, back: Back) -> bool {
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

    /// Functions of Python whose meaning is known.
    fn special(&mut self, state: &mut State, func: &V, values: &[V], back: &Back) -> Option<bool> {
        let name = match &func.kind {
            Kind::Name(name) => name.as_str(),
            Kind::Member(base, name) => {
                return self.special_method(state, base, name, values, back);
            }
            _ => return None,
        };
        let value = match (last(name), values) {
            ("closing" | "aclosing", [inner, ..]) => V::of(Kind::Closing(Box::new(inner.clone()))),
            ("nullcontext", [inner, ..]) => {
                V::of(Kind::Partial(Box::new(inner.clone()), Vec::new()))
            }
            ("suppress", types) => {
                V::of(Kind::Suppress(types.iter().filter_map(type_name).collect()))
            }
            ("ExitStack" | "AsyncExitStack", []) => state.thing(Thing::Stack(Vec::new())),
            ("partial", [inner, before @ ..]) => {
                V::of(Kind::Partial(Box::new(inner.clone()), before.to_vec()))
            }
            ("iter" | "aiter" | "cast" | "enter_context" | "copy" | "deepcopy", _)
                if name != "iter" || values.len() == 1 =>
            {
                match (last(name), values) {
                    ("cast", [_, value, ..]) | (_, [value, ..]) => value.clone(),
                    _ => return None,
                }
            }
            ("next" | "anext", [generator, ..]) => match generator.kind {
                Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Paused(_))) => {
                    return Some(self.resume(state, at, back.clone(), None));
                }
                Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Sequence(_))) => {
                    self.item(state, generator, None)
                }
                _ => V::opaque(state.origin(generator)),
            },
            ("list" | "tuple" | "dict" | "sorted" | "set" | "sum" | "max", [only, ..]) => {
                match only.kind {
                    Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Paused(_))) => {
                        return Some(self.resume(state, at, back.clone(), None));
                    }
                    _ => return None,
                }
            }
            (
                "range",
                [
                    V {
                        kind: Kind::Constant(Constant::Number(count)),
                        ..
                    },
                ],
            ) => {
                let count = count.parse::<usize>().ok()?.min(3);
                let items = (0..count)
                    .map(|at| V::of(Kind::Constant(Constant::Number(at.to_string()))))
                    .collect();
                state.thing(Thing::Sequence(items))
            }
            (
                "getattr",
                [
                    base,
                    V {
                        kind: Kind::Constant(Constant::Str(attr)),
                        ..
                    },
                    ..,
                ],
            ) => match &base.kind {
                Kind::Name(module) => V::of(Kind::Name(format!("{module}.{attr}"))),
                _ => V::of(Kind::Member(Box::new(base.clone()), attr.clone())),
            },
            (
                "run" | "wait_for" | "create_task" | "gather" | "shield",
                [
                    V {
                        kind: Kind::Waiting(inner, args),
                        ..
                    },
                    ..,
                ],
            ) => {
                let args = args.iter().map(|arg| (None, arg.clone())).collect();
                return Some(self.call_now(state, (**inner).clone(), args, back.clone()));
            }
            ("to_thread" | "map" | "filter" | "starmap" | "run", [called, args @ ..])
                if is_callable(called) =>
            {
                let args: Vec<Given> = args
                    .iter()
                    .map(|arg| (None, self.item_of(state, arg, last(name))))
                    .collect();
                return Some(self.call(state, None, called.clone(), args, back.clone()));
            }
            ("exit" | "_exit", _) if name != "exit" || values.len() < 2 => {
                let origin = Origin::Type("SystemExit".to_owned());
                return Some(self.raise(
                    state,
                    Error {
                        origin,
                        is_original: false,
                    },
                ));
            }
            ("bool" | "isinstance" | "callable" | "hasattr", _) => V::opaque(From::default()),
            ("os.close", _) | ("close", _) if name == "os.close" => {
                let handle = values.first().and_then(|value| match value.kind {
                    Kind::Thing(at) => Some(at),
                    _ => None,
                });
                if let Some(Thing::Handle { is_open, .. }) =
                    handle.and_then(|at| state.things.get_mut(at))
                {
                    *is_open = false;
                }
                V::none()
            }
            ("print", _) if name == "print" => V::none(),
            _ if name.starts_with("logging.") && name != "logging.getLogger" => V::none(),
            _ => return None,
        };
        Some(self.give(state, back.clone(), value))
    }

    fn item_of(&self, state: &State, arg: &V, name: &str) -> V {
        if matches!(name, "map" | "filter" | "starmap") {
            self.item(state, arg, None)
        } else {
            arg.clone()
        }
    }

    fn special_method(
        &mut self,
        state: &mut State,
        base: &V,
        name: &str,
        values: &[V],
        back: &Back,
    ) -> Option<bool> {
        match (name, values) {
            ("submit" | "apply" | "run_in_executor" | "run_sync", [called, args @ ..])
                if is_callable(called) =>
            {
                let args = args.iter().map(|arg| (None, arg.clone())).collect();
                Some(self.call(state, None, called.clone(), args, back.clone()))
            }
            ("run_in_executor", [_, called, args @ ..]) if is_callable(called) => {
                let args = args.iter().map(|arg| (None, arg.clone())).collect();
                Some(self.call(state, None, called.clone(), args, back.clone()))
            }
            (
                "run_until_complete",
                [
                    V {
                        kind: Kind::Waiting(inner, args),
                        ..
                    },
                ],
            ) => {
                let args = args.iter().map(|arg| (None, arg.clone())).collect();
                Some(self.call_now(state, (**inner).clone(), args, back.clone()))
            }
            ("with_traceback", _) if matches!(base.kind, Kind::Error(_)) => {
                Some(self.give(state, back.clone(), base.clone()))
            }
            ("debug" | "info" | "warning" | "error" | "exception" | "critical" | "log", _) => {
                Some(self.give(state, back.clone(), V::none()))
            }
            _ => None,
        }
    }

    /// How many values a function of the file has to be given, at least and at most.
    pub(super) fn expects(&self, function: &V) -> Option<(usize, usize)> {
        let Kind::Function(scope, _) = function.kind else {
            return None;
        };
        let params = &self.function(scope)?.params;
        let own = params.iter().filter(|param| !param.is_starred);
        let least = own.clone().filter(|param| param.default.is_none()).count();
        let is_open = params.iter().any(|param| param.is_starred);
        Some((least, if is_open { usize::MAX } else { own.count() }))
    }
}

fn type_name(value: &V) -> Option<String> {
    match &value.kind {
        Kind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

fn is_callable(value: &V) -> bool {
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

fn last(callee: &str) -> &str {
    callee.rsplit('.').next().unwrap_or(callee)
}

fn is_open(callee: &str) -> bool {
    matches!(
        callee,
        "open" | "io.open" | "codecs.open" | "os.open" | "os.fdopen" | ".open"
    )
}

/// What is used through what it came from, and only while that is held.
fn is_view(name: &str) -> bool {
    matches!(
        name,
        "cursor" | "execute" | "begin" | "transaction" | "pipeline" | "executemany"
    )
}

/// Callables whose answer says something about what they are given, and does not hold it.
fn tells_nothing(callee: &str) -> bool {
    matches!(
        callee,
        "len" | "id" | "hash" | "type" | "callable" | "any" | "all" | "dir"
    )
}
