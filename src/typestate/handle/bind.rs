//! What every step does: it gives a variable a value, or raises.

use super::Following;
use super::outcome::Outcome;
use crate::cfg::{Reach, StepId, VarId};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, Loss, State, Status};

impl Following<'_, '_> {
    /// Gives a variable a value; whoever else sees the variable has it then.
    pub fn bind(&self, state: &mut State, dst: VarId, val: Val, step: StepId) {
        if val.gives_tracked() {
            match self.context.cfg().var(dst).reach {
                Reach::Local => {}
                Reach::Global => state.hand_over(Handover::Global, step),
                Reach::Nonlocal => state.hand_over(Handover::Nonlocal, step),
                Reach::Captured if self.may_let_go(dst) => {
                    state.hand_over(Handover::Captured, step);
                }
                Reach::Captured => {}
                Reach::ClassAttribute => state.hand_over(Handover::Attribute, step),
            }
        }
        state.set(dst, val, Loss::Overwritten, step);
        if !self.context.cfg().var(dst).name.is_empty() {
            self.is_new(state, dst);
        }
    }

    /// The state when a step raises.
    pub fn raising(&self, step: StepId, mut state: State, raised: Raised) -> State {
        if state.status == Status::Open {
            (state.diverted, state.unusual) = (Some(step), false);
        }
        state.completion = Completion::Raise(step, raised);
        state
    }

    /// A call that does not raise, and neither does waiting for what it gives.
    pub fn settle(&self, outcome: &mut Outcome, dst: VarId) {
        for state in &mut outcome.returns {
            if state.get(dst) == Val::Unknown {
                state.refine(dst, Val::Settled);
            }
        }
    }
}
