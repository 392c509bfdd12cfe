//! Functions of Python whose meaning is known.

use super::call::Given;
use super::machine::Machine;
use super::value::{Back, Error, From, Gathered, Kind, Place, State, Thing, V};
use crate::syntax::ast::Constant;
use crate::text::Range;

use super::answer::is_stream;
use super::library::{is_callable, last, type_name};
use super::words::text;
impl Machine<'_> {
    /// Functions of Python whose meaning is known.
    pub(super) fn special(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        (func, values): (&V, &[V]),
        back: &Back,
    ) -> Option<bool> {
        let name = match &func.kind {
            Kind::Name(name) => name.as_str(),
            Kind::Member(base, name) => {
                return self.special_method(state, range, (base, name, values), back);
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
            (
                "namedtuple",
                [
                    V {
                        kind: Kind::Constant(Constant::Str(class)),
                        ..
                    },
                    ..,
                ],
            ) => V::of(Kind::Name(class.clone())),
            ("partial", [inner, before @ ..]) => {
                V::of(Kind::Partial(Box::new(inner.clone()), before.to_vec()))
            }
            ("copy" | "deepcopy", [value, ..]) => self.copy(state, value),
            // It is called until it gives what stands behind: followed once.
            ("iter", [called, _]) if is_callable(called) => {
                return Some(self.call(state, range, called.clone(), Vec::new(), listed(back)));
            }
            ("iter", [value]) if self.inside(state, value, Place::Keys).is_some() => return None,
            ("iter" | "aiter" | "cast" | "enter_context", _)
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
                Kind::View(_) if self.asks_for_rows() => {
                    let range = range?;
                    return Some(self.fetch(state, range, generator.clone(), back.clone()));
                }
                // What is taken out is not among the rest.
                Kind::Thing(at) if is_stream(state, at) => {
                    let each = self.item(state, generator, Some(0));
                    let line = range.map_or(1, |range| self.program.line(range));
                    self.change(state, generator, line);
                    each
                }
                Kind::Thing(at) if is_empty_list(state, at) => match values {
                    [_, default, ..] => default.clone(),
                    _ => return Some(self.raise(state, Error::own("StopIteration"))),
                },
                Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Sequence(_))) => {
                    self.item(state, generator, None)
                }
                _ => V::opaque(state.origin(generator)),
            },
            ("min" | "max", [only, ..])
                if matches!(only.kind, Kind::View(_)) && self.asks_for_rows() =>
            {
                return Some(self.fetch(state, range?, only.clone(), back.clone()));
            }
            ("list" | "tuple" | "dict" | "sorted" | "set" | "sum" | "min" | "max", [only, ..]) => {
                match only.kind {
                    Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Paused(_))) => {
                        let is_list = matches!(last(name), "list" | "tuple" | "sorted" | "set");
                        return Some(match back {
                            Back::Var(dst) if is_list => {
                                let (dst, of) = (*dst, None);
                                self.gather(state, at, Gathered { dst, of })
                            }
                            _ => self.resume(state, at, back.clone(), None),
                        });
                    }
                    Kind::View(_) if self.asks_for_rows() => {
                        let (range, back) = (range?, listed(back));
                        return Some(self.fetch(state, range, only.clone(), back));
                    }
                    _ => return None,
                }
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
            // What runs in a thread has been followed already.
            (
                "run" | "wait_for" | "shield",
                [
                    value @ V {
                        kind: Kind::Thing(_),
                        ..
                    },
                    ..,
                ],
            ) if name.starts_with("asyncio.") => value.clone(),
            ("to_thread" | "map" | "filter" | "starmap" | "run", [called, args @ ..])
                if is_callable(called) =>
            {
                let args: Vec<Given> = args
                    .iter()
                    .map(|arg| (None, self.item_of(state, arg, last(name))))
                    .collect();
                let back = match last(name) {
                    "map" | "starmap" => listed(back),
                    _ => back.clone(),
                };
                return Some(self.call(state, range, called.clone(), args, back));
            }
            ("exit" | "_exit", _) if name != "exit" || values.len() < 2 => {
                return Some(self.raise(state, Error::own("SystemExit")));
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

    pub(super) fn item_of(&self, state: &State, arg: &V, name: &str) -> V {
        if matches!(name, "map" | "filter" | "starmap") {
            self.item(state, arg, None)
        } else {
            arg.clone()
        }
    }

    pub(super) fn special_method(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        (base, name, values): (&V, &str, &[V]),
        back: &Back,
    ) -> Option<bool> {
        match (name, values) {
            ("submit" | "apply" | "run_in_executor" | "run_sync", [called, args @ ..])
                if is_callable(called) || is_handed_over(called, args) =>
            {
                let line = range.map_or(0, |range| self.program.line(range));
                self.handed_over(state, (base, name), (called, args), line);
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
            ("join", [parts]) => {
                let joined = joined(state, base, parts)?;
                Some(self.give(state, back.clone(), joined))
            }
            ("with_traceback", _) if matches!(base.kind, Kind::Error(_)) => {
                Some(self.give(state, back.clone(), base.clone()))
            }
            // A future has what its function gave.
            ("result", []) if base.from.same => Some(self.give(state, back.clone(), base.clone())),
            ("exception", []) => None,
            ("debug" | "info" | "warning" | "error" | "exception" | "critical" | "log", _) => {
                Some(self.give(state, back.clone(), V::none()))
            }
            _ => None,
        }
    }
}

fn is_empty_list(state: &State, at: usize) -> bool {
    matches!(state.things.get(at), Some(Thing::Sequence(items)) if items.is_empty())
}

/// Whether something that was given is handed over to be called.
fn is_handed_over(called: &V, args: &[V]) -> bool {
    matches!(called.kind, Kind::Given) && args.len() < 2
}

/// A text that is put together of the items of a list, with another between them.
fn joined(state: &mut State, between: &V, parts: &V) -> Option<V> {
    let Kind::Constant(Constant::Str(between)) = &between.kind else {
        return None;
    };
    let Kind::Thing(at) = parts.kind else {
        return None;
    };
    Some(match state.things.get(at).cloned()? {
        Thing::Sequence(items) if items.iter().all(|item| text(item).is_some()) => {
            let texts: Vec<&str> = items.iter().filter_map(text).collect();
            V::of(Kind::Constant(Constant::Str(texts.join(between))))
        }
        Thing::Sequence(items) if between.is_empty() => state.thing(Thing::Joined(items)),
        _ => V::opaque(state.origin(parts)),
    })
}

/// What waits for a value, when that is the only one of a list.
fn listed(back: &Back) -> Back {
    match back {
        Back::Var(dst) => Back::Listed(*dst),
        other => other.clone(),
    }
}
