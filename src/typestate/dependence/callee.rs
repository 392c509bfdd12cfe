//! What a variable stands for: a function that is called, something of one's own, a generator expression.

use super::Follow;
use crate::cfg::{Reach, Step, StepId, StepKind, Value, VarId};
use crate::typestate::written::functions::FunctionId;
use crate::typestate::written::scope::Meaning;
use crate::typestate::written::scopes::Outer;

/// What is called.
pub(super) enum Callee {
    /// A method of what a variable holds.
    Method(VarId, String),
    /// A function of the file, and whether its first parameter is the object it is called on.
    Own(FunctionId, bool),
    /// Something with a dotted name.
    Path(String),
    /// Anything.
    Unknown,
}

impl Follow<'_> {
    /// What a variable that is called stands for.
    pub(super) fn callee(&self, func: VarId) -> Callee {
        let mut giver = func;
        for _ in 0..4 {
            let mut values = self.cfg().given(giver);
            let (Some(value), None) = (values.next(), values.next()) else {
                return Callee::Unknown;
            };
            match value {
                Value::Copy(from) => giver = *from,
                Value::Attribute(base, name) => return self.member(*base, name),
                Value::Global(name) => return self.global(name),
                Value::Import(path) => return Callee::Path(path.clone()),
                Value::Definition { name, .. } => {
                    let own = self.context.functions().function(name);
                    return own.map_or(Callee::Unknown, |id| Callee::Own(id, false));
                }
                _ => return Callee::Unknown,
            }
        }
        Callee::Unknown
    }

    fn global(&self, name: &str) -> Callee {
        match self.context.scope.outer(name) {
            Some(Outer::Import(path)) => return Callee::Path(path.clone()),
            Some(Outer::Variable) => return Callee::Unknown,
            Some(Outer::Definition) | None => {}
        }
        match self.context.module.meaning(name) {
            Meaning::Path(path) => Callee::Path(path),
            Meaning::Definition => {
                let own = self.context.functions().function(name);
                own.map_or(Callee::Unknown, |id| Callee::Own(id, false))
            }
            _ => Callee::Unknown,
        }
    }

    fn member(&self, base: VarId, name: &str) -> Callee {
        let functions = self.context.functions();
        if let Some(owner) = &self.context.scope.owner
            && base.0 == 0
            && let Some(id) = functions.method(&owner.class, name, self.context.module)
        {
            return Callee::Own(id, true);
        }
        match self.path(base, 3) {
            Some(path) => Callee::Path(format!("{path}.{name}")),
            None => Callee::Method(base, name.to_owned()),
        }
    }

    /// The dotted name that a variable stands for.
    fn path(&self, var: VarId, dots: usize) -> Option<String> {
        let mut values = self.cfg().given(var);
        let (Some(value), None) = (values.next(), values.next()) else {
            return None;
        };
        match value {
            Value::Import(path) => Some(path.clone()),
            Value::Global(name) => match self.global(name) {
                Callee::Path(path) => Some(path),
                _ => None,
            },
            Value::Attribute(base, name) if dots > 0 => {
                Some(format!("{}.{name}", self.path(*base, dots - 1)?))
            }
            Value::Copy(from) if dots > 0 && from.0 != var.0 => self.path(*from, dots - 1),
            _ => None,
        }
    }

    /// Whether what a variable holds was made here, and only this scope has it.
    pub(super) fn is_own(&self, var: VarId) -> bool {
        if matches!(
            self.cfg().var(var).reach,
            Reach::Nonlocal | Reach::ClassAttribute
        ) {
            return false;
        }
        let mut given = self.cfg().given(var).peekable();
        given.peek().is_some()
            && given.all(|value| match value {
                Value::Collection(_) | Value::Tuple(_) | Value::Operation { .. } => true,
                Value::Call { .. } | Value::Constant(_) => true,
                Value::Copy(from) => from.0 < var.0 && self.is_own(*from) || self.is_made(*from),
                _ => false,
            })
    }

    /// The same of a temporary.
    fn is_made(&self, var: VarId) -> bool {
        self.cfg().var(var).name.is_empty()
            && self.cfg().given(var).all(|value| {
                matches!(
                    value,
                    Value::Collection(_) | Value::Tuple(_) | Value::Call { .. }
                )
            })
    }

    /// Generator expressions: they stand without brackets of a list, set or dictionary.
    pub(super) fn generator_expressions(&self) -> Vec<(StepId, VarId)> {
        let is_generator = |step: &Step| {
            let code = step.range.of(self.text);
            !code.starts_with(['[', '{'])
        };
        let steps = self.cfg().steps.iter().enumerate();
        steps
            .filter_map(|(at, step)| match &step.kind {
                StepKind::Assign {
                    dst,
                    value: Value::Collection(parts),
                } if parts.is_empty() && is_generator(step) => Some((StepId(at as u32), *dst)),
                _ => None,
            })
            .collect()
    }
}
