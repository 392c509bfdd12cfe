//! The ways out: errors and their handlers, `finally`, what comes back.

use super::errors::Fits;
use super::machine::Machine;
use super::value::{Back, Error, Frame, From, Kind, Origin, State, Thing, V};
use super::{End, Fault, FaultKind, Way};
use crate::cfg::{
    Block, BlockId, Catches, Cfg, EndFinally, StepKind, Terminator, VarId, Why, is_true,
};
use crate::text::Range;

impl Machine<'_> {
    pub(super) fn raised(&mut self, state: &State, range: Range, var: Option<VarId>) -> Error {
        let handled = (state.frames.iter().rev())
            .flat_map(|frame| frame.whys.iter().rev())
            .find_map(|(why, error)| {
                error
                    .clone()
                    .filter(|_| matches!(why, Why::Handling | Why::Raise))
            });
        let Some(var) = var else {
            return handled.unwrap_or_default();
        };
        let is_silent = self.program.silent.contains(&range.start);
        match self.var(state, var).kind {
            Kind::Error(error) => error,
            kind => Error {
                origin: Origin::Type(match kind {
                    Kind::Name(name) => name,
                    Kind::Class(at, _) => self.program.classes[at].name.clone(),
                    _ => "Exception".to_owned(),
                }),
                is_original: !is_silent && handled.is_some_and(|error| error.is_original),
            },
        }
    }

    /// An error leaves the current step.
    pub(super) fn raise(&mut self, state: &mut State, error: Error) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let is_last = frame.at >= cfg.block(frame.block).steps.len();
        let target = match &cfg.block(frame.block).terminator {
            Terminator::Fallible { raise, .. } | Terminator::Iterate { raise, .. } if is_last => {
                *raise
            }
            Terminator::EndFinally(_) => {
                // From `__exit__`: the new error takes the place of what was under way.
                if let Some(top) = frame.whys.last_mut() {
                    *top = (Why::Raise, Some(error));
                }
                frame.swallowed = false;
                return true;
            }
            _ => within(cfg, frame),
        };
        frame.error = Some(error);
        self.go(state, target)
    }

    pub(super) fn dispatch(
        &mut self,
        state: &mut State,
        handlers: Vec<(Catches, BlockId)>,
        otherwise: BlockId,
    ) -> bool {
        let error = state
            .frames
            .last()
            .and_then(|frame| frame.error.clone())
            .unwrap_or_default();
        for (catches, block) in handlers {
            let caught = match &catches {
                Catches::Everything => Fits::Yes,
                Catches::Types(names) => self.fits(&error, &self.types(state, names)),
                Catches::Unknown => Fits::Perhaps,
            };
            match caught {
                Fits::Yes => return self.go(state, block),
                Fits::Perhaps => {
                    let mut other = state.clone();
                    if self.go(&mut other, block) {
                        self.split(other);
                    }
                }
                Fits::No => {}
            }
        }
        self.go(state, otherwise)
    }

    pub(super) fn end_finally(&mut self, state: &mut State, end: &EndFinally) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let (why, error) = frame.whys.pop().unwrap_or((Why::Normal, None));
        let next = match why {
            Why::Raise if std::mem::take(&mut frame.swallowed) => end.normal,
            Why::Raise => {
                frame.error = error;
                end.raise
            }
            Why::Return => end.on_return.unwrap_or(end.normal),
            Why::Break => end.on_break.unwrap_or(end.normal),
            Why::Continue => end.on_continue.unwrap_or(end.normal),
            Why::Normal | Why::Handling => end.normal,
        };
        self.go(state, next)
    }

    /// The innermost call ends.
    pub(super) fn leave(&mut self, state: &mut State) -> bool {
        let Some(frame) = state.frames.pop() else {
            return false;
        };
        if let Some(at) = frame.paused {
            state.things[at] = Thing::Paused(None);
        }
        if frame.block == Cfg::RAISE {
            let error = frame.error.unwrap_or_default();
            return match frame.back {
                Back::Out => self.end(state, &Err(error)),
                Back::Closed if error == Error::own("GeneratorExit") => true,
                _ => self.raise(state, error),
            };
        }
        let mut value = frame.value.unwrap_or_else(V::none);
        if matches!(frame.back, Back::Delegated) {
            return true;
        }
        if let Back::Item(_) = frame.back {
            return self.no_item(state);
        }
        if let (Some(_), Back::Gathered(list, then)) = (frame.paused, &frame.back) {
            return self.gathered(state, *list, *then);
        }
        if let (Some(_), Back::Var(_)) = (frame.paused, &frame.back) {
            let error = Error {
                origin: Origin::Type("StopIteration".to_owned()),
                is_original: false,
            };
            return self.raise(state, error);
        }
        let mut then = frame.then;
        if let Some(decorator) = then.pop() {
            value.from = state.origin(&value);
            return self.call_then(state, decorator, vec![value], frame.back, then);
        }
        self.give(state, frame.back, value)
    }

    /// A value comes back to whoever waits for it.
    pub(super) fn give(&mut self, state: &mut State, back: Back, value: V) -> bool {
        match back {
            Back::Var(dst) => self.set(state, dst, value),
            Back::Made(dst, object) => self.set(state, dst, object),
            Back::Listed(dst) => {
                let list = state.thing(Thing::Sequence(vec![value]));
                self.set(state, dst, list);
            }
            Back::Gathered(list, then) => {
                if let Some(Thing::Sequence(items)) = state.things.get_mut(list) {
                    items.push(value);
                }
                return self.gathered(state, list, then);
            }
            Back::Item(dst) => {
                self.set(state, dst, value);
                return self.next_block(state);
            }
            Back::Exit => {
                let is_true = match &value.kind {
                    Kind::Constant(constant) => is_true(constant),
                    Kind::Opaque if value.from == From::default() => false,
                    _ => true,
                };
                if let Some(frame) = state.frames.last_mut() {
                    frame.swallowed |= is_true;
                }
            }
            // The generator has ended in peace: what was thrown into it is gone.
            Back::Resumed => {
                if let Some(frame) = state.frames.last_mut() {
                    frame.swallowed = true;
                }
            }
            Back::Unheard | Back::Closed => {}
            Back::Delegated => return self.pause(state, value),
            Back::Into(buffer, dst) => {
                if let Some(Thing::Joined(parts)) = state.things.get_mut(buffer) {
                    parts.push(value);
                }
                self.set(state, dst, V::of(Kind::Count(buffer)));
            }
            Back::Out => return self.end(state, &Ok(value)),
        }
        true
    }

    pub(super) fn end(&mut self, state: &mut State, result: &Result<V, Error>) -> bool {
        if !self.is_on {
            if self.defined.is_none() && result.is_ok() {
                self.defined = Some(state.clone());
            }
            return false;
        }
        let asked = match (result, self.asked.place) {
            (Ok(value), Some(place)) => Ok(listed(state, value, place)),
            _ => result.clone(),
        };
        let end = match &asked {
            Ok(value) if value.is_none() && state.is_none => End::Same,
            Ok(value) if value.is_none() => End::Nothing,
            Ok(V {
                kind: Kind::Thing(at),
                ..
            }) if state.lazy.contains(at) => End::Unrelated,
            Ok(value) if self.is_same(state, value) => End::Same,
            Ok(value) if state.is_empty && self.is_empty(state, value) => End::Same,
            Ok(value) if state.origin(value).made => End::Made,
            Ok(_) => End::Unrelated,
            Err(error) if error.is_original => End::SameError,
            Err(_) => End::OtherError,
        };
        if let Ok(V {
            kind: Kind::Thing(at),
            ..
        }) = &asked
            && let Some(Thing::Answer {
                changed: Some(line),
                ..
            }) = state.things.get(*at)
        {
            let (kind, line) = (FaultKind::Changed, *line);
            state.faults.push(Fault::at(kind, line, 0));
        }
        self.ways.push(Way {
            end,
            calls: state.seen.clone(),
            error: state.failed.clone(),
            faults: state.faults.clone(),
            line: if result.is_ok() { state.line } else { 0 },
            is_idle: state.is_idle,
            opened: state.opened.clone(),
            facts: (state.facts.iter())
                .map(|fact| (fact.text.clone(), fact.holds))
                .collect(),
            asks: state.asks,
            finds_least: state.finds_least,
            pieces: result.as_ref().map_or(0, |value| pieces(state, value)),
            moves: state.moves,
            shape: result.as_ref().ok().and_then(|value| shape(state, value)),
            holds: (state.things.iter().skip(self.before)).find_map(|thing| match thing {
                Thing::Handle {
                    is_open: true,
                    line,
                    ..
                } => Some(*line),
                _ => None,
            }),
        });
        false
    }
}

/// Of how many answers a value is put together.
fn pieces(state: &State, value: &V) -> usize {
    match value.place().and_then(|at| state.things.get(at)) {
        Some(Thing::Joined(parts)) => parts.len(),
        _ => 1,
    }
}

/// Whether a tuple or a list is written, and of how many values.
fn shape(state: &State, value: &V) -> Option<(bool, usize)> {
    let at = value.place()?;
    match state.things.get(at) {
        Some(Thing::Sequence(items)) => Some((state.tuples.contains(&at), items.len())),
        _ => None,
    }
}

/// An item of a list; anything else as it is.
fn listed(state: &State, value: &V, place: usize) -> V {
    let thing = match value.kind {
        Kind::Thing(at) => state.things.get(at),
        _ => None,
    };
    let item = match thing {
        Some(Thing::Sequence(items)) => items.get(place),
        _ => None,
    };
    item.unwrap_or(value).clone()
}

/// Where an error goes that leaves a step in the middle of a block: to what guards the statements there.
///
/// Approximation: with handlers only where a later step of the block has an edge to them.
fn within(cfg: &Cfg, frame: &Frame) -> BlockId {
    let block = cfg.block(frame.block);
    let last = |block: &Block| block.steps.last().map(|step| &cfg.step(*step).kind);
    match (&block.terminator, last(block)) {
        (Terminator::Fallible { raise, .. } | Terminator::Iterate { raise, .. }, _) => *raise,
        (Terminator::Goto(entry), Some(StepKind::Push(why))) if *why != Why::Handling => {
            let lands = |other: &Block| {
                matches!(last(other), Some(StepKind::Push(Why::Raise)))
                    && other.terminator == Terminator::Goto(*entry)
            };
            let at = cfg.blocks.iter().position(lands);
            at.map_or(Cfg::RAISE, |at| BlockId(at as u32))
        }
        _ => Cfg::RAISE,
    }
}
