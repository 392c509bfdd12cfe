//! Where control goes from the end of a block, as far as that needs to be known of the handle.

use super::callee::Callee;
use super::state::State;
use super::{Follow, POP_ALL};
use crate::cfg::{BlockId, EndFinally, StepId, StepKind, Value, Why};

impl Follow<'_> {
    /// Where a `finally` or a `with` leads, by why it came. What is released by the `with` swallows nothing;
    /// anything else may.
    pub(super) fn end_finally(
        &self,
        end: &EndFinally,
        why: Option<Why>,
        state: &State,
    ) -> Vec<BlockId> {
        let swallows = end.manager.is_some_and(|it| state.of(it).is_none());
        match why {
            Some(Why::Raise) if swallows => vec![end.raise, end.normal],
            Some(Why::Raise) => vec![end.raise],
            Some(Why::Return) => end.on_return.into_iter().collect(),
            Some(Why::Break) => end.on_break.into_iter().collect(),
            Some(Why::Continue) => end.on_continue.into_iter().collect(),
            Some(Why::Normal | Why::Handling) | None => vec![end.normal],
        }
    }

    /// Whether a step is `stack.pop_all()`, which cannot fail.
    pub(super) fn is_pop_all(&self, step: Option<&StepId>) -> bool {
        let Some(StepKind::Assign { value, .. }) = step.map(|it| &self.cfg().step(*it).kind) else {
            return false;
        };
        match value {
            Value::Attribute(_, name) => name == POP_ALL,
            Value::Call { func, .. } => {
                matches!(self.callee(*func), Callee::Method(_, name) if name == POP_ALL)
            }
            _ => false,
        }
    }

    /// Whether a step stores something in an object.
    pub(super) fn is_store(&self, step: StepId) -> bool {
        let kind = &self.cfg().step(step).kind;
        matches!(
            kind,
            StepKind::StoreAttr { .. } | StepKind::StoreItem { .. }
        )
    }

    /// Whether a step enters what another one has given.
    pub(super) fn is_entered_by(&self, step: StepId, giver: StepId) -> bool {
        match (&self.cfg().step(step).kind, &self.cfg().step(giver).kind) {
            (StepKind::Enter { manager, .. }, StepKind::Assign { dst, .. }) => dst == manager,
            _ => false,
        }
    }
}
