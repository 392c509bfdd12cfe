//! What the functions of this file do with what they are given, and what they give: worked out when
//! a call asks, by following the parameter through the body, or what the body acquires to the caller.
//!
//! No annotation is needed and no order of definition: a summary that needs another asks for it, and
//! those that need each other are worked out together (`fixpoint`).
//!
//! What a step does asks for summaries through `Definitions`, so that no step names this room.

mod contract;
mod fixpoint;
mod owners;

use crate::cfg::VarId;
use crate::resources::{Catalogue, Handle};
use crate::typestate::handle::context::{Context, Definitions, Given, Taken};
use crate::typestate::handle::{Acquired, Part};
use crate::typestate::ways::tracker::Tracker;
use crate::typestate::written::candidates::Gives;
use crate::typestate::written::functions::{FunctionId, Functions};
use crate::typestate::written::scope::ModuleScope;
use crate::typestate::written::scopes::Scope;
use elsa::FrozenVec;
use fixpoint::{Answer, Fixpoint};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::rc::Rc;

/// States looked at for all summaries of a file, at most: this many, and some for each step.
const STATES: usize = 2_000_000;
const STATES_OF_A_STEP: usize = 20;

/// The functions of a file and what is known of them so far.
pub struct Summaries<'a> {
    scopes: &'a [Scope],
    functions: Functions<'a>,
    /// The classes whose objects may own something, by number.
    owners: FxHashMap<String, usize>,
    /// What they are as a resource, with the attribute that keeps what is owned.
    owned: FrozenVec<Box<(String, Handle)>>,
    known: Fixpoint<Question, Found>,
    budget: Cell<usize>,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Question {
    /// Whether a generator holds something between items.
    Holds(FunctionId),
    /// What a function gives.
    Given(FunctionId),
    /// What a function does with a parameter, given something of a class, or a collection of such.
    Taken(FunctionId, VarId, Part, Rc<str>),
    /// What a class owns, by its number.
    Owned(usize),
}

/// What can be found.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Holds(bool),
    Given(Option<Given>),
    Taken(Option<Rc<Taken>>),
    /// Where it is in `owned`.
    Owned(Option<usize>),
}

impl Answer for Found {
    fn first_guess(&self) -> Self {
        match self {
            // It never comes back.
            Self::Taken(_) => Self::Taken(Some(Rc::default())),
            other => other.clone(),
        }
    }

    fn joined(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Taken(Some(some)), Self::Taken(Some(more))) => {
                Self::Taken(Some(Rc::new(contract::of_either(some, more))))
            }
            (Self::Taken(_), _) => Self::Taken(None),
            (Self::Holds(false) | Self::Given(None) | Self::Owned(None), other) => other.clone(),
            (known, _) => known.clone(),
        }
    }
}

impl<'a> Summaries<'a> {
    /// The functions of a file; nothing is worked out yet.
    pub fn of(scopes: &'a [Scope], module: &ModuleScope, catalogue: &Catalogue) -> Self {
        let steps: usize = scopes.iter().map(|scope| scope.cfg.steps.len()).sum();
        let functions = Functions::of(scopes, module, catalogue);
        let owners = functions.owners().enumerate();
        Self {
            scopes,
            owners: owners.map(|(at, it)| (it.to_owned(), at)).collect(),
            owned: FrozenVec::new(),
            functions,
            known: Fixpoint::default(),
            budget: Cell::new(STATES + STATES_OF_A_STEP * steps),
        }
    }

    /// Whether there was room for all that was asked.
    pub fn is_whole(&self) -> bool {
        self.budget.get() > 0
    }

    /// The answer to a question about a function, as `work` finds it.
    fn ask<T>(
        &self,
        (question, about): (Question, FunctionId),
        kind: fn(Option<T>) -> Found,
        work: impl Fn(&mut usize) -> Option<T>,
    ) -> Found {
        self.known.ask(question, &kind(None), || {
            let mut budget = self.budget.get();
            let ledger = self.functions.ledger();
            let found = (budget > 0).then(|| ledger.on_behalf_of(about, || work(&mut budget)));
            self.budget.set(budget.min(self.budget.get()));
            kind(found.flatten())
        })
    }

    /// Where something owned is kept: the same in each round, to be compared by that.
    fn kept(&self, owned: (String, Handle)) -> usize {
        let known = (self.owned.iter()).position(|known| *known == owned);
        known.unwrap_or_else(|| {
            self.owned.push(Box::new(owned));
            self.owned.len() - 1
        })
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
        if !self.functions.may_hold_between_items(id) {
            return false;
        }
        let kind = |found: Option<()>| Found::Holds(found.is_some());
        let found = self.ask((Question::Holds(id), id), kind, |budget| {
            let tracker = Tracker::of(self.context(id, context))?;
            let mut sites = tracker.candidates().iter();
            let cfg = &self.scopes[id].cfg;
            sites
                .find(|site| {
                    let tracked = tracker.follow(**site, budget);
                    tracked.is_some_and(|it| contract::is_released_by_closing(&it, cfg))
                })
                .map(|_| ())
        });
        found == Found::Holds(true)
    }

    fn given<'a>(&'a self, id: FunctionId, context: Context<'a>) -> Option<Given> {
        if self.functions.gives(self.functions.name(id)) != Gives::Resource
            || !self.scopes[id].is_plain
            || self.scopes[id].cfg.is_generator
        {
            return None;
        }
        let found = self.ask((Question::Given(id), id), Found::Given, |budget| {
            let tracker = Tracker::of(self.context(id, context))?;
            let sites = tracker.candidates().iter();
            sites
                .copied()
                .find_map(|site| contract::given_by(&tracker.follow(site, budget)?))
        });
        match found {
            Found::Given(given) => given,
            _ => None,
        }
    }

    fn taken<'a>(
        &'a self,
        id: FunctionId,
        (param, part): (VarId, Part),
        acquired: Acquired<'a>,
        context: Context<'a>,
    ) -> Option<Rc<Taken>> {
        if !self.scopes[id].is_plain || self.scopes[id].cfg.is_generator {
            return None;
        }
        let question = Question::Taken(id, param, part, acquired.handle.class.as_str().into());
        let found = self.ask((question, id), Found::Taken, |budget| {
            let tracker = Tracker::whole(self.context(id, context));
            let tracked = tracker.follow_parameter((param, part), acquired, budget)?;
            let is_whole = tracked.exploration.complete;
            is_whole.then(|| Rc::new(contract::taken_by(&tracked)))
        });
        match found {
            Found::Taken(taken) => taken,
            _ => None,
        }
    }

    fn owned<'a>(&'a self, class: &str, context: Context<'a>) -> Option<(&'a str, &'a Handle)> {
        if let Some(inherited) = self.inherited(class, context) {
            return Some(inherited);
        }
        let number = *self.owners.get(class)?;
        let init = self.functions.method(class, "__init__", context.module)?;
        let found = self.ask((Question::Owned(number), init), Found::Owned, |budget| {
            let owned = self.work_out_owner((class, init), context, budget)?;
            Some(self.kept(owned))
        });
        match found {
            Found::Owned(Some(at)) => {
                let (attr, handle) = self.owned.get(at)?;
                Some((attr, handle))
            }
            _ => None,
        }
    }
}
