//! What a `with` does when it is entered and left.

use crate::cfg::{Catches, EndFinally, StepId, VarId, Why};
use crate::dataflow::Edge;
use crate::resources::WithEffect;
use crate::typestate::evidence;
use crate::typestate::handle::Following;
use crate::typestate::handle::outcome::{Called, Outcome, Ways, quiet};
use crate::typestate::state::exceptions::{Caught, Raised};
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, State};

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
            Val::Stack(_) => (val.clone(), true),
            Val::Object { class, .. } => {
                let functions = self.context.functions();
                let method = functions.method(class, "__enter__", self.context.module);
                let known = self.context.catalogue.of_class(class).is_some()
                    || evidence::is_quiet(class)
                    || method.is_some_and(|id| functions.is_quiet(id, self.context.module));
                (val.clone(), known)
            }
            Val::Suppress(_) | Val::Wrapper => (Val::Unknown, true),
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
            Val::Closing | Val::Stack(_) | Val::Derived | Val::Wrapper => true,
            _ => self.is_its_maker(manager),
        };
        if releases {
            state.release(step);
        }
    }

    /// A method of an exit stack that changes what the stack will release.
    pub(super) fn stack_method(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        (stack, name): (&Val, &str),
        state: &State,
    ) -> Option<Outcome> {
        let (class, made, filled) = match stack {
            Val::Stack(made) => (evidence::EXIT_STACK, *made, true),
            Val::Object {
                class,
                made: Some(made),
                ..
            } if evidence::is_exit_stack(class) => (&**class, *made, false),
            _ => return None,
        };
        let mut state = state.clone();
        let given = args.iter().any(|arg| state.get(arg.var).gives_tracked());
        let val = match () {
            () if name == "pop_all" => {
                state.replace(stack, &Val::object(class, Some(made)));
                match filled {
                    true => Val::Stack(step),
                    false => Val::object(class, Some(step)),
                }
            }
            () if !evidence::fills_stack(name) => return None,
            () if given => {
                state.replace(stack, &Val::Stack(made));
                Val::Tracked
            }
            // What it is given comes back.
            () => args.first().map_or(Val::Unknown, |arg| state.get(arg.var)),
        };
        self.bind(&mut state, dst, val, step);
        Some(quiet(state))
    }

    /// Where control goes on after a `finally` or a `with`, by why it came.
    pub(super) fn end_finally(&self, end: &EndFinally, mut state: State) -> Ways {
        let Some((why, completion)) = state.pending.pop() else {
            return Vec::new();
        };
        state.completion = completion;
        let quieted = state.clone();
        let swallowed = match (&state.completion, end.manager.map(|it| state.get(it))) {
            (Completion::Raise(step, raised), Some(Val::Suppress(names))) => {
                let (step, raised) = (*step, raised.clone());
                let catches = Catches::Types(names.to_vec());
                let caught = raised.caught_by(&catches, self.context.module);
                match self.passes(&mut state, (step, &raised), (&catches, caught)) {
                    Some(_) if caught == Caught::Yes => Caught::Maybe,
                    _ => caught,
                }
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
            let mut quieted = quieted;
            quieted.completion = Completion::Normal;
            ways.push((end.normal, Edge::Next, quieted));
        }
        if swallowed != Caught::Yes {
            ways.extend(to.map(|to| (to, edge, state)));
        }
        ways
    }
}
