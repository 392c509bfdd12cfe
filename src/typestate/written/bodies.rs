//! What a function's graph says at a glance, without following anything through it.

use crate::cfg::{Block, Cfg, StepId, StepKind, Terminator, Value, VarId};
use crate::typestate::evidence;
use rustc_hash::FxHashSet;

/// Whether nothing in it may raise but calls that are `known` not to: at most it releases something.
pub fn is_quiet(cfg: &Cfg, known: &dyn Fn(VarId) -> bool) -> bool {
    let is_known = |step: StepId| match &cfg.step(step).kind {
        StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } => known(*func),
        StepKind::Slip { .. } => true,
        _ => false,
    };
    let raises = |block: &Block| match (&block.terminator, block.steps.last()) {
        (Terminator::Fallible { .. }, Some(step)) => !is_release(cfg, *step) && !is_known(*step),
        (Terminator::Iterate { .. }, _) => true,
        _ => false,
    };
    !cfg.is_generator && !cfg.blocks.iter().any(raises)
}

/// The dotted name that a temporary is written as, of names of the module.
pub fn path_of(cfg: &Cfg, var: VarId) -> Option<String> {
    if !cfg.var(var).name.is_empty() {
        return None;
    }
    cfg.given(var).find_map(|value| match value {
        Value::Global(name) => Some(name.clone()),
        Value::Attribute(base, attr) if base.0 < var.0 => {
            path_of(cfg, *base).map(|path| format!("{path}.{attr}"))
        }
        _ => None,
    })
}

/// The parameter that it returns and does nothing else with, if there is one.
pub fn identity(cfg: &Cfg) -> Option<VarId> {
    let mut given = cfg.steps.iter().filter_map(|step| match step.kind {
        StepKind::Return(value) if step.range.start < step.range.end => Some(value),
        _ => None,
    });
    let only = given.next()??;
    let does_nothing_else = cfg.steps.iter().all(|step| {
        matches!(
            step.kind,
            StepKind::Return(_)
                | StepKind::Drop(..)
                | StepKind::Assign {
                    value: Value::Param { .. },
                    ..
                }
        )
    });
    let is_param = only.index() < cfg.param_count && given.next().is_none();
    (is_param && does_nothing_else).then_some(only)
}

/// The attribute of its object or class that it gives, if it gives nothing else: `return self._lock`.
pub fn getter(cfg: &Cfg) -> Option<&str> {
    let attribute = |var: VarId| {
        cfg.given(var).find_map(|value| match value {
            Value::Attribute(VarId(0), attr) => Some(attr.as_str()),
            _ => None,
        })
    };
    let mut given = cfg.steps.iter().filter_map(|step| match step.kind {
        StepKind::Return(value) if step.range.start < step.range.end => Some(value),
        _ => None,
    });
    let first = attribute(given.next()??)?;
    (cfg.param_count == 1 && given.all(|var| var.and_then(attribute) == Some(first)))
        .then_some(first)
}

/// Whether anything is done with what a step gives to a variable.
pub fn is_heard(cfg: &Cfg, var: VarId) -> bool {
    let mut is_read = false;
    for step in &cfg.steps {
        step.kind.reads(&mut |read| is_read |= read == var);
    }
    is_read
}

/// Whether some `return` gives a value.
pub fn gives_a_value(cfg: &Cfg) -> bool {
    let gives = |kind: &StepKind| matches!(kind, StepKind::Return(Some(_)));
    cfg.steps.iter().any(|step| gives(&step.kind))
}

/// Whether some `return` may give what the function has acquired, alone or first in a tuple. What is
/// computed from it, or an attribute of it, is not it, but for those that `stands` says stand for it.
pub fn may_give(cfg: &Cfg, stands: impl Fn(&str) -> bool) -> bool {
    let returned = cfg.steps.iter().filter_map(|step| match step.kind {
        StepKind::Return(value) => value,
        _ => None,
    });
    let mut pending: Vec<VarId> = returned.collect();
    let mut seen = FxHashSet::default();
    while let Some(var) = pending.pop() {
        if !seen.insert(var) {
            continue;
        }
        for step in cfg.givers(var) {
            match &step.kind {
                StepKind::Assign { value, .. } => match value {
                    Value::Copy(from) | Value::Await(from) => pending.push(*from),
                    Value::Tuple(parts) => pending.extend(parts.first()),
                    Value::Attribute(_, attr) if !stands(attr) => {}
                    Value::Constant(_)
                    | Value::Param { .. }
                    | Value::Global(_)
                    | Value::Import(_)
                    | Value::Definition { .. }
                    | Value::Collection(_)
                    | Value::Operation { .. }
                    | Value::Yield(_)
                    | Value::Unknown => {}
                    _ => return true,
                },
                _ => return true,
            }
        }
    }
    false
}

/// The step that gives a parameter its value.
pub fn entry_of(cfg: &Cfg, param: VarId) -> Option<StepId> {
    let at = cfg.steps.iter().position(|step| {
        matches!(&step.kind, StepKind::Assign { dst, value: Value::Param { .. } } if *dst == param)
    })?;
    Some(StepId(at as u32))
}

/// How a step stores something in an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is what the attribute has.
    Itself,
    /// It is among what is in the container there.
    Among,
    /// The exit stack there will release it.
    InStack,
}

/// The attribute that a step stores into: `self.file = …`, `self.files[name] = …`, `self.files.append(…)`,
/// `self.stack.enter_context(…)`.
pub fn stored_in(cfg: &Cfg, step: StepId) -> Option<(&str, Stored)> {
    let attribute = |var: VarId| member_of(cfg, var).map(|(_, attr)| attr);
    match &cfg.step(step).kind {
        StepKind::StoreAttr { attr, .. } => Some((attr, Stored::Itself)),
        StepKind::StoreItem { base, .. } => Some((attribute(*base)?, Stored::Among)),
        _ => {
            let (container, method) = method_of(cfg, step)?;
            // `push` is a list's of other libraries as well.
            let how = match evidence::fills_stack(method) && method != "push" {
                true => Stored::InStack,
                false => Stored::Among,
            };
            Some((attribute(container)?, how))
        }
    }
}

/// The object whose method a step calls, and the method.
pub fn method_of(cfg: &Cfg, step: StepId) -> Option<(VarId, &str)> {
    match &cfg.step(step).kind {
        StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } => member_of(cfg, *func),
        _ => None,
    }
}

/// The object whose member a variable was given, and the member.
fn member_of(cfg: &Cfg, var: VarId) -> Option<(VarId, &str)> {
    cfg.given(var).find_map(|value| match value {
        Value::Attribute(of, attr) => Some((*of, attr.as_str())),
        _ => None,
    })
}

/// Whether a step calls a member whose name says that it releases.
fn is_release(cfg: &Cfg, step: StepId) -> bool {
    let func = match &cfg.step(step).kind {
        StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } => func,
        // Waiting for a release, right where it is called.
        StepKind::Assign {
            value: Value::Await(awaited),
            ..
        } => {
            let last = cfg.givers_of(*awaited).iter().rfind(|it| **it < step);
            return last.is_some_and(|last| is_release(cfg, *last));
        }
        _ => return false,
    };
    cfg.given(*func)
        .any(|it| matches!(it, Value::Attribute(_, attr) if evidence::releases(attr)))
}
