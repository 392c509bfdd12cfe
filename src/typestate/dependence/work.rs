//! Work that a handle has begun and that goes on by itself: who starts it, and who waits for its end.
//!
//! ```text
//!   made = [pool.submit(job) for job in jobs]    one piece of work, collected
//!   for future in made:                          a turn owes a question …
//!       print(future.result())                   … which is asked here
//!                                                so all is done where the loop runs out
//! ```
//!
//! A release waits for what goes on, or breaks it off. Where nobody else waited, a repair would change when, or
//! whether, the program goes on.

use super::Follow;
use super::callee::Callee;
use super::known;
use super::state::{State, Tie};
use crate::cfg::{CallArg, StepId, StepKind, Value, VarId};

/// How far back values are followed to the call that started the work.
const BACK: usize = 5;

impl Follow<'_> {
    /// Somebody waits until what a variable holds is done.
    pub(super) fn waits_for(&self, var: VarId, state: &mut State) {
        match self.origin(var) {
            Origin::Step(step) if state.work.remove(&step) => {}
            Origin::ItemOf(iter) => drop(state.owed.remove(&iter)),
            _ => {}
        }
    }

    /// A loop asks for the next item; what is not asked for its result in this turn may go on behind the loop.
    pub(super) fn begins_turn(&self, iter: VarId, state: &mut State) {
        let is_held = matches!(state.of(iter), Some(Tie::Holds | Tie::Part));
        if is_held && !self.comes_when_done(iter) {
            state.owed.insert(iter);
        }
    }

    /// A loop has had all items. The loop of a generator expression has, when somebody has asked for all it gives.
    pub(super) fn runs_out(&self, id: StepId, iter: VarId, state: &mut State) {
        let at = self.cfg().step(id).range;
        let mut generators = self.generators.iter();
        let is_put_off = generators.any(|(made, _)| self.cfg().step(*made).range.covers(at));
        if !is_put_off {
            self.all_asked(iter, state);
        }
    }

    fn all_asked(&self, iter: VarId, state: &mut State) {
        if !state.owed.contains(&iter) {
            self.is_done(iter, state, BACK);
        }
    }

    /// A function returns that has asked what it was given for all there is.
    pub(super) fn exhausts(&self, args: &[CallArg], state: &mut State) {
        self.exhausts_by(args, state, BACK);
    }

    fn exhausts_by(&self, args: &[CallArg], state: &mut State, back: usize) {
        for arg in args {
            self.is_done(arg.var, state, back);
        }
    }

    /// All of the work is done that a variable, or what it was made of, stands for.
    fn is_done(&self, var: VarId, state: &mut State, back: usize) {
        if back == 0 || state.of(var).is_none() {
            return;
        }
        if let Some((made, _)) = self.generators.iter().find(|(_, it)| *it == var) {
            let inside = self.cfg().step(*made).range;
            for step in &self.cfg().steps {
                match step.kind {
                    StepKind::Next { iter, .. } if inside.covers(step.range) => {
                        self.all_asked(iter, state);
                    }
                    _ => {}
                }
            }
            return;
        }
        match self.origin(var) {
            Origin::Step(step) if state.work.remove(&step) => {}
            Origin::Step(step) => match &self.cfg().step(step).kind {
                StepKind::Assign {
                    value: Value::Call { func, args },
                    ..
                } if args.iter().any(|arg| state.of(arg.var).is_some()) => {
                    let callee = self.callee(*func);
                    if matches!(callee, Callee::Path(path) if known::asks_for_all(&path)) {
                        self.exhausts_by(args, state, back - 1);
                    }
                }
                StepKind::Assign {
                    value: Value::Tuple(parts) | Value::Collection(parts),
                    ..
                } if !parts.is_empty() => {
                    for part in parts {
                        self.is_done(*part, state, back - 1);
                    }
                }
                _ => self.collected_is_done(state),
            },
            Origin::ItemOf(_) | Origin::Anything => self.collected_is_done(state),
        }
    }

    /// What no variable stands for is in a collection; which one is known if there is one only.
    fn collected_is_done(&self, state: &mut State) {
        let is_collected = |step: &&StepId| match self.cfg().step(**step).kind {
            StepKind::Assign { dst, .. } => !self.is_named(dst),
            _ => false,
        };
        let collected: Vec<StepId> = state.work.iter().filter(is_collected).copied().collect();
        if let [only] = collected.as_slice() {
            state.work.remove(only);
        }
    }

    /// Whether a variable of the program gets what a variable holds.
    fn is_named(&self, var: VarId) -> bool {
        let is_copy = |value: &Value| matches!(value, Value::Copy(from) if *from == var);
        let mut vars = self.cfg().vars.iter().enumerate();
        !self.cfg().var(var).name.is_empty()
            || vars.any(|(at, it)| {
                !it.name.is_empty() && self.cfg().given(VarId(at as u32)).any(is_copy)
            })
    }

    /// Whether what a variable holds gives futures when they are done, without a limit of time.
    fn comes_when_done(&self, var: VarId) -> bool {
        let Origin::Step(step) = self.origin(var) else {
            return false;
        };
        match &self.cfg().step(step).kind {
            StepKind::Assign {
                value: Value::Call { func, args },
                ..
            } => {
                let callee = self.callee(*func);
                let is_it = matches!(callee, Callee::Path(path) if known::gives_when_done(&path));
                is_it && args.len() == 1
            }
            _ => false,
        }
    }

    /// A step fails. Who fails does not look at what goes on; only who would not wait longer does.
    pub(super) fn fails(&self, step: StepId, state: &mut State) {
        let asked = match self.cfg().step(step).kind {
            StepKind::Next { iter, .. } => match self.origin(iter) {
                Origin::Step(giver) => giver,
                _ => step,
            },
            _ => step,
        };
        if !self.has_limit(asked) {
            state.work.clear();
        }
    }

    /// Whether a step is a call that waits for a limited time.
    fn has_limit(&self, step: StepId) -> bool {
        let is_limit = |arg: &CallArg| arg.keyword.as_deref() == Some("timeout");
        match &self.cfg().step(step).kind {
            StepKind::Assign {
                value: Value::Call { func, args },
                ..
            } => {
                let callee = self.callee(*func);
                let waits = matches!(callee, Callee::Method(_, name) if known::waits(&name));
                (waits && !args.is_empty()) || args.iter().any(is_limit)
            }
            _ => false,
        }
    }

    /// Where the value of a variable comes from, if that is one place.
    fn origin(&self, var: VarId) -> Origin {
        let mut at = var;
        for _ in 0..BACK {
            let &[id] = self.cfg().givers_of(at) else {
                return Origin::Anything;
            };
            match &self.cfg().step(id).kind {
                StepKind::Assign {
                    value: Value::Copy(from) | Value::Element { of: from, .. },
                    ..
                } => at = *from,
                StepKind::Next { iter, .. } => return Origin::ItemOf(*iter),
                _ => return Origin::Step(id),
            }
        }
        Origin::Anything
    }
}

/// Where a value comes from.
enum Origin {
    /// A step gives it.
    Step(StepId),
    /// A loop takes it out of a variable.
    ItemOf(VarId),
    /// From more than one place, or from nowhere here.
    Anything,
}
