//! What is held: opened, used, given back.

use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Method, State, Thing, V};
use super::{Deed, Opened, Seen};
use crate::resources::Handle;
use crate::text::Range;
use std::rc::Rc;

/// Something that is acquired.
pub(super) struct New {
    pub(super) resource: String,
    pub(super) entry: Option<&'static Handle>,
    /// The call.
    pub(super) range: Option<Range>,
    /// Who lent it, and by which method.
    pub(super) lender: Option<(Box<V>, String)>,
    /// Whether anything can be read from it.
    pub(super) is_readable: bool,
    /// The call, with what it is given.
    pub(super) deed: Deed,
}

impl Machine<'_> {
    /// What is opened again is released by what was made of it: a file closes its descriptor.
    pub(super) fn take_over(&self, state: &mut State, values: &[V]) {
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
        new: New,
        from: From,
        back: Back,
    ) -> bool {
        if self.is_on {
            state.opened.push(Rc::new(Opened {
                resource: new.resource.clone(),
                deed: new.deed,
            }));
        }
        let mut handle = state.thing(Thing::Handle {
            resource: new.resource,
            entry: new.entry,
            is_open: true,
            line: new.range.map_or(1, |range| self.program.line(range)),
            is_read: false,
            lender: new.lender,
            is_back: false,
            until: 0,
        });
        handle.from = From {
            opened: new.is_readable && (from.given || from.opened),
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
        method: Method<'_>,
        from: From,
        range: Option<Range>,
        back: &Back,
    ) -> Option<bool> {
        let Method { name, values, line } = method;
        if let Some(goes_on) = self.release(state, base, method, back) {
            return Some(goes_on);
        }
        if let Some(value) = self.method(state, base, method) {
            if let Some(range) = range.filter(|_| value.from.part && name != "get") {
                self.may_miss(state, self.program.code(range), line);
            }
            return Some(self.give(state, back.clone(), value));
        }
        let Kind::Thing(at) = base.kind else {
            return None;
        };
        if let Some(goes_on) = self.list_method(state, base, method, from, back) {
            return Some(goes_on);
        }
        match state.things.get_mut(at) {
            Some(Thing::Paused(_)) if matches!(name, "close" | "aclose") => {
                let goes_on = self.give(state, back.clone(), V::none());
                Some(goes_on && self.close_generator(state, at))
            }
            Some(Thing::Handle {
                is_open: false,
                resource,
                ..
            }) if resource == "file" => {
                state.seen.push(Rc::new(Seen {
                    callee: name.to_owned(),
                    line,
                    fits: true,
                    ..Seen::default()
                }));
                Some(self.raise(state, Error::own("ValueError")))
            }
            Some(Thing::Handle { .. }) if name == "__enter__" => {
                Some(self.give(state, back.clone(), base.clone()))
            }
            Some(Thing::Joined(parts)) => {
                let value = match name {
                    "extend" | "append" | "write" => {
                        parts.extend(values.iter().cloned());
                        V::none()
                    }
                    "getvalue" | "tobytes" => self.copy(state, base),
                    _ => return None,
                };
                Some(self.give(state, back.clone(), value))
            }
            Some(Thing::Stack(items)) => match (name, values) {
                ("enter_context" | "enter_async_context", [manager, ..]) => {
                    items.push(manager.clone());
                    Some(self.enter_value(state, manager.clone(), back.clone()))
                }
                ("callback" | "push_async_callback", [called, args @ ..]) => {
                    items.push(V::of(Kind::Callback(
                        Box::new(called.clone()),
                        args.to_vec(),
                    )));
                    Some(self.give(state, back.clone(), called.clone()))
                }
                ("push" | "push_async_exit", [manager, ..]) => {
                    items.push(manager.clone());
                    Some(self.give(state, back.clone(), manager.clone()))
                }
                ("close" | "aclose" | "__exit__" | "__aexit__", _) => {
                    Some(self.unwind_stack(state, at, back.clone()))
                }
                ("__enter__" | "__aenter__", _) => {
                    Some(self.give(state, back.clone(), base.clone()))
                }
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
}
