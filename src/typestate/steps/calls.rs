//! What a call does: acquires, releases, takes over, or only uses.

use crate::cfg::{CallArg, StepId, VarId};
use crate::resources::{Acquire, Form};
use crate::syntax::ast::Constant;
use crate::typestate::evidence::paths;
use crate::typestate::evidence::{self, Effect};
use crate::typestate::handle::Following;
use crate::typestate::handle::evaluate::written_name;
use crate::typestate::handle::outcome::{Outcome, quiet};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, State};
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
        let callee = val.clone();
        let runs_out = self.runs_out(&val, (step, func), args, &state);
        let mut outcome = self.called(step, dst, (func, args), val, state);
        if let Some(raises) = &mut outcome.raises
            && let Completion::Raise(_, raised @ Raised::Any) = &mut raises.completion
        {
            *raised = self.usually_raised(&callee);
        }
        if let Some(raises) = &mut outcome.raises
            && let Completion::Raise(_, raised @ (Raised::Any | Raised::Usual(_))) =
                &mut raises.completion
            && may_be_over
        {
            // The other side has ended the connection.
            *raised = Raised::Below(Rc::new(["OSError".to_owned()]));
        }
        if is_release && !outcome.returns.is_empty() {
            outcome.raises = runs_out;
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
            // What is nothing has no such method.
            Val::Method { of, base, name }
                if *of == Val::Constant(Constant::None)
                    && !name.starts_with("__")
                    && self.is_only_here(base) =>
            {
                let raised = Raised::of_class("AttributeError", self.context.module);
                Outcome {
                    returns: Vec::new(),
                    raises: Some(self.raising(step, state, raised)),
                }
            }
            // An object that is called, such as what `sessionmaker()` gives.
            Val::Object { class, .. }
                if let Some(known) = self.context.catalogue.acquired_by_call_of(&class) =>
            {
                self.acquire_by(step, (dst, func), args, known, state)
            }
            Val::Method { of, name, .. }
                if let Some(class) = self.held(&of, &name)
                    && let Some(known) = self.context.catalogue.acquired_by_call_of(&class) =>
            {
                self.acquire_by(step, (dst, func), args, known, state)
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

    fn call_method(
        &self,
        step: StepId,
        dst: VarId,
        args: &[CallArg],
        (of, base, name): (&Rc<Val>, VarId, &str),
        mut state: State,
    ) -> Outcome {
        if **of == Val::Wrapper && evidence::launches(name) {
            state.hand_over(Handover::Argument, step);
        }
        if evidence::releases(name) && self.is_its_maker(base) {
            state.release(step);
            return quiet(state);
        }
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
            Val::Method { of, name, .. } => self.held(of, name).unwrap_or_else(|| "".into()),
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
                let bases = self.context.module.imported_bases(&class);
                let class = if is_hidden { "" } else { &class };
                let catalogue = self.context.catalogue;
                (catalogue.acquired_by_method(class, receiver, name))
                    .or_else(|| catalogue.acquired_by_inherited(&bases, name))
            }
        };
        // A lock is followed only by the way it is written, see `locks`; what an object has in an attribute is
        // the object's already.
        let is_owned = |acquire: &Acquire| {
            acquire.form == Form::Receiver && matches!(**of, Val::Method { .. })
        };
        if let Some((handle, acquire)) = known
            && acquire.form != Form::Held
            && !is_owned(acquire)
        {
            return self.acquire_by(step, (dst, base), args, (handle, acquire), state);
        }
        if let Some(id) = method
            && let bound = (self.context.functions().is_of_class(id) || !by_class)
            && let Some(outcome) = self.call_known(step, (dst, args), (id, bound), None, &state)
        {
            return outcome;
        }
        let functions = self.context.functions();
        let is_quiet = method.is_some_and(|id| functions.is_quiet(id, self.context.module));
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
        if evidence::takes_out(name) && self.is_taken_out((base, args), &mut state) {
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
        let keeps = evidence::stores(name) || evidence::fills_stack(name);
        if keeps
            && args.iter().any(|arg| state.get(arg.var).gives_tracked())
            && self.keeps_among_own(&mut state, of, step)
        {
            self.bind(&mut state, dst, Val::Unknown, step);
            return quiet(state);
        }
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
}

/// The classes given to `suppress`.
pub(super) fn suppressed(args: &[CallArg], state: &State) -> Val {
    let names = args.iter().filter_map(|arg| match state.get(arg.var) {
        Val::Path(name) | Val::Definition(name) => Some(name.to_string()),
        _ => None,
    });
    Val::Suppress(names.collect())
}
