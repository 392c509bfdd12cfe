//! Functions of Python whose meaning is known.

use super::call::Given;
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Origin, Place, State, Thing, V};
use crate::syntax::ast::Constant;

use super::library::{is_callable, last, type_name};
impl Machine<'_> {
    /// Functions of Python whose meaning is known.
    pub(super) fn special(
        &mut self,
        state: &mut State,
        func: &V,
        values: &[V],
        back: &Back,
    ) -> Option<bool> {
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
                Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Sequence(_))) => {
                    self.item(state, generator, None)
                }
                _ => V::opaque(state.origin(generator)),
            },
            ("list" | "tuple" | "dict" | "sorted" | "set" | "sum" | "max", [only, ..]) => {
                match only.kind {
                    Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Paused(_))) => {
                        let is_list = matches!(last(name), "list" | "tuple" | "sorted" | "set");
                        let back = if is_list { listed(back) } else { back.clone() };
                        return Some(self.resume(state, at, back, None));
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
                let back = match last(name) {
                    "map" | "starmap" => listed(back),
                    _ => back.clone(),
                };
                return Some(self.call(state, None, called.clone(), args, back));
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

/// What waits for a value, when that is the only one of a list.
fn listed(back: &Back) -> Back {
    match back {
        Back::Var(dst) => Back::Listed(*dst),
        other => other.clone(),
    }
}
