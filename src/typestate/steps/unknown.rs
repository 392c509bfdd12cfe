//! A call of what cannot be seen: it is judged by evidence.

use crate::cfg::{CallArg, StepId};
use crate::typestate::evidence::{self, Effect};
use crate::typestate::handle::Following;
use crate::typestate::handle::outcome::{Called, Outcome};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State};

impl Following<'_, '_> {
    /// A call that is judged by evidence; `result` is what it gives if it does not keep the handle.
    pub(super) fn unknown_call(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        effect: Effect,
        result: Option<Val>,
        mut state: State,
    ) -> Outcome {
        let lent = |arg: &CallArg| arg.keyword.as_deref().is_some_and(evidence::is_lent);
        let mut owned = args.iter().filter(|arg| !lent(arg));
        // Who is given a function that only uses it cannot release it.
        let given = owned.any(|arg| match state.get(arg.var) {
            Val::Closure => false,
            // Of a server that serves for ever nobody else has to let go.
            Val::Method { of, name, .. } => {
                effect == Effect::TakesOver
                    && of.gives_tracked()
                    && evidence::serves_for_ever(&name)
            }
            val => val.gives_tracked(),
        });
        let keeps = |val: Val| val != Val::Part && val.holds_tracked();
        let kept = args.iter().any(|arg| keeps(state.get(arg.var)));
        let shares = |val: Val| match &val {
            Val::Method { of, .. } => self.is_own_object(of),
            val => self.is_own_object(val),
        };
        if args.iter().any(|arg| shares(state.get(arg.var))) {
            state.share_object();
        }
        let effect = match effect {
            Effect::MayKeep if given && self.is_used_up() => Effect::TakesOver,
            // Whoever is given a function will call it.
            Effect::MayKeep if args.iter().any(|arg| self.is_partial(arg.var)) => Effect::TakesOver,
            effect => effect,
        };
        if effect == Effect::MayKeep && given {
            self.lent.borrow_mut().insert(step);
        }
        // Whoever takes it over has it from the call on, even if the call raises.
        match effect {
            Effect::TakesOver if given => state.hand_over(Handover::Argument, step),
            Effect::Registers if given => state.hand_over(Handover::Registered, step),
            _ => {}
        }
        let raises = self.raising(step, state.clone(), Raised::Any);
        let val = match effect {
            Effect::MayKeep if kept => Val::Derived,
            Effect::TakesOver if kept && !given => Val::Derived,
            _ => result.unwrap_or(Val::Unknown),
        };
        self.bind(&mut state, dst, val, step);
        Outcome {
            returns: vec![state],
            raises: Some(raises),
        }
    }
}
