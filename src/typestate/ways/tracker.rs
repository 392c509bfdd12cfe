//! Follows what is acquired through a scope, one acquisition after the other.

use crate::cfg::{BlockId, StepId, VarId};
use crate::dataflow::liveness::Liveness;
use crate::dataflow::{self, Edge, End, Exploration, Explorer, Node, Pool};
use crate::typestate::handle::context::Context;
use crate::typestate::handle::{Acquired, Following, Part, possible};
use crate::typestate::state::facts::Facts;
use crate::typestate::state::misuse::Misuse;
use crate::typestate::state::values::Val;
use crate::typestate::state::{State, Status};
use crate::typestate::written::locks::Locks;
use crate::typestate::written::{bodies, candidates};
use rustc_hash::FxHashSet;
use std::cell::{Cell, OnceCell, RefCell};

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

/// The acquisitions of a scope, to be followed one by one.
pub struct Tracker<'a> {
    context: Context<'a>,
    candidates: Vec<StepId>,
    liveness: OnceCell<Liveness>,
    facts: OnceCell<Facts>,
    locks: Locks,
    pool: RefCell<Pool<State>>,
    /// What happens as long as nothing is acquired, as far as somebody had to know.
    waiting: RefCell<Option<Explorer<State>>>,
}

impl<'a> Tracker<'a> {
    /// Looks for steps that may acquire; none if there is nothing to follow.
    pub fn of(context: Context<'a>) -> Option<Self> {
        let gives = |name: &str| context.functions().gives(name);
        let found = candidates::of(context.scope, context.module, context.catalogue, &gives);
        let mut candidates: Vec<StepId> = found.map(|(step, _)| step).collect();
        let locks = Locks::of(
            context.cfg(),
            &context.functions().released_by_others(context.scope),
            context.functions().getters(),
        );
        candidates.extend(locks.sites());
        candidates.sort();
        candidates.dedup();
        (!candidates.is_empty()).then(|| Self {
            candidates,
            locks,
            ..Self::whole(context)
        })
    }

    /// The same without looking for steps that acquire.
    pub(in crate::typestate) fn whole(context: Context<'a>) -> Self {
        Self {
            context,
            candidates: Vec::new(),
            liveness: OnceCell::new(),
            facts: OnceCell::new(),
            locks: Locks::default(),
            pool: RefCell::default(),
            waiting: RefCell::default(),
        }
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

    /// Follows an argument, or something in one, through the scope, as what it is to the caller.
    pub(in crate::typestate) fn follow_parameter(
        &self,
        (param, part): (VarId, Part),
        acquired: Acquired<'a>,
        budget: &mut usize,
    ) -> Option<Tracked<'a>> {
        let site = bodies::entry_of(self.context.cfg(), param)?;
        self.explore((site, part), Some(acquired), budget)
    }

    fn explore(
        &self,
        (site, part): (StepId, Part),
        given: Option<Acquired<'a>>,
        budget: &mut usize,
    ) -> Option<Tracked<'a>> {
        if given.is_none() && !self.may_acquire((site, part), budget) {
            return None;
        }
        let following = self.following((site, part), given);
        let mut pool = self.pool.borrow_mut();
        let exploration = dataflow::explore(self.context.cfg(), &following, &mut pool, *budget);
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

    fn following(
        &self,
        (site, part): (StepId, Part),
        given: Option<Acquired<'a>>,
    ) -> Following<'a, '_> {
        Following {
            context: self.context,
            site,
            part,
            repeats: candidates::repeats(self.context.cfg(), site),
            liveness: self
                .liveness
                .get_or_init(|| Liveness::of(self.context.cfg())),
            facts: self.facts.get_or_init(|| Facts::of(self.context.cfg())),
            locks: &self.locks,
            acquired: Cell::new(given),
            seen: RefCell::default(),
            telling: RefCell::default(),
            lent: RefCell::default(),
        }
    }

    /// Whether a step acquires something in one of the states that come to it. Most calls of a name that
    /// might do not, and need not be followed. What happens without it is explored as far as it takes
    /// to see; if that is too much, following the step would not come further.
    fn may_acquire(&self, (site, part): (StepId, Part), budget: &mut usize) -> bool {
        if self.locks.taking(site).is_some() {
            return true;
        }
        if !possible::may_acquire(self.context, site) {
            return false;
        }
        let cfg = self.context.cfg();
        let nothing = self.following((StepId::NONE, Part::First), None);
        let mut pool = self.pool.borrow_mut();
        let mut waiting = self.waiting.borrow_mut();
        let waiting = waiting.get_or_insert_with(|| Explorer::new(cfg, &nothing, &mut pool));
        let following = self.following((site, part), None);
        let acquires = |node: &Node<State>| {
            let is_home = cfg.home(site) == Some(node.block);
            if is_home {
                following.run(node.block, (*node.state).clone());
            }
            is_home && following.acquired.get().is_some()
        };
        if waiting.nodes().iter().any(acquires) {
            return true;
        }
        let before = waiting.spent();
        let end = waiting.run(&nothing, &mut pool, *budget, acquires);
        *budget = budget.saturating_sub(waiting.spent() - before);
        end == End::Found
    }
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

    /// Until the handle is acquired it is the same whose it will be, but for what releases locks and all
    /// of a kind.
    fn is_shared(&self, block: BlockId, state: &State) -> bool {
        let releases_all = |it: Acquired<'_>| !it.handle.release_all.is_empty();
        state.status == Status::Waiting
            && self.locks.taking(self.site).is_none()
            && !self.acquired.get().is_some_and(releases_all)
            && self.context.cfg().home(self.site) != Some(block)
    }

    fn widen(&self, _block: BlockId, state: &State) -> Option<State> {
        // Approximation: what separates the states by name is given up, the handle's story is not.
        let telling = self.telling.borrow();
        let keep = |var: VarId, val: &Val| {
            val.holds_tracked() || telling.contains(&var) || !self.facts.decides(var)
        };
        state.without(keep)
    }
}
