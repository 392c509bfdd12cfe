//! Which variables may still be read: facts about the others need not be kept.

use crate::cfg::{BlockId, Cfg, Condition, Terminator, VarId};

/// More variables than this, of all blocks together, are not told apart: 80 MB.
const MOST: usize = 20_000_000;

/// The live variables on entry to each block. There are few of them: most variables are temporaries,
/// which are read where they are made.
#[derive(Clone, Debug)]
pub struct Liveness {
    /// By block, each in order; nothing if they are too many, and all are taken to be live.
    live: Option<Vec<Vec<VarId>>>,
}

impl Liveness {
    /// Solves backwards to a fixpoint: a block is looked at again when one after it has changed.
    pub fn of(cfg: &Cfg) -> Self {
        let mut live: Vec<Vec<VarId>> = vec![Vec::new(); cfg.blocks.len()];
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); cfg.blocks.len()];
        for (at, block) in (0..).zip(&cfg.blocks) {
            for to in block.terminator.successors() {
                before[to.index()].push(at);
            }
        }
        let mut is_due = vec![true; cfg.blocks.len()];
        let mut due: Vec<usize> = (0..cfg.blocks.len()).collect();
        let mut count = 0;
        while let Some(block) = due.pop() {
            is_due[block] = false;
            let now = entry(cfg, block, &live);
            if now == live[block] {
                continue;
            }
            count = count + now.len() - live[block].len();
            if count > MOST {
                return Self { live: None };
            }
            live[block] = now;
            for at in before[block].iter().map(|at| *at as usize) {
                if !std::mem::replace(&mut is_due[at], true) {
                    due.push(at);
                }
            }
        }
        Self { live: Some(live) }
    }

    /// Whether `var` may be read after entry to `block`.
    pub fn is_live(&self, block: BlockId, var: VarId) -> bool {
        let live = self.live.as_ref();
        live.is_none_or(|live| live[block.index()].binary_search(&var).is_ok())
    }
}

/// What is live on entry to a block, by what is live on entry to those after it.
fn entry(cfg: &Cfg, block: usize, live: &[Vec<VarId>]) -> Vec<VarId> {
    let terminator = &cfg.blocks[block].terminator;
    let mut set = Vec::new();
    for successor in terminator.successors() {
        let more = &live[successor.index()];
        match set.is_empty() {
            true => set.clone_from(more),
            false => more.iter().for_each(|var| add(&mut set, *var)),
        }
    }
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
        if let Some(at) = kind.gives().and_then(|var| set.binary_search(&var).ok()) {
            set.remove(at);
        }
        kind.reads(&mut |var| add(&mut set, var));
    }
    set
}

fn add(set: &mut Vec<VarId>, var: VarId) {
    if let Err(at) = set.binary_search(&var) {
        set.insert(at, var);
    }
}
