//! What names mean, and what they are given.

use super::machine::Machine;
use super::value::{Env, From, Kind, State, Thing, V};
use crate::cfg::{Reach, Var, VarId};

impl Machine<'_> {
    pub(super) fn var(&self, state: &State, var: VarId) -> V {
        let env = state
            .frames
            .last()
            .and_then(|frame| state.envs.get(frame.env));
        let Some(env) = env else {
            return V::opaque(From::default());
        };
        if let Some(Some(value)) = env.vars.get(var.index()) {
            return value.clone();
        }
        let name = &self.program.scopes[env.scope].cfg.var(var).name;
        let value = self.named(state, env.around, name);
        self.reads(state, env, var, &value);
        value
    }

    /// What a name means in the scopes around, and at last in the file or in Python.
    pub(super) fn named(&self, state: &State, mut around: Option<usize>, name: &str) -> V {
        while let Some(env) = around.and_then(|at| state.envs.get(at)) {
            if let Some(value) = self.own(env, name) {
                return value;
            }
            around = env.around;
        }
        self.global(state, name)
            .unwrap_or_else(|| V::of(Kind::Name(name.to_owned())))
    }

    pub(super) fn global(&self, state: &State, name: &str) -> Option<V> {
        self.own(state.envs.first()?, name)
    }

    /// What a scope gives a name; what the body of a class binds, functions do not see.
    pub(super) fn own(&self, env: &Env, name: &str) -> Option<V> {
        self.bound(env, name, |reach| reach != Reach::ClassAttribute)
    }

    /// What the body of a class in a scope gives a name.
    pub(super) fn of_body(&self, env: &Env, name: &str) -> Option<V> {
        self.bound(env, name, |reach| reach == Reach::ClassAttribute)
    }

    fn bound(&self, env: &Env, name: &str, is_seen: fn(Reach) -> bool) -> Option<V> {
        let vars = &self.program.scopes[env.scope].cfg.vars;
        let mut found = vars
            .iter()
            .zip(&env.vars)
            .filter(|(var, _)| var.name == name && is_seen(var.reach));
        found.find_map(|(_, value)| value.clone())
    }

    pub(super) fn set(&self, state: &mut State, var: VarId, value: V) {
        let Some(at) = state.frames.last().map(|frame| frame.env) else {
            return;
        };
        let cfg = &self.program.scopes[state.envs[at].scope].cfg;
        let known = cfg.var(var);
        let is_shared = at != 0 && matches!(known.reach, Reach::Global | Reach::Nonlocal);
        if at == 0 || known.reach == Reach::Global {
            state.deleted.retain(|name| *name != known.name);
        }
        if is_shared {
            let name = cfg.var(var).name.clone();
            let is_it = |each: &Var| each.name == name && each.reach != Reach::ClassAttribute;
            let mut around = state.envs[at].around.or(Some(0));
            while let Some(outer) = around {
                let vars = &self.program.scopes[state.envs[outer].scope].cfg.vars;
                if let Some(slot) = vars.iter().position(&is_it) {
                    state.envs[outer].vars[slot] = Some(value.clone());
                }
                around = state.envs[outer].around;
            }
        }
        if let Some(slot) = state.envs[at].vars.get_mut(var.index()) {
            *slot = Some(value);
        }
    }

    pub(super) fn clear(&self, state: &mut State, var: VarId) {
        if let Some(at) = state.frames.last().map(|frame| frame.env)
            && let Some(slot) = state.envs[at].vars.get_mut(var.index())
        {
            *slot = None;
            let known = self.program.scopes[state.envs[at].scope].cfg.var(var);
            if at == 0 && known.reach != Reach::ClassAttribute {
                state.deleted.push(known.name.clone());
            }
        }
    }

    pub(super) fn types(&self, state: &State, names: &[String]) -> Vec<String> {
        let mut types = Vec::new();
        for name in names {
            let first = state
                .frames
                .last()
                .map(|frame| self.named(state, Some(frame.env), name));
            match first.map(|value| value.kind) {
                Some(Kind::Thing(at)) => match state.things.get(at) {
                    Some(Thing::Sequence(items)) => {
                        types.extend(items.iter().filter_map(|item| match &item.kind {
                            Kind::Name(name) => Some(name.clone()),
                            Kind::Class(class, _) => {
                                Some(self.program.classes[*class].name.clone())
                            }
                            _ => None,
                        }));
                    }
                    _ => types.push(name.clone()),
                },
                Some(Kind::Name(known)) => types.push(known),
                Some(Kind::Class(class, _)) => types.push(self.program.classes[class].name.clone()),
                _ => types.push(name.clone()),
            }
        }
        types
    }
}
