//! What calls are given, said so that two programs can be held against each other.

use super::call::Given;
use super::library::{last, names};
use super::machine::Machine;
use super::value::{Kind, State, Thing, V};
use super::words::text;
use crate::syntax::ast::Constant;
use std::rc::Rc;

/// A call, and what it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// What is called: its last name.
    pub callee: String,
    /// Line, from 1.
    pub line: u32,
    /// What it is given, taken apart, in order.
    pub given: Vec<(Option<String>, Said)>,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A text, a number or another constant, as it is written.
    Text(String),
    /// A number.
    Number(i64),
    /// What the function was given, the part of it that is asked for, or what a watched call gave.
    Whole,
    /// Something that was made of that.
    Bent,
    /// Nothing is known.
    Other,
}

/// Something that is acquired, and by which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The kind of resource.
    pub resource: String,
    /// The call.
    pub deed: Deed,
}

impl Machine<'_> {
    /// A call, said in this way.
    pub(super) fn deed(&self, state: &State, callee: &str, args: &[Given], line: u32) -> Deed {
        let mut given = Vec::new();
        for (name, value) in args {
            // What a dictionary gives has names as well.
            let thing = value.place().and_then(|at| state.things.get(at));
            let Some(Thing::Dict(entries)) = thing else {
                let mut parts = Vec::new();
                self.say(state, value, 4, &mut parts);
                given.extend(parts.into_iter().map(|said| (name.clone(), said)));
                continue;
            };
            for (key, value) in entries {
                let mut parts = Vec::new();
                self.say(state, value, 3, &mut parts);
                let key = text(key).map(str::to_owned);
                given.extend(parts.into_iter().map(|said| (key.clone(), said)));
            }
        }
        Deed {
            callee: last(callee).to_owned(),
            line,
            given,
        }
    }

    /// Notes a call that has to come before the watched ones.
    pub(super) fn note_before(&self, state: &mut State, callee: &str, args: &[Given], line: u32) {
        if self.is_on && names(self.asked.after, callee) {
            let deed = self.deed(state, callee, args, line);
            state.before.push(Rc::new(deed));
        }
    }

    /// A call that acquires; a method of a path is given that.
    pub(super) fn opening(
        &self,
        state: &State,
        (callee, base): (&str, Option<&V>),
        args: &[Given],
        line: u32,
    ) -> Deed {
        let path = base.filter(|base| base.from.given).into_iter();
        let path = path.map(|base| (None, base.clone()));
        let all: Vec<Given> = path.chain(args.iter().cloned()).collect();
        self.deed(state, callee, &all, line)
    }

    fn say(&self, state: &State, value: &V, depth: usize, into: &mut Vec<Said>) {
        let of_origin = || match state.origin(value) {
            from if from.given || from.made => Said::Bent,
            _ => Said::Other,
        };
        let said = match &value.kind {
            _ if depth == 0 => Said::Other,
            Kind::Constant(constant) => constant_said(constant),
            Kind::Told(text) => Said::Text(text.clone()),
            Kind::Given => Said::Whole,
            Kind::Instance(_) if value.from.given => Said::Whole,
            Kind::Instance(at) if state.told.contains_key(at) => Said::Text(state.told[at].clone()),
            // What is called, and what with.
            Kind::Partial(called, args) => {
                let all = std::iter::once(&**called).chain(args);
                return all.for_each(|it| self.say(state, it, depth - 1, into));
            }
            _ if value.from.part || self.is_same(state, value) => Said::Whole,
            Kind::Thing(at) => match state.things.get(*at) {
                // A question is what it is, whatever its values are.
                Some(Thing::Sequence(items)) if state.texts.contains_key(at) => {
                    match state.texts.get(at).and_then(Option::as_ref) {
                        Some(text) if is_question(text) => {
                            into.push(Said::Text(text.clone()));
                            return items
                                .iter()
                                .for_each(|it| self.say(state, it, depth - 1, into));
                        }
                        _ => of_origin(),
                    }
                }
                Some(Thing::Sequence(items)) => {
                    return items
                        .iter()
                        .for_each(|it| self.say(state, it, depth - 1, into));
                }
                Some(Thing::Dict(entries)) => {
                    let values = entries.iter().map(|(_, value)| value);
                    return values.for_each(|it| self.say(state, it, depth - 1, into));
                }
                Some(Thing::Handle { .. }) => Said::Other,
                _ => of_origin(),
            },
            Kind::Function(..) | Kind::Class(..) | Kind::Name(_) => Said::Other,
            _ => of_origin(),
        };
        into.push(said);
    }
}

/// Whether a text is a question to a database.
fn is_question(text: &str) -> bool {
    let first = text.split_whitespace().next().map(str::to_ascii_lowercase);
    let verbs = ["select", "insert", "update", "delete"];
    first.is_some_and(|first| verbs.contains(&first.as_str()))
}

fn constant_said(constant: &Constant) -> Said {
    match constant {
        Constant::Str(text) => Said::Text(text.clone()),
        Constant::Number(digits) => match digits.parse() {
            Ok(number) => Said::Number(number),
            Err(_) => Said::Text(digits.clone()),
        },
        Constant::Bool(true) => Said::Text("True".to_owned()),
        Constant::Bool(false) => Said::Text("False".to_owned()),
        Constant::None => Said::Text("None".to_owned()),
        Constant::Ellipsis => Said::Text("...".to_owned()),
    }
}
