//! What calls of unknown functions do with what they are given.

use super::answer::Answered;
use super::call::Given;
use super::handles::New;
use super::machine::Machine;
use super::value::{Back, Error, From, Kind, Method, Origin, State, Thing, V};
use super::watched::says_another;
use super::words::{Formed, filled, text};
use super::{Deed, Failed, entries};
use crate::syntax::ast::Constant;
use crate::text::{Range, shorten};

impl Machine<'_> {
    /// A call of something that is not in the file.
    pub(super) fn call_outside(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        func: &V,
        args: &[Given],
        back: Back,
    ) -> bool {
        let values: Vec<V> = args.iter().map(|(_, value)| value.clone()).collect();
        if let Some((func, back)) = into_a_buffer(state, func, &values, &back) {
            return self.call_outside(state, range, &func, &[], back);
        }
        if let Some(value) = self.as_it_is(func, &values) {
            return self.give(state, back, value);
        }
        state.moves |= is_moving(func, &values);
        let is_keyed = args.iter().any(|(name, _)| name.as_deref() == Some("key"));
        state.finds_least |= is_keyed && matches!(&func.kind, Kind::Name(name) if name == "min");
        if let Some(goes_on) = self.special(state, range, (func, &values), &back) {
            return goes_on;
        }
        let line = range.map_or(0, |range| self.program.line(range));
        if let Some(value) = self.collected(state, func, args, line) {
            if let Some(range) = range.filter(|_| value.from.part) {
                self.may_miss(state, self.program.code(range), line);
            }
            return self.give(state, back, value);
        }
        let callee = match &func.kind {
            Kind::Name(name) => name.clone(),
            Kind::Member(_, name) => format!(".{name}"),
            _ => String::new(),
        };
        if last(&callee) == "execute" {
            state.may_find_none = values.first().is_some_and(may_find_none);
        }
        if self.is_on && names(self.asked.failing, &callee) {
            let origin = Origin::Call(last(&callee).to_owned());
            let code = range
                .map_or("", |range| self.program.code(range))
                .to_owned();
            self.may_fail(state, (last(&callee), &code), line, origin);
        }
        if let Kind::Member(base, name) = &func.kind
            && name == "format"
            && let Kind::Constant(Constant::Str(pattern)) = &base.kind
        {
            let formed = filled(pattern, &values);
            let open = formed.as_ref().map(|formed| formed.text.clone());
            let text = formed.and_then(Formed::known).unwrap_or_else(|| {
                let text = state.thing(Thing::Sequence(values));
                state.texts.extend(text.place().map(|at| (at, open)));
                text
            });
            return self.give(state, back, text);
        }
        let mut from = values
            .iter()
            .fold(From::default(), |from, value| from.and(state.origin(value)));
        let base = match &func.kind {
            Kind::Member(base, _) => {
                let own = state.origin(base);
                // What a method is given does not become what it gives, as a rule.
                from = From {
                    made: own.made,
                    ..from.and(own)
                };
                Some((**base).clone())
            }
            _ => None,
        };
        if let (Some(base), Kind::Member(_, name)) = (&base, &func.kind) {
            let (name, values) = (name.as_str(), values.as_slice());
            let method = Method { name, values, line };
            if let Some(goes_on) = self.of_handle(state, base, method, from, range, &back) {
                return goes_on;
            }
        }
        if self.is_on && names(self.asked.gave, &callee) {
            from.made = true;
            self.note_before(state, &callee, args, line);
            let answer = Self::answer(state, from, Answered::Whole);
            return self.give(state, back, answer);
        }
        if self.is_refused(state, &callee, base.as_ref(), &values) {
            return self.raise(state, Error::own("TypeError"));
        }
        self.note_before(state, &callee, args, line);
        if tells_nothing(&callee) {
            from.made = false;
        }
        let of_text = matches!(&base, Some(base) if matches!(base.kind, Kind::Text));
        if names(self.asked.calls, &callee) && self.is_on && !of_text {
            let call = (callee.as_str(), base.as_ref(), args);
            return self.call_watched(state, call, from, line, back);
        }
        if matches!(last(&callee), "startswith" | "endswith") {
            from.opened = false;
        }
        from.part = self.passes_on(&callee, base.as_ref(), &values);
        from.same = self.goes_through(state, &callee, &values);
        let mut is_lost = false;
        if is_open(&callee) {
            self.take_over(state, &values);
            let opening = (callee.as_str(), base.as_ref(), args);
            is_lost = self.is_to_write(state, opening, line);
            from = From {
                opened: from.opened && !is_lost,
                ..from
            };
        }
        let acquired = range.and_then(|range| self.program.acquired(range));
        if let Some(row) = acquired {
            let new = New {
                resource: row.resource.clone(),
                entry: entries::entry_of(row),
                range,
                deed: self.opening(state, (&callee, base.as_ref()), args, line),
                lender: base.map(|base| (Box::new(base), last(&callee).to_owned())),
                is_readable: !is_lost,
            };
            return self.open_handle(state, new, from, back);
        }
        if is_open(&callee) {
            let new = New {
                resource: "file".to_owned(),
                entry: entries::file().filter(|_| callee == "open"),
                range,
                deed: self.opening(state, (&callee, base.as_ref()), args, line),
                lender: None,
                is_readable: !is_lost,
            };
            return self.open_handle(state, new, from, back);
        }
        if let (".connection", Some(Kind::Instance(_))) =
            (callee.as_str(), base.as_ref().map(|it| &it.kind))
        {
            let new = New {
                resource: "pooled connection".to_owned(),
                entry: None,
                range,
                deed: Deed::default(),
                lender: base.map(|base| (Box::new(base), "connection".to_owned())),
                is_readable: true,
            };
            return self.open_handle(state, new, from, back);
        }
        if matches!(last(&callee), "read_text" | "read_bytes") {
            from.opened |= from.given;
        }
        // A view of something that is held: a cursor of a connection.
        let held = base.iter().flat_map(|base| state.handles(base, 4)).next();
        let value = match held {
            Some(at) if is_view(last(&callee)) => V {
                kind: Kind::View(at),
                from,
            },
            _ if of_text && says_another(last(&callee), &values) => V::opaque(From::default()),
            _ if of_text || matches!(last(&callee), "read" | "read_text" | "read_bytes") => V {
                kind: Kind::Text,
                from,
            },
            _ => {
                let kind = made_by(func, &values, range);
                if let (Kind::Instance(at), [only]) = (&kind, values.as_slice()) {
                    let told = text(only).map(|text| (*at, text.to_owned()));
                    state.told.extend(told);
                }
                from.same |= self.keeps(state, &kind, &values);
                V { kind, from }
            }
        };
        self.give(state, back, value)
    }

    /// There may be no such part, where anybody asks what happens then.
    pub(super) fn may_miss(&mut self, state: &mut State, code: &str, line: u32) {
        if !self.asked.failing.is_empty() {
            self.may_fail(
                state,
                (code, code),
                line,
                Origin::Type("KeyError".to_owned()),
            );
        }
    }

    /// Whoever waits may be called off, where anybody asks what happens then.
    pub(super) fn may_be_cancelled(&mut self, state: &mut State, range: Range) {
        let code = self.program.code(range);
        let awaited = code.strip_prefix("await").unwrap_or(code).trim_start();
        let callee = last(awaited.split('(').next().unwrap_or(awaited)).to_owned();
        if !self.asked.failing.is_empty() && !super::lent::releases(&callee) {
            let line = self.program.line(range);
            self.may_fail(state, (&callee, awaited), line, cancelled());
        }
    }

    /// Something may raise: on a way of its own it does.
    pub(super) fn may_fail(
        &mut self,
        state: &mut State,
        (callee, code): (&str, &str),
        line: u32,
        origin: Origin,
    ) {
        let again = (state.failed.as_ref()).is_some_and(|it| it.callee == callee);
        if !self.is_on || (state.failed.is_some() && !again) {
            return;
        }
        let mut other = state.clone();
        other.failed = Some(Failed {
            callee: callee.to_owned(),
            code: shorten(code, 60),
            line,
            is_cancelled: origin == cancelled(),
        });
        let error = Error {
            origin,
            is_original: true,
        };
        if self.raise(&mut other, error) {
            self.split(other);
        }
        // What failed before has worked now.
        state.failed = None;
    }
}

/// `recv_into(buffer)` is `recv`, and what that gives comes into the buffer.
fn into_a_buffer(state: &State, func: &V, values: &[V], back: &Back) -> Option<(V, Back)> {
    let (Kind::Member(base, name), Back::Var(dst)) = (&func.kind, back) else {
        return None;
    };
    let reads = match name.as_str() {
        "recv_into" => "recv",
        "readinto" => "read",
        _ => return None,
    };
    let buffer = values.first()?.place()?;
    let is_buffer = matches!(state.things.get(buffer), Some(Thing::Joined(_)));
    let reads = Kind::Member(base.clone(), reads.to_owned());
    is_buffer.then(|| (V::of(reads), Back::Into(buffer, *dst)))
}

/// Whether a file is given another name.
fn is_moving(func: &V, values: &[V]) -> bool {
    match &func.kind {
        Kind::Name(name) => matches!(
            name.as_str(),
            "os.replace" | "os.rename" | "os.renames" | "shutil.move"
        ),
        Kind::Member(_, name) => matches!(name.as_str(), "rename" | "replace") && values.len() == 1,
        _ => false,
    }
}

/// Whether a question to a database is about some rows of a table, of which there may be none.
fn may_find_none(question: &V) -> bool {
    let text = match &question.kind {
        Kind::Told(text) | Kind::Constant(Constant::Str(text)) => text.to_ascii_lowercase(),
        _ => return false,
    };
    let counts = ["min(", "max(", "sum(", "avg(", "count("];
    text.contains(" where ") && !counts.iter().any(|count| text.contains(count))
}

/// What is raised in whoever waits when nobody wants the answer any more.
fn cancelled() -> Origin {
    Origin::Type("CancelledError".to_owned())
}

/// What a call of something unknown gives: of a class, an instance with a place of its own.
fn made_by(func: &V, values: &[V], range: Option<Range>) -> Kind {
    match (&func.kind, range) {
        (Kind::Name(name), Some(range)) if last(name).starts_with(char::is_uppercase) => {
            Kind::Instance(range.start)
        }
        (Kind::Name(_), _) => match values {
            [only] => text(only).map_or(Kind::Opaque, |text| Kind::Told(text.to_owned())),
            _ => Kind::Opaque,
        },
        _ => Kind::Opaque,
    }
}

pub(super) fn type_name(value: &V) -> Option<String> {
    match &value.kind {
        Kind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

pub(super) fn is_callable(value: &V) -> bool {
    matches!(
        value.kind,
        Kind::Function(..)
            | Kind::Partial(..)
            | Kind::Member(..)
            | Kind::Name(_)
            | Kind::Class(..)
            | Kind::Getter(_)
    )
}

/// Whether a callable is one of those; `.execute` is a method of that name.
pub(super) fn names(wanted: &[String], callee: &str) -> bool {
    wanted
        .iter()
        .any(|name| name == callee || (name.starts_with('.') && callee.ends_with(name.as_str())))
}

pub(super) fn last(callee: &str) -> &str {
    callee.rsplit('.').next().unwrap_or(callee)
}

pub(super) fn is_open(callee: &str) -> bool {
    matches!(
        callee,
        "open" | "io.open" | "codecs.open" | "os.open" | "os.fdopen" | ".open"
    )
}

/// What is used through what it came from, and only while that is held.
pub(super) fn is_view(name: &str) -> bool {
    matches!(
        name,
        "cursor" | "execute" | "begin" | "transaction" | "pipeline" | "executemany"
    )
}

/// Callables whose answer says something about what they are given, and does not hold it.
pub(super) fn tells_nothing(callee: &str) -> bool {
    matches!(
        callee,
        "len" | "id" | "hash" | "type" | "callable" | "any" | "all" | "dir"
    )
}
