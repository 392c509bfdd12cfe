//! Who gives a variable its value, and where a step is: looked up often, so it is sorted once.

use super::{BlockId, Cfg, Step, StepId, StepKind, Value, VarId};

/// The steps that give each variable a value: those of one variable lie together.
#[derive(Clone, Debug, Default)]
pub struct Givers {
    /// Where those of each variable begin, and where the last ones end.
    starts: Vec<u32>,
    steps: Vec<StepId>,
}

impl Givers {
    /// Sorts the steps of a graph by the variable they give a value, each in source order.
    pub(super) fn new(vars: usize, steps: &[Step]) -> Self {
        let given = |step: &Step| step.kind.gives().map(VarId::index);
        let mut starts = vec![0_u32; vars + 1];
        for var in steps.iter().filter_map(given) {
            starts[var + 1] += 1;
        }
        for var in 0..vars {
            starts[var + 1] += starts[var];
        }
        let mut next = starts.clone();
        let mut sorted = vec![StepId(0); starts[vars] as usize];
        for (at, step) in steps.iter().enumerate() {
            if let Some(var) = given(step) {
                sorted[next[var] as usize] = StepId(at as u32);
                next[var] += 1;
            }
        }
        Self {
            starts,
            steps: sorted,
        }
    }
}

impl Cfg {
    /// The block that a step is in; [`StepId::NONE`] is in none.
    pub fn home(&self, id: StepId) -> Option<BlockId> {
        self.steps.get(id.index()).map(|step| step.block)
    }

    /// The steps that give a variable a value, in source order.
    pub fn givers(&self, var: VarId) -> impl Iterator<Item = &Step> {
        self.givers_of(var).iter().map(|step| self.step(*step))
    }

    /// The same by their numbers.
    pub fn givers_of(&self, var: VarId) -> &[StepId] {
        let [start, end] = [var.index(), var.index() + 1].map(|at| self.givers.starts[at]);
        &self.givers.steps[start as usize..end as usize]
    }

    /// What is assigned to a variable, in source order.
    pub fn given(&self, var: VarId) -> impl Iterator<Item = &Value> {
        self.givers(var).filter_map(|step| match &step.kind {
            StepKind::Assign { value, .. } => Some(value),
            _ => None,
        })
    }

    /// Whether a variable is what a loop goes over.
    pub fn is_item(&self, var: VarId) -> bool {
        self.givers(var)
            .any(|step| matches!(step.kind, StepKind::Next { .. }))
    }
}
