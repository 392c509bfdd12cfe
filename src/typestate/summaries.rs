//! What the functions of this file do with what they are given, and what they give: worked out when
//! a call asks, by following the parameter through the body, or what the body acquires to the caller.
//!
//! No annotation is needed and no order of definition: a summary that needs another asks for it. In
//! a circle of calls the one that is asked for again is not known, and evidence decides.
//!
//! Approximation: a method is taken to be the one that the file defines for the class; a subclass
//! elsewhere may override it.

use super::bodies;
use super::candidates::{self, Gives};
use super::contract::{self, Given, Taken};
use super::evidence;
use super::locks;
use super::owners;
use super::scopes::{First, Scope};
use super::{Acquired, Context, ModuleScope, Tracker};
use crate::cfg::{Cfg, VarId};
use crate::resources::Catalogue;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Calls inside calls that are followed, at most.
const DEPTH: usize = 12;
/// States looked at for all summaries of a file, at most: this many, and some for each step.
const STATES: usize = 2_000_000;
const STATES_OF_A_STEP: usize = 20;

/// A function of the file, by its position among the scopes.
pub type FunctionId = usize;

/// The functions of a file and what is known of them so far.
pub struct Summaries<'a> {
    scopes: &'a [Scope],
    functions: FxHashMap<&'a str, Option<FunctionId>>,
    pub(super) methods: FxHashMap<(&'a str, &'a str), FunctionId>,
    /// Names of functions that may give something they have acquired.
    openers: FxHashSet<&'a str>,
    /// Names of generator functions that may acquire something.
    generators: FxHashSet<&'a str>,
    /// Names of coroutine functions.
    coroutines: FxHashSet<&'a str>,
    /// The locks that the methods of each class give back, with the method.
    locks: FxHashMap<&'a str, Vec<(&'a str, String)>>,
    /// Methods that only give an attribute.
    getters: locks::Getters<'a>,
    /// The classes whose objects may own something.
    pub(super) owners: FxHashMap<String, owners::Slot>,
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
        let mut summaries = Self {
            scopes,
            functions: FxHashMap::default(),
            methods: FxHashMap::default(),
            openers: FxHashSet::default(),
            generators: FxHashSet::default(),
            coroutines: FxHashSet::default(),
            locks: FxHashMap::default(),
            getters: FxHashMap::default(),
            owners: FxHashMap::default(),
            held: RefCell::default(),
            given: RefCell::default(),
            taken: RefCell::default(),
            depth: Cell::new(0),
            budget: Cell::new(STATES + STATES_OF_A_STEP * steps),
        };
        for (id, scope) in scopes.iter().enumerate().skip(1) {
            let name = scope.cfg.name.as_str();
            if summaries.makes_coroutine(id) {
                summaries.coroutines.insert(name);
            }
            match &scope.owner {
                Some(owner) => {
                    summaries.methods.insert((&owner.class, name), id);
                    if let Some(attr) = bodies::getter(&scope.cfg) {
                        summaries.getters.insert(name, attr);
                    }
                    let released = locks::released_by(&scope.cfg).map(|lock| (name, lock));
                    let known = summaries.locks.entry(&owner.class).or_default();
                    known.extend(released);
                }
                None => {
                    let known = summaries.functions.entry(name).or_insert(Some(id));
                    // Two functions of one name: which one a call means is not known.
                    if *known != Some(id) {
                        *known = None;
                    }
                }
            }
        }
        summaries.find_openers(module, catalogue);
        summaries
    }

    /// What a function or class of this name may give.
    pub(super) fn gives(&self, name: &str) -> Gives {
        match () {
            () if self.openers.contains(name) || self.owners.contains_key(name) => Gives::Resource,
            () if self.generators.contains(name) => Gives::Resource,
            () if self.coroutines.contains(name) => Gives::Awaitable,
            () => Gives::Nothing,
        }
    }

    /// The function of this name, if it is one of the file's and there is only one.
    pub(super) fn function(&self, name: &str) -> Option<FunctionId> {
        self.functions.get(name).copied().flatten()
    }

    /// The method of a class of the file, its own or inherited in the file.
    pub(super) fn method(
        &self,
        class: &str,
        name: &str,
        module: &ModuleScope,
    ) -> Option<FunctionId> {
        let mut methods = self.methods_of(class, name, module).into_iter();
        methods.next()
    }

    /// Whether a class of the file has a method that ends its objects.
    pub fn has_an_end(&self, class: &str, module: &ModuleScope) -> bool {
        evidence::endings().any(|name| self.method(class, name, module).is_some())
    }

    /// Whether a method gets the class, not the object.
    pub(super) fn is_of_class(&self, id: FunctionId) -> bool {
        let owner = self.scopes[id].owner.as_ref();
        owner.is_some_and(|owner| owner.first == First::Class)
    }

    /// The graph of a function.
    pub(super) fn cfg(&self, id: FunctionId) -> &'a Cfg {
        &self.scopes[id].cfg
    }

    /// Whether calling a function gives a coroutine, and runs nothing.
    pub(super) fn makes_coroutine(&self, id: FunctionId) -> bool {
        let scope = &self.scopes[id];
        scope.is_async && scope.is_plain && !scope.cfg.is_generator
    }

    /// Whether calling a function gives something to await.
    pub(super) fn is_async(&self, id: FunctionId) -> bool {
        self.scopes[id].is_async
    }

    /// The locks that the other methods of a method's class give back.
    pub(super) fn released_by_others(&self, scope: &Scope) -> FxHashSet<&str> {
        let class = scope
            .owner
            .as_ref()
            .and_then(|owner| self.locks.get(owner.class.as_str()));
        let others = class
            .into_iter()
            .flatten()
            .filter(|(method, _)| *method != scope.cfg.name);
        others.map(|(_, lock)| lock.as_str()).collect()
    }

    /// Methods that only give an attribute of their object, with the attribute.
    pub(super) fn getters(&self) -> &locks::Getters<'a> {
        &self.getters
    }

    /// The name of a function.
    pub(super) fn name(&self, id: FunctionId) -> &'a str {
        &self.scopes[id].cfg.name
    }

    /// The parameter that the argument at `position`, or of a keyword, goes to. `bound` says whether
    /// the function is called on its object or class.
    pub(super) fn parameter(
        &self,
        id: FunctionId,
        (position, keyword): (usize, Option<&str>),
        bound: bool,
    ) -> Option<VarId> {
        let scope = &self.scopes[id];
        let params = &scope.cfg.vars[..scope.cfg.param_count];
        let is_method = scope
            .owner
            .as_ref()
            .is_some_and(|owner| owner.first != First::Argument);
        let at = match keyword {
            Some(name) => params.iter().position(|param| param.name == name)?,
            None => position + usize::from(is_method && bound),
        };
        (at < params.len() && (keyword.is_some() || at < scope.positional))
            .then_some(VarId(at as u32))
    }

    /// Whether a function does nothing that may raise: at most it releases something.
    pub(super) fn is_quiet(&self, id: FunctionId) -> bool {
        let scope = &self.scopes[id];
        scope.is_plain && bodies::is_quiet(&scope.cfg)
    }

    /// The parameter that a function gives back and does nothing else with, if there is one.
    pub(super) fn identity(&self, id: FunctionId) -> Option<VarId> {
        let scope = &self.scopes[id];
        bodies::identity(&scope.cfg).filter(|_| scope.is_plain)
    }

    /// Whether a function is a generator that holds something while it waits to be asked for the next
    /// item, and releases it when it is closed.
    pub(super) fn holds_between_items(&self, id: FunctionId, context: Context<'a>) -> bool {
        let scope = &self.scopes[id];
        if !scope.is_plain || !scope.cfg.is_generator || !self.generators.contains(self.name(id)) {
            return false;
        }
        if let Some(known) = self.held.borrow().get(&id) {
            return *known;
        }
        self.held.borrow_mut().insert(id, false);
        let holds = self.deeper(|budget| {
            let tracker = Tracker::of(self.context(id, context)).ok().flatten()?;
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

    /// What a function gives that it has acquired, if it does.
    pub(super) fn given(&self, id: FunctionId, context: Context<'a>) -> Option<Given> {
        if self.gives(self.name(id)) != Gives::Resource
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
        let found = self.deeper(|budget| {
            let tracker = Tracker::of(self.context(id, context)).ok().flatten()?;
            let sites = tracker.candidates().iter();
            sites
                .copied()
                .find_map(|site| contract::given_by(&tracker.follow(site, budget)?))
        });
        self.given.borrow_mut().insert(id, found.clone());
        found
    }

    /// What a function does with an argument; none if that is not known.
    pub(super) fn taken(
        &self,
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
        let found = self.deeper(|budget| {
            let tracker = Tracker::whole(self.context(id, context))?;
            let tracked = tracker.follow_parameter(param, acquired, budget)?;
            tracked
                .exploration
                .complete
                .then(|| Rc::new(contract::taken_by(&tracked)))
        });
        self.taken.borrow_mut().insert(key, found.clone());
        found
    }

    pub(super) fn deeper<T>(&self, work: impl FnOnce(&mut usize) -> Option<T>) -> Option<T> {
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let mut budget = self.budget.get();
        let found = (budget > 0).then(|| work(&mut budget)).flatten();
        self.budget.set(budget.min(self.budget.get()));
        self.depth.set(self.depth.get() - 1);
        found
    }

    pub(super) fn context(&self, id: FunctionId, context: Context<'a>) -> Context<'a> {
        Context {
            scope: &self.scopes[id],
            ..context
        }
    }

    /// Functions that acquire and return a value, those that return a value and call them, and the
    /// classes that acquire when they are made.
    fn find_openers(&mut self, module: &ModuleScope, catalogue: &Catalogue) {
        let scopes: &'a [Scope] = self.scopes;
        let acquires = |known: &Self, scope: &Scope| {
            let gives = |name: &str| known.gives(name);
            let found = candidates::of(scope, module, catalogue, &gives);
            found.iter().any(|(_, gives)| *gives == Gives::Resource)
        };
        loop {
            let known = self.openers.len() + self.owners.len() + self.generators.len();
            for scope in &scopes[1..] {
                let name = scope.cfg.name.as_str();
                match &scope.owner {
                    Some(owner) if name == "__init__" => {
                        let class = owner.class.as_str();
                        if !self.owners.contains_key(class) && acquires(self, scope) {
                            self.owners
                                .insert(class.to_owned(), owners::Slot::default());
                        }
                    }
                    _ if scope.cfg.is_generator && scope.is_plain && acquires(self, scope) => {
                        self.generators.insert(name);
                    }
                    _ if bodies::gives_a_value(&scope.cfg)
                        && !self.openers.contains(name)
                        && acquires(self, scope) =>
                    {
                        self.openers.insert(name);
                    }
                    _ => {}
                }
            }
            if self.openers.len() + self.owners.len() + self.generators.len() == known {
                break;
            }
        }
        for class in module.classes() {
            let inherits = |base: &&str| self.owners.contains_key(*base);
            if module.lineage(class).iter().any(inherits) {
                self.owners.entry(class.to_owned()).or_default();
            }
        }
    }
}
