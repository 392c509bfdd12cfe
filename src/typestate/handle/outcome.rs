//! How a step ends, and what every step does: it gives a variable a value, or raises.

use super::Following;
use crate::cfg::{BlockId, CallArg, Reach, StepId, VarId};
use crate::dataflow::Edge;
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, Loss, State, Status};

/// How a step can end.
pub struct Outcome {
    /// The states in which it returned; none if it never does.
    pub returns: Vec<State>,
    /// The state in which it raised, if it may.
    pub raises: Option<State>,
}

/// A variable of a call (what is called, or what gets the result), and the arguments.
pub type Called<'a> = (VarId, &'a [CallArg]);

/// Where control goes, and with what.
pub type Ways = Vec<(BlockId, Edge, State)>;

/// A step that returns and does not raise.
pub fn quiet(state: State) -> Outcome {
    Outcome {
        returns: vec![state],
        raises: None,
    }
}

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
            state.diverted = Some(step);
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
