//! What a way has found out about an answer: whether it is a certain text.

use super::machine::Machine;
use super::value::{Kind, State, Thing, V};
use crate::cfg::Condition;
use crate::syntax::ast::Constant;

/// Something that is asked of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// Which answer, among the things of the state.
    pub(super) of: usize,
    /// The text that it may be.
    pub(super) text: String,
    /// Whether it is.
    pub(super) holds: bool,
}

impl Machine<'_> {
    /// What a condition asks of an answer, where that is understood, and is taken to hold.
    pub(super) fn fact(&self, state: &State, condition: &Condition) -> Option<Fact> {
        match condition {
            Condition::Truth(var) => match self.var(state, *var).kind {
                Kind::Fact(fact) => Some(fact),
                _ => None,
            },
            Condition::Equals(var, constant) => {
                let constant = V::of(Kind::Constant(constant.clone()));
                asked(state, &self.var(state, *var), &constant)
            }
            Condition::Same(one, other) => {
                asked(state, &self.var(state, *one), &self.var(state, *other))
            }
            Condition::Unknown => None,
        }
    }

    /// Whether a condition asks anything of what a watched call gave.
    pub(super) fn asks_answer(&self, state: &State, condition: &Condition) -> bool {
        let is_made = |var| {
            let value = self.var(state, var);
            matches!(value.kind, Kind::Fact(_)) || state.origin(&value).made
        };
        match condition {
            Condition::Truth(var) | Condition::Equals(var, _) => is_made(*var),
            Condition::Same(one, other) => is_made(*one) || is_made(*other),
            Condition::Unknown => false,
        }
    }
}

/// What is known already of such a fact.
pub(super) fn known(state: &State, fact: &Fact) -> Option<bool> {
    let is_it = |own: &&Fact| own.of == fact.of && own.text == fact.text;
    let own = state.facts.iter().find(is_it)?;
    Some(own.holds == fact.holds)
}

/// Notes on a way whether a fact is so.
pub(super) fn note(state: &mut State, fact: Option<&Fact>, is_so: bool) {
    if let Some(fact) = fact {
        let holds = fact.holds == is_so;
        state.facts.push(Fact {
            holds,
            ..fact.clone()
        });
    }
}

/// `answer == text`, in any order: what that asks.
pub(super) fn asked(state: &State, one: &V, other: &V) -> Option<Fact> {
    let of = |value: &V| match value.kind {
        Kind::Thing(at) => matches!(
            state.things.get(at),
            Some(Thing::Answer { changed: None, .. })
        )
        .then_some(at),
        _ => None,
    };
    let text = |value: &V| match &value.kind {
        Kind::Constant(Constant::Str(text)) => Some(text.clone()),
        _ => None,
    };
    let (of, text) = match (of(one), of(other)) {
        (Some(of), None) => (of, text(other)?),
        (None, Some(of)) => (of, text(one)?),
        _ => return None,
    };
    let holds = true;
    Some(Fact { of, text, holds })
}

/// The value of a comparison, where that is known or asks something of an answer.
pub(super) fn compared(state: &State, op: &str, one: &V, other: &V) -> Option<V> {
    let is_negative = op == "!=";
    if let (Kind::Constant(own), Kind::Constant(with), "==" | "!=") = (&one.kind, &other.kind, op) {
        let truth = Constant::Bool((own == with) != is_negative);
        return Some(V::of(Kind::Constant(truth)));
    }
    let only = match (op, &other.kind) {
        ("==" | "!=", _) => other,
        // `answer in (b"busy",)`
        ("in", Kind::Thing(at)) => match state.things.get(*at) {
            Some(Thing::Sequence(items)) if items.len() == 1 => &items[0],
            Some(Thing::Answer { .. }) => other,
            _ => return None,
        },
        _ => return None,
    };
    let fact = asked(state, one, only)?;
    let holds = fact.holds != is_negative;
    Some(V::of(Kind::Fact(Fact { holds, ..fact })))
}
