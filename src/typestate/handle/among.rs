//! The handle among others: parts of a collection that holds it, and the places of its items.

use super::Following;
use super::acquired::Part;
use super::outcome::Outcome;
use crate::cfg::{CallArg, StepId, Value, VarId};
use crate::syntax::ast::{Constant, TURNED_ROUND, WHOLE};
use crate::typestate::state::State;
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;

impl Following<'_, '_> {
    /// What stands at a key of a collection, where that is certain: the handle, or all of it once more
    /// (`files[::-1]`).
    pub fn among(&self, whole: &Val, key: Option<VarId>, state: &State) -> Option<Val> {
        let key = key?;
        let is_it = whole.is_full() && state.get(key) == Val::Place;
        match whole {
            Val::Holds | Val::Ends if is_it => Some(Val::Tracked),
            Val::Ends if self.is_minus_one(key, state) => Some(Val::Tracked),
            Val::Holds | Val::Ends if self.is_all(key) => Some(Val::Holds),
            Val::Fresh if self.is_all(key) => Some(Val::Fresh),
            _ => None,
        }
    }

    /// Whether a `range` of these has the places of all items of a collection that holds the handle,
    /// from the first to the last or back.
    pub fn are_all_places(&self, args: &[CallArg], state: &State) -> bool {
        match args {
            [length] => state.get(length.var) == Val::Length,
            [first, length] => {
                state.get(first.var) == number("0") && state.get(length.var) == Val::Length
            }
            [last, before, step] => {
                self.is_one_less(last.var, state)
                    && self.is_minus_one(before.var, state)
                    && self.is_minus_one(step.var, state)
            }
            _ => false,
        }
    }

    /// What is taken out of a collection that holds the handle: it, or one of the others.
    pub fn taken_out(
        &self,
        (step, dst): (StepId, VarId),
        args: &[CallArg],
        (of, base, name): (&Val, VarId, &str),
        mut state: State,
    ) -> Outcome {
        // What holds something is not empty.
        let is_first = |arg: &CallArg| match state.get(arg.var) {
            Val::Constant(Constant::Number(digits)) => digits == "0",
            _ => false,
        };
        let is_there = name == "get" || args.iter().all(is_first);
        let raises = (!is_there).then(|| self.raising(step, state.clone(), Raised::Any));
        if matches!(name, "popitem" | "get") {
            self.bind(&mut state, dst, Val::Derived, step);
            return Outcome {
                returns: vec![state],
                raises,
            };
        }
        // What is taken out is the handle, or one of the others, of which there are as many as
        // there were turns.
        let is_last = *of == Val::Ends && name == "pop" && args.is_empty();
        let is_one_of_many = self.repeats || self.part == Part::Among;
        let other = (is_one_of_many && !is_last).then(|| {
            let mut other = state.clone();
            self.bind(&mut other, dst, Val::Unknown, step);
            other
        });
        state.refine(base, Val::Fresh);
        self.bind(&mut state, dst, Val::Tracked, step);
        Outcome {
            returns: std::iter::once(state).chain(other).collect(),
            raises,
        }
    }

    /// `len(files) - 1`.
    fn is_one_less(&self, var: VarId, state: &State) -> bool {
        self.context.cfg().given(var).any(|value| match value {
            Value::Operation { op, parts } => {
                let parts: Vec<Val> = parts.iter().map(|part| state.get(*part)).collect();
                *op == "-" && parts == [Val::Length, number("1")]
            }
            _ => false,
        })
    }

    /// `-1`.
    fn is_minus_one(&self, var: VarId, state: &State) -> bool {
        self.context.cfg().given(var).any(|value| match value {
            Value::Operation { op: "-", parts } => {
                matches!(parts.as_slice(), [one] if state.get(*one) == number("1"))
            }
            _ => false,
        })
    }

    /// `[:]` and `[::-1]`.
    fn is_all(&self, key: VarId) -> bool {
        let is_it = |value: &Value| {
            matches!(
                value,
                Value::Operation {
                    op: WHOLE | TURNED_ROUND,
                    ..
                }
            )
        };
        self.context.cfg().given(key).any(is_it)
    }
}

fn number(digits: &str) -> Val {
    Val::Constant(Constant::Number(digits.to_owned()))
}
