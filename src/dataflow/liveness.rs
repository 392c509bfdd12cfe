//! Which variables may still be read: facts about the others need not be kept.

use crate::cfg::{BlockId, Cfg, Condition, StepKind, Terminator, Value, VarId};

/// The live variables on entry to each block.
#[derive(Clone, Debug)]
pub struct Liveness {
    words: usize,
    live: Vec<u64>,
}

impl Liveness {
    /// Solves backwards to a fixpoint.
    pub fn of(cfg: &Cfg) -> Self {
        let words = cfg.vars.len().div_ceil(64).max(1);
        let mut liveness = Self {
            words,
            live: vec![0; words * cfg.blocks.len()],
        };
        let mut changed = true;
        while changed {
            changed = false;
            for block in (0..cfg.blocks.len()).rev() {
                changed |= liveness.update(cfg, block);
            }
        }
        liveness
    }

    /// Whether `var` may be read after entry to `block`.
    pub fn is_live(&self, block: BlockId, var: VarId) -> bool {
        let word = self.live[block.index() * self.words + var.index() / 64];
        word >> (var.index() % 64) & 1 == 1
    }

    fn update(&mut self, cfg: &Cfg, block: usize) -> bool {
        let terminator = &cfg.blocks[block].terminator;
        let mut set = vec![0_u64; self.words];
        for successor in terminator.successors() {
            let from = successor.index() * self.words;
            for (word, live) in set.iter_mut().zip(&self.live[from..from + self.words]) {
                *word |= live;
            }
        }
        let add = |set: &mut Vec<u64>, var: VarId| set[var.index() / 64] |= 1 << (var.index() % 64);
        match terminator {
            Terminator::Branch {
                condition,
                remembered,
                ..
            } => {
                for condition in [Some(condition), remembered.as_ref()].into_iter().flatten() {
                    match condition {
                        Condition::Truth(var) | Condition::Equals(var, _) => add(&mut set, *var),
                        Condition::Same(left, right) => {
                            add(&mut set, *left);
                            add(&mut set, *right);
                        }
                        Condition::Unknown => {}
                    }
                }
            }
            Terminator::EndFinally(end) => end.manager.iter().for_each(|var| add(&mut set, *var)),
            _ => {}
        }
        for step in cfg.blocks[block].steps.iter().rev() {
            let kind = &cfg.step(*step).kind;
            if let Some(var) = defined(kind) {
                set[var.index() / 64] &= !(1 << (var.index() % 64));
            }
            reads(kind, &mut |var| add(&mut set, var));
        }
        let at = block * self.words;
        let changed = self.live[at..at + self.words] != set[..];
        self.live[at..at + self.words].copy_from_slice(&set);
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
