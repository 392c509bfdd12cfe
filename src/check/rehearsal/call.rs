//! Calls of the file's own functions, classes and decorators.

use super::fitting::is_by_place;
use super::machine::Machine;
use super::value::{Back, From, Kind, State, Thing, V};
use crate::cfg::VarId;
use crate::syntax::ast::{ExprKind, Function};
use crate::text::Range;
use std::collections::BTreeMap;

/// An argument with its keyword.
pub(super) type Given = (Option<String>, V);

impl Machine<'_> {
    pub(super) fn function(&self, scope: usize) -> Option<&Function> {
        self.program.scopes.get(scope)?.function
    }

    pub(super) fn define(
        &mut self,
        state: &mut State,
        range: Range,
        dst: VarId,
        name: &str,
    ) -> bool {
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

    pub(super) fn decorate(
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
            _ => self.call_outside(state, range, &func, &args, back),
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
                None if params.get(next).is_some_and(is_by_place) => {
                    slots.insert(next, value);
                    next += 1;
                }
                _ => rest.push(value),
            }
        }
        if let Some(at) = params.iter().position(|param| param.is_starred) {
            let rest = state.thing(Thing::Sequence(rest));
            if let Kind::Thing(at) = rest.kind {
                state.rests.push(at);
            }
            slots.insert(at, rest);
        }
        let slots = slots.into_iter().collect();
        let depth = state.frames.len();
        if !self.enter(state, scope, around, slots, back) {
            return false;
        }
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

    pub(super) fn make(
        &mut self,
        state: &mut State,
        class: usize,
        around: Option<usize>,
        args: Vec<Given>,
        back: Back,
    ) -> bool {
        let mut members = BTreeMap::new();
        let own = self.program.method(class, "__init__", 4);
        let after = || self.program.method(class, "__post_init__", 4);
        let init = own.or_else(after);
        if own.is_none() {
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
                // What is done after the fields were set is given nothing more.
                let args = args.into_iter().filter(|_| own.is_some());
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
}
