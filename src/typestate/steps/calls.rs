//! What a call does: acquires, releases, takes over, or only uses.

use crate::cfg::{CallArg, StepId, VarId};
use crate::resources::Form;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::paths;
use crate::typestate::evidence::{self, Effect, Given};
use crate::typestate::handle::Following;
use crate::typestate::handle::evaluate::written_name;
use crate::typestate::handle::outcome::{Called, Outcome, quiet};
use crate::typestate::state::exceptions::{self, Raised};
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, State, Status};
use std::rc::Rc;

impl<'a> Following<'a, '_> {
    /// A call.
    pub(super) fn call(
        &self,
        step: StepId,
        dst: VarId,
        (func, args): (VarId, &Vec<CallArg>),
        state: State,
    ) -> Outcome {
        if let Some(outcome) = self.lock(step, dst, &state) {
            return outcome;
        }
        let mut state = state;
        if args.iter().any(|arg| self.is_taken_lock(arg.var)) {
            state.hand_over(Handover::Argument, step);
        }
        self.is_touched(&mut state, func, args);
        let val = state.get(func);
        // Exceptions out of a release are ignored, whatever it releases.
        // To shut down one way of a connection is none.
        let is_half = args.iter().any(|arg| arg.keyword.is_none());
        let is_release = match &val {
            Val::Method { name, .. } if &**name == "shutdown" && is_half => false,
            Val::Release => true,
            Val::Definition(name) | Val::Method { name, .. } => evidence::releases(name),
            Val::Path(path) => path.rsplit('.').next().is_some_and(evidence::releases),
            _ => evidence::releases(&self.context.cfg().var(func).name),
        };
        if let Some(outcome) = self.call_with_promise((step, dst), &val, args, &state) {
            return outcome;
        }
        let may_be_over =
            is_half && matches!(&val, Val::Method { name, .. } if &**name == "shutdown");
        let mut outcome = self.called(step, dst, (func, args), val, state);
        if let Some(raises) = &mut outcome.raises
            && let Completion::Raise(_, raised @ Raised::Any) = &mut raises.completion
            && may_be_over
        {
            // The other side has ended the connection.
            *raised = Raised::Below(Rc::new(["OSError".to_owned()]));
        }
        if is_release && !outcome.returns.is_empty() {
            outcome.raises = None;
        }
        if is_release {
            self.settle(&mut outcome, dst);
        }
        // What would have waited for a lock has not taken it.
        if let Some(raises) = &mut outcome.raises
            && args.iter().any(|arg| self.waits_for_the_lock(arg.var))
        {
            raises.not_acquired(dst);
        }
        outcome
    }

    fn called(
        &self,
        step: StepId,
        dst: VarId,
        (func, args): (VarId, &Vec<CallArg>),
        val: Val,
        state: State,
    ) -> Outcome {
        match val {
            Val::Path(path) => self.call_path(step, dst, (func, args), &path, state),
            Val::Release => {
                let mut state = state;
                let name = written_name(self.context.cfg(), func).unwrap_or_default();
                if !self.is_left_waiting(name, dst) {
                    self.release(&mut state, step);
                }
                quiet(state)
            }
            Val::Definition(name) => self.call_definition(step, dst, args, &name, state),
            Val::Method { of, base, name } => {
                self.call_method(step, dst, args, (&of, base, &name), state)
            }
            _ => {
                let name = &self.context.cfg().var(func).name;
                let effect = if evidence::names_a_class(name) {
                    Effect::TakesOver
                } else {
                    Effect::MayKeep
                };
                self.unknown_call(step, (dst, args), effect, None, state)
            }
        }
    }

    fn call_path(
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

    fn call_method(
        &self,
        step: StepId,
        dst: VarId,
        args: &[CallArg],
        (of, base, name): (&Rc<Val>, VarId, &str),
        mut state: State,
    ) -> Outcome {
        let serves = **of == Val::Tracked && evidence::serves_for_ever(name);
        if serves || evidence::method_never_returns(name) {
            return Outcome {
                returns: Vec::new(),
                raises: None,
            };
        }
        self.used_by_method(&state, base, name, step);
        if let Some(outcome) = self.stack_method(step, (dst, args), (of, name), &state) {
            return outcome;
        }
        match &**of {
            Val::Tracked | Val::Derived => {
                if let Some(outcome) = self.own_method(step, (dst, args), name, &state) {
                    return outcome;
                }
            }
            Val::Fresh | Val::Holds | Val::Ends
                if evidence::of_method(name, self.given()) == Effect::TakesOver =>
            {
                let is_last = name == "append";
                let it = args.iter().any(|arg| state.get(arg.var).gives_tracked());
                match &**of {
                    _ if it && is_last => state.refine(base, Val::Ends),
                    Val::Fresh if !it => {}
                    _ => state.refine(base, Val::Holds),
                }
                return quiet(state);
            }
            Val::Holds | Val::Ends | Val::Fresh if name == "reverse" => return quiet(state),
            Val::Holds | Val::Ends | Val::Fresh
                if matches!(name, "keys" | "values" | "items" | "copy") =>
            {
                self.bind(&mut state, dst, (**of).clone(), step);
                return quiet(state);
            }
            Val::Holds | Val::Ends if matches!(name, "pop" | "popleft" | "popitem" | "get") => {
                return self.taken_out((step, dst), args, (of, base, name), state);
            }
            _ => {}
        }
        let by_class = matches!(&**of, Val::Definition(_));
        let class: Rc<str> = match &**of {
            Val::Object { class, .. } | Val::Definition(class) => class.clone(),
            Val::Tracked => self
                .acquired_handle()
                .map_or("", |handle| handle.class.as_str())
                .into(),
            _ => "".into(),
        };
        if let Some(attr) = self.kept_in(&state)
            && self.is_own_object(of)
            && let Some(handle) = self.acquired_handle()
            && (self.context.functions()).releases_own(
                (&class, name),
                attr,
                handle,
                self.context.module,
            )
        {
            state.release(step);
            return quiet(state);
        }
        let path = format!("{class}.{name}");
        let method = (self.context.functions()).method(&class, name, self.context.module);
        let receiver = written_name(self.context.cfg(), base).unwrap_or_default();
        let is_hidden = self.hides_a_module(of, &class);
        let known = match method {
            Some(_) if is_hidden => None,
            Some(_) => self.context.catalogue.acquired_by(&path),
            None => {
                let class = if is_hidden { "" } else { &class };
                (self.context.catalogue).acquired_by_method(class, receiver, name)
            }
        };
        // A lock is followed only by the way it is written, see `locks`.
        if let Some((handle, acquire)) = known
            && acquire.form != Form::Held
        {
            return self.acquire_by(step, (dst, base), args, (handle, acquire), state);
        }
        if let Some(id) = method
            && let bound = (self.context.functions().is_of_class(id) || !by_class)
            && let Some(outcome) = self.call_known(step, (dst, args), (id, bound), None, &state)
        {
            return outcome;
        }
        let is_quiet = method.is_some_and(|id| self.context.functions().is_quiet(id));
        if matches!(name, "assertRaises" | "assertRaisesRegex") {
            let expected = suppressed(args, &state);
            self.bind(&mut state, dst, expected, step);
            return quiet(state);
        }
        if self.gives_back(name, args, &state) {
            if !self.is_left_waiting(name, dst) {
                self.release(&mut state, step);
            }
            return quiet(state);
        }
        let given = args.first().map_or(Val::Unknown, |arg| state.get(arg.var));
        let result = if paths::is_path_member(&class, name) {
            Some((**of).clone())
        } else {
            paths::gives_paths(&path).then(|| Val::object(&path, None))
        };
        let effect = match (&**of, evidence::of_method(name, self.given())) {
            // The handle's own methods do not keep it beyond their call.
            (Val::Tracked, Effect::MayKeep) => Effect::Uses,
            (_, effect) => effect,
        };
        let lasts = |arg: &CallArg| match state.get(arg.var) {
            Val::Derived => true,
            Val::Method { of, .. } => of.gives_tracked(),
            _ => false,
        };
        if evidence::sets_up(name) && args.iter().any(lasts) {
            state.hand_over(Handover::Argument, step);
        }
        let is_default = matches!(name, "get" | "pop" | "setdefault")
            && args
                .get(1)
                .is_some_and(|arg| state.get(arg.var) == Val::Tracked);
        let result = match effect {
            _ if is_default => Some(Val::Tracked),
            _ if self.is_kept_by_parts() && **of == Val::Tracked => Some(Val::Tracked),
            _ if matches!(**of, Val::Tracked | Val::Part) && self.is_part(name) => Some(Val::Part),
            Effect::Registers if given.gives_tracked() => Some(Val::Tracked),
            _ => result,
        };
        let mut outcome = self.unknown_call(step, (dst, args), effect, result, state);
        let is_quiet = is_quiet || evidence::is_quiet_method(&class, name);
        if effect == Effect::Registers || is_quiet {
            outcome.raises = None;
        }
        outcome
    }

    /// Whether what is called like a module of the catalogue is a class or function of the file.
    fn hides_a_module(&self, of: &Val, class: &str) -> bool {
        let is_of_the_file =
            || matches!(of, Val::Definition(_)) || self.context.module.bases_of(class).is_some();
        self.context.catalogue.is_module(class) && is_of_the_file()
    }
}

fn holds_it(args: &[CallArg], state: &State) -> bool {
    args.iter().any(|arg| state.get(arg.var).is_full())
}

/// The classes given to `suppress`.
fn suppressed(args: &[CallArg], state: &State) -> Val {
    let names = args.iter().filter_map(|arg| match state.get(arg.var) {
        Val::Path(name) | Val::Definition(name) => Some(name.to_string()),
        _ => None,
    });
    Val::Suppress(names.collect())
}
