//! Which variables may still be read: facts about the others need not be kept.

use crate::cfg::{BlockId, Cfg, Condition, StepKind, Terminator, Value, VarId};

/// The live variables on entry to each block.
#[derive(Clone, Debug)]
pub struct Liveness {
    words: usize,
    live: Vec<u64>,
}

impl Liveness {
    /// Solves backwards to a fixpoint: a block is looked at again when one after it has changed.
    pub fn of(cfg: &Cfg) -> Self {
        let words = cfg.vars.len().div_ceil(64).max(1);
        let mut liveness = Self {
            words,
            live: vec![0; words * cfg.blocks.len()],
        };
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); cfg.blocks.len()];
        for (at, block) in (0..).zip(&cfg.blocks) {
            for to in block.terminator.successors() {
                before[to.index()].push(at);
            }
        }
        let mut set = vec![0; words];
        let mut is_due = vec![true; cfg.blocks.len()];
        let mut due: Vec<usize> = (0..cfg.blocks.len()).collect();
        while let Some(block) = due.pop() {
            is_due[block] = false;
            if liveness.update(cfg, block, &mut set) {
                for at in before[block].iter().map(|at| *at as usize) {
                    if !std::mem::replace(&mut is_due[at], true) {
                        due.push(at);
                    }
                }
            }
        }
        liveness
    }

    /// Whether `var` may be read after entry to `block`.
    pub fn is_live(&self, block: BlockId, var: VarId) -> bool {
        let word = self.live[block.index() * self.words + var.index() / 64];
        word >> (var.index() % 64) & 1 == 1
    }

    /// Works a block out anew, with `set` to work in; whether it has changed.
    fn update(&mut self, cfg: &Cfg, block: usize, set: &mut [u64]) -> bool {
        let terminator = &cfg.blocks[block].terminator;
        set.fill(0);
        for successor in terminator.successors() {
            let from = successor.index() * self.words;
            for (word, live) in set.iter_mut().zip(&self.live[from..from + self.words]) {
                *word |= live;
            }
        }
        let add = |set: &mut [u64], var: VarId| set[var.index() / 64] |= 1 << (var.index() % 64);
        match terminator {
            Terminator::Branch {
                condition,
                remembered,
                ..
            } => {
                for condition in [Some(condition), remembered.as_ref()].into_iter().flatten() {
                    match condition {
                        Condition::Truth(var) | Condition::Equals(var, _) => add(set, *var),
                        Condition::Same(left, right) => {
                            add(set, *left);
                            add(set, *right);
                        }
                        Condition::Unknown => {}
                    }
                }
            }
            Terminator::EndFinally(end) => end.manager.iter().for_each(|var| add(set, *var)),
            _ => {}
        }
        for step in cfg.blocks[block].steps.iter().rev() {
            let kind = &cfg.step(*step).kind;
            if let Some(var) = defined(kind) {
                set[var.index() / 64] &= !(1 << (var.index() % 64));
            }
            reads(kind, &mut |var| add(set, var));
        }
        let at = block * self.words;
        let changed = self.live[at..at + self.words] != set[..];
        self.live[at..at + self.words].copy_from_slice(set);
        changed
    }
}

/// The variable a step gives a value.
pub fn defined(kind: &StepKind) -> Option<VarId> {
    match kind {
        StepKind::Assign { dst, .. } | StepKind::Enter { dst, .. } | StepKind::Next { dst, .. } => {
            Some(*dst)
        }
        _ => None,
    }
}

/// The variables a step reads.
pub fn reads(kind: &StepKind, read: &mut dyn FnMut(VarId)) {
    match kind {
        StepKind::Assign { value, .. } => value_reads(value, read),
        StepKind::StoreAttr { base, value, .. } | StepKind::StoreItem { base, value, .. } => {
            read(*base);
            read(*value);
        }
        StepKind::Enter { manager, .. } | StepKind::Leave(manager) => read(*manager),
        StepKind::Return(value) | StepKind::Raise(value) => value.iter().for_each(|var| read(*var)),
        StepKind::Next { iter, .. } => read(*iter),
        StepKind::Collect { into, value } => {
            read(*into);
            read(*value);
        }
        StepKind::Delete(_)
        | StepKind::Drop(..)
        | StepKind::Push(_)
        | StepKind::Pop
        | StepKind::Turn => {}
    }
}

fn value_reads(value: &Value, read: &mut dyn FnMut(VarId)) {
    match value {
        Value::Copy(var)
        | Value::Attribute(var, _)
        | Value::Item { of: var, .. }
        | Value::Await(var)
        | Value::Element { of: var, .. } => read(*var),
        Value::Call { func, args } => {
            read(*func);
            args.iter().for_each(|arg| read(arg.var));
        }
        Value::Yield(value) => value.iter().for_each(|var| read(*var)),
        Value::Tuple(parts)
        | Value::Collection(parts)
        | Value::Operation { parts, .. }
        | Value::Definition {
            captures: parts, ..
        } => parts.iter().for_each(|var| read(*var)),
        Value::Constant(_)
        | Value::Param { .. }
        | Value::Global(_)
        | Value::Import(_)
        | Value::Unknown => {}
    }
}
