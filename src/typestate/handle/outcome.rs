//! How a step ends.

use crate::cfg::{BlockId, CallArg, VarId};
use crate::dataflow::Edge;
use crate::typestate::state::State;

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

/// What a step gives that returns and does not raise.
pub fn quiet(state: State) -> Outcome {
    Outcome {
        returns: vec![state],
        raises: None,
    }
}
