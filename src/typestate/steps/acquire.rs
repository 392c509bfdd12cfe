//! The call that acquires: by the catalogue, or by a function of the file that gives what it acquires.

use crate::cfg::{CallArg, Step, StepId, StepKind, Value, VarId};
use crate::resources::{Acquire, Form, Handle};
use crate::syntax::ast::Constant;
use crate::typestate::evidence;
use crate::typestate::handle::evaluate::written_name;
use crate::typestate::handle::made_of::{MEMORY, holds_nothing, is_memory, takes};
use crate::typestate::handle::outcome::{Outcome, quiet};
use crate::typestate::handle::{Acquired, Following, Part};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State, Status};
use crate::typestate::written::locks;

impl<'a> Following<'a, '_> {
    /// A step that takes a lock, or gives back the one that is followed.
    pub(super) fn lock(&self, step: StepId, dst: VarId, state: &State) -> Option<Outcome> {
        if let Some(taking) = self.locks.taking(step) {
            let (handle, acquire) = self.context.catalogue.acquired_by(locks::ACQUIRE)?;
            let it = self.acquired_of(handle, acquire, &[], state);
            let mut outcome = self.acquire(step, (dst, dst), it, state.clone());
            if taking.may_fail {
                let mut without = state.clone();
                self.bind(
                    &mut without,
                    dst,
                    Val::Constant(Constant::Bool(false)),
                    step,
                );
                outcome.returns.push(without);
            }
            outcome.raises = None;
            // What has a method is not `None`.
            let vars = self.context.cfg().vars.iter();
            if let Some(at) = vars
                .map(|var| &var.name)
                .position(|name| *name == taking.lock)
            {
                let var = VarId(at as u32);
                for state in &mut outcome.returns {
                    if state.get(var) == Val::Unknown {
                        state.refine(var, Val::NotNone);
                    }
                }
            }
            return Some(outcome);
        }
        let ours = &self.locks.taking(self.site)?.lock;
        let mut state = state.clone();
        (self.locks.releasing(step)? == ours).then(|| {
            state.give_back_before(step);
            state.release(step);
            quiet(state)
        })
    }

    /// Whether a variable holds what a lock's `acquire` gave, which somebody awaits, or what waits for that.
    pub(super) fn waits_for_the_lock(&self, awaited: VarId) -> bool {
        // Where a parameter is followed, there is no such step.
        if self.locks.taking(self.site).is_none() {
            return false;
        }
        let cfg = self.context.cfg();
        let StepKind::Assign { dst: taken, .. } = &cfg.step(self.site).kind else {
            return false;
        };
        let has_it = |args: &[CallArg]| args.iter().any(|arg| arg.var == *taken);
        let waits = |value: &Value| matches!(value, Value::Call { args, .. } if has_it(args));
        awaited == *taken || cfg.given(awaited).any(waits)
    }

    /// Whether a variable names the lock that is followed: whoever gets it may give it back.
    pub(super) fn is_taken_lock(&self, var: VarId) -> bool {
        let taking = self.locks.taking(self.site);
        taking.is_some_and(|it| it.lock == self.context.cfg().var(var).name)
    }

    /// A callable of the catalogue.
    pub(super) fn acquire_by(
        &self,
        step: StepId,
        places: (VarId, VarId),
        args: &[CallArg],
        (handle, acquire): (&'a Handle, &'a Acquire),
        mut state: State,
    ) -> Outcome {
        let lent = acquire.unless_lent.as_ref();
        let is_lent = |arg: &CallArg| {
            let name = written_name(self.context.cfg(), arg.var).unwrap_or("");
            arg.keyword.is_some()
                && arg.keyword.as_ref() == lent
                && evidence::names_a_connection(name)
        };
        if args.iter().any(is_lent)
            || self.becomes_a_stream(handle)
            || (acquire.unless_made_for_others && self.is_made_for_others(args, &state))
            || (handle.by_path && self.is_in_a_folder_of_others(acquire, args, &state))
            || holds_nothing(acquire, args, &state)
            || self.works_on_a_handle(acquire, args, &state)
        {
            let raises = Some(self.raising(step, state.clone(), Raised::Any));
            let first = args.first().map(|arg| state.get(arg.var));
            let class = match first {
                Some(val) if is_memory(&val) => MEMORY,
                _ => &handle.class,
            };
            let object = Val::object(class, Some(step));
            self.bind(&mut state, places.0, object, step);
            return Outcome {
                returns: vec![state],
                raises,
            };
        }
        let before = state.clone();
        let used_up =
            self.is_used_up() && args.iter().any(|arg| state.get(arg.var).gives_tracked());
        let wraps = takes(acquire, args, &state);
        let is_given = |arg: &CallArg| {
            arg.keyword.is_some()
                && arg.keyword == acquire.takes_given
                && state.get(arg.var).gives_tracked()
        };
        let wraps = wraps || args.iter().any(is_given);
        if used_up || wraps {
            state.hand_over(Handover::Wrapped, step);
        }
        let it = self.acquired_of(handle, acquire, args, &state);
        let mut outcome = self.acquire(step, places, it, state);
        // A file that is not made has not taken its descriptor. With what is written out it is always made, or
        // never.
        let others = args.get(1..).unwrap_or_default();
        if wraps
            && acquire.takes_unless_false.is_some()
            && !self.are_constants(others, std::slice::from_ref(&before))
        {
            outcome.raises = Some(self.raising(step, before, Raised::Any));
        }
        if let Some(named) = args.first().filter(|_| opens_a_name(acquire)) {
            self.has_a_name(&mut outcome, named.var);
        }
        outcome
    }

    /// What a callable of the catalogue gives.
    fn acquired_of(
        &self,
        handle: &'a Handle,
        acquire: &'a Acquire,
        args: &[CallArg],
        state: &State,
    ) -> Acquired<'a> {
        let given = |keyword: &str| {
            let arg = (args.iter()).find(|arg| arg.keyword.as_deref() == Some(keyword))?;
            Some(state.get(arg.var))
        };
        let wanted = acquire
            .also_if_false
            .as_deref()
            .is_none_or(|keyword| given(keyword).is_some_and(|value| value.truth() == Some(false)));
        let is_there = |path: &String| {
            let is_it =
                |arg: &CallArg| matches!(state.get(arg.var), Val::Path(it) if *it == **path);
            args.iter().any(|arg| arg.keyword.is_some() && is_it(arg))
        };
        let wanted = wanted && acquire.also_if_value.as_ref().is_none_or(is_there);
        let is_anothers = self.is_in_a_folder_of_others(acquire, args, state);
        let also = acquire.also.as_deref().filter(|_| wanted && !is_anothers);
        let sibling = match acquire.form {
            Form::BothOfTuple => Some(handle),
            _ => also.and_then(|class| self.context.catalogue.of_class(class)),
        };
        Acquired {
            handle,
            name: acquire.names.first().map_or("", String::as_str),
            form: acquire.form,
            sibling,
            silent: acquire.silent,
            awaited: acquire.awaited,
            ends_with_maker: acquire.ends_with_maker,
            or_none: false,
        }
    }

    /// A call that is given what still has to be awaited: it waits for it, or whoever it gives it to
    /// will have the handle.
    pub(super) fn call_with_promise(
        &self,
        (step, dst): (StepId, VarId),
        callee: &Val,
        args: &[CallArg],
        state: &State,
    ) -> Option<Outcome> {
        let promise = args.iter().find(|arg| self.is_promise(arg.var, state))?;
        let waits = match callee {
            Val::Path(name) | Val::Method { name, .. } => evidence::waits_for(name),
            _ => false,
        };
        let mut state = state.clone();
        let promised = state.get(promise.var);
        let val = match waits {
            true => promised,
            false => Val::Unknown,
        };
        if !waits {
            state.not_acquired(promise.var);
        }
        let mut raises = state.clone();
        raises.not_acquired(promise.var);
        let raises = Some(self.raising(step, raises, Raised::Any));
        self.bind(&mut state, dst, val, step);
        Some(Outcome {
            returns: vec![state],
            raises,
        })
    }

    /// Whether a variable holds what was acquired and has not been awaited yet.
    pub(super) fn is_promise(&self, var: VarId, state: &State) -> bool {
        let cfg = self.context.cfg();
        let is_copy = |dst| {
            let mut given = cfg.given(var);
            let only = (given.next(), given.next());
            matches!(only, (Some(Value::Copy(from)), None) if *from == dst)
        };
        let is_made_there = || {
            let made = cfg.step(self.site).kind.gives();
            made.is_some_and(|dst| dst == var || is_copy(dst))
        };
        let awaited = self.acquired.get().is_some_and(|it| it.awaited);
        awaited && is_made_there() && state.get(var).gives_tracked()
    }

    /// Acquires, if this is the step that is followed; another handle is only a value.
    pub(super) fn acquire(
        &self,
        step: StepId,
        (dst, base): (VarId, VarId),
        it: Acquired<'a>,
        mut state: State,
    ) -> Outcome {
        let raises = Some(self.raising(step, state.clone(), Raised::Any));
        let other = Val::object(&it.handle.class, Some(step));
        let mut returns = Vec::new();
        let it = match self.part {
            Part::Second if step == self.site => second_of(it),
            _ => Some(it),
        };
        let Some(it) = it else {
            self.bind(&mut state, dst, other, step);
            return Outcome {
                returns: vec![state],
                raises,
            };
        };
        if step == self.site {
            self.acquired.set(Some(it));
            if state.status == Status::Waiting {
                self.keep_guards(&state);
                let mut acquired = state.clone();
                acquired.status = Status::Open;
                self.give(&mut acquired, (dst, base), it, Val::Tracked, step);
                returns.push(acquired);
                if !self.repeats {
                    return Outcome { returns, raises };
                }
            }
        }
        self.give(&mut state, (dst, base), it, other, step);
        returns.push(state);
        Outcome { returns, raises }
    }

    /// Puts a new handle where its callable puts it.
    fn give(
        &self,
        state: &mut State,
        (dst, base): (VarId, VarId),
        it: Acquired<'a>,
        handle: Val,
        step: StepId,
    ) {
        let sibling = it.sibling.map_or(Val::Unknown, |other| Val::Object {
            class: other.class.as_str().into(),
            made: None,
            certain: true,
        });
        let val = match it.form {
            Form::Returned => handle,
            Form::FirstOfTuple if handle == Val::Tracked && it.handle.kept_by_parts => {
                Val::Tuple([handle.clone(), handle].into())
            }
            Form::FirstOfTuple | Form::BothOfTuple => Val::Tuple([handle, sibling].into()),
            Form::SecondOfTuple => Val::Tuple([sibling, handle].into()),
            Form::Held => Val::Constant(Constant::Bool(true)),
            Form::Receiver => {
                let receiver = state.get(base);
                if handle == Val::Tracked && receiver != Val::Unknown {
                    state.replace(&receiver, &handle);
                    if self.is_stored_where_made(&receiver) {
                        state.hand_over(Handover::Attribute, step);
                    }
                }
                Val::Constant(Constant::None)
            }
        };
        self.bind(state, dst, val, step);
    }

    /// Whether an object was put into an attribute as it was made: `self.client = client = Client()`.
    fn is_stored_where_made(&self, object: &Val) -> bool {
        let Val::Object {
            made: Some(made), ..
        } = object
        else {
            return false;
        };
        let cfg = self.context.cfg();
        let StepKind::Assign { dst: new, .. } = cfg.step(*made).kind else {
            return false;
        };
        let stores =
            |step: &Step| matches!(step.kind, StepKind::StoreAttr { value, .. } if value == new);
        cfg.steps.iter().any(stores)
    }
}

/// The second handle of a call, as what is followed.
fn second_of(it: Acquired<'_>) -> Option<Acquired<'_>> {
    let form = match it.form {
        Form::FirstOfTuple | Form::BothOfTuple => Form::SecondOfTuple,
        form => form,
    };
    Some(Acquired {
        handle: it.sibling?,
        sibling: Some(it.handle),
        form,
        ..it
    })
}

/// Whether a callable is given a name first, and opens what has it.
fn opens_a_name(acquire: &Acquire) -> bool {
    let name = acquire.names.first();
    name.is_some_and(|it| it.rsplit('.').next() == Some("open"))
}
