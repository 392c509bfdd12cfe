//! Where an exception goes on: to the handlers that may catch it.

use crate::cfg::{BlockId, Catches, StepId, StepKind, Value};
use crate::dataflow::Edge;
use crate::typestate::handle::outcome::Ways;
use crate::typestate::handle::{Following, evaluate};
use crate::typestate::state::exceptions::{Caught, Raised};
use crate::typestate::state::{Completion, State, Status};

impl Following<'_, '_> {
    /// Whether a step may raise an `ImportError`. Approximation: while the handle is open, a call does
    /// only if its name says that it imports or loads.
    fn may_import(&self, step: StepId, raised: &Raised, state: &State) -> bool {
        let cfg = self.context.cfg();
        let StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } = &cfg.step(step).kind
        else {
            return true;
        };
        let name = evaluate::written_name(cfg, *func);
        let loads = |name: &str| name.contains("import") || name.contains("load");
        let acquired = matches!(state.status, Status::Open | Status::HandedOver(..));
        let is_any = matches!(raised, Raised::Any | Raised::Usual(_));
        !acquired || !is_any || name.is_none_or(loads)
    }

    /// Which handlers an exception may go to.
    pub(super) fn dispatch(
        &self,
        state: &State,
        handlers: &[(Catches, BlockId)],
        otherwise: BlockId,
    ) -> Ways {
        let Completion::Raise(step, raised) = state.completion.clone() else {
            return Vec::new();
        };
        let (mut ways, mut raised, mut state) = (Vec::new(), raised, state.clone());
        for (catches, handler) in handlers {
            let caught = match catches.is_of_imports() && !self.may_import(step, &raised, &state) {
                true => Caught::No,
                false => raised.caught_by(catches, self.context.module),
            };
            if caught != Caught::No {
                let mut here = state.clone();
                if caught == Caught::Maybe {
                    let raised = raised.clone().by(catches, self.context.module);
                    here.completion = Completion::Raise(step, raised);
                }
                ways.push((*handler, Edge::Next, here));
            }
            match self.passes(&mut state, (step, &raised), (catches, caught)) {
                Some(left) => raised = left,
                None => return ways,
            }
        }
        ways.push((otherwise, Edge::Raise, state));
        ways
    }

    /// What goes on once a handler has caught what it catches; none if that is all there may be. Where it has
    /// caught all that is usual, what goes on is unusual.
    pub(super) fn passes(
        &self,
        state: &mut State,
        (step, raised): (StepId, &Raised),
        (catches, caught): (&Catches, Caught),
    ) -> Option<Raised> {
        let module = self.context.module;
        let other = match caught {
            Caught::Yes => {
                let other = raised.unusual(catches, module)?;
                state.unusual = state.status == Status::Open;
                other
            }
            Caught::Maybe | Caught::No => raised.clone(),
        };
        let left = other.but(catches, module);
        state.completion = Completion::Raise(step, left.clone());
        Some(left)
    }
}
