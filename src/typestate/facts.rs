//! What a branch teaches: conditions that hold, and those that cannot.

use super::state::State;
use super::values::Val;
use crate::cfg::{BlockId, Cfg, Condition, StepKind, Terminator, Value, VarId};
use crate::syntax::ast::Constant;
use rustc_hash::{FxHashMap, FxHashSet};

/// The state after a condition turned out so, or none if it cannot.
pub(super) fn assume(
    mut state: State,
    condition: &Condition,
    holds: bool,
    tested: &FxHashSet<VarId>,
) -> Option<State> {
    let (var, learned) = match condition {
        Condition::Unknown => return Some(state),
        Condition::Same(left, right) => {
            let same = are_same(&state.get(*left), &state.get(*right));
            return same.is_none_or(|same| same == holds).then_some(state);
        }
        Condition::Truth(var) => (var, assume_truth(&state.get(*var), holds)?),
        Condition::Equals(var, constant) => (var, assume_equal(&state.get(*var), constant, holds)?),
    };
    if let Some(learned) = learned
        && tested.contains(var)
    {
        state.refine(*var, learned);
    }
    Some(state)
}

/// Whether two values are the same, if that is known: a handle made here is nothing that somebody
/// else has made, such as `sys.stdout`.
fn are_same(left: &Val, right: &Val) -> Option<bool> {
    match (left, right) {
        (Val::Tracked, Val::Tracked) => Some(true),
        (Val::Tracked, Val::Path(_) | Val::Definition(_))
        | (Val::Path(_) | Val::Definition(_), Val::Tracked) => Some(false),
        _ => None,
    }
}

/// What is learned (if anything) from a value's truth; none if it cannot be so.
fn assume_truth(val: &Val, holds: bool) -> Option<Option<Val>> {
    if let Some(truth) = val.truth() {
        return (truth == holds).then_some(None);
    }
    Some(match val {
        Val::Unknown | Val::NotNone => Some(if holds { Val::Truthy } else { Val::Falsy }),
        Val::Object { .. } => Some(if holds { sure(val) } else { Val::Falsy }),
        _ => None,
    })
}

fn assume_equal(val: &Val, constant: &Constant, holds: bool) -> Option<Option<Val>> {
    if let Some(equal) = val.equals(constant) {
        return (equal == holds).then_some(None);
    }
    Some(match val {
        Val::Unknown | Val::Falsy | Val::Truthy if holds => Some(Val::Constant(constant.clone())),
        Val::Unknown if *constant == Constant::None => Some(Val::NotNone),
        Val::Object { .. } if *constant == Constant::None => Some(if holds {
            Val::Constant(Constant::None)
        } else {
            sure(val)
        }),
        _ => None,
    })
}

/// An object that is neither `None` nor false. Approximation: one that is not `None` is taken to be true.
fn sure(val: &Val) -> Val {
    match val {
        Val::Object { class, made, .. } => Val::Object {
            class: class.clone(),
            made: *made,
            certain: true,
        },
        other => other.clone(),
    }
}

/// The variables whose value decides more than one branch, or is given and then tested: only facts
/// about these can tell paths apart.
pub(super) fn worth_keeping(cfg: &Cfg) -> FxHashSet<VarId> {
    let mut tests: FxHashMap<VarId, u32> = FxHashMap::default();
    let turns = in_loops(cfg);
    for (block, in_loop) in cfg.blocks.iter().zip(turns) {
        if let Terminator::Branch {
            condition: Condition::Truth(var) | Condition::Equals(var, _),
            ..
        } = &block.terminator
        {
            // In a loop the same question is asked on every turn.
            *tests.entry(*var).or_default() += if in_loop { 2 } else { 1 };
        }
    }
    // A copy is tested on behalf of what it was copied from.
    for step in cfg.steps.iter().rev() {
        if let StepKind::Assign {
            dst,
            value: Value::Copy(from),
        } = &step.kind
        {
            let through = tests.get(dst).copied().unwrap_or(0);
            if through > 0 && from != dst {
                *tests.entry(*from).or_default() += through;
            }
        }
    }
    tests
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(var, _)| var)
        .collect()
}

/// Which blocks may run again: those between the start and the end of a loop. Blocks are numbered in
/// source order, and only a loop goes back.
fn in_loops(cfg: &Cfg) -> Vec<bool> {
    let mut again = vec![false; cfg.blocks.len()];
    for (end, block) in cfg.blocks.iter().enumerate() {
        let back = block
            .terminator
            .successors()
            .into_iter()
            .map(BlockId::index);
        for start in back.filter(|start| *start <= end && *start > Cfg::RAISE.index()) {
            again[start..=end].fill(true);
        }
    }
    again
}
