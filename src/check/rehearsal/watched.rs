//! The calls that are watched: what they are about, and what they give.

use super::answer::Answered;
use super::call::Given;
use super::library::{last, names};
use super::machine::Machine;
use super::value::{Back, From, Kind, Place, State, Thing, V};
use super::{About, Fault, FaultKind, Seen};
use crate::syntax::ast::Constant;
use std::rc::Rc;

impl Machine<'_> {
    /// A watched call, with all it is given and where that comes from.
    pub(super) fn call_watched(
        &mut self,
        state: &mut State,
        (callee, base, args): (&str, Option<&V>, &[Given]),
        mut from: From,
        line: u32,
        back: Back,
    ) -> bool {
        let mut used: Vec<V> = args.iter().map(|(_, value)| value.clone()).collect();
        let fits = match self.asked.about {
            _ if self.leaves_out(state, callee, &used) || is_called_here(callee, &used) => false,
            _ if !self.asked.gave.is_empty() => used.iter().any(|value| state.origin(value).made),
            About::Anything => true,
            About::ItsArgument if self.asked.reads.is_empty() => {
                used.iter().any(|value| state.origin(value).given)
            }
            About::ItsArgument => used.iter().any(|value| self.has_part(state, value, 4)),
            About::WhatItOpens => from.opened,
        };
        let is_exact =
            fits && self.is_exact(state, callee, &used) && !is_sorted_otherwise(callee, args);
        used.extend(base.cloned());
        state.seen.push(Rc::new(Seen {
            callee: callee.trim_start_matches('.').to_owned(),
            line,
            held: self.are_held(state, &used),
            fits,
            is_early: !self.asked.after.is_empty() && state.before.is_empty(),
            deed: self.deed(state, callee, args, line),
            before: state.before.clone(),
        }));
        from.made |= fits;
        if !is_exact {
            return self.give(state, back, V::opaque(from));
        }
        if is_number(callee) {
            from.same = true;
            return self.give(state, back, V::opaque(from));
        }
        let is_row = self.asks_for_rows() && gives_rows(callee);
        if is_row && state.is_odd {
            return self.give(state, back, V::opaque(from));
        }
        let kind = match is_row {
            true => Answered::Row,
            false if gives_stream(callee) => Answered::Stream,
            false if reads(callee) => Answered::Read,
            false => Answered::Whole,
        };
        let answer = Self::answer(state, from, kind);
        let are_rows = is_row && matches!(callee, ".fetchall" | ".fetchmany" | ".all");
        if are_rows && state.may_find_none {
            let mut other = state.clone();
            (other.guessed, other.asks) = (true, true);
            (other.is_none, other.is_empty) = (true, true);
            let none = other.thing(Thing::Sequence(Vec::new()));
            if self.give(&mut other, back.clone(), none) {
                self.split(other);
            }
        }
        if are_rows || callee == ".map" {
            let rows = state.thing(Thing::Sequence(vec![answer]));
            return self.give(state, back, rows);
        }
        match hook(args) {
            None => self.give(state, back, answer),
            Some(Hook::Other) => self.give(state, back, V::opaque(from)),
            Some(Hook::Called(hook, place)) => {
                let answer = match place {
                    Some(place) => self.inside(state, &answer, place).unwrap_or(answer),
                    None => answer,
                };
                self.call(state, None, hook, vec![(None, answer)], back)
            }
        }
    }

    /// A function is handed over to be called elsewhere, by a watched call.
    pub(super) fn handed_over(
        &self,
        state: &mut State,
        (base, name): (&V, &str),
        (called, args): (&V, &[V]),
        line: u32,
    ) {
        if !self.is_on || !names(self.asked.calls, &format!(".{name}")) {
            return;
        }
        let any = |is: fn(From) -> bool| args.iter().any(|value| is(state.origin(value)));
        // A function without arguments brings along what it needs.
        let is_closed = args.is_empty() && matches!(called.kind, Kind::Function(..));
        let is_bound = |is: fn(From) -> bool| {
            matches!(called.kind, Kind::Partial(..)) && is(state.origin(called))
        };
        let fits = match self.asked.about {
            About::Anything => true,
            About::ItsArgument if matches!(called.kind, Kind::Given) => {
                args.iter().any(|value| matches!(value.kind, Kind::Given))
            }
            About::ItsArgument => {
                is_closed || is_bound(|from| from.given) || any(|from| from.given)
            }
            About::WhatItOpens => any(|from| from.opened),
        };
        let is_early = !self.asked.after.is_empty() && state.before.is_empty();
        let given = std::iter::once(called).chain(args);
        let given: Vec<Given> = given.map(|value| (None, value.clone())).collect();
        state.seen.push(Rc::new(Seen {
            callee: name.to_owned(),
            line,
            held: self.are_held(state, std::slice::from_ref(base)),
            fits,
            is_early,
            deed: self.deed(state, name, &given, line),
            before: state.before.clone(),
        }));
    }

    /// Whether what goes through all that is open is not given each of it: `merge(files)` in place of
    /// `merge(*files)`.
    fn leaves_out(&self, state: &State, callee: &str, given: &[V]) -> bool {
        if last(callee) != "merge" || self.asked.while_open.is_empty() {
            return false;
        }
        // Of what is not known, each may be among it.
        let is_unknown =
            |value: &V| matches!(value.kind, Kind::Opaque) && state.origin(value).opened;
        if given.iter().any(is_unknown) {
            return false;
        }
        let is_given = |at: usize| {
            let is_it = |value: &V| matches!(value.kind, Kind::Thing(own) if own == at);
            given.iter().any(is_it)
        };
        state.things.iter().enumerate().any(|(at, thing)| {
            let is_asked = |resource: &String| *resource == self.asked.while_open;
            let is_open = matches!(thing, Thing::Handle { is_open: true, resource, .. } if is_asked(resource));
            is_open && !is_given(at)
        })
    }

    /// Whether a call gives what it read as it is: not something that was changed on the way.
    pub(super) fn is_exact(&self, state: &State, callee: &str, values: &[V]) -> bool {
        let is_plain = |value: &V| self.is_same(state, value) || is_dumped(self, state, value);
        match values {
            [first, base @ ..] if is_number(callee) => {
                let is_part = first.from.part || self.is_same(state, first);
                (is_part || self.asked.reads.is_empty()) && base.iter().all(is_ten)
            }
            _ => values
                .iter()
                .all(|value| !state.origin(value).made || is_plain(value)),
        }
    }

    /// Whether a value is, or has inside, the part that is asked for.
    fn has_part(&self, state: &State, value: &V, depth: usize) -> bool {
        let is_part = value.from.part && self.asked.through.is_empty();
        if depth == 0 || is_part || value.from.same {
            return is_part || value.from.same;
        }
        let Kind::Thing(at) = value.kind else {
            return false;
        };
        let has = |value: &V| self.has_part(state, value, depth - 1);
        match state.things.get(at) {
            Some(Thing::Sequence(items)) => items.iter().any(has),
            Some(Thing::Dict(entries)) => entries.iter().any(|(_, value)| has(value)),
            _ => false,
        }
    }

    /// Whether a call only passes on the part that is asked for.
    pub(super) fn passes_on(&self, callee: &str, base: Option<&V>, values: &[V]) -> bool {
        match (callee, base, values) {
            ("str", _, [value]) => value.from.part && self.makes_number(),
            // White space around a number is none of it.
            (".strip" | ".lstrip" | ".rstrip", Some(base), []) => {
                base.from.part && self.makes_number()
            }
            _ => false,
        }
    }

    /// Whether the part that is asked for becomes a number.
    fn makes_number(&self) -> bool {
        let mut all = self.asked.through.iter().chain(self.asked.calls);
        all.any(|name| is_number(name))
    }

    /// Whether what is made of values has one of them inside as it is: an instance.
    pub(super) fn keeps(&self, state: &State, made: &Kind, values: &[V]) -> bool {
        matches!(made, Kind::Instance(_)) && values.iter().any(|value| self.is_same(state, value))
    }

    /// What a callable gives through which the asked part has to go.
    pub(super) fn goes_through(&self, state: &State, callee: &str, values: &[V]) -> bool {
        names(self.asked.through, callee)
            && self.is_exact(state, callee, values)
            && values.iter().any(|it| it.from.part || it.from.same)
    }

    /// Whether a file is opened to be written, so that nothing can be read from it. That it is the
    /// one that the function was given is noted.
    pub(super) fn is_to_write(
        &self,
        state: &mut State,
        (callee, base, args): (&str, Option<&V>, &[Given]),
        line: u32,
    ) -> bool {
        let position = usize::from(!callee.starts_with('.'));
        let named = args
            .iter()
            .find(|(name, _)| name.as_deref() == Some("mode"));
        let at = args.get(position).filter(|(name, _)| name.is_none());
        let is_written = match named.or(at).map(|(_, value)| &value.kind) {
            Some(Kind::Constant(Constant::Str(mode))) => {
                mode.contains(['w', 'x']) || (mode.contains('a') && !mode.contains('+'))
            }
            _ => false,
        };
        if is_written
            && base
                .into_iter()
                .chain(args.iter().map(|it| &it.1))
                .any(is_given)
        {
            let kind = FaultKind::OpenedToWrite;
            state.faults.push(Fault::at(kind, line, 0));
        }
        is_written
    }
}

/// Whether a value is what the function was given, or a path made of nothing else.
fn is_given(value: &V) -> bool {
    matches!(value.kind, Kind::Given)
        || (matches!(value.kind, Kind::Instance(_)) && value.from.given)
}

/// What a reader is given that changes what it reads.
enum Hook {
    /// Something that is called with it, or with a part of it.
    Called(V, Option<Place>),
    /// Something whose effect is not known.
    Other,
}

fn hook(args: &[Given]) -> Option<Hook> {
    args.iter().find_map(|(keyword, value)| {
        if value.is_none() || is_usual(value) {
            return None;
        }
        match keyword.as_deref()? {
            "object_hook" => Some(Hook::Called(value.clone(), None)),
            "object_pairs_hook" => Some(Hook::Called(value.clone(), Some(Place::Pairs))),
            "parse_int" | "parse_float" | "parse_constant" | "cls" => Some(Hook::Other),
            _ => None,
        }
    })
}

/// What a reader does by itself, or as exactly.
fn is_usual(value: &V) -> bool {
    let Kind::Name(name) = &value.kind else {
        return false;
    };
    matches!(
        name.as_str(),
        "dict" | "int" | "float" | "decimal.Decimal" | "json.JSONDecoder"
    )
}

/// Methods of a cursor that give a row of a table, or several.
fn gives_rows(callee: &str) -> bool {
    matches!(
        last(callee),
        "fetchone" | "fetchall" | "fetchmany" | "all" | "one_or_none" | "first"
    )
}

/// Whether what should be called elsewhere has been called already: `submit(ask(article))`.
fn is_called_here(callee: &str, given: &[V]) -> bool {
    let is_handing_over = matches!(callee, ".submit" | ".map" | ".apply");
    let first = given.first().map(|value| &value.kind);
    is_handing_over && matches!(first, Some(Kind::Opaque | Kind::Text | Kind::Constant(_)))
}

/// Methods that give bytes or a text, if nothing more than that there is none.
fn reads(callee: &str) -> bool {
    matches!(last(callee), "recv" | "read" | "readline")
}

/// Callables that give what there is one after the other.
fn gives_stream(callee: &str) -> bool {
    last(callee) == "merge"
}

/// Whether a call is told to put things in another order than it does by itself.
pub(super) fn is_sorted_otherwise(callee: &str, args: &[Given]) -> bool {
    let is_kept = |value: &V| {
        matches!(
            value.kind,
            Kind::Constant(Constant::None | Constant::Bool(false))
        )
    };
    let tells = |(name, value): &Given| {
        matches!(name.as_deref(), Some("key" | "reverse")) && !is_kept(value)
    };
    matches!(last(callee), "merge" | "sorted" | "sort") && args.iter().any(tells)
}

/// Callables that give a number, which nobody can change.
fn is_number(callee: &str) -> bool {
    matches!(last(callee), "int" | "float")
}

/// Methods of a text after which it says something else; white space and escapes say nothing.
pub(super) fn says_another(name: &str, values: &[V]) -> bool {
    let is_word = |old: &String| !old.contains('\\') && old.contains(char::is_alphanumeric);
    match (name, values.first().map(|value| &value.kind)) {
        ("upper" | "lower" | "swapcase" | "title" | "capitalize" | "translate", _) => true,
        ("replace", Some(Kind::Constant(Constant::Str(old)))) => is_word(old),
        _ => false,
    }
}

fn is_ten(base: &V) -> bool {
    matches!(&base.kind, Kind::Constant(Constant::Number(digits)) if digits == "10")
}

fn is_dumped(machine: &Machine<'_>, state: &State, value: &V) -> bool {
    matches!(&value.kind, Kind::Dumped(of) if machine.is_same(state, of))
}
