//! Conditions: whether they hold, and both ways where that is not known.

use super::answer::Answered;
use super::facts::{self, Fact};
use super::machine::{Machine, TURNS};
use super::value::{Kind, State, Thing, V};
use crate::cfg::{BlockId, Condition, is_true};
use crate::syntax::ast::Constant;

impl Machine<'_> {
    /// Both ways of a branch; what is read in a loop is taken to be there the first time.
    pub(super) fn either(
        &mut self,
        state: &mut State,
        condition: &Condition,
        fact: Option<&Fact>,
        (yes, no): (BlockId, BlockId),
    ) -> bool {
        state.asks |= self.asks_answer(state, condition);
        let (asked, none) = match condition {
            Condition::Truth(var) => (Some(self.var(state, *var)), None),
            Condition::Equals(var, Constant::None) => (None, Some(self.var(state, *var))),
            _ => (None, None),
        };
        let is_same = (asked.as_ref()).is_some_and(|value| self.is_same(state, value));
        let is_row = (asked.as_ref()).is_some_and(|value| is_row(state, value));
        let is_none = none.is_some_and(|value| self.is_same(state, &value));
        let from = asked.map(|value| state.origin(&value)).unwrap_or_default();
        let first = self.turns(state) <= 1;
        if from.opened && !from.made && first && self.is_in_loop(state) {
            return self.go(state, yes);
        }
        state.guessed = true;
        if self.turns(state) > TURNS {
            return self.go(state, no);
        }
        let mut other = state.clone();
        other.is_empty |= is_same;
        other.is_none |= is_row;
        facts::note(&mut other, fact, false);
        let is_asked = self.asks_answer(state, condition);
        other.is_idle |= first && !is_same && !is_asked && self.is_in_loop(state);
        if self.go(&mut other, no) {
            self.split(other);
        }
        state.is_none |= is_none;
        facts::note(state, fact, true);
        self.go(state, yes)
    }

    pub(super) fn turns(&self, state: &State) -> usize {
        let frame = state.frames.last();
        frame
            .and_then(|it| it.turns.get(&it.block.0).copied())
            .unwrap_or(0)
    }

    pub(super) fn is_in_loop(&self, state: &State) -> bool {
        let Some(frame) = state.frames.last() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let (mut seen, mut next) = (
            vec![false; cfg.blocks.len()],
            cfg.block(frame.block).terminator.successors(),
        );
        while let Some(block) = next.pop() {
            if block == frame.block {
                return true;
            }
            if !std::mem::replace(&mut seen[block.index()], true) {
                next.extend(cfg.block(block).terminator.successors());
            }
        }
        false
    }

    pub(super) fn holds(&self, state: &State, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Truth(var) => match &self.var(state, *var).kind {
                Kind::Constant(constant) => Some(is_true(constant)),
                Kind::Function(..) | Kind::Class(..) | Kind::Error(_) => Some(true),
                Kind::Thing(at) => match state.things.get(*at) {
                    Some(Thing::Sequence(items)) => Some(!items.is_empty()),
                    Some(Thing::Dict(entries)) if entries.is_empty() => Some(false),
                    Some(Thing::Joined(parts)) if parts.is_empty() => Some(false),
                    Some(Thing::Handle { .. }) => Some(true),
                    _ => None,
                },
                Kind::Name(name) if name == "typing.TYPE_CHECKING" => Some(false),
                _ => None,
            },
            Condition::Equals(var, Constant::None) if self.is_there(state, *var) => Some(false),
            Condition::Equals(var, constant) => match &self.var(state, *var).kind {
                Kind::Constant(own) => Some(own == constant),
                Kind::Name(name) if name == "__name__" => Some(false),
                Kind::Text if *constant == Constant::None => Some(false),
                Kind::Opaque
                | Kind::Told(_)
                | Kind::Given
                | Kind::Text
                | Kind::Member(..)
                | Kind::Name(_)
                | Kind::Inside(..) => None,
                Kind::Thing(at)
                    if matches!(
                        state.things.get(*at),
                        Some(Thing::Answer { .. } | Thing::Joined(_))
                    ) =>
                {
                    None
                }
                _ => Some(false),
            },
            Condition::Same(one, other) => {
                match (&self.var(state, *one).kind, &self.var(state, *other).kind) {
                    (Kind::Constant(one), Kind::Constant(other)) => Some(one == other),
                    _ => None,
                }
            }
            Condition::Unknown => None,
        }
    }
}

/// Whether a value is a row of a table, which is false only where there is none.
fn is_row(state: &State, value: &V) -> bool {
    let Kind::Thing(at) = value.kind else {
        return false;
    };
    matches!(
        state.things.get(at),
        Some(Thing::Answer {
            kind: Answered::Row,
            ..
        })
    )
}
