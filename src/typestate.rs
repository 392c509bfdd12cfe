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

mod acquire;
mod bodies;
mod calls;
mod candidates;
mod contract;
mod evaluate;
pub mod evidence;
mod exceptions;
mod facts;
mod fields;
mod known;
mod locks;
mod made_of;
mod managers;
mod misuse;
mod names;
mod own;
mod owners;
mod questions;
mod quiet;
mod reading;
pub mod scope;
pub mod scopes;
mod state;
mod steps;
pub mod summaries;
mod unknown;
mod values;
pub mod ways;

use crate::cfg::{BlockId, Cfg, StepId, VarId};
use crate::dataflow::liveness::Liveness;
use crate::dataflow::{self, Edge, Exploration};
use crate::resources::{Catalogue, Form, Handle};
pub use exceptions::Raised;
use facts::Facts;
use locks::Locks;
use misuse::Seen;
pub use misuse::{Misuse, MisuseKind};
use rustc_hash::FxHashSet;
pub use scope::ModuleScope;
pub use scopes::Scope;
pub use state::{Completion, Handover, Loss, State, Status};
use std::cell::{Cell, RefCell};
pub use summaries::Summaries;
pub use values::Val;

/// One acquisition and everything that can happen to it.
pub struct Tracked<'a> {
    /// The step that acquires.
    pub site: StepId,
    /// What it acquires.
    pub acquired: Acquired<'a>,
    /// Every state at every block.
    pub exploration: Exploration<State>,
    /// What is done to it after it was released.
    pub misuses: Vec<Misuse>,
    /// The calls that were given it and are only assumed not to release or keep it.
    pub lent: FxHashSet<StepId>,
    /// Whether the step can happen more than once in one run of the scope.
    pub repeats: bool,
}

/// What a step acquires.
#[derive(Clone, Copy, Debug)]
pub struct Acquired<'a> {
    /// The handle.
    pub handle: &'a Handle,
    /// The callable that gives it, by the name people know.
    pub name: &'a str,
    /// How it gives it.
    pub form: Form,
    /// The other handle that the same call gives.
    pub sibling: Option<&'a Handle>,
    /// Whether Python does not warn when it is dropped, though it does of others of its class.
    pub silent: bool,
    /// Whether the step gives something to await, and the handle is there after that.
    pub awaited: bool,
}

impl<'a> Acquired<'a> {
    /// What is given by a name of this file.
    fn here(handle: &'a Handle, name: &'a str, form: Form) -> Self {
        Self {
            handle,
            name,
            form,
            sibling: None,
            silent: false,
            awaited: false,
        }
    }

    /// The warning Python gives when it is dropped; empty when there is none.
    pub fn warns(&self) -> &'a str {
        if self.silent { "" } else { &self.handle.warns }
    }
}

/// Which of the handles that a call gives is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    First,
    Second,
}

/// What the analysis of one scope may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// The names of the module around it.
    pub module: &'a ModuleScope,
    /// What can be acquired.
    pub catalogue: &'a Catalogue,
    /// The functions of the file.
    pub summaries: &'a Summaries<'a>,
}

impl<'a> Context<'a> {
    /// The scope's graph.
    pub fn cfg(&self) -> &'a Cfg {
        &self.scope.cfg
    }

    /// Whether the scope makes an object, so that what the object keeps is lost if it raises: nobody
    /// has got the object then, or nobody has entered it.
    pub fn makes_its_object(&self) -> bool {
        let Some(owner) = &self.scope.owner else {
            return false;
        };
        matches!(
            self.cfg().name.as_str(),
            "__init__" | "__enter__" | "__aenter__"
        ) && self.module.is_all_here(&owner.class)
            && self
                .summaries
                .method(&owner.class, "__del__", self.module)
                .is_none()
    }
}

/// What happens to what a generator yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    /// Whoever iterates gets it.
    Given,
    /// A context manager lends it: control comes back, by exception too.
    Lent,
    /// A test fixture lends it: control comes back and never by exception.
    LentToTests,
}

/// The largest scope, in blocks times variables: liveness takes a bit for each.
const LARGEST: usize = 100_000_000;

/// The acquisitions of a scope, to be followed one by one.
pub struct Tracker<'a> {
    context: Context<'a>,
    candidates: Vec<StepId>,
    liveness: Liveness,
    facts: Facts,
    locks: Locks,
}

impl<'a> Tracker<'a> {
    /// Looks for steps that may acquire; none if there is nothing to follow. A scope that is too
    /// large for any analysis is an error: how many steps were given up.
    pub fn of(context: Context<'a>) -> Result<Option<Self>, usize> {
        let gives = |name: &str| context.summaries.gives(name);
        let found = candidates::of(context.scope, context.module, context.catalogue, &gives);
        let mut candidates: Vec<StepId> = found.into_iter().map(|(step, _)| step).collect();
        let locks = Locks::of(
            context.cfg(),
            &context.summaries.released_by_others(context.scope),
            context.summaries.getters(),
        );
        candidates.extend(locks.sites());
        candidates.sort();
        candidates.dedup();
        if candidates.is_empty() {
            return Ok(None);
        }
        match Self::whole(context) {
            Some(tracker) => Ok(Some(Self {
                candidates,
                locks,
                ..tracker
            })),
            None => Err(candidates.len()),
        }
    }

    /// The same without looking for steps that acquire; none if the scope is too large.
    fn whole(context: Context<'a>) -> Option<Self> {
        let cfg = context.cfg();
        let size = cfg.blocks.len().saturating_mul(cfg.vars.len());
        (size <= LARGEST).then(|| Self {
            context,
            candidates: Vec::new(),
            liveness: Liveness::of(cfg),
            facts: Facts::of(cfg),
            locks: Locks::default(),
        })
    }

    /// The steps that may acquire, in source order.
    pub fn candidates(&self) -> &[StepId] {
        &self.candidates
    }

    /// Follows what one step acquires, if it does acquire something. `budget` bounds the states
    /// that are looked at, by size; what is used is taken from it.
    pub fn follow(&self, site: StepId, budget: &mut usize) -> Option<Tracked<'a>> {
        self.explore((site, Part::First), None, budget)
    }

    /// Follows the second handle that comes with one, if there is a second.
    pub fn follow_second(&self, first: &Tracked<'a>, budget: &mut usize) -> Option<Tracked<'a>> {
        first.acquired.sibling?;
        self.explore((first.site, Part::Second), None, budget)
    }

    /// Follows an argument through the scope, as what it is to the caller.
    fn follow_parameter(
        &self,
        param: VarId,
        acquired: Acquired<'a>,
        budget: &mut usize,
    ) -> Option<Tracked<'a>> {
        let site = bodies::entry_of(self.context.cfg(), param)?;
        self.explore((site, Part::First), Some(acquired), budget)
    }

    fn explore(
        &self,
        (site, part): (StepId, Part),
        given: Option<Acquired<'a>>,
        budget: &mut usize,
    ) -> Option<Tracked<'a>> {
        let following = Following {
            context: self.context,
            site,
            part,
            repeats: candidates::repeats(self.context.cfg(), site),
            liveness: &self.liveness,
            facts: &self.facts,
            locks: &self.locks,
            acquired: Cell::new(given),
            seen: RefCell::default(),
            telling: RefCell::default(),
            lent: RefCell::default(),
        };
        let exploration = dataflow::explore(self.context.cfg(), &following, *budget);
        *budget = budget.saturating_sub(exploration.spent);
        let misuses = following.seen.borrow().misuses(&exploration);
        Some(Tracked {
            site,
            acquired: following.acquired.get()?,
            exploration,
            misuses,
            lent: following.lent.take(),
            repeats: following.repeats,
        })
    }
}

/// The analysis that follows the handle acquired at one step.
struct Following<'a, 'b> {
    context: Context<'a>,
    site: StepId,
    part: Part,
    /// Whether the step can happen more than once.
    repeats: bool,
    liveness: &'b Liveness,
    facts: &'b Facts,
    locks: &'b Locks,
    /// What the step turned out to acquire; known from the start for a parameter.
    acquired: Cell<Option<Acquired<'a>>>,
    /// What has been done to the handle.
    seen: RefCell<Seen>,
    /// The calls that are assumed not to release or keep it.
    lent: RefCell<FxHashSet<StepId>>,
    /// The variables that tell whether it was acquired, by the conditions known then, or what has
    /// become of it: the `code` of `code = process.poll()`.
    telling: RefCell<FxHashSet<VarId>>,
}

impl dataflow::Analysis for Following<'_, '_> {
    type State = State;

    fn initial(&self) -> State {
        State::default()
    }

    fn flow(&self, block: BlockId, state: &State) -> Vec<(BlockId, Edge, State)> {
        let mut ways = self.run(block, state.clone());
        self.seen.borrow_mut().placed(block, state);
        for (to, _, state) in &mut ways {
            state.forget(|var, val| val.holds_tracked() || self.liveness.is_live(*to, var));
        }
        ways
    }

    fn size(&self, state: &State) -> usize {
        state.size()
    }

    fn widen(&self, _block: BlockId, mut state: State) -> State {
        // Approximation: what separates the states by name is given up, the handle's story is not.
        let telling = self.telling.borrow();
        state.forget(|var, val| {
            val.holds_tracked() || telling.contains(&var) || !self.facts.decides(var)
        });
        state
    }
}
