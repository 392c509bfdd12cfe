//! What a `with` does when it is entered and left.

use super::calls::Outcome;
use super::exceptions::{Caught, Raised};
use super::state::{Completion, State};
use super::steps::Ways;
use super::values::Val;
use super::{Following, evidence};
use crate::cfg::{Catches, EndFinally, StepId, VarId, Why};
use crate::dataflow::Edge;
use crate::resources::WithEffect;

impl Following<'_, '_> {
    /// `__enter__`.
    pub(super) fn enter(
        &self,
        id: StepId,
        dst: VarId,
        manager: VarId,
        mut state: State,
    ) -> Outcome {
        let val = state.get(manager);
        let raises = self.raising(id, state.clone(), Raised::Any);
        let (entered, quiet) = match &val {
            Val::Tracked => (Val::Tracked, true),
            Val::Closing | Val::Lending => (Val::Tracked, true),
            Val::Stack => (Val::Stack, true),
            Val::Object { class, .. } => {
                let known = self.context.catalogue.of_class(class).is_some();
                (val.clone(), known || evidence::is_quiet(class))
            }
            Val::Suppress(_) => (Val::Unknown, true),
            _ => (Val::Unknown, false),
        };
        self.bind(&mut state, dst, entered, id);
        Outcome {
            returns: vec![state],
            raises: (!quiet).then_some(raises),
        }
    }

    /// `__exit__`.
    pub(super) fn leave(&self, state: &mut State, manager: VarId, step: StepId) {
        let releases = match state.get(manager) {
            Val::Tracked => self
                .acquired_handle()
                .is_some_and(|handle| handle.with == WithEffect::Releases),
            // Leaving what may keep the handle is taken to close the handle.
            Val::Closing | Val::Stack | Val::Derived => true,
            _ => false,
        };
        if releases {
            state.release(step);
        }
    }

    /// Where control goes on after a `finally` or a `with`, by why it came.
    pub(super) fn end_finally(&self, end: &EndFinally, mut state: State) -> Ways {
        let Some((why, completion)) = state.pending.pop() else {
            return Vec::new();
        };
        let raised = match &completion {
            Completion::Raise(_, raised) => Some(raised.clone()),
            _ => None,
        };
        state.completion = completion;
        let swallowed = match (raised, end.manager.map(|manager| state.get(manager))) {
            (Some(raised), Some(Val::Suppress(names))) => {
                raised.caught_by(&Catches::Types(names.to_vec()), self.context.module)
            }
            _ => Caught::No,
        };
        let to = match why {
            Why::Normal | Why::Handling => Some(end.normal),
            Why::Raise => Some(end.raise),
            Why::Return => end.on_return,
            Why::Break => end.on_break,
            Why::Continue => end.on_continue,
        };
        let edge = if why == Why::Raise {
            Edge::Raise
        } else {
            Edge::Next
        };
        let mut ways = Vec::new();
        if swallowed != Caught::No {
            let mut quieted = state.clone();
            quieted.completion = Completion::Normal;
            ways.push((end.normal, Edge::Next, quieted));
        }
        if swallowed != Caught::Yes {
            ways.extend(to.map(|to| (to, edge, state)));
        }
        ways
    }
}
