//! A call of what cannot be seen: it is judged by evidence.

use crate::cfg::{CallArg, StepId, VarId};
use crate::resources::Handle;
use crate::typestate::evidence::{self, Effect};
use crate::typestate::handle::Following;
use crate::typestate::handle::outcome::{Called, Outcome};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State, Status};

impl Following<'_, '_> {
    /// Whether a call is given the handle itself, and the handle is something open that nobody else has.
    pub(super) fn is_wrapped(&self, args: &[CallArg], state: &State) -> bool {
        let is_open = |it: &Handle| !it.by_path && !it.used_up && !it.to_keep && !it.kept_by_parts;
        let is_it = |arg: &CallArg| matches!(state.get(arg.var), Val::Tracked | Val::Wrapper);
        state.status == Status::Open
            && self.acquired_handle().is_some_and(is_open)
            && args.iter().any(is_it)
    }

    /// A class of others makes an object around the handle: whoever has the object has the handle, and nobody has
    /// it once the object is dropped.
    pub(super) fn wrap(&self, step: StepId, dst: VarId, mut state: State) -> Outcome {
        self.lent.borrow_mut().insert(step);
        // Whoever takes it over has it from the call on, even if the call raises.
        let mut raises = state.clone();
        raises.hand_over(Handover::Argument, step);
        let raises = self.raising(step, raises, Raised::Any);
        self.bind(&mut state, dst, Val::Wrapper, step);
        Outcome {
            returns: vec![state],
            raises: Some(raises),
        }
    }

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
            Val::Method { of, name, .. } => self.is_own_object(of) && self.is_own_method(name),
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
