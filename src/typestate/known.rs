//! A call of a function of the file: what its body does is what the call does.

use super::Following;
use super::calls::{Called, Outcome};
use super::exceptions::Raised;
use super::state::{Handover, State};
use super::summaries::{self, Becomes, FunctionId};
use super::values::Val;
use crate::cfg::StepId;
use crate::syntax::ast::Constant;

impl Following<'_, '_> {
    /// A function of this file whose body says what it does with the handle and what it gives; none
    /// if it says nothing. `made` is what the call gives if it is a class.
    pub(super) fn call_known(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        (id, bound): (FunctionId, bool),
        made: Option<&Val>,
        state: &State,
    ) -> Option<Outcome> {
        let summaries = self.context.summaries;
        let handed = args.iter().enumerate().find_map(|(position, arg)| {
            let given = state.get(arg.var) == Val::Tracked && !arg.starred;
            let place = (position, arg.keyword.as_deref());
            given.then(|| summaries.parameter(id, place, bound))
        });
        let given = match made {
            None => summaries.given(id, self.context),
            Some(_) => None,
        };
        let Some(param) = handed else {
            let given = given?;
            let it = summaries::acquired(&given, summaries.name(id), self.context.catalogue)?;
            let mut outcome = self.acquire(step, (dst, dst), it, state.clone());
            if given.or_none {
                let mut without = state.clone();
                let none = Val::Constant(Constant::None);
                self.bind(&mut without, dst, none, step);
                outcome.returns.push(without);
            }
            return Some(outcome);
        };
        let taken = summaries.taken(id, param?, self.acquired.get()?, self.context)?;
        let mut outcome = Outcome {
            returns: Vec::new(),
            raises: None,
        };
        // Kept on some ways and released on others: whose it is then cannot be told.
        let mixed = |ends: &[Becomes]| ends.len() > 1 && ends.contains(&Becomes::Kept);
        for becomes in &taken.returns {
            let mut state = state.clone();
            let val = match becomes {
                Becomes::Kept if mixed(&taken.returns) => continue,
                Becomes::Kept => made.cloned().unwrap_or(Val::Unknown),
                Becomes::Released => {
                    state.release(step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::Stored => {
                    state.hand_over(Handover::Kept, step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::HandedOver => {
                    state.hand_over(Handover::Argument, step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::Returned => Val::Tracked,
                Becomes::MaybeReturned => Val::Derived,
            };
            self.bind(&mut state, dst, val, step);
            outcome.returns.push(state);
        }
        // Whoever takes it over has it from the call on, even if the call raises.
        let raised = match taken.raises.iter().max() {
            _ if taken.raises.is_empty() => return Some(outcome),
            _ if taken.returns.contains(&Becomes::HandedOver) => Becomes::HandedOver,
            _ if taken.returns.contains(&Becomes::Stored) => Becomes::Stored,
            _ if taken.raises.contains(&Becomes::Kept) => Becomes::Kept,
            Some(becomes) => *becomes,
            None => Becomes::Kept,
        };
        let mut state = state.clone();
        match raised {
            Becomes::Released => state.release(step),
            Becomes::HandedOver => state.hand_over(Handover::Argument, step),
            Becomes::Stored => state.hand_over(Handover::Kept, step),
            Becomes::Kept | Becomes::Returned | Becomes::MaybeReturned => {}
        }
        outcome.raises = Some(self.raising(step, state, Raised::Any));
        Some(outcome)
    }
}
