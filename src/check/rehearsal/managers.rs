//! `with`: what its manager gives, what it releases, and which errors it swallows.

use super::entries;
use super::errors::Fits;
use super::library::names;
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, State, Thing, V};
use super::{About, Fault, FaultKind, Seen};
use crate::cfg::{VarId, Why};
use crate::resources::WithEffect;
use std::rc::Rc;

impl Machine<'_> {
    pub(super) fn enter_manager(
        &mut self,
        state: &mut State,
        (dst, manager): (VarId, VarId),
        line: u32,
    ) -> bool {
        let manager = self.var(state, manager);
        let is_uncalled = match &manager.kind {
            Kind::Function(..) => true,
            Kind::Member(_, name) | Kind::Name(name) => entries::acquires(name),
            _ => false,
        };
        if is_uncalled && !state.guessed {
            let fault = Fault::at(FaultKind::Uncalled, line, 0);
            state.faults.push(fault);
            return self.raise(state, Error::own("TypeError"));
        }
        self.takes(state, &manager, line);
        self.enter_value(state, manager, Back::Var(dst))
    }

    /// A `with` of a lock takes it.
    fn takes(&self, state: &mut State, manager: &V, line: u32) {
        let is_lock = matches!(
            manager.kind,
            Kind::Instance(_) | Kind::Opaque | Kind::Member(..)
        );
        if self.is_on && is_lock && names(self.asked.calls, ".acquire") {
            state.seen.push(Rc::new(Seen {
                callee: "acquire".to_owned(),
                line,
                held: true,
                fits: self.asked.about == About::Anything,
                ..Seen::default()
            }));
        }
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
                Some(Thing::Handle { .. }) => self.leave_handle(state, at),
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
            Kind::Callback(called, args) => {
                let args = args.iter().map(|arg| (None, arg.clone())).collect();
                self.call(state, None, (**called).clone(), args, Back::Unheard)
            }
            Kind::Member(..) | Kind::Partial(..) | Kind::Function(..) | Kind::Name(_) => {
                self.call(state, None, item, Vec::new(), Back::Exit)
            }
            _ => self.leave_value(state, item),
        }
    }

    fn leave_closing(&mut self, state: &mut State, inner: V) -> bool {
        if let Kind::Thing(at) = inner.kind {
            match state.things.get_mut(at) {
                Some(Thing::Handle { .. }) => return self.close(state, at),
                Some(Thing::Paused(_)) => return self.close_generator(state, at),
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

    /// The end of a `with` of something that is held.
    fn leave_handle(&mut self, state: &mut State, at: usize) -> bool {
        let entry = self.entry(state, at);
        if entries::releases_by_with(entry) {
            return self.release_lent(state, at);
        }
        let needs_it = entry.is_some_and(|it| it.with == WithEffect::KeepsOpen);
        let Some(Thing::Handle {
            is_open: false,
            until,
            line,
            ..
        }) = state.things.get(at)
        else {
            return true;
        };
        let after = entry.map_or("", |it| it.after.as_str());
        if !needs_it || after.is_empty() {
            return true;
        }
        // It commits, for one, and that takes an open connection.
        let (line, of) = (*until, *line);
        let after = after.split(':').next().unwrap_or(after).to_owned();
        state
            .faults
            .push(Fault::at(FaultKind::ClosedInside, line, of));
        self.raise(state, Error::own(&after))
    }

    /// The end of `closing`.
    fn close(&mut self, state: &mut State, at: usize) -> bool {
        let is_async = self.is_released_by(state, at, "aclose");
        if is_async || self.is_released_by(state, at, "close") {
            if let Some(Thing::Handle { is_open, .. }) = state.things.get_mut(at) {
                *is_open = false;
            }
            return true;
        }
        if !entries::has_not(self.entry(state, at), "close") {
            return true;
        }
        if let Some(Thing::Handle { line, .. }) = state.things.get(at) {
            let fault = Fault::at(FaultKind::NoClose, *line, *line);
            state.faults.push(fault);
        }
        self.raise(state, Error::own("AttributeError"))
    }

    fn suppress(&mut self, state: &mut State, error: Option<Error>, types: &[String]) -> bool {
        let caught = error.map_or(Fits::No, |error| self.fits(&error, types));
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
