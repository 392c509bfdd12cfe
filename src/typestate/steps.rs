//! What a block does to the state: its steps in order, then where control goes.

mod acquire;
mod calls;
mod dispatch;
mod functions;
mod iterations;
mod known;
mod managers;
mod own_methods;
mod stores;
mod unknown;

use crate::cfg::{BlockId, StepId, StepKind, Terminator, Value, VarId};
use crate::dataflow::Edge;
use crate::resources::Form;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::Given;
use crate::typestate::handle::outcome::{Outcome, Ways, quiet};
use crate::typestate::handle::{Following, Part, evaluate};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, Loss, State, Status};
use crate::typestate::written::scopes::Yields;

impl Following<'_, '_> {
    /// Where control goes from a block, and with what.
    pub(super) fn run(&self, block: BlockId, mut state: State) -> Ways {
        let block = self.context.cfg().block(block);
        let deciding = matches!(
            block.terminator,
            Terminator::Fallible { .. } | Terminator::Iterate { .. }
        );
        let plain = block.steps.len() - usize::from(deciding && !block.steps.is_empty());
        for step in &block.steps[..plain] {
            let Some(next) = self.plain(*step, state) else {
                return Vec::new();
            };
            state = next;
        }
        match (&block.terminator, block.steps.last()) {
            (Terminator::Goto(next), _) => vec![(*next, Edge::Next, state)],
            (Terminator::Fallible { next, raise }, Some(step)) => {
                let outcome = self.fallible(*step, state);
                let returns = outcome
                    .returns
                    .into_iter()
                    .map(|state| (*next, Edge::Next, state));
                let raises = outcome
                    .raises
                    .into_iter()
                    .map(|state| (*raise, Edge::Raise, state));
                returns.chain(raises).collect()
            }
            (Terminator::Iterate { item, done, raise }, Some(step)) => {
                self.iterate(*step, &state, [*item, *done, *raise])
            }
            (
                Terminator::Branch {
                    condition,
                    remembered,
                    negative,
                    yes,
                    no,
                    ..
                },
                _,
            ) => {
                let mut ways = Vec::new();
                for (to, edge, holds) in
                    [(*yes, Edge::True, !negative), (*no, Edge::False, *negative)]
                {
                    let assumed = self.facts.assume(state.clone(), condition, holds);
                    let assumed = match remembered {
                        Some(asked) => {
                            assumed.and_then(|state| self.facts.assume(state, asked, holds))
                        }
                        None => assumed,
                    };
                    ways.extend(assumed.map(|state| (to, edge, state)));
                }
                ways
            }
            (
                Terminator::Dispatch {
                    handlers,
                    otherwise,
                },
                _,
            ) => self.dispatch(&state, handlers, *otherwise),
            (Terminator::EndFinally(end), _) => self.end_finally(end, state),
            (Terminator::Exit | Terminator::Fallible { .. } | Terminator::Iterate { .. }, _) => {
                Vec::new()
            }
        }
    }

    /// A step that cannot raise; none if it never ends.
    fn plain(&self, id: StepId, mut state: State) -> Option<State> {
        match &self.context.cfg().step(id).kind {
            StepKind::Assign {
                dst,
                value: Value::Call { func, args },
            } => {
                return self
                    .call(id, *dst, (*func, args), state)
                    .returns
                    .into_iter()
                    .next();
            }
            StepKind::Assign { dst, value } => {
                let captures = match value {
                    Value::Definition { captures, .. } => captures.as_slice(),
                    _ => &[],
                };
                let gives = |var: &&VarId| state.get(**var).gives_tracked();
                let captured: Vec<VarId> = captures.iter().filter(gives).copied().collect();
                if captured.iter().any(|var| self.may_let_go(*var)) {
                    state.hand_over(Handover::Captured, id);
                }
                if captures
                    .iter()
                    .any(|var| self.is_own_object(&state.get(*var)))
                {
                    state.share_object();
                }
                if let Value::Tuple(parts) | Value::Collection(parts) = value
                    && parts.iter().any(|part| self.is_taken_lock(*part))
                {
                    state.hand_over(Handover::Container, id);
                }
                // What is taken apart is asked for all that it has.
                if let Value::Element { of, .. } = value
                    && state.get(*of) == Val::Tracked
                    && self.ends_by_iteration()
                {
                    state.release(id);
                }
                if let Value::Attribute(base, attr) = value
                    && state.get(*base) == Val::Tracked
                    && self.is_read_by(attr)
                {
                    state.release(id);
                }
                let mut val = match captured.is_empty() {
                    true => self.value(value, &state),
                    false => Val::Closure,
                };
                // A lock that was taken is there.
                let taken = self.locks.taking(self.site).map(|it| it.lock.as_str());
                if taken.is_some()
                    && state.status == Status::Open
                    && self.locks.mentioned(id) == taken
                {
                    val = Val::Truthy;
                }
                if id == self.site && matches!(value, Value::Param { .. }) {
                    state.status = Status::Open;
                    val = match self.part {
                        Part::Among => Val::Holds,
                        Part::First | Part::Second => Val::Tracked,
                    };
                }
                self.bind(&mut state, *dst, val, id);
            }
            StepKind::StoreAttr { base, attr, value } => {
                let value = state.get(*value);
                self.store(&mut state, (*base, attr), &value, id);
            }
            StepKind::Delete(var) => {
                state.clear(*var, Loss::Deleted, id);
                self.is_new(&mut state, *var);
            }
            StepKind::Leave(manager) => self.leave(&mut state, *manager, id),
            StepKind::Drop(from, to) => {
                let cfg = self.context.cfg();
                for var in state.known_from(*from, *to) {
                    if cfg.var(var).name.is_empty() && cfg.question(var).is_none() {
                        state.clear(var, Loss::Discarded, id);
                    }
                }
            }
            StepKind::Push(why) => {
                let waiting = std::mem::take(&mut state.completion);
                state.pending.push((*why, waiting));
            }
            StepKind::Pop => {
                state.pending.pop();
            }
            StepKind::Turn => self.turns(&mut state),
            StepKind::Slip { .. } => {}
            StepKind::Return(value) => {
                // A method that takes a lock for its object leaves it to the object.
                if self.locks.taking(self.site).is_some_and(|it| it.is_objects) {
                    state.hand_over(Handover::Attribute, id);
                }
                let val = match value {
                    // Whoever enters the object is lent what the object keeps.
                    Some(_) if self.lends(&state) => Val::Unknown,
                    Some(value) => state.get(*value),
                    None => Val::Constant(Constant::None),
                };
                if self.is_home(&val) {
                    state.hand_over(Handover::MaybeReturned, id);
                }
                state.completion = Completion::Return(id, val);
            }
            StepKind::Collect { into, value } => self.collect(&mut state, (*into, *value), id),
            StepKind::StoreItem { .. }
            | StepKind::Enter { .. }
            | StepKind::Raise(_)
            | StepKind::Next { .. } => return self.fallible(id, state).returns.into_iter().next(),
        }
        Some(state)
    }

    /// A step that may raise.
    fn fallible(&self, id: StepId, mut state: State) -> Outcome {
        match &self.context.cfg().step(id).kind {
            StepKind::Assign {
                dst,
                value: Value::Call { func, args },
            } => self.call(id, *dst, (*func, args), state),
            StepKind::Assign { dst, value } => {
                let raised = match value {
                    Value::Import(_) => Raised::of_class("ImportError", self.context.module),
                    Value::Yield(_) => Raised::AnyBase,
                    _ => Raised::Any,
                };
                let yields = self.context.scope.yields;
                if let Value::Yield(Some(yielded)) = value
                    && state.get(*yielded).gives_tracked()
                    && (yields == Yields::Given || self.given() == Given::Path)
                {
                    state.hand_over(Handover::Yielded, id);
                }
                let done = matches!(value, Value::Await(awaited)
                    if self.is_done_by_await() && state.get(*awaited).gives_tracked());
                if let Value::Await(awaited) = value
                    && done
                    && self.waits_for_some(*awaited)
                {
                    return self.done_or_pending((id, *dst), state);
                }
                if done {
                    state.release(id);
                }
                let awaits_nothing =
                    matches!(value, Value::Await(it) if state.get(*it) == Val::Settled);
                let mut raises = self.raising(id, state.clone(), raised);
                if let Value::Await(awaited) = value {
                    self.not_acquired(&mut raises, *awaited);
                }
                let val = if done {
                    Val::Unknown
                } else {
                    self.value(value, &state)
                };
                self.bind(&mut state, *dst, val, id);
                let quiet = match value {
                    Value::Yield(_) => yields == Yields::LentToTests,
                    Value::Await(_) => awaits_nothing,
                    Value::Item { of, index, key } => {
                        let whole = state.get(*of);
                        evaluate::is_part(&whole, *index)
                            || self.among(&whole, *key, &state).is_some()
                    }
                    _ => false,
                };
                Outcome {
                    returns: vec![state],
                    raises: (!quiet).then_some(raises),
                }
            }
            StepKind::StoreItem { base, value, .. } => {
                self.is_filled(&mut state, *base);
                if self.is_taken_lock(*value) {
                    state.hand_over(Handover::Container, id);
                }
                self.collect(&mut state, (*base, *value), id);
                let raises = self.raising(id, state.clone(), Raised::Any);
                Outcome {
                    returns: vec![state],
                    raises: Some(raises),
                }
            }
            StepKind::Enter { dst, manager } => self.enter(id, *dst, *manager, state),
            StepKind::Raise(exc) => {
                let raised = match exc {
                    Some(exc) => self.raised(&state.get(*exc)),
                    None => state.handled().cloned().unwrap_or(Raised::Any),
                };
                let raises = Some(self.raising(id, state, raised));
                Outcome {
                    returns: Vec::new(),
                    raises,
                }
            }
            // What is known to be there has its name and its members.
            StepKind::Slip {
                about: Some(about), ..
            } if state.get(*about).gives_tracked() => quiet(state),
            StepKind::Slip { class, .. } => {
                let raised = Raised::of_class(class, self.context.module);
                Outcome {
                    raises: Some(self.raising(id, state.clone(), raised)),
                    returns: vec![state],
                }
            }
            _ => Outcome {
                returns: self.plain(id, state).into_iter().collect(),
                raises: None,
            },
        }
    }

    /// What is awaited right where it is acquired is acquired by the `await`: if that raises, there
    /// is nothing to release.
    fn not_acquired(&self, raises: &mut State, awaited: VarId) {
        let at_birth = self.context.cfg().var(awaited).name.is_empty();
        // The object whose method is awaited: `await client.connect()`.
        let is_objects = self.acquired.get().is_some_and(|it| {
            let made = self.context.cfg().step(self.site).kind.gives();
            it.awaited && it.form == Form::Receiver && made == Some(awaited)
        });
        if at_birth && is_objects {
            raises.not_acquired(awaited);
        }
        if at_birth && (raises.get(awaited).gives_tracked() || self.waits_for_the_lock(awaited)) {
            raises.not_acquired(awaited);
        }
    }

    fn raised(&self, val: &Val) -> Raised {
        match val {
            Val::Path(name) | Val::Definition(name) | Val::Object { class: name, .. } => {
                Raised::of_class(name, self.context.module)
            }
            _ => Raised::Any,
        }
    }

    fn collect(&self, state: &mut State, (into, value): (VarId, VarId), step: StepId) {
        if state.get(value).gives_tracked() {
            match state.get(into) {
                Val::Fresh | Val::Holds | Val::Ends => state.refine(into, Val::Holds),
                container if self.keeps_among_own(state, &container, step) => {}
                _ => state.hand_over(Handover::Container, step),
            }
        }
    }
}
