//! Answers that are remembered, and when they are forgotten.
//!
//! Approximation: an attribute that no code of this file sets outside of constructors does not change
//! while a function runs, except from one turn of a `while` to the next; a global does not change either.

use super::Following;
use super::outcome::Outcome;
use crate::cfg::{CallArg, Change, Question, Value, VarId};
use crate::syntax::ast::Constant;
use crate::typestate::state::State;
use crate::typestate::state::values::Val;

impl Following<'_, '_> {
    /// A variable has a new value.
    pub fn is_new(&self, state: &mut State, var: VarId) {
        self.forget(state, |question| question.about.contains(&var));
    }

    /// An attribute has a new value, of whatever object.
    pub fn is_stored(&self, state: &mut State, attr: &str) {
        let names = |name: &String| name == attr;
        self.forget(state, |question| question.attributes.iter().any(names));
    }

    /// A turn of a `while` begins.
    pub fn turns(&self, state: &mut State) {
        self.forget(state, |question| question.change >= Change::Outside);
    }

    /// Something is put into an object.
    pub fn is_filled(&self, state: &mut State, base: VarId) {
        self.forget(state, |question| {
            question.change == Change::Anyone && question.about.contains(&base)
        });
    }

    /// A call may change the object whose method it is, and the attributes of its arguments.
    pub fn is_touched(&self, state: &mut State, func: VarId, args: &[CallArg]) {
        if self.context.cfg().questions.is_empty() {
            return;
        }
        let base = match state.get(func) {
            Val::Method { base, .. } => Some(base),
            _ => None,
        };
        let before = state.clone();
        let is_set_later = |attr: &String| self.context.fields_named(attr).is_set_later(attr);
        self.forget(state, |question| {
            let attributes = &question.attributes;
            let is_touched = |var: &VarId| match self.is_own_object(&before.get(*var)) {
                true => attributes.iter().any(is_set_later),
                false => base == Some(*var) || !attributes.is_empty(),
            };
            let has = |var: &&VarId| base == Some(**var) || args.iter().any(|it| it.var == **var);
            question.change == Change::Anyone && question.about.iter().filter(has).any(is_touched)
        });
    }

    /// What remembers the answers about the attribute that a temporary was given.
    pub fn question_of(&self, var: VarId) -> Option<VarId> {
        let cfg = self.context.cfg();
        let (base, attr) = cfg.given(var).find_map(|value| match value {
            Value::Attribute(base, attr) => Some((base, attr)),
            _ => None,
        })?;
        let is_about = |it: &&Question| {
            it.is_attribute && it.about == [*base] && it.attributes == [attr.as_str()]
        };
        cfg.questions.iter().find(is_about).map(|it| it.var)
    }

    /// `open(None)` and `open("")` raise: what has opened something was a name.
    pub fn has_a_name(&self, outcome: &mut Outcome, var: VarId) {
        let none = Val::Constant(Constant::None);
        outcome.returns.retain(|state| state.get(var) != none);
        let asked = self.question_of(var).unwrap_or(var);
        if self.facts.decides(asked) {
            for state in &mut outcome.returns {
                if matches!(state.get(asked), Val::Unknown | Val::NotNone) {
                    state.refine(asked, Val::Truthy);
                }
            }
        }
    }

    fn forget(&self, state: &mut State, which: impl Fn(&Question) -> bool) {
        let cfg = self.context.cfg();
        if !cfg.questions.is_empty() {
            state.forget(|var, _| !cfg.question(var).is_some_and(&which));
        }
    }
}
