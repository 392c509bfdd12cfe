//! The methods of the handle that is followed, and the questions that tell what has become of it.

use crate::cfg::{CallArg, StepId, Value, VarId};
use crate::resources::WithEffect;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::Given;
use crate::typestate::handle::Following;
use crate::typestate::handle::evaluate::written_name;
use crate::typestate::handle::outcome::{Called, Outcome, quiet};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State};

impl Following<'_, '_> {
    /// A method of the handle that is followed, if it is one that matters.
    pub(super) fn own_method(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        name: &str,
        state: &State,
    ) -> Option<Outcome> {
        let handle = self.acquired_handle()?;
        let mut state = state.clone();
        let with = handle.with == WithEffect::Releases;
        match name {
            "__exit__" | "__aexit__" if with => state.release(step),
            "__enter__" | "__aenter__" => self.bind(&mut state, dst, Val::Tracked, step),
            "detach" | "__await__" => state.hand_over(Handover::Argument, step),
            // The same path in other words; the same figure, in a window that its user closes.
            "encode" | "decode" | "strip" | "rstrip" if self.given() == Given::Path => {
                self.bind(&mut state, dst, Val::Tracked, step);
            }
            _ if self.shows(name) => state.release(step),
            "__index__" => self.bind(&mut state, dst, Val::Tracked, step),
            _ if args.is_empty() && handle.release_by_reading.iter().any(|it| it == name) => {
                return Some(self.read_out(step, dst, state));
            }
            _ if handle.release_if_true.iter().any(|it| it == name) => {
                let [open, over] = [false, true].map(|it| Val::Constant(Constant::Bool(it)));
                return Some(self.told_by_answer((step, dst), state, open, over));
            }
            _ if handle.release_unless_none.iter().any(|it| it == name) => {
                let none = Val::Constant(Constant::None);
                return Some(self.told_by_answer((step, dst), state, none, Val::NotNone));
            }
            _ => return None,
        }
        Some(quiet(state))
    }

    /// A method that reads the handle to its end and so releases it, unless it raises.
    pub(super) fn read_out(&self, step: StepId, dst: VarId, mut state: State) -> Outcome {
        let raises = Some(self.raising(step, state.clone(), Raised::Any));
        state.release(step);
        self.bind(&mut state, dst, Val::Unknown, step);
        Outcome {
            returns: vec![state],
            raises,
        }
    }

    /// A function that asks the handle for all its items: when it has given the last, or has raised, it
    /// is done.
    pub(super) fn run_out(&self, step: StepId, dst: VarId, mut state: State) -> Outcome {
        state.release(step);
        let raises = Some(self.raising(step, state.clone(), Raised::Any));
        self.bind(&mut state, dst, Val::Unknown, step);
        Outcome {
            returns: vec![state],
            raises,
        }
    }

    /// Whether what a variable waits for are the first of several tasks, or those that are done in time:
    /// `asyncio.wait(tasks, timeout=5)`.
    pub(super) fn waits_for_some(&self, awaited: VarId) -> bool {
        let cfg = self.context.cfg();
        let is_some =
            |arg: &CallArg| matches!(arg.keyword.as_deref(), Some("return_when" | "timeout"));
        // Of one that has a name it is asked by that whether it is done.
        self.repeats
            && cfg.given(awaited).any(|value| match value {
                Value::Call { func, args } => {
                    written_name(cfg, *func) == Some("wait") && args.iter().any(is_some)
                }
                _ => false,
            })
    }

    /// What was waited for is done, or it is among what is pending: `done, pending = await asyncio.wait(…)`.
    pub(super) fn done_or_pending(&self, (step, dst): (StepId, VarId), state: State) -> Outcome {
        let raises = Some(self.raising(step, state.clone(), Raised::Any));
        let (mut done, mut pending) = (state.clone(), state);
        done.release(step);
        self.bind(&mut done, dst, Val::Unknown, step);
        let both = Val::tuple([Val::Unknown, Val::Holds].into_iter());
        self.bind(&mut pending, dst, both, step);
        Outcome {
            returns: vec![pending, done],
            raises,
        }
    }

    /// Asking whether a path is there: where it is not, there is nothing to remove.
    pub(super) fn exists(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        path: &str,
        state: &State,
    ) -> Option<Outcome> {
        let asks = matches!(
            path,
            "os.path.exists" | "os.path.lexists" | "os.path.isfile" | "os.path.isdir"
        );
        let ours = args
            .first()
            .is_some_and(|arg| state.get(arg.var).holds_tracked());
        if !asks || !ours || self.given() != Given::Path {
            return None;
        }
        let there = Val::Constant(Constant::Bool(true));
        let gone = Val::Constant(Constant::Bool(false));
        Some(self.told_by_answer((step, dst), state.clone(), there, gone))
    }

    /// A call whose answer tells whether the handle is still open or has been released.
    fn told_by_answer(
        &self,
        (step, dst): (StepId, VarId),
        state: State,
        if_open: Val,
        if_released: Val,
    ) -> Outcome {
        self.tells(dst);
        let (mut open, mut released) = (state.clone(), state);
        released.release(step);
        self.bind(&mut open, dst, if_open, step);
        self.bind(&mut released, dst, if_released, step);
        Outcome {
            returns: vec![open, released],
            raises: None,
        }
    }
}
