//! Loops and generators: who gives the next value, and who waits.

use super::machine::Machine;
use super::value::{Back, Error, Frame, Kind, State, Thing, V};
use crate::cfg::{Cfg, Terminator, VarId};
use crate::text::Range;

impl Machine<'_> {
    /// A generator gives a value and waits.
    pub(super) fn pause(&mut self, state: &mut State, value: V) -> bool {
        let Some(frame) = state.frames.pop() else {
            return false;
        };
        let (back, frame_at) = (frame.back.clone(), frame.paused);
        if let Some(at) = frame.paused {
            state.things[at] = Thing::Paused(Some(Box::new(frame)));
        }
        match back {
            Back::Resumed | Back::Closed | Back::Exit | Back::Unheard | Back::Out => false,
            Back::Gathered(list, then) => match frame_at {
                Some(at) => self.gather_more(state, (at, value), (list, then)),
                None => false,
            },
            back => self.give(state, back, value),
        }
    }

    /// A generator goes on, perhaps with an error.
    pub(super) fn resume(
        &mut self,
        state: &mut State,
        at: usize,
        back: Back,
        error: Option<Error>,
    ) -> bool {
        let Some(Thing::Paused(paused)) = state.things.get_mut(at) else {
            return true;
        };
        let Some(mut frame) = paused.take() else {
            return match back {
                Back::Item(_) => self.no_item(state),
                Back::Delegated => true,
                Back::Var(_) | Back::Listed(_) => self.raise(state, Error::own("StopIteration")),
                _ => true,
            };
        };
        frame.back = back;
        state.frames.push(*frame);
        match error {
            Some(error) => self.raise(state, error),
            None => true,
        }
    }

    /// Closes a generator: what it waits in is left as by an error, and nobody hears of that.
    pub(super) fn close_generator(&mut self, state: &mut State, at: usize) -> bool {
        let Some(Thing::Paused(paused)) = state.things.get_mut(at) else {
            return true;
        };
        let has_begun = |frame: &Frame| frame.block != Cfg::ENTRY || frame.at > 0;
        if !paused.as_deref().is_some_and(has_begun) {
            *paused = None;
            return true;
        }
        self.resume(state, at, Back::Closed, Some(Error::own("GeneratorExit")))
    }

    pub(super) fn next_item(
        &mut self,
        state: &mut State,
        range: Range,
        (dst, iter): (VarId, VarId),
    ) -> bool {
        let iter = self.var(state, iter);
        let turn = self.turns(state).max(1);
        if let Kind::Thing(at) = iter.kind {
            match state.things.get(at) {
                Some(Thing::Paused(_)) => return self.resume(state, at, Back::Item(dst), None),
                Some(Thing::Dict(entries)) => {
                    return match entries.get(turn - 1).cloned() {
                        Some((key, _)) => {
                            self.set(state, dst, key);
                            self.next_block(state)
                        }
                        None => self.no_item(state),
                    };
                }
                Some(Thing::Sequence(items)) => {
                    return match items.get(turn - 1).cloned() {
                        Some(item) => {
                            self.set(state, dst, item);
                            self.next_block(state)
                        }
                        None => self.no_item(state),
                    };
                }
                _ => {}
            }
        }
        // Of what the function is given there may be more than one.
        let most = if matches!(iter.kind, Kind::Given) {
            2
        } else {
            1
        };
        if turn > most {
            return self.no_item(state);
        }
        if matches!(iter.kind, Kind::View(_)) && self.asks_for_rows() {
            let mut other = state.clone();
            (other.guessed, other.is_none, other.is_idle) = (true, true, true);
            if self.no_item(&mut other) {
                self.split(other);
            }
            return self.fetch(state, range, iter, Back::Item(dst));
        }
        let from = state.origin(&iter);
        let item = self.each(state, &iter).unwrap_or_else(|| V::opaque(from));
        // What was opened is taken to have something in it.
        if !from.opened {
            let mut other = state.clone();
            other.guessed = true;
            other.is_idle |= turn == 1;
            if self.no_item(&mut other) {
                self.split(other);
            }
        }
        self.set(state, dst, item);
        self.next_block(state)
    }

    pub(super) fn next_block(&mut self, state: &mut State) -> bool {
        match self.iterating(state) {
            Some((item, _)) => self.go(state, item),
            None => true,
        }
    }

    pub(super) fn no_item(&mut self, state: &mut State) -> bool {
        let Some((_, done)) = self.iterating(state) else {
            return true;
        };
        if let Some(frame) = state.frames.last_mut() {
            frame.turns.remove(&frame.block.0);
        }
        self.go(state, done)
    }

    pub(super) fn iterating(
        &self,
        state: &State,
    ) -> Option<(crate::cfg::BlockId, crate::cfg::BlockId)> {
        let frame = state.frames.last()?;
        match self.program.scopes[frame.scope]
            .cfg
            .block(frame.block)
            .terminator
        {
            Terminator::Iterate { item, done, .. } => Some((item, done)),
            _ => None,
        }
    }

    pub(super) fn is_lazy(&self, function: &V) -> bool {
        let Kind::Function(scope, _) = function.kind else {
            return false;
        };
        self.program.scopes[scope].cfg.is_generator
            || self.function(scope).is_some_and(|it| it.is_async)
    }
}
