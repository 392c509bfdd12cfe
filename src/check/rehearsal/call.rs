//! What a variable is given, and calls of the file's own functions.

use super::machine::Machine;
use super::program::decorator_name;
use super::value::{Back, Error, From, Kind, State, Thing, V};
use crate::cfg::{CallArg, StepKind, Terminator, Value, VarId, Why};
use crate::syntax::ast::{Expr, ExprKind, Function};
use crate::text::Range;
use std::collections::BTreeMap;

/// An argument with its keyword.
pub(super) type Given = (Option<String>, V);

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
                self.named(state, around, &name)
            }
            Value::Import(path) => V::of(Kind::Name(path)),
            Value::Attribute(base, attr) => {
                let base = self.var(state, base);
                return self.attribute(state, base, &attr, dst);
            }
            Value::Item { of, index } | Value::Element { of, index } => {
                let of = self.var(state, of);
                self.item(state, &of, index)
            }
            Value::Call { func, args } => {
                let func = self.var(state, func);
                let args = self.arguments(state, &args);
                return self.call(state, Some(range), func, args, Back::Var(dst));
            }
            Value::Await(var) => match self.var(state, var) {
                V {
                    kind: Kind::Waiting(func, args),
                    ..
                } => {
                    let args = args.into_iter().map(|arg| (None, arg)).collect();
                    return self.call_now(state, *func, args, Back::Var(dst));
                }
                other => other,
            },
            Value::Yield(value) => {
                let value = value.map_or_else(V::none, |var| self.var(state, var));
                self.set(state, dst, V::none());
                return self.pause(state, value);
            }
            Value::Tuple(parts) | Value::Collection(parts) => {
                let items = parts.iter().map(|part| self.var(state, *part)).collect();
                state.thing(Thing::Sequence(items))
            }
            Value::Definition { name, .. } => return self.define(state, range, dst, &name),
            Value::Operation { op, parts } => {
                let is_question = matches!(op, "compare" | "in" | "<" | ">" | "<=" | ">=");
                let from = parts.iter().fold(From::default(), |from, part| {
                    from.and(state.origin(&self.var(state, *part)))
                });
                V::opaque(if is_question {
                    From {
                        made: false,
                        ..from
                    }
                } else {
                    from
                })
            }
            Value::Unknown => self
                .caught(state)
                .unwrap_or_else(|| V::opaque(From::default())),
        };
        self.set(state, dst, value);
        true
    }

    /// The error that a handler gives a name to, where that is what happens now.
    fn caught(&self, state: &State) -> Option<V> {
        let frame = state.frames.last()?;
        let cfg = &self.program.scopes[frame.scope].cfg;
        let before = cfg.block(frame.block).steps.get(frame.at.checked_sub(2)?)?;
        let is_handler = matches!(cfg.step(*before).kind, StepKind::Push(Why::Handling));
        let error = frame.whys.last()?.1.clone()?;
        is_handler.then(|| V::of(Kind::Error(error)))
    }

    fn param(&self, state: &mut State, dst: VarId, index: usize) -> Option<V> {
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

    /// A value that is written where no step of the graph makes it: a default, a decorator.
    pub(super) fn written(&self, state: &State, around: Option<usize>, expr: &Expr) -> V {
        match &expr.kind {
            ExprKind::Name(name) => self.named(state, around, name),
            ExprKind::Constant(constant) => V::of(Kind::Constant(constant.clone())),
            ExprKind::Attribute { value, attr } => match self.written(state, around, value).kind {
                Kind::Name(name) => V::of(Kind::Name(format!("{name}.{attr}"))),
                _ => V::opaque(From::default()),
            },
            _ => V::opaque(From::default()),
        }
    }

    pub(super) fn item(&self, state: &State, of: &V, index: Option<usize>) -> V {
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
            let from = state.origin(of);
            return V {
                kind: only.kind.clone(),
                from,
            };
        }
        V::opaque(state.origin(of))
    }

    fn arguments(&self, state: &State, args: &[CallArg]) -> Vec<Given> {
        let mut given = Vec::new();
        for arg in args {
            let value = self.var(state, arg.var);
            let items = match (&value.kind, arg.starred) {
                (Kind::Thing(at), true) => match state.things.get(*at) {
                    Some(Thing::Sequence(items)) => Some(items.clone()),
                    _ => None,
                },
                _ => None,
            };
            match items {
                Some(items) => given.extend(items.into_iter().map(|item| (None, item))),
                None => given.push((arg.keyword.clone(), value)),
            }
        }
        given
    }

    fn attribute(&mut self, state: &mut State, base: V, attr: &str, dst: VarId) -> bool {
        let value = match &base.kind {
            Kind::Name(name) => V {
                kind: Kind::Name(format!("{name}.{attr}")),
                from: base.from,
            },
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Object { members, .. }) if members.contains_key(attr) => {
                    members[attr].clone()
                }
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    return self.of_class(state, class, around, attr, Some(base), dst);
                }
                _ => V::of(Kind::Member(Box::new(base), attr.to_owned())),
            },
            Kind::Class(class, around) => {
                let (class, around) = (*class, *around);
                return self.of_class(state, class, around, attr, None, dst);
            }
            _ => V::of(Kind::Member(Box::new(base), attr.to_owned())),
        };
        self.set(state, dst, value);
        true
    }

    /// An attribute that the class has: a method, a property, or what its body sets.
    fn of_class(
        &mut self,
        state: &mut State,
        class: usize,
        around: Option<usize>,
        attr: &str,
        object: Option<V>,
        dst: VarId,
    ) -> bool {
        let value = match self.program.method(class, attr, 4) {
            Some(method) => {
                let function = V::of(Kind::Function(method, around));
                let decorators: Vec<&str> = self
                    .function(method)
                    .map(|it| it.decorators.iter().map(decorator_name).collect())
                    .unwrap_or_default();
                let first = if decorators.contains(&"staticmethod") {
                    None
                } else if decorators.contains(&"classmethod") {
                    Some(V::of(Kind::Class(class, around)))
                } else {
                    object
                };
                if let Some(first) = &first
                    && decorators
                        .iter()
                        .any(|it| matches!(*it, "property" | "cached_property"))
                {
                    return self.call(
                        state,
                        None,
                        function,
                        vec![(None, first.clone())],
                        Back::Var(dst),
                    );
                }
                match first {
                    Some(first) => V::of(Kind::Partial(Box::new(function), vec![first])),
                    None => function,
                }
            }
            None => match self.program.attribute(class, attr) {
                Some(expr) => match (&self.written(state, around, expr).kind, object) {
                    (Kind::Function(..), Some(object)) => {
                        let function = self.written(state, around, expr);
                        V::of(Kind::Partial(Box::new(function), vec![object]))
                    }
                    _ => self.written(state, around, expr),
                },
                None => V::opaque(object.map(|it| state.origin(&it)).unwrap_or_default()),
            },
        };
        self.set(state, dst, value);
        true
    }

    pub(super) fn function(&self, scope: usize) -> Option<&Function> {
        self.program.scopes.get(scope)?.function
    }

    fn define(&mut self, state: &mut State, range: Range, dst: VarId, name: &str) -> bool {
        let env = state.frames.last().map(|frame| frame.env);
        if let Some(class) = self.program.class_at(name, range) {
            self.set(state, dst, V::of(Kind::Class(class, env)));
            return true;
        }
        let Some(scope) = self.program.function_at(name, range) else {
            self.set(state, dst, V::opaque(From::default()));
            return true;
        };
        let value = V::of(Kind::Function(scope, env));
        let mut own: Vec<V> = Vec::new();
        if let Some(function) = self.function(scope) {
            for decorator in &function.decorators {
                let (callee, is_made) = match &decorator.kind {
                    ExprKind::Call { func, .. } => (&**func, true),
                    _ => (decorator, false),
                };
                let callee = self.written(state, env, callee);
                match (&callee.kind, is_made) {
                    (Kind::Function(..) | Kind::Class(..), false) => own.push(callee),
                    // What a call of a decorator's maker gives back is found by calling it.
                    (Kind::Function(..) | Kind::Class(..), true) => {
                        own.push(V::of(Kind::Partial(Box::new(callee), vec![V::none()])));
                    }
                    _ => {}
                }
            }
        }
        match own.pop() {
            Some(first) => self.decorate(state, first, value, dst, own),
            None => {
                self.set(state, dst, value);
                true
            }
        }
    }

    fn decorate(
        &mut self,
        state: &mut State,
        decorator: V,
        value: V,
        dst: VarId,
        then: Vec<V>,
    ) -> bool {
        if let Kind::Partial(maker, _) = decorator.kind {
            let mut then = then;
            then.push(V::of(Kind::Closing(Box::new(value))));
            let args = Vec::new();
            let depth = state.frames.len();
            let goes_on = self.call(state, None, *maker, args, Back::Var(dst));
            if let Some(frame) = state.frames.get_mut(depth) {
                frame.then = then;
            }
            return goes_on;
        }
        self.call_then(state, decorator, vec![value], Back::Var(dst), then)
    }

    /// Calls a function and then others with what it gave.
    pub(super) fn call_then(
        &mut self,
        state: &mut State,
        func: V,
        args: Vec<V>,
        back: Back,
        then: Vec<V>,
    ) -> bool {
        // A decorator that was made: its value is what has to be decorated.
        let (func, args) = match func.kind {
            Kind::Closing(value) => match args.into_iter().next() {
                Some(made) => (made, vec![*value]),
                None => return true,
            },
            _ => (func, args),
        };
        let depth = state.frames.len();
        let args = args.into_iter().map(|arg| (None, arg)).collect();
        let goes_on = self.call(state, None, func, args, back);
        if let Some(frame) = state.frames.get_mut(depth) {
            frame.then = then;
        }
        goes_on
    }

    pub(super) fn call_out(&mut self, state: &mut State, func: V, args: Vec<V>) -> bool {
        let args = args.into_iter().map(|arg| (None, arg)).collect();
        self.call(state, None, func, args, Back::Out)
    }

    pub(super) fn call(
        &mut self,
        state: &mut State,
        range: Option<Range>,
        func: V,
        args: Vec<Given>,
        back: Back,
    ) -> bool {
        match &func.kind {
            Kind::Function(scope, _) => {
                let scope = *scope;
                let is_generator = self.program.scopes[scope].cfg.is_generator;
                if self.function(scope).is_some_and(|it| it.is_async) && !is_generator {
                    let args = args.into_iter().map(|(_, value)| value).collect();
                    let waiting = V::of(Kind::Waiting(Box::new(func), args));
                    return self.give(state, back, waiting);
                }
                self.call_now(state, func, args, back)
            }
            Kind::Partial(inner, before) => {
                let args = before
                    .iter()
                    .map(|it| (None, it.clone()))
                    .chain(args)
                    .collect();
                self.call(state, range, (**inner).clone(), args, back)
            }
            Kind::Class(class, around) => self.make(state, *class, *around, args, back),
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    match self.program.method(class, "__call__", 4) {
                        Some(method) => {
                            let method = V::of(Kind::Function(method, around));
                            let args = std::iter::once((None, func)).chain(args).collect();
                            self.call(state, range, method, args, back)
                        }
                        None => self.give(state, back, V::opaque(From::default())),
                    }
                }
                _ => self.give(state, back, V::opaque(From::default())),
            },
            _ => self.call_outside(state, range, &func, args, back),
        }
    }

    /// Runs a function of the file; a generator is only made.
    pub(super) fn call_now(
        &mut self,
        state: &mut State,
        func: V,
        args: Vec<Given>,
        back: Back,
    ) -> bool {
        let Kind::Function(scope, around) = func.kind else {
            return self.call(state, None, func, args, back);
        };
        let params = self
            .function(scope)
            .map(|it| it.params.clone())
            .unwrap_or_default();
        let mut slots: BTreeMap<usize, V> = BTreeMap::new();
        let mut rest = Vec::new();
        let mut next = 0;
        for (keyword, value) in args {
            let by_name = |name: &String| {
                params
                    .iter()
                    .position(|param| param.name == *name && !param.is_starred)
            };
            match keyword.as_ref().map(by_name) {
                Some(Some(at)) => {
                    slots.insert(at, value);
                }
                None if params.get(next).is_some_and(|param| !param.is_starred) => {
                    slots.insert(next, value);
                    next += 1;
                }
                _ => rest.push(value),
            }
        }
        if let Some(at) = params.iter().position(|param| param.is_starred) {
            let rest = state.thing(Thing::Sequence(rest));
            slots.insert(at, rest);
        }
        let slots = slots.into_iter().collect();
        let depth = state.frames.len();
        self.enter(state, scope, around, slots, back);
        if self.program.scopes[scope].cfg.is_generator
            && state.frames.len() > depth
            && let Some(mut frame) = state.frames.pop()
        {
            let at = state.things.len();
            frame.paused = Some(at);
            let back = frame.back.clone();
            state.things.push(Thing::Paused(Some(Box::new(frame))));
            return self.give(state, back, V::of(Kind::Thing(at)));
        }
        true
    }

    fn make(
        &mut self,
        state: &mut State,
        class: usize,
        around: Option<usize>,
        args: Vec<Given>,
        back: Back,
    ) -> bool {
        let mut members = BTreeMap::new();
        let init = self.program.method(class, "__init__", 4);
        if init.is_none() {
            let fields = self.program.fields(class);
            let unnamed = |at: usize| fields.get(at).cloned().unwrap_or_else(|| at.to_string());
            for (at, (keyword, value)) in args.iter().enumerate() {
                members.insert(
                    keyword.clone().unwrap_or_else(|| unnamed(at)),
                    value.clone(),
                );
            }
        }
        let object = state.thing(Thing::Object {
            class,
            around,
            members,
        });
        match (init, back) {
            (Some(init), Back::Var(dst)) => {
                let args = std::iter::once((None, object.clone()))
                    .chain(args)
                    .collect();
                self.call_now(
                    state,
                    V::of(Kind::Function(init, around)),
                    args,
                    Back::Made(dst, object),
                )
            }
            (_, back) => self.give(state, back, object),
        }
    }

    /// A generator gives a value and waits.
    fn pause(&mut self, state: &mut State, value: V) -> bool {
        let Some(frame) = state.frames.pop() else {
            return false;
        };
        let back = frame.back.clone();
        if let Some(at) = frame.paused {
            state.things[at] = Thing::Paused(Some(Box::new(frame)));
        }
        match back {
            Back::Resumed | Back::Exit | Back::Out => false,
            back => self.give(state, back, value),
        }
    }

    /// A generator goes on, perhaps with an error.
    pub(super) fn resume(
        &mut self,
        state: &mut State,
        at: usize,
        back: Back,
        error: Option<Error>,
    ) -> bool {
        let Some(Thing::Paused(paused)) = state.things.get_mut(at) else {
            return true;
        };
        let Some(mut frame) = paused.take() else {
            return match back {
                Back::Item(_) => self.no_item(state),
                Back::Var(_) => self.raise(
                    state,
                    Error {
                        origin: super::value::Origin::Type("StopIteration".to_owned()),
                        is_original: false,
                    },
                ),
                _ => true,
            };
        };
        frame.back = back;
        state.frames.push(*frame);
        match error {
            Some(error) => self.raise(state, error),
            None => true,
        }
    }

    pub(super) fn next_item(&mut self, state: &mut State, dst: VarId, iter: VarId) -> bool {
        let iter = self.var(state, iter);
        let turn = self.turns(state).max(1);
        if let Kind::Thing(at) = iter.kind {
            match state.things.get(at) {
                Some(Thing::Paused(_)) => return self.resume(state, at, Back::Item(dst), None),
                Some(Thing::Sequence(items)) => {
                    return match items.get(turn - 1).cloned() {
                        Some(item) => {
                            self.set(state, dst, item);
                            self.next_block(state)
                        }
                        None => self.no_item(state),
                    };
                }
                _ => {}
            }
        }
        if turn > 1 {
            return self.no_item(state);
        }
        let from = state.origin(&iter);
        // What was opened is taken to have something in it.
        if !from.opened {
            let mut other = state.clone();
            if self.no_item(&mut other) {
                self.split(other);
            }
        }
        self.set(state, dst, V::opaque(from));
        self.next_block(state)
    }

    pub(super) fn next_block(&mut self, state: &mut State) -> bool {
        match self.iterating(state) {
            Some((item, _)) => self.go(state, item),
            None => true,
        }
    }

    pub(super) fn no_item(&mut self, state: &mut State) -> bool {
        let Some((_, done)) = self.iterating(state) else {
            return true;
        };
        if let Some(frame) = state.frames.last_mut() {
            frame.turns.remove(&frame.block.0);
        }
        self.go(state, done)
    }

    fn iterating(&self, state: &State) -> Option<(crate::cfg::BlockId, crate::cfg::BlockId)> {
        let frame = state.frames.last()?;
        match self.program.scopes[frame.scope]
            .cfg
            .block(frame.block)
            .terminator
        {
            Terminator::Iterate { item, done, .. } => Some((item, done)),
            _ => None,
        }
    }

    pub(super) fn is_lazy(&self, function: &V) -> bool {
        let Kind::Function(scope, _) = function.kind else {
            return false;
        };
        self.program.scopes[scope].cfg.is_generator
            || self.function(scope).is_some_and(|it| it.is_async)
    }
}
