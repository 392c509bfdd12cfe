//! A call of a function or class of another file, by its dotted name.

use super::calls::suppressed;
use crate::cfg::{CallArg, StepId, VarId};
use crate::syntax::ast::Constant;
use crate::typestate::evidence::{self, Effect, Given, paths};
use crate::typestate::handle::Following;
use crate::typestate::handle::outcome::{Called, Outcome, quiet};
use crate::typestate::state::exceptions::{self, Raised};
use crate::typestate::state::values::Val;
use crate::typestate::state::{State, Status};

impl Following<'_, '_> {
    pub(super) fn call_path(
        &self,
        step: StepId,
        dst: VarId,
        (func, args): Called<'_>,
        path: &str,
        mut state: State,
    ) -> Outcome {
        if let Some((handle, acquire)) = self.context.catalogue.acquired_by(path) {
            return self.acquire_by(step, (dst, func), args, (handle, acquire), state);
        }
        if self.context.catalogue.is_release_call(path) || self.shows(path) {
            if self.shows(path) || self.releases(path, args, &state) {
                state.found_again();
                self.release(&mut state, step);
            }
            return quiet(state);
        }
        if self.is_part_of_current(path) && !matches!(state.status, Status::Waiting) {
            state.found_again();
            self.bind(&mut state, dst, Val::Tracked, step);
            return quiet(state);
        }
        if let Some(outcome) = self.exists(step, (dst, args), path, &state) {
            return outcome;
        }
        if evidence::never_returns(path) {
            return Outcome {
                returns: Vec::new(),
                raises: None,
            };
        }
        let first = args.first().map_or(Val::Unknown, |arg| state.get(arg.var));
        let gives = |arg: &CallArg| state.get(arg.var).gives_tracked();
        let special = match (path, &first) {
            ("contextlib.closing" | "contextlib.aclosing", Val::Tracked) => Some(Val::Closing),
            // The same path in other words.
            (_, Val::Tracked) if self.given() == Given::Path && paths::rewrites_path(path) => {
                Some(Val::Tracked)
            }
            ("contextlib.nullcontext", Val::Tracked) => Some(Val::Lending),
            ("functools.partial", _) if args.iter().any(gives) => Some(Val::Holds),
            // Of another handle: its `with` gives it as well.
            (
                "contextlib.closing" | "contextlib.aclosing" | "contextlib.nullcontext",
                Val::Object { certain: true, .. },
            ) => Some(first.clone()),
            ("builtins.getattr", Val::Path(module)) => self.member_or(module, args, &state),
            ("typing.cast" | "typing_extensions.cast", _) => {
                args.get(1).map(|arg| state.get(arg.var))
            }
            ("contextlib.suppress" | "pytest.raises", _) => Some(suppressed(args, &state)),
            ("builtins.isinstance", Val::Tracked) if self.is_no_text(args, &state) => {
                Some(Val::Constant(Constant::Bool(false)))
            }
            ("builtins.hasattr", Val::Tracked) if self.has_member(args, &state) => {
                Some(Val::Constant(Constant::Bool(true)))
            }
            _ if let Some(module) = evidence::module_given_by(path) => {
                Some(Val::object(module, None))
            }
            _ if paths::makes_path(path) => Some(Val::object(paths::PATH, None)),
            ("builtins.len", whole) if whole.is_full() => Some(Val::Length),
            ("builtins.range", _) if self.are_all_places(args, &state) => Some(Val::Places),
            ("builtins.reversed" | "builtins.list", Val::Places) => Some(Val::Places),
            _ if evidence::gathers(path) && holds_it(args, &state) => Some(Val::Holds),
            _ if exceptions::is_builtin(path.trim_start_matches("builtins.")) => {
                Some(Val::object(path, None))
            }
            ("builtins.list" | "builtins.dict" | "builtins.set", _) if args.is_empty() => {
                Some(Val::Fresh)
            }
            _ => None,
        };
        if let Some(val) = special {
            self.bind(&mut state, dst, val, step);
            return quiet(state);
        }
        if path == "asyncio.wait" && args.iter().any(gives) && self.waits_for_some(dst) {
            let raises = Some(self.raising(step, state.clone(), Raised::Any));
            self.bind(&mut state, dst, Val::Holds, step);
            return Outcome {
                returns: vec![state],
                raises,
            };
        }
        let last = path.rsplit('.').next().unwrap_or(path);
        let effect = match self.is_own_release(last) {
            true => Effect::TakesOver,
            false => evidence::of_function(path, self.given()),
        };
        let holds = |arg: &CallArg| state.get(arg.var).holds_tracked();
        if path == "builtins.print" && self.given() == Given::Path && args.iter().any(holds) {
            self.lent.borrow_mut().insert(step);
        }
        if evidence::reads_to_the_end(path) && self.is_read_out(args, &state) {
            return self.read_out(step, dst, state);
        }
        if evidence::runs_to_the_end(path) && self.is_run_out(args, &state) {
            return self.run_out(step, dst, state);
        }
        if evidence::reads(path) {
            args.iter().for_each(|arg| self.used(&state, arg.var, step));
        }
        if effect == Effect::TakesOver
            && evidence::only_wraps(path)
            && self.is_wrapped(args, &state)
        {
            return self.wrap(step, dst, state);
        }
        let certain = evidence::is_constructor(last);
        let result = Val::Object {
            class: path.into(),
            made: Some(step),
            certain,
        };
        let mut outcome = self.unknown_call(step, (dst, args), effect, Some(result), state);
        let has_default = path == "builtins.getattr" && args.len() == 3;
        if has_default || evidence::is_quiet(path) {
            outcome.raises = None;
        }
        outcome
    }
}

fn holds_it(args: &[CallArg], state: &State) -> bool {
    args.iter().any(|arg| state.get(arg.var).is_full())
}
