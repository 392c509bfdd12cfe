//! What a branch teaches: conditions that hold, and those that cannot.

use super::State;
use super::values::Val;
use crate::cfg::{BlockId, Cfg, Change, Condition, StepKind, Terminator, Value, VarId};
use crate::syntax::ast::Constant;
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of a scope's variables whatever the path.
#[derive(Debug)]
pub struct Facts {
    /// Those worth knowing something about.
    tested: FxHashSet<VarId>,
    /// Parameters that keep what the caller gave.
    given: FxHashSet<VarId>,
}

impl Facts {
    pub fn of(cfg: &Cfg) -> Self {
        Self {
            tested: worth_keeping(cfg),
            given: always_given(cfg),
        }
    }

    /// Whether facts about a variable can tell paths apart.
    pub fn decides(&self, var: VarId) -> bool {
        self.tested.contains(&var)
    }

    /// The state after a condition turned out so, or none if it cannot.
    pub fn assume(&self, mut state: State, condition: &Condition, holds: bool) -> Option<State> {
        let (var, learned) = match condition {
            Condition::Unknown => return Some(state),
            Condition::Same(left, right) => {
                let same = self.are_same(&state, *left, *right);
                return same.is_none_or(|same| same == holds).then_some(state);
            }
            Condition::Truth(var) => (var, assume_truth(&state.get(*var), holds)?),
            Condition::Equals(var, constant) => {
                (var, assume_equal(&state.get(*var), constant, holds)?)
            }
        };
        if let Some(learned) = learned
            && self.decides(*var)
        {
            state.refine(*var, learned);
        }
        Some(state)
    }

    /// Whether two values are the same, if that is known: a handle made here is nothing that somebody
    /// else has made, such as `sys.stdout` or what the caller gave.
    fn are_same(&self, state: &State, left: VarId, right: VarId) -> Option<bool> {
        match (state.get(left), state.get(right)) {
            (Val::Tracked, Val::Tracked) => Some(true),
            (Val::Tracked, Val::Path(_) | Val::Definition(_))
            | (Val::Path(_) | Val::Definition(_), Val::Tracked) => Some(false),
            (Val::Tracked, _) if self.given.contains(&right) => Some(false),
            (_, Val::Tracked) if self.given.contains(&left) => Some(false),
            (left, right) => {
                let differ = left.truth()? != right.truth()?;
                differ.then_some(false)
            }
        }
    }
}

/// What is learned (if anything) from a value's truth; none if it cannot be so.
fn assume_truth(val: &Val, holds: bool) -> Option<Option<Val>> {
    if let Some(truth) = val.truth() {
        return (truth == holds).then_some(None);
    }
    Some(match val {
        Val::Unknown | Val::NotNone | Val::Other(_) | Val::Method { .. } => {
            Some(if holds { Val::Truthy } else { Val::Falsy })
        }
        Val::Object { .. } => Some(if holds { sure(val) } else { Val::Falsy }),
        // An attribute of something imported, which may be anything.
        Val::Path(path) => Some(if holds {
            Val::object(path, None)
        } else {
            Val::Falsy
        }),
        _ => None,
    })
}

fn assume_equal(val: &Val, constant: &Constant, holds: bool) -> Option<Option<Val>> {
    if let Some(equal) = val.equals(constant) {
        return (equal == holds).then_some(None);
    }
    Some(match val {
        Val::Unknown | Val::Other(_) | Val::Falsy | Val::Truthy if holds => {
            Some(Val::Constant(constant.clone()))
        }
        Val::Unknown if *constant == Constant::None => Some(Val::NotNone),
        Val::Unknown => Some(Val::Other(constant.clone())),
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
fn worth_keeping(cfg: &Cfg) -> FxHashSet<VarId> {
    let mut tests: FxHashMap<VarId, u32> = FxHashMap::default();
    let turns = in_loops(cfg);
    for (block, in_loop) in cfg.blocks.iter().zip(turns) {
        let Terminator::Branch {
            condition,
            remembered,
            ..
        } = &block.terminator
        else {
            continue;
        };
        for condition in [Some(condition), remembered.as_ref()].into_iter().flatten() {
            if let Condition::Truth(var) | Condition::Equals(var, _) = condition {
                // In a loop the same question is asked on every turn.
                let afresh = cfg
                    .question(*var)
                    .is_some_and(|it| it.change >= Change::Outside);
                *tests.entry(*var).or_default() += if in_loop && !afresh { 2 } else { 1 };
            }
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
                // More than two say no more, and what is copied back and forth would double every time.
                let tests = tests.entry(*from).or_default();
                *tests = (*tests + through).min(2);
            }
        }
    }
    tests
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(var, _)| var)
        .collect()
}

/// The parameters that nothing else is assigned to.
fn always_given(cfg: &Cfg) -> FxHashSet<VarId> {
    let (mut given, mut assigned) = (FxHashSet::default(), FxHashSet::default());
    for step in &cfg.steps {
        match &step.kind {
            StepKind::Assign {
                dst,
                value: Value::Param { .. },
            } => given.insert(*dst),
            StepKind::Assign { dst, .. } => assigned.insert(*dst),
            _ => false,
        };
    }
    given.retain(|var| !assigned.contains(var));
    given
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
