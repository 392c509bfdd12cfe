//! The steps that may acquire something, by the names they call; whether they do is found by
//! following them.

use super::scope::ModuleScope;
use super::scopes::{Outer, Scope};
use crate::cfg::{Cfg, StepId, StepKind, Value, VarId};
use crate::resources::Catalogue;
use crate::syntax::ast::Constant;
use rustc_hash::FxHashSet;
use std::ops::Range;

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

/// The calls of a scope with what they call, as far as it has a name; read from the graph once.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    calls: Vec<Call>,
    /// The steps that give variables what has a name.
    named: Vec<StepId>,
}

#[derive(Clone, Debug)]
struct Call {
    step: StepId,
    /// What may be called, among `named`.
    callees: Range<u32>,
    /// Whether what it gives is awaited where it is made.
    is_awaited: bool,
}

impl Calls {
    /// Reads a graph.
    pub(super) fn of(cfg: &Cfg) -> Self {
        let mut all = Self::default();
        let mut names: Vec<Vec<StepId>> = vec![Vec::new(); cfg.vars.len()];
        let mut awaited: FxHashSet<VarId> = FxHashSet::default();
        let mut made = Vec::new();
        for (at, step) in cfg.steps.iter().enumerate() {
            let StepKind::Assign { dst, value } = &step.kind else {
                continue;
            };
            let step = StepId(at as u32);
            match value {
                Value::Call { func, args } => {
                    // `getattr(module, "open", open)` is either.
                    let is_named = |at: &StepId| matches!(&cfg.step(*at).kind, StepKind::Assign { value: Value::Global(name), .. } if name == "getattr");
                    if let [at] = names[func.index()].as_slice()
                        && is_named(at)
                    {
                        let named = args.iter().skip(1).flat_map(|arg| {
                            let texts = cfg.givers_of(arg.var).iter().copied();
                            texts.chain(names[arg.var.index()].iter().copied())
                        });
                        names[dst.index()] = named.collect();
                    }
                    let first = all.named.len() as u32;
                    all.named.extend(&names[func.index()]);
                    let callees = first..all.named.len() as u32;
                    if !callees.is_empty() {
                        made.push(*dst);
                        all.calls.push(Call {
                            step,
                            callees,
                            is_awaited: false,
                        });
                    }
                    names[dst.index()].push(step);
                }
                Value::Await(from) => {
                    awaited.insert(*from);
                }
                // An item of what has a name: a class with its type arguments.
                Value::Copy(from) | Value::Item { of: from, .. } if from != dst => {
                    let more = names[from.index()].clone();
                    let all = &mut names[dst.index()];
                    all.extend(more);
                    // Once each: what is copied back and forth would double every time.
                    all.sort_unstable();
                    all.dedup();
                }
                Value::Attribute(..)
                | Value::Global(_)
                | Value::Definition { .. }
                | Value::Import(_) => names[dst.index()].push(step),
                _ => {}
            }
        }
        let is_temporary = |var: VarId| cfg.var(var).name.is_empty();
        for (call, dst) in all.calls.iter_mut().zip(made) {
            call.is_awaited = is_temporary(dst) && awaited.contains(&dst);
        }
        all
    }
}

/// The steps of a scope that may acquire something. What is awaited where it is made is left out.
pub fn of<'a>(
    scope: &'a Scope,
    module: &'a ModuleScope,
    catalogue: &'a Catalogue,
    defined: &'a dyn Fn(&str) -> Gives,
) -> impl Iterator<Item = (StepId, Gives)> + use<'a> {
    let Calls { calls, named } = scope.calls();
    calls.iter().filter_map(move |call| {
        let callees = &named[call.callees.start as usize..call.callees.end as usize];
        let gives = callees
            .iter()
            .map(|step| gives(scope, *step, module, catalogue, defined));
        match gives.max().unwrap_or_default() {
            Gives::Nothing => None,
            Gives::Awaitable if call.is_awaited => None,
            gives => Some((call.step, gives)),
        }
    })
}

/// What may be given by what a step names.
fn gives(
    scope: &Scope,
    step: StepId,
    module: &ModuleScope,
    catalogue: &Catalogue,
    defined: &dyn Fn(&str) -> Gives,
) -> Gives {
    let known = |name: &str| match () {
        () if catalogue.mentions(name) => Gives::Resource,
        () if catalogue.is_awaitable(name) => Gives::Awaitable,
        () => Gives::Nothing,
    };
    let last = |path: &str| known(path.rsplit('.').next().unwrap_or(path));
    let StepKind::Assign { value, .. } = &scope.cfg.step(step).kind else {
        return Gives::Nothing;
    };
    match value {
        Value::Attribute(_, attr) if module.holds_what_is_made(attr) => {
            known(attr).max(defined(attr)).max(known("__call__"))
        }
        Value::Attribute(_, attr) => known(attr).max(defined(attr)),
        Value::Call { .. } => known("__call__"),
        Value::Global(name) => match scope.outer(name) {
            Some(Outer::Import(path)) => last(path),
            Some(_) => defined(name),
            None => module
                .last_part(name)
                .map_or(Gives::Nothing, known)
                .max(defined(name)),
        },
        Value::Definition { name, .. } => defined(name),
        Value::Import(path) => last(path),
        Value::Constant(Constant::Str(name)) => known(name),
        _ => Gives::Nothing,
    }
}

/// Whether a step can happen again after it happened.
pub fn repeats(cfg: &Cfg, site: StepId) -> bool {
    let Some(home) = cfg.home(site) else {
        return false;
    };
    let mut seen = vec![false; cfg.blocks.len()];
    let mut pending = cfg.block(home).terminator.successors();
    while let Some(block) = pending.pop() {
        if block == home {
            return true;
        }
        if !std::mem::replace(&mut seen[block.index()], true) {
            pending.extend(cfg.block(block).terminator.successors());
        }
    }
    false
}
