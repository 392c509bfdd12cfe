//! A call of a function of the file: what its body does is what the call does.

use crate::cfg::{CallArg, StepId, VarId};
use crate::resources::Form;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::{self, Effect};
use crate::typestate::handle::context::Becomes;
use crate::typestate::handle::outcome::{Called, Outcome, quiet};
use crate::typestate::handle::{Acquired, Following, Part};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State};
use crate::typestate::written::functions::FunctionId;

impl<'a> Following<'a, '_> {
    /// A function or class of this file. A class takes over what it is given.
    pub(super) fn call_definition(
        &self,
        step: StepId,
        dst: VarId,
        args: &[CallArg],
        name: &str,
        mut state: State,
    ) -> Outcome {
        if self.shows(name) {
            state.found_again();
            self.release(&mut state, step);
            return quiet(state);
        }
        let is_class = self.context.module.bases_of(name).is_some();
        if is_class
            && matches!(
                Raised::of_class(name, self.context.module),
                Raised::Class(_)
            )
        {
            self.bind(&mut state, dst, Val::object(name, None), step);
            return quiet(state);
        }
        if step == self.site
            && is_class
            && let Some(handle) = self.context.owner(name)
        {
            return match self.context.inherited(name) {
                Some((_, acquire)) => {
                    self.acquire_by(step, (dst, dst), args, (handle, acquire), state)
                }
                None => {
                    let it = Acquired::here(handle, &handle.class, Form::Returned);
                    self.acquire(step, (dst, dst), it, state)
                }
            };
        }
        let (id, result) = match is_class {
            true => {
                let id = self
                    .context
                    .functions()
                    .method(name, "__init__", self.context.module);
                (id, Some(Val::object(name, Some(step))))
            }
            false => (self.context.functions().function(name), None),
        };
        if let Some(id) = id
            && let Some(outcome) =
                self.call_known(step, (dst, args), (id, is_class), result.as_ref(), &state)
        {
            return outcome;
        }
        let same = id.and_then(|id| {
            let param = self.context.functions().identity(id)?;
            args.iter().enumerate().find(|(position, arg)| {
                let place = (*position, arg.keyword.as_deref());
                self.context.functions().parameter(id, place, is_class) == Some(param)
            })
        });
        if let Some((_, arg)) = same.filter(|_| !is_class) {
            let val = state.get(arg.var);
            self.bind(&mut state, dst, val, step);
            return quiet(state);
        }
        let is_quiet = id.is_some_and(|id| {
            (!is_class || self.context.module.is_all_here(name))
                && self.context.functions().is_quiet(id, self.context.module)
        });
        let is_generator = id.is_some_and(|id| self.context.functions().cfg(id).is_generator);
        let (effect, result) = match is_class {
            // It has what it is given until it has been asked for everything.
            false if is_generator => (Effect::TakesOver, None),
            true => (Effect::TakesOver, Some(Val::object(name, Some(step)))),
            false => (Effect::MayKeep, None),
        };
        let mut outcome = self.unknown_call(step, (dst, args), effect, result, state);
        // Calling a generator function runs nothing of it.
        if is_quiet || is_generator {
            outcome.raises = None;
        }
        if is_quiet {
            self.settle(&mut outcome, dst);
        }
        outcome
    }

    /// The coroutine that a call of an asynchronous function makes, unless it gives a resource.
    fn coroutine_of(&self, id: FunctionId) -> Option<Acquired<'a>> {
        let summaries = self.context.summaries;
        let plain = self.context.functions().makes_coroutine(id)
            && summaries.given(id, self.context).is_none();
        let handle = self.context.catalogue.of_class(evidence::COROUTINE)?;
        plain.then(|| Acquired::here(handle, self.context.functions().name(id), Form::Returned))
    }

    /// The generator that a call of a function makes, if it holds something between two items.
    fn generator_of(&self, id: FunctionId) -> Option<Acquired<'a>> {
        let summaries = self.context.summaries;
        let handle = self.context.catalogue.of_class(evidence::GENERATOR)?;
        let holds = summaries.holds_between_items(id, self.context);
        holds.then(|| Acquired::here(handle, self.context.functions().name(id), Form::Returned))
    }

    /// A function of this file whose body says what it does with the handle and what it gives; none
    /// if it says nothing. `made` is what the call gives if it is a class.
    pub(super) fn call_known(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        (id, bound): (FunctionId, bool),
        made: Option<&Val>,
        state: &State,
    ) -> Option<Outcome> {
        let summaries = self.context.summaries;
        let handed = args.iter().enumerate().find_map(|(position, arg)| {
            let part = match state.get(arg.var) {
                _ if arg.starred => None,
                Val::Tracked => Some(Part::First),
                val => val.is_full().then_some(Part::Among),
            };
            let place = (position, arg.keyword.as_deref());
            let param = || self.context.functions().parameter(id, place, bound);
            part.map(|part| param().map(|param| (param, part)))
        });
        if step == self.site
            && made.is_none()
            && let Some(it) = (self.coroutine_of(id)).or_else(|| self.generator_of(id))
        {
            return Some(self.acquire(step, (dst, dst), it, state.clone()));
        }
        let given = match made {
            None => summaries.given(id, self.context),
            Some(_) => None,
        };
        let Some(param) = handed else {
            let given = given?;
            let handle = self.context.handle_of(&given.class)?;
            let it = Acquired {
                or_none: given.or_none,
                ..Acquired::here(handle, self.context.functions().name(id), given.form)
            };
            let mut outcome = self.acquire(step, (dst, dst), it, state.clone());
            if given.or_none {
                let mut without = state.clone();
                let none = Val::Constant(Constant::None);
                let without_it = match given.form {
                    Form::Returned => none,
                    _ => Val::tuple([none, Val::Unknown].into_iter()),
                };
                self.bind(&mut without, dst, without_it, step);
                outcome.returns.push(without);
            }
            return Some(outcome);
        };
        let Some((param, part)) = param else {
            // Among others, for whatever the function gives them to: `**options`.
            let effect = Effect::TakesOver;
            let made = made.cloned();
            return Some(self.unknown_call(step, (dst, args), effect, made, state.clone()));
        };
        let taken = summaries.taken(id, (param, part), self.acquired.get()?, self.context)?;
        let mut outcome = Outcome {
            returns: Vec::new(),
            raises: None,
        };
        // Kept on some ways and released on others: whose it is then cannot be told.
        let mixed = |ends: &[Becomes]| ends.len() > 1 && ends.contains(&Becomes::Kept);
        for becomes in &taken.returns {
            let mut state = state.clone();
            let val = match becomes {
                Becomes::Kept if mixed(&taken.returns) => continue,
                Becomes::Kept => made.cloned().unwrap_or(Val::Unknown),
                // Only on some of its ways: then it is the function's to know.
                Becomes::Released if mixed(&taken.returns) => {
                    state.hand_over(Handover::Argument, step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::Released => {
                    state.release(step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::Stored => {
                    state.hand_over(Handover::Kept, step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::HandedOver => {
                    state.hand_over(Handover::Argument, step);
                    made.cloned().unwrap_or(Val::Unknown)
                }
                Becomes::Returned if part != Part::Among => Val::Tracked,
                Becomes::Returned | Becomes::MaybeReturned => Val::Derived,
            };
            self.bind(&mut state, dst, val, step);
            outcome.returns.push(state);
        }
        // Whoever takes it over has it from the call on, even if the call raises.
        let raised = match taken.raises.iter().max() {
            _ if taken.raises.is_empty() => {
                self.settle(&mut outcome, dst);
                return Some(outcome);
            }
            _ if taken.returns.contains(&Becomes::HandedOver) => Becomes::HandedOver,
            _ if taken.returns.contains(&Becomes::Stored) => Becomes::Stored,
            _ if taken.raises.contains(&Becomes::Kept) => Becomes::Kept,
            Some(becomes) => *becomes,
            None => Becomes::Kept,
        };
        let mut state = state.clone();
        match raised {
            Becomes::Released => state.release(step),
            Becomes::HandedOver => state.hand_over(Handover::Argument, step),
            Becomes::Stored => state.hand_over(Handover::Kept, step),
            Becomes::Kept | Becomes::Returned | Becomes::MaybeReturned => {}
        }
        outcome.raises = Some(self.raising(step, state, Raised::Any));
        Some(outcome)
    }
}
