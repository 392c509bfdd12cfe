//! The functions and methods of a file, found by their names, and what their names and bodies say
//! without being followed: who may give a resource, who gives a lock back, where an argument goes.
//!
//! Approximation: a method is taken to be the one that the file defines for the class; a subclass
//! elsewhere may override it.

use super::asked::Ledger;
use super::bodies;
use super::candidates::{self, Gives};
use super::locks;
use super::methods::Touched;
use super::scope::ModuleScope;
use super::scopes::{First, Scope};
use crate::cfg::{Cfg, StepKind, Value, VarId};
use crate::resources::Catalogue;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// A function of the file, by its position among the scopes.
pub type FunctionId = usize;

/// The functions of a file.
pub struct Functions<'a> {
    pub(super) scopes: &'a [Scope],
    pub(super) functions: FxHashMap<&'a str, Option<FunctionId>>,
    pub(super) methods: FxHashMap<(&'a str, &'a str), FunctionId>,
    /// Names of functions that may give something they have acquired.
    pub(super) openers: FxHashSet<&'a str>,
    /// Names of generator functions that may acquire something.
    pub(super) generators: FxHashSet<&'a str>,
    /// Names of coroutine functions.
    pub(super) coroutines: FxHashSet<&'a str>,
    /// The locks that the methods of each class give back, with the method.
    pub(super) locks: FxHashMap<&'a str, Vec<(&'a str, String)>>,
    /// Methods that only give an attribute.
    pub(super) getters: locks::Getters<'a>,
    /// The classes whose objects may own something.
    pub(super) owners: FxHashSet<String>,
    /// The names of the module that functions use, once somebody has asked.
    read: OnceCell<FxHashSet<String>>,
    /// What each does to the attributes of its object, once somebody has asked.
    pub(super) touched: Box<[OnceCell<Touched>]>,
    /// Who asks for which of them.
    ledger: Ledger,
}

impl<'a> Functions<'a> {
    /// The functions of a file.
    pub fn of(scopes: &'a [Scope], module: &ModuleScope, catalogue: &Catalogue) -> Self {
        let mut functions = Self {
            scopes,
            functions: FxHashMap::default(),
            methods: FxHashMap::default(),
            openers: FxHashSet::default(),
            generators: FxHashSet::default(),
            coroutines: FxHashSet::default(),
            locks: FxHashMap::default(),
            getters: FxHashMap::default(),
            owners: FxHashSet::default(),
            read: OnceCell::new(),
            touched: vec![OnceCell::new(); scopes.len()].into(),
            ledger: Ledger::default(),
        };
        for (id, scope) in scopes.iter().enumerate().skip(1) {
            let name = scope.cfg.name.as_str();
            if functions.makes_coroutine(id) {
                functions.coroutines.insert(name);
            }
            match &scope.owner {
                Some(owner) => {
                    functions.methods.insert((&owner.class, name), id);
                    if let Some(attr) = bodies::getter(&scope.cfg) {
                        functions.getters.insert(name, attr);
                    }
                    let released = locks::released_by(&scope.cfg).map(|lock| (name, lock));
                    let known = functions.locks.entry(&owner.class).or_default();
                    known.extend(released);
                }
                None => {
                    let known = functions.functions.entry(name).or_insert(Some(id));
                    // Two functions of one name: which one a call means is not known.
                    if *known != Some(id) {
                        *known = None;
                    }
                }
            }
        }
        functions.find_openers(module, catalogue);
        functions
    }

    /// What is asked is noted here.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What a function or class of this name may give.
    pub(in crate::typestate) fn gives(&self, name: &str) -> Gives {
        match () {
            () if self.openers.contains(name) || self.owners.contains(name) => Gives::Resource,
            () if self.generators.contains(name) => Gives::Resource,
            () if self.coroutines.contains(name) => Gives::Awaitable,
            () => Gives::Nothing,
        }
    }

    /// The function of this name, if it is one of the file's and there is only one.
    pub(in crate::typestate) fn function(&self, name: &str) -> Option<FunctionId> {
        let id = self.functions.get(name).copied().flatten()?;
        self.ledger.function(id);
        Some(id)
    }

    /// The method of a class of the file, its own or inherited in the file.
    pub fn method(&self, class: &str, name: &str, module: &ModuleScope) -> Option<FunctionId> {
        let mut methods = self.methods_of(class, name, module).into_iter();
        methods.next()
    }

    /// Whether a class of the file has a method that ends its objects.
    pub fn has_an_end(&self, class: &str, module: &ModuleScope) -> bool {
        evidence::endings().any(|name| self.method(class, name, module).is_some())
    }

    /// Whether a method gets the class, not the object.
    pub(in crate::typestate) fn is_of_class(&self, id: FunctionId) -> bool {
        let owner = self.scopes[id].owner.as_ref();
        owner.is_some_and(|owner| owner.first == First::Class)
    }

    /// The scope of a function.
    pub fn scope(&self, id: FunctionId) -> &'a Scope {
        &self.scopes[id]
    }

    /// Whether some function of the file names a variable of the module.
    pub(in crate::typestate) fn reads(&self, name: &str) -> bool {
        let read = self.read.get_or_init(|| {
            let steps = self.scopes.iter().skip(1).flat_map(|it| &it.cfg.steps);
            let named = steps.filter_map(|step| match &step.kind {
                StepKind::Assign {
                    value: Value::Global(name),
                    ..
                } => Some(name.clone()),
                _ => None,
            });
            named.collect()
        });
        read.contains(name)
    }

    /// The graph of a function.
    pub(in crate::typestate) fn cfg(&self, id: FunctionId) -> &'a Cfg {
        &self.scopes[id].cfg
    }

    /// Whether calling a function gives a coroutine, and runs nothing.
    pub(in crate::typestate) fn makes_coroutine(&self, id: FunctionId) -> bool {
        let scope = &self.scopes[id];
        scope.is_async && scope.is_plain && !scope.cfg.is_generator
    }

    /// Whether calling a function gives something to await.
    pub(in crate::typestate) fn is_async(&self, id: FunctionId) -> bool {
        self.scopes[id].is_async
    }

    /// The locks that the other methods of a method's class give back.
    pub(in crate::typestate) fn released_by_others(&self, scope: &Scope) -> FxHashSet<&str> {
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
    pub(in crate::typestate) fn getters(&self) -> &locks::Getters<'a> {
        &self.getters
    }

    /// The name of a function.
    pub(in crate::typestate) fn name(&self, id: FunctionId) -> &'a str {
        &self.scopes[id].cfg.name
    }

    /// The parameter that the argument at `position`, or of a keyword, goes to. `bound` says whether
    /// the function is called on its object or class.
    pub(in crate::typestate) fn parameter(
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

    /// Whether a function does nothing that may raise: at most it releases something, or calls what never
    /// raises.
    pub(in crate::typestate) fn is_quiet(&self, id: FunctionId, module: &ModuleScope) -> bool {
        let scope = &self.scopes[id];
        let known = |func: VarId| {
            let path = bodies::path_of(&scope.cfg, func).and_then(|it| module.resolve(&it));
            path.is_some_and(|path| evidence::is_quiet(&path))
        };
        scope.is_quiet() || (scope.is_plain && bodies::is_quiet(&scope.cfg, &known))
    }

    /// The parameter that a function gives back and does nothing else with, if there is one.
    pub(in crate::typestate) fn identity(&self, id: FunctionId) -> Option<VarId> {
        self.scopes[id].identity()
    }

    /// The methods of a name that a class has and inherits in the file, its own first.
    pub(in crate::typestate) fn methods_of(
        &self,
        class: &str,
        name: &str,
        module: &ModuleScope,
    ) -> Vec<FunctionId> {
        let classes = module.lineage(class);
        let method = |class: &&str| self.methods.get(&(*class, name)).copied();
        let ids: Vec<FunctionId> = classes.iter().filter_map(method).collect();
        ids.iter().for_each(|id| self.ledger.function(*id));
        ids
    }

    /// The names of the methods that a class has and inherits in the file.
    pub(in crate::typestate) fn method_names(
        &self,
        class: &str,
        module: &ModuleScope,
    ) -> FxHashSet<&'a str> {
        let classes = module.lineage(class);
        let methods = self.methods.keys();
        methods
            .filter(|(class, _)| classes.contains(class))
            .map(|(_, name)| *name)
            .collect()
    }

    /// The classes whose objects may own something.
    pub(in crate::typestate) fn owners(&self) -> impl Iterator<Item = &str> {
        self.owners.iter().map(String::as_str)
    }

    /// Whether a function is a generator that may hold something while it waits to be asked for the
    /// next item.
    pub(in crate::typestate) fn may_hold_between_items(&self, id: FunctionId) -> bool {
        let scope = &self.scopes[id];
        scope.is_plain && scope.cfg.is_generator && self.generators.contains(self.name(id))
    }

    /// Functions that acquire and return a value, those that return a value and call them, and the
    /// classes that acquire when they are made.
    fn find_openers(&mut self, module: &ModuleScope, catalogue: &Catalogue) {
        let scopes: &'a [Scope] = self.scopes;
        let acquires = |known: &Self, scope: &Scope| {
            let gives = |name: &str| known.gives(name);
            let mut found = candidates::of(scope, module, catalogue, &gives);
            found.any(|(_, gives)| gives == Gives::Resource)
        };
        // What is given by awaiting is told of even where it turns out to be nothing.
        let may_give = |scope: &Scope| match scope.is_async {
            true => bodies::gives_a_value(&scope.cfg),
            false => bodies::may_give(&scope.cfg, |attr| catalogue.stands_for(attr)),
        };
        loop {
            let known = self.openers.len() + self.owners.len() + self.generators.len();
            for scope in &scopes[1..] {
                let name = scope.cfg.name.as_str();
                match &scope.owner {
                    Some(owner) if name == "__init__" => {
                        let class = owner.class.as_str();
                        if !self.owners.contains(class) && acquires(self, scope) {
                            self.owners.insert(class.to_owned());
                        }
                    }
                    _ if scope.cfg.is_generator && scope.is_plain && acquires(self, scope) => {
                        self.generators.insert(name);
                    }
                    _ if !self.openers.contains(name)
                        && may_give(scope)
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
            let gives = |base: &&str| catalogue.acquired_by(base).is_some();
            if module.imported_bases(class).iter().any(gives) {
                self.owners.insert(class.to_owned());
            }
        }
        for class in module.classes() {
            let inherits = |base: &&str| self.owners.contains(*base);
            if module.lineage(class).iter().any(inherits) {
                self.owners.insert(class.to_owned());
            }
        }
    }
}
