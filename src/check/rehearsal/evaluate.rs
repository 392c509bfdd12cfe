//! What a variable is given.

use super::facts::compared;
use super::machine::Machine;
use super::program::{Part, span};
use super::sequences::{calculated, spread, stream};
use super::value::{Back, Error, From, Gathered, Kind, State, Thing, V};
use crate::cfg::{CallArg, StepKind, Value, VarId, Why};
use crate::syntax::ast::{Constant, TURNED_ROUND, WHOLE};
use crate::text::Range;

use super::call::Given;
impl Machine<'_> {
    pub(super) fn evaluate(
        &mut self,
        state: &mut State,
        range: Range,
        dst: VarId,
        value: Value,
    ) -> bool {
        let value = match value {
            Value::Copy(var) => self.var(state, var),
            Value::Constant(constant) => V::of(Kind::Constant(constant)),
            Value::Param { index, .. } => match self.param(state, dst, index) {
                Some(value) => value,
                None => return true,
            },
            Value::Global(name) => {
                let around = state.frames.last().and_then(|it| state.envs[it.env].around);
                let value = self.named(state, around, &name);
                self.means(state, &name, &value);
                value
            }
            Value::Import(path) => V::of(Kind::Name(path)),
            Value::Attribute(base, attr) => {
                let base = self.var(state, base);
                return self.attribute(state, base, &attr, dst);
            }
            Value::Item { of, index, key } => {
                return self.subscript(state, range, dst, (of, index, key));
            }
            Value::Element { of, index } => {
                let whole = self.var(state, of);
                match whole.kind {
                    Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Paused(_))) => {
                        let of = Some((of, index));
                        return self.gather(state, at, Gathered { dst, of });
                    }
                    Kind::View(_) if self.asks_for_rows() => {
                        return self.fetch(state, range, whole, Back::Var(dst));
                    }
                    _ => self.item(state, &whole, index),
                }
            }
            Value::Call { func, args } => {
                let func = self.var(state, func);
                let is_written = args.iter().all(|arg| !arg.starred);
                let args = self.arguments(state, &args);
                if is_written && self.misfits(&func, &args) {
                    return self.misfit(state, range);
                }
                if self.has_to_be_awaited(state, &func) {
                    let args = args.into_iter().map(|(_, value)| value).collect();
                    self.set(state, dst, V::of(Kind::Waiting(Box::new(func), args)));
                    return true;
                }
                return self.call(state, Some(range), func, args, Back::Var(dst));
            }
            Value::Await(var) => match self.var(state, var) {
                V {
                    kind: Kind::Waiting(func, args),
                    ..
                } => {
                    let args = args.into_iter().map(|arg| (None, arg)).collect();
                    if matches!(func.kind, Kind::Function(..)) {
                        return self.call_now(state, *func, args, Back::Var(dst));
                    }
                    self.may_be_cancelled(state, range);
                    return self.call(state, Some(range), *func, args, Back::Var(dst));
                }
                other => {
                    let is_there = state.handles(&other, 1).is_empty() && !other.is_none();
                    if is_there {
                        self.may_be_cancelled(state, range);
                    }
                    other
                }
            },
            Value::Yield(value) => {
                let value = value.map_or_else(V::none, |var| self.var(state, var));
                self.set(state, dst, V::none());
                let delegates = self.program.lazy.contains(&(range.start, range.end));
                return match value.kind {
                    Kind::Thing(at)
                        if delegates && matches!(state.things.get(at), Some(Thing::Paused(_))) =>
                    {
                        self.resume(state, at, Back::Delegated, None)
                    }
                    _ if delegates => {
                        let first = || self.item(state, &value, Some(0));
                        let item = stream(state, &value).unwrap_or_else(first);
                        self.pause(state, item)
                    }
                    _ => self.pause(state, value),
                };
            }
            Value::Tuple(ref parts) | Value::Collection(ref parts) => {
                let is_tuple = matches!(value, Value::Tuple(_));
                let mut items: Vec<V> = parts.iter().map(|part| self.var(state, *part)).collect();
                if parts.len() == 1 && self.program.code(range).starts_with("[*") {
                    items = items.into_iter().flat_map(|it| spread(state, it)).collect();
                }
                if let Some(halves) = self.program.dicts.get(&span(range)) {
                    let parts: Vec<(Part, V)> = halves.iter().copied().zip(items).collect();
                    let dict = self.written_dict(state, &parts, self.program.line(range));
                    self.set(state, dst, dict);
                    return true;
                }
                let made = state.thing(Thing::Sequence(items));
                state.tuples.extend(made.place().filter(|_| is_tuple));
                if let Kind::Thing(at) = made.kind
                    && self.program.lazy.contains(&(range.start, range.end))
                {
                    state.lazy.push(at);
                }
                made
            }
            Value::Definition { name, .. } => return self.define(state, range, dst, &name),
            Value::Operation { op, parts } => {
                let parts: Vec<V> = parts.iter().map(|part| self.var(state, *part)).collect();
                self.operation(state, op, &parts, range)
            }
            Value::Unknown => self
                .caught(state)
                .unwrap_or_else(|| V::opaque(From::default())),
        };
        self.set(state, dst, value);
        true
    }

    /// `of[key]`, or `del of[key]`.
    fn subscript(
        &mut self,
        state: &mut State,
        range: Range,
        dst: VarId,
        (of, index, key): (VarId, Option<usize>, Option<VarId>),
    ) -> bool {
        let of = self.var(state, of);
        let key = key.map(|key| self.var(state, key));
        let line = self.program.line(range);
        if self.program.deleted.contains(&span(range)) {
            self.change(state, &of, line);
        }
        let known = key.and_then(|key| match key.kind {
            // A part of a list is a new one.
            Kind::Slice | Kind::Whole { is_reversed: true }
                if !matches!(of.kind, Kind::Thing(_)) =>
            {
                Some(V::opaque(state.origin(&of)))
            }
            // A new list, whatever is done with it.
            Kind::Whole { .. } if matches!(of.kind, Kind::Inside(..)) => {
                Some(V::opaque(state.origin(&of)))
            }
            // All that has come into a buffer.
            Kind::UpTo(at) if of.place() == Some(at) => Some(self.copy(state, &of)),
            Kind::Whole { is_reversed: false } if !is_list(state, &of) => {
                Some(self.copy(state, &of))
            }
            _ => (self.placed(state, &of, &key)).or_else(|| self.keyed(state, &of, &key)),
        });
        let thing = of.place().and_then(|at| state.things.get(at));
        if index.is_some() && matches!(thing, Some(Thing::Sequence(items)) if items.is_empty()) {
            return self.raise(state, Error::own("IndexError"));
        }
        let is_part = known.as_ref().is_some_and(|value| value.from.part);
        if is_part {
            self.may_miss(state, self.program.code(range), line);
        }
        let value = known.unwrap_or_else(|| self.item(state, &of, index));
        self.set(state, dst, value);
        true
    }

    /// Something made by an operator; `{} | whole` is a copy.
    fn operation(&self, state: &mut State, op: &str, parts: &[V], range: Range) -> V {
        let line = self.program.line(range);
        if let Some(known) = calculated(op, parts).or_else(|| self.worded(op, parts, range)) {
            return known;
        }
        if let [one, other] = parts
            && let Some(truth) = compared(state, op, one, other)
        {
            return truth;
        }
        let all = parts.iter().map(|part| state.origin(part));
        let mut from = all.fold(From::default(), From::and);
        if is_comparison(op) {
            (from.made, from.opened) = (false, false);
        }
        let is_filled = |part: &&V| !self.is_empty(state, part);
        let filled: Vec<&V> = parts.iter().filter(is_filled).collect();
        match (op, filled.as_slice()) {
            ("|" | "+=" | "+", [whole]) if matches!(whole.kind, Kind::Thing(_)) => {
                return self.copy(state, whole);
            }
            ("slice", [only]) if self.program.code(range).starts_with(':') => {
                return V::of(match only.kind {
                    Kind::Count(buffer) => Kind::UpTo(buffer),
                    _ => Kind::Slice,
                });
            }
            ("slice", _) => return V::of(Kind::Slice),
            (WHOLE | TURNED_ROUND, _) => {
                let is_reversed = op == TURNED_ROUND;
                return V::of(Kind::Whole { is_reversed });
            }
            // What a text is filled in with is inside of it.
            ("f-string", _) => {
                let text = state.thing(Thing::Sequence(parts.to_vec()));
                let formed = self.formatted(range, parts).map(|formed| formed.text);
                state.texts.extend(text.place().map(|at| (at, formed)));
                return text;
            }
            ("+=" | "+", [_, _]) if filled.iter().all(|part| self.is_same(state, part)) => {
                let parts = filled.into_iter().cloned().collect();
                return state.thing(Thing::Joined(parts));
            }
            ("+", [list, more]) if lists(state, list, more).is_some() => {
                let whole = self.copy(state, list);
                if let (Some((_, more)), Kind::Thing(at)) = (lists(state, list, more), &whole.kind)
                    && let Some(Thing::Sequence(items)) = state.things.get_mut(*at)
                {
                    items.extend(more);
                }
                return whole;
            }
            ("+=", [list, more]) => match lists(state, list, more) {
                Some((at, more)) => {
                    if let Some(Thing::Sequence(items)) = state.things.get_mut(at) {
                        items.extend(more);
                    }
                    return (*list).clone();
                }
                None => self.change(state, list, line),
            },
            _ => {}
        }
        V::opaque(from)
    }

    /// The error that a handler gives a name to, where that is what happens now.
    pub(super) fn caught(&self, state: &State) -> Option<V> {
        let frame = state.frames.last()?;
        let cfg = &self.program.scopes[frame.scope].cfg;
        let before = cfg.block(frame.block).steps.get(frame.at.checked_sub(2)?)?;
        let is_handler = matches!(cfg.step(*before).kind, StepKind::Push(Why::Handling));
        let error = frame.whys.last()?.1.clone()?;
        is_handler.then(|| V::of(Kind::Error(error)))
    }

    pub(super) fn param(&self, state: &mut State, dst: VarId, index: usize) -> Option<V> {
        let frame = state.frames.last()?;
        let env = &state.envs[frame.env];
        if env.vars.get(dst.index()).is_some_and(Option::is_some) {
            return None;
        }
        let around = env.around;
        let param = self.program.scopes[frame.scope]
            .function?
            .params
            .get(index)?;
        if param.is_starred {
            return Some(state.thing(Thing::Sequence(Vec::new())));
        }
        let default = param.default.as_ref();
        Some(default.map_or_else(
            || V::opaque(From::default()),
            |it| self.written(state, around, it),
        ))
    }

    pub(super) fn item(&self, state: &State, of: &V, index: Option<usize>) -> V {
        if let Some(inside) = self.element(state, of, index) {
            return inside;
        }
        if let Kind::Thing(at) = of.kind
            && let (Some(Thing::Sequence(items)), Some(index)) = (state.things.get(at), index)
            && let Some(item) = items.get(index)
        {
            return item.clone();
        }
        if let Kind::Thing(at) = of.kind
            && let Some(Thing::Sequence(items)) = state.things.get(at)
            && let [.., only] = items.as_slice()
        {
            // One of them: the last stands for all.
            let from = From {
                part: only.from.part,
                same: only.from.same,
                ..state.origin(of)
            };
            return V {
                kind: only.kind.clone(),
                from,
            };
        }
        V::opaque(state.origin(of))
    }

    pub(super) fn arguments(&self, state: &State, args: &[CallArg]) -> Vec<Given> {
        let mut given = Vec::new();
        for arg in args {
            let value = self.var(state, arg.var);
            let items: Option<Vec<Given>> = match (&value.kind, arg.starred) {
                (Kind::Thing(at), true) => match state.things.get(*at) {
                    Some(Thing::Sequence(items)) => {
                        Some(items.iter().map(|item| (None, item.clone())).collect())
                    }
                    Some(Thing::Dict(entries)) => Some(named(entries)),
                    _ => None,
                },
                // `**` of what the function was given has the parts that are asked for.
                (Kind::Given, true) if !self.asked.reads.is_empty() => {
                    let part = |name: &String| {
                        let key = V::of(Kind::Constant(Constant::Str(name.clone())));
                        Some((Some(name.clone()), self.keyed(state, &value, &key)?))
                    };
                    Some(self.asked.reads.iter().filter_map(part).collect())
                }
                _ => None,
            };
            match items {
                Some(items) => given.extend(items),
                None => given.push((arg.keyword.clone(), value)),
            }
        }
        given
    }
}

/// Operators that say something about their operands, and hold nothing of them.
fn is_comparison(op: &str) -> bool {
    matches!(
        op,
        "compare" | "is" | "==" | "!=" | "in" | "<" | ">" | "<=" | ">="
    )
}

fn is_list(state: &State, value: &V) -> bool {
    let thing = match value.kind {
        Kind::Thing(at) => state.things.get(at),
        _ => None,
    };
    matches!(thing, Some(Thing::Sequence(_)))
}

/// The place of a list to which another is added, and what that has.
fn lists(state: &State, list: &V, more: &V) -> Option<(usize, Vec<V>)> {
    let (Kind::Thing(at), Kind::Thing(of)) = (&list.kind, &more.kind) else {
        return None;
    };
    match (state.things.get(*at), state.things.get(*of)) {
        (Some(Thing::Sequence(_)), Some(Thing::Sequence(more))) => Some((*at, more.clone())),
        (Some(Thing::Sequence(_)), Some(_)) => Some((*at, vec![stream(state, more)?])),
        _ => None,
    }
}

/// The arguments that `**` makes of a dictionary.
fn named(entries: &[(V, V)]) -> Vec<Given> {
    let each = |(key, value): &(V, V)| match &key.kind {
        Kind::Constant(Constant::Str(name)) => (Some(name.clone()), value.clone()),
        _ => (None, value.clone()),
    };
    entries.iter().map(each).collect()
}
