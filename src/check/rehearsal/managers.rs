//! `with`: what its manager gives, what it releases, and which errors it swallows.

use super::errors::{Fits, fits};
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, State, Thing, V};
use crate::cfg::{VarId, Why};

impl Machine<'_> {
    pub(super) fn enter_manager(&mut self, state: &mut State, dst: VarId, manager: VarId) -> bool {
        let manager = self.var(state, manager);
        self.enter_value(state, manager, Back::Var(dst))
    }

    pub(super) fn enter_value(&mut self, state: &mut State, manager: V, back: Back) -> bool {
        let value = match &manager.kind {
            Kind::Closing(inner) => (**inner).clone(),
            Kind::Suppress(_) => V::none(),
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    let enter = ["__enter__", "__aenter__"]
                        .iter()
                        .find_map(|name| self.program.method(class, name, 4));
                    match enter {
                        Some(enter) => {
                            let enter = V::of(Kind::Function(enter, around));
                            return self.call_now(state, enter, vec![(None, manager)], back);
                        }
                        None => manager,
                    }
                }
                Some(Thing::Paused(_)) => return self.resume(state, *at, back, None),
                _ => manager,
            },
            Kind::Waiting(..) => V::opaque(From::default()),
            _ => manager,
        };
        self.give(state, back, value)
    }

    pub(super) fn leave_manager(&mut self, state: &mut State, manager: VarId) -> bool {
        let manager = self.var(state, manager);
        self.leave_value(state, manager)
    }

    fn leave_value(&mut self, state: &mut State, manager: V) -> bool {
        let error = self.under_way(state);
        match manager.kind {
            Kind::Closing(inner) => self.leave_closing(state, *inner),
            Kind::Suppress(types) => self.suppress(state, error, &types),
            Kind::Thing(at) => match state.things.get_mut(at) {
                Some(Thing::Handle { .. }) => self.release_lent(state, at),
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    let exit = ["__exit__", "__aexit__"]
                        .iter()
                        .find_map(|name| self.program.method(class, name, 4));
                    let Some(exit) = exit else { return true };
                    let told = error.map_or_else(V::none, |error| V::of(Kind::Error(error)));
                    let args = [V::of(Kind::Thing(at)), told.clone(), told.clone(), told];
                    let args = args.into_iter().map(|arg| (None, arg)).collect();
                    self.call_now(state, V::of(Kind::Function(exit, around)), args, Back::Exit)
                }
                Some(Thing::Paused(_)) => self.resume(state, at, Back::Resumed, error),
                Some(Thing::Stack(items)) => {
                    let items = std::mem::take(items);
                    items.into_iter().rev().all(|item| self.unwind(state, item))
                }
                _ => true,
            },
            _ => true,
        }
    }

    /// One thing that an `ExitStack` leaves or calls.
    fn unwind(&mut self, state: &mut State, item: V) -> bool {
        match &item.kind {
            Kind::Member(..) | Kind::Partial(..) | Kind::Function(..) | Kind::Name(_) => {
                self.call(state, None, item, Vec::new(), Back::Exit)
            }
            _ => self.leave_value(state, item),
        }
    }

    fn leave_closing(&mut self, state: &mut State, inner: V) -> bool {
        if let Kind::Thing(at) = inner.kind {
            match state.things.get_mut(at) {
                Some(Thing::Handle { is_open, .. }) => *is_open = false,
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    if let Some(close) = self.program.method(class, "close", 4) {
                        let close = V::of(Kind::Function(close, around));
                        return self.call_now(state, close, vec![(None, inner)], Back::Unheard);
                    }
                }
                _ => {}
            }
        }
        true
    }

    fn suppress(&mut self, state: &mut State, error: Option<Error>, types: &[String]) -> bool {
        let caught = error.map_or(Fits::No, |error| fits(&error, types));
        if caught == Fits::Perhaps {
            self.split(state.clone());
        }
        if let Some(frame) = state.frames.last_mut() {
            frame.swallowed |= caught != Fits::No;
        }
        true
    }

    fn under_way(&self, state: &State) -> Option<Error> {
        match state.frames.last()?.whys.last()? {
            (Why::Raise, error) => error.clone(),
            _ => None,
        }
    }
}
