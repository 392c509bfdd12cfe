//! What becomes of one acquired resource on every path.
//!
//! Each acquisition is followed on its own: the state says where *this* handle is, which names hold
//! it, and the facts that decide the branches. Other resources are only values here. In a loop one
//! turn's handle is followed and the other turns' are not, so a handle overwritten on the way round
//! is seen like any other loss.
//!
//! ```text
//!             acquire                  last name gone
//!   Waiting ──────────► Open ─────────────────────────► Lost
//!                        │ ├── release ──► Released
//!                        │ └── return, store, … ──► HandedOver
//!                        └── still Open at a way out ──► leaked there
//! ```
//!
//! Truth policy: a leak is a feasible path on which the handle is neither released nor handed over
//! before its last name goes away. Exceptions out of a release itself are ignored.
//!
//! Approximation: `KeyboardInterrupt` and other asynchronous exceptions are not modelled; attribute
//! access and arithmetic are taken not to raise.

mod calls;
mod evaluate;
pub mod evidence;
mod exceptions;
mod facts;
pub mod scope;
mod state;
mod steps;
mod values;
pub mod ways;

use crate::cfg::{BlockId, Cfg, StepId};
use crate::dataflow::liveness::Liveness;
use crate::dataflow::{self, Edge, Exploration};
use crate::resources::{Acquire, Catalogue, Handle};
pub use exceptions::Raised;
pub use scope::ModuleScope;
pub use state::{Completion, Handover, Loss, State, Status};
use std::collections::HashSet;
pub use values::Val;

/// One acquisition and everything that can happen to it.
pub struct Tracked<'a> {
    /// The step that acquires.
    pub site: StepId,
    /// What it acquires.
    pub handle: &'a Handle,
    /// How.
    pub acquire: &'a Acquire,
    /// Every state at every block.
    pub exploration: Exploration<State>,
}

/// What the analysis of one scope may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The scope's graph.
    pub cfg: &'a Cfg,
    /// The names of the module around it.
    pub module: &'a ModuleScope,
    /// What can be acquired.
    pub catalogue: &'a Catalogue,
    /// Whether the scope is a context manager's generator: what it yields is lent, not given.
    pub lends_yields: bool,
}

/// Follows every acquisition of a scope, in source order.
pub fn track<'a>(context: Context<'a>) -> Vec<Tracked<'a>> {
    let candidates = scope::candidates(context);
    if candidates.is_empty() {
        return Vec::new();
    }
    let liveness = Liveness::of(context.cfg);
    let tested = facts::worth_keeping(context.cfg);
    let mut tracked: Vec<_> = candidates
        .into_iter()
        .filter_map(|site| track_one(context, site, &liveness, &tested))
        .collect();
    tracked.sort_by_key(|tracked| context.cfg.step(tracked.site).range);
    tracked
}

fn track_one<'a>(
    context: Context<'a>,
    site: StepId,
    liveness: &Liveness,
    tested: &HashSet<crate::cfg::VarId>,
) -> Option<Tracked<'a>> {
    let following = Following {
        context,
        site,
        repeats: scope::repeats(context.cfg, site),
        liveness,
        tested,
        acquired: std::cell::Cell::new(None),
    };
    let exploration = dataflow::explore(context.cfg, &following);
    let (handle, acquire) = following.acquired.get()?;
    Some(Tracked {
        site,
        handle,
        acquire,
        exploration,
    })
}

/// The analysis that follows the handle acquired at one step.
struct Following<'a, 'b> {
    context: Context<'a>,
    site: StepId,
    /// Whether the step can happen more than once.
    repeats: bool,
    liveness: &'b Liveness,
    tested: &'b HashSet<crate::cfg::VarId>,
    /// What the step turned out to acquire.
    acquired: std::cell::Cell<Option<(&'a Handle, &'a Acquire)>>,
}

impl dataflow::Analysis for Following<'_, '_> {
    type State = State;

    fn initial(&self) -> State {
        State::default()
    }

    fn flow(&self, block: BlockId, state: &State) -> Vec<(BlockId, Edge, State)> {
        let mut ways = self.run(block, state.clone());
        for (to, _, state) in &mut ways {
            state.forget(|var, val| val.holds_tracked() || self.liveness.is_live(*to, var));
        }
        ways
    }

    fn widen(&self, _block: BlockId, mut state: State) -> State {
        // Approximation: what separates the states by name is given up, the handle's story is not.
        state.forget(|var, val| val.holds_tracked() || !self.tested.contains(&var));
        state
    }
}
