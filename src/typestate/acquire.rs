//! The call that acquires: by the catalogue, or by a function of the file that gives what it acquires.

use super::calls::{Outcome, quiet};
use super::exceptions::Raised;
use super::state::{Handover, State, Status};
use super::values::Val;
use super::{Acquired, Following, locks};
use crate::cfg::{CallArg, StepId, VarId};
use crate::resources::{Acquire, Form, Handle};
use crate::syntax::ast::Constant;

impl<'a> Following<'a, '_> {
    /// A step that takes a lock, or gives back the one that is followed.
    pub(super) fn lock(&self, step: StepId, dst: VarId, state: &State) -> Option<Outcome> {
        if let Some(taking) = self.locks.taking(step) {
            let (handle, acquire) = self.context.catalogue.acquired_by(locks::ACQUIRE)?;
            let it = acquired(handle, acquire);
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
            return Some(outcome);
        }
        let ours = &self.locks.taking(self.site)?.lock;
        let mut state = state.clone();
        (self.locks.releasing(step)? == ours).then(|| {
            state.release(step);
            quiet(state)
        })
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
        if holds_nothing(acquire, args, &state) {
            let raises = Some(self.raising(step, state.clone(), Raised::Any));
            let object = Val::object(&handle.class, Some(step));
            self.bind(&mut state, places.0, object, step);
            return Outcome {
                returns: vec![state],
                raises,
            };
        }
        if takes(acquire, args, &state) {
            state.hand_over(Handover::Wrapped, step);
        }
        self.acquire(step, places, acquired(handle, acquire), state)
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
        if step == self.site {
            self.acquired.set(Some(it));
            if state.status == Status::Waiting {
                let mut acquired = state.clone();
                acquired.status = Status::Open;
                self.give(&mut acquired, (dst, base), it.form, Val::Tracked, step);
                returns.push(acquired);
                if !self.repeats {
                    return Outcome { returns, raises };
                }
            }
        }
        self.give(&mut state, (dst, base), it.form, other, step);
        returns.push(state);
        Outcome { returns, raises }
    }

    /// Puts a new handle where its callable puts it.
    fn give(
        &self,
        state: &mut State,
        (dst, base): (VarId, VarId),
        form: Form,
        handle: Val,
        step: StepId,
    ) {
        let val = match form {
            Form::Returned => handle,
            Form::FirstOfTuple => Val::Tuple([handle, Val::Unknown].into()),
            Form::SecondOfTuple => Val::Tuple([Val::Unknown, handle].into()),
            Form::BothOfTuple => {
                let second = Val::Object {
                    class: "".into(),
                    made: None,
                    certain: true,
                };
                Val::Tuple([handle, second].into())
            }
            Form::Held => Val::Constant(Constant::Bool(true)),
            Form::Receiver => {
                let receiver = state.get(base);
                if handle == Val::Tracked && receiver != Val::Unknown {
                    state.replace(&receiver, &handle);
                }
                Val::Constant(Constant::None)
            }
        };
        self.bind(state, dst, val, step);
    }
}

/// What a callable of the catalogue gives.
fn acquired<'a>(handle: &'a Handle, acquire: &'a Acquire) -> Acquired<'a> {
    Acquired {
        handle,
        name: acquire.names.first().map_or("", String::as_str),
        form: acquire.form,
    }
}

/// Whether a callable holds nothing that has to be released: it works on what it is given, or on
/// memory.
fn holds_nothing(acquire: &Acquire, args: &[CallArg], state: &State) -> bool {
    let is_memory = |val: &Val| matches!(val, Val::Object { class, .. } if matches!(&**class, "io.BytesIO" | "io.StringIO"));
    let first = args
        .first()
        .is_some_and(|arg| is_memory(&state.get(arg.var)));
    first
        || args
            .iter()
            .any(|arg| arg.keyword.is_some() && arg.keyword == acquire.unless_given)
}

/// Whether a new handle owns the one it is made of, as a file owns its descriptor.
fn takes(acquire: &Acquire, args: &[CallArg], state: &State) -> bool {
    let Some(taken) = acquire.takes.and_then(|at| args.get(at)) else {
        return false;
    };
    let lent = args.iter().any(|arg| {
        arg.keyword.is_some()
            && arg.keyword == acquire.takes_unless_false
            && state.get(arg.var).truth() == Some(false)
    });
    !lent && state.get(taken.var).gives_tracked()
}
