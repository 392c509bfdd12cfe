//! The steps that may acquire something, by the names they call; whether they do is found by
//! following them.

use super::scope::{Meaning, ModuleScope};
use super::scopes::{Outer, Scope};
use crate::cfg::{Cfg, StepId, StepKind, Value, VarId};
use crate::resources::Catalogue;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a callable of some name may give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gives {
    /// Nothing that is owed.
    #[default]
    Nothing,
    /// Something to await, and nothing else.
    Awaitable,
    /// A resource.
    Resource,
}

/// The steps of a scope that may acquire something. What is awaited where it is made is left out.
pub fn of(
    scope: &Scope,
    module: &ModuleScope,
    catalogue: &Catalogue,
    defined: &dyn Fn(&str) -> Gives,
) -> Vec<(StepId, Gives)> {
    let cfg = &scope.cfg;
    let known = |name: &str| match () {
        () if catalogue.mentions(name) => Gives::Resource,
        () if catalogue.is_awaitable(name) => Gives::Awaitable,
        () => Gives::Nothing,
    };
    let last = |path: &str| known(path.rsplit('.').next().unwrap_or(path));
    let mut callables: FxHashMap<VarId, Gives> = FxHashMap::default();
    let mut awaited: FxHashSet<VarId> = FxHashSet::default();
    let mut found = Vec::new();
    for (at, step) in cfg.steps.iter().enumerate() {
        let StepKind::Assign { dst, value } = &step.kind else {
            continue;
        };
        let gives = match value {
            Value::Call { func, .. } => {
                let gives = callables.get(func).copied().unwrap_or_default();
                if gives != Gives::Nothing {
                    found.push((StepId(at as u32), gives, *dst));
                }
                Gives::Nothing
            }
            Value::Await(from) => {
                awaited.insert(*from);
                Gives::Nothing
            }
            Value::Attribute(_, attr) => known(attr).max(defined(attr)),
            Value::Global(name) => match scope.outer(name) {
                Some(Outer::Import(path)) => last(path),
                Some(_) => defined(name),
                None => match module.meaning(name) {
                    Meaning::Path(path) => last(&path).max(defined(name)),
                    _ => defined(name),
                },
            },
            Value::Definition { name, .. } => defined(name),
            Value::Import(path) => last(path),
            Value::Copy(from) => callables.get(from).copied().unwrap_or_default(),
            _ => Gives::Nothing,
        };
        let known = callables.entry(*dst).or_default();
        *known = gives.max(*known);
    }
    let is_temporary = |var: VarId| cfg.var(var).name.is_empty();
    let done = |dst: VarId| is_temporary(dst) && awaited.contains(&dst);
    found
        .into_iter()
        .filter(|(_, gives, dst)| *gives == Gives::Resource || !done(*dst))
        .map(|(step, gives, _)| (step, gives))
        .collect()
}

/// Whether a step can happen again after it happened.
pub fn repeats(cfg: &Cfg, site: StepId) -> bool {
    let Some(home) = cfg
        .blocks
        .iter()
        .position(|block| block.steps.contains(&site))
    else {
        return false;
    };
    let mut seen = vec![false; cfg.blocks.len()];
    let mut pending = cfg.blocks[home].terminator.successors();
    while let Some(block) = pending.pop() {
        if block.index() == home {
            return true;
        }
        if !std::mem::replace(&mut seen[block.index()], true) {
            pending.extend(cfg.block(block).terminator.successors());
        }
    }
    false
}
