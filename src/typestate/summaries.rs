//! What the functions of this file do with what they are given, and what they give: worked out when
//! a call asks, by following the parameter through the body, or what the body acquires to the caller.
//!
//! No annotation is needed and no order of definition: a summary that needs another asks for it. In
//! a circle of calls the one that is asked for again is not known, and evidence decides.
//!
//! What a step does asks for summaries through `Definitions`, so that no step names this room.

mod contract;
mod owners;

use crate::cfg::VarId;
use crate::resources::{Catalogue, Handle};
use crate::typestate::handle::Acquired;
use crate::typestate::handle::context::{Context, Definitions, Given, Taken};
use crate::typestate::ways::tracker::Tracker;
use crate::typestate::written::candidates::Gives;
use crate::typestate::written::functions::{FunctionId, Functions};
use crate::typestate::written::scope::ModuleScope;
use crate::typestate::written::scopes::Scope;
use owners::Slot;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Calls inside calls that are followed, at most.
const DEPTH: usize = 12;
/// States looked at for all summaries of a file, at most: this many, and some for each step.
const STATES: usize = 2_000_000;
const STATES_OF_A_STEP: usize = 20;

/// The functions of a file and what is known of them so far.
pub struct Summaries<'a> {
    scopes: &'a [Scope],
    functions: Functions<'a>,
    /// The classes whose objects may own something.
    owners: FxHashMap<String, Slot>,
    held: RefCell<FxHashMap<FunctionId, bool>>,
    given: RefCell<FxHashMap<FunctionId, Option<Given>>>,
    taken: RefCell<FxHashMap<Argument, Option<Rc<Taken>>>>,
    /// How many summaries are being worked out.
    depth: Cell<usize>,
    budget: Cell<usize>,
}

/// A parameter of a function, and the class of what it is given.
type Argument = (FunctionId, VarId, Rc<str>);

impl<'a> Summaries<'a> {
    /// The functions of a file; nothing is worked out yet.
    pub fn of(scopes: &'a [Scope], module: &ModuleScope, catalogue: &Catalogue) -> Self {
        let steps: usize = scopes.iter().map(|scope| scope.cfg.steps.len()).sum();
        let functions = Functions::of(scopes, module, catalogue);
        let owners = functions.owners();
        Self {
            scopes,
            owners: owners.map(|it| (it.to_owned(), Slot::default())).collect(),
            functions,
            held: RefCell::default(),
            given: RefCell::default(),
            taken: RefCell::default(),
            depth: Cell::new(0),
            budget: Cell::new(STATES + STATES_OF_A_STEP * steps),
        }
    }

    /// Works out one more, about a function, inside those that are being worked out; none if that is too
    /// deep.
    fn deeper<T>(
        &self,
        about: FunctionId,
        work: impl FnOnce(&mut usize) -> Option<T>,
    ) -> Option<T> {
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let mut budget = self.budget.get();
        let ledger = self.functions.ledger();
        let found = (budget > 0).then(|| ledger.on_behalf_of(about, || work(&mut budget)));
        let found = found.flatten();
        self.budget.set(budget.min(self.budget.get()));
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn context(&self, id: FunctionId, context: Context<'a>) -> Context<'a> {
        Context {
            scope: &self.scopes[id],
            ..context
        }
    }
}

impl Definitions for Summaries<'_> {
    fn functions(&self) -> &Functions<'_> {
        &self.functions
    }

    fn holds_between_items<'a>(&'a self, id: FunctionId, context: Context<'a>) -> bool {
        let scope = &self.scopes[id];
        if !self.functions.may_hold_between_items(id) {
            return false;
        }
        if let Some(known) = self.held.borrow().get(&id) {
            return *known;
        }
        self.held.borrow_mut().insert(id, false);
        let holds = self.deeper(id, |budget| {
            let tracker = Tracker::of(self.context(id, context))?;
            let mut sites = tracker.candidates().iter();
            sites
                .find(|site| {
                    let tracked = tracker.follow(**site, budget);
                    tracked.is_some_and(|it| contract::is_released_by_closing(&it, &scope.cfg))
                })
                .map(|_| ())
        });
        self.held.borrow_mut().insert(id, holds.is_some());
        holds.is_some()
    }

    fn given<'a>(&'a self, id: FunctionId, context: Context<'a>) -> Option<Given> {
        if self.functions.gives(self.functions.name(id)) != Gives::Resource
            || !self.scopes[id].is_plain
            || self.scopes[id].cfg.is_generator
        {
            return None;
        }
        if let Some(known) = self.given.borrow().get(&id) {
            return known.clone();
        }
        // A function that is asked about while it is being worked out gives nothing that is known.
        self.given.borrow_mut().insert(id, None);
        let found = self.deeper(id, |budget| {
            let tracker = Tracker::of(self.context(id, context))?;
            let sites = tracker.candidates().iter();
            sites
                .copied()
                .find_map(|site| contract::given_by(&tracker.follow(site, budget)?))
        });
        self.given.borrow_mut().insert(id, found.clone());
        found
    }

    fn taken<'a>(
        &'a self,
        id: FunctionId,
        param: VarId,
        acquired: Acquired<'a>,
        context: Context<'a>,
    ) -> Option<Rc<Taken>> {
        if !self.scopes[id].is_plain || self.scopes[id].cfg.is_generator {
            return None;
        }
        let key = (id, param, acquired.handle.class.as_str().into());
        if let Some(known) = self.taken.borrow().get(&key) {
            return known.clone();
        }
        self.taken.borrow_mut().insert(key.clone(), None);
        let found = self.deeper(id, |budget| {
            let tracker = Tracker::whole(self.context(id, context));
            let tracked = tracker.follow_parameter(param, acquired, budget)?;
            tracked
                .exploration
                .complete
                .then(|| Rc::new(contract::taken_by(&tracked)))
        });
        self.taken.borrow_mut().insert(key, found.clone());
        found
    }

    fn owned<'a>(&'a self, class: &str, context: Context<'a>) -> Option<(&'a str, &'a Handle)> {
        let slot = self.owners.get(class)?;
        let init = self.functions.method(class, "__init__", context.module)?;
        if slot.busy.get() {
            return None;
        }
        let handle = slot.handle.get_or_init(|| {
            slot.busy.set(true);
            let ledger = self.functions.ledger();
            let found = ledger.on_behalf_of(init, || self.work_out_owner(class, init, context));
            slot.busy.set(false);
            found.map(Box::new)
        });
        let (attr, handle) = handle.as_deref()?;
        Some((attr, handle))
    }
}
