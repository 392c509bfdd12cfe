//! What keeps things: names of the module, attributes of classes and of objects that last, defaults of parameters.

mod bound;
mod given;

use super::lifetime::{self, Lifetime, Lifetimes};
use super::makers::{Container, made_by, path_of};
use super::units::{Runs, UnitId, Units};
use crate::syntax::ast::{Class, Expr, ExprKind};
use crate::text::Range;
use crate::typestate::ModuleScope;
use bound::of_the_one;
pub(super) use bound::{
    Bindings, attribute_of, base_of, bindings, has_itself, is_of_the_beginning, one_by_one,
};
use given::{attributes_given, default_of_context, gives_one, inherited, is_a_field};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A holder of a file, by its place among them.
pub(super) type HolderId = usize;

/// Where a holder is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Root<'a> {
    /// A name of the module.
    Module,
    /// An attribute of a class.
    Class(&'a str),
    /// An attribute of the objects of a class.
    Object(&'a str),
    /// An attribute of what every thread has its own of.
    Thread(&'a str),
    /// An attribute of a function, or of an object that a name of the module stands for.
    Named(&'a str),
    /// The default value of a parameter of a unit.
    Default(UnitId),
    /// A name of a unit that functions within it have, which outlive it.
    Closure(UnitId),
    /// The default of a variable of the context.
    Context,
}

/// Something that keeps what is put into it.
#[derive(Clone, Debug)]
pub(super) struct Holder<'a> {
    /// Where it is.
    pub root: Root<'a>,
    /// Its name there.
    pub name: &'a str,
    /// What it is.
    pub container: Container,
    /// Where it is made.
    pub made: Range,
    /// How long it is there.
    pub lifetime: Lifetime,
}

/// The holders of a file.
pub(super) struct Holders<'a> {
    pub all: Vec<Holder<'a>>,
    places: FxHashMap<(Root<'a>, &'a str), HolderId>,
    /// Attributes of objects, by their names; none where several classes have one.
    alone: FxHashMap<&'a str, Option<HolderId>>,
    /// Names of the module that every thread has its own attributes of.
    pub threads: Vec<&'a str>,
    /// Attributes of objects that every thread has its own attributes of.
    thread_parts: FxHashSet<&'a str>,
}

impl<'a> Holders<'a> {
    /// Those of a file.
    pub fn of(units: &Units<'a>, lifetimes: &Lifetimes, scope: &ModuleScope) -> Self {
        let mut holders = Self {
            all: Vec::new(),
            places: FxHashMap::default(),
            alone: FxHashMap::default(),
            threads: Vec::new(),
            thread_parts: FxHashSet::default(),
        };
        holders.of_module(units, scope);
        for (class, _) in &units.classes {
            holders.of_class(class, units, (lifetimes, scope));
        }
        holders.of_functions(units, scope);
        holders.of_closures(units, scope);
        holders
    }

    /// The holder of a name.
    pub fn find(&self, root: Root<'_>, name: &str) -> Option<HolderId> {
        self.places.get(&(root, name)).copied()
    }

    /// The attribute of objects of that name, if one class only has one.
    pub fn only(&self, attr: &str) -> Option<HolderId> {
        self.alone.get(attr).copied().flatten()
    }

    /// Whether every thread has attributes of its own of what an expression stands for.
    pub fn is_of_threads(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => self.threads.contains(&name.as_str()),
            ExprKind::Attribute { attr, .. } => self.thread_parts.contains(attr.as_str()),
            _ => false,
        }
    }

    fn add(&mut self, holder: Holder<'a>) {
        let place = (holder.root, holder.name);
        if self.places.contains_key(&place) {
            return;
        }
        if matches!(holder.root, Root::Object(_)) {
            let id = self.all.len();
            let alone = self.alone.entry(holder.name);
            alone.and_modify(|it| *it = None).or_insert(Some(id));
        }
        self.places.insert(place, self.all.len());
        self.all.push(holder);
    }

    fn of_module(&mut self, units: &Units<'a>, scope: &ModuleScope) {
        let Some(top) = units.all.first() else { return };
        for spot in &top.spots {
            for (target, value) in bindings(spot.stmt) {
                let ExprKind::Name(name) = &target.kind else {
                    continue;
                };
                if lifetime::is_of_threads(value, scope) {
                    self.threads.push(name);
                }
                if let Some(container) = default_of_context(value, scope) {
                    self.add(Holder {
                        root: Root::Context,
                        name,
                        container,
                        made: spot.stmt.range,
                        lifetime: Lifetime::Process,
                    });
                }
                let its_class = || units.class_made(value).and_then(|it| inherited(it, units));
                if let Some(container) = made_by(value, scope).or_else(its_class) {
                    self.add(Holder {
                        root: Root::Module,
                        name,
                        container,
                        made: spot.stmt.range,
                        lifetime: Lifetime::Process,
                    });
                }
                // `STATE = SimpleNamespace(rows=[])`
                for (attr, container) in attributes_given(value, scope) {
                    self.add(Holder {
                        root: Root::Named(name),
                        name: attr,
                        container,
                        made: spot.stmt.range,
                        lifetime: Lifetime::Process,
                    });
                }
            }
        }
    }

    fn of_class(
        &mut self,
        class: &'a Class,
        units: &Units<'a>,
        (lifetimes, scope): (&Lifetimes, &ModuleScope),
    ) {
        let of_objects = lifetimes.of_objects(class);
        let of_the_class = match lifetime::is_a_case(class) {
            true => Lifetime::Call,
            false => Lifetime::Process,
        };
        for spot in super::spots::spots(&class.body) {
            for (target, value) in bindings(spot.stmt) {
                let (ExprKind::Name(name), Some(container)) = (&target.kind, made_by(value, scope))
                else {
                    continue;
                };
                let is_of_objects = container == Container::Text || is_a_field(value, class, scope);
                let (root, lifetime) = match is_of_objects {
                    true => (Root::Object(&class.name), of_objects),
                    false => (Root::Class(&class.name), of_the_class),
                };
                self.add(Holder {
                    root,
                    name,
                    container,
                    made: spot.stmt.range,
                    lifetime,
                });
            }
        }
        let mut made: Vec<Holder<'a>> = Vec::new();
        for (_, unit) in units.methods(class) {
            let Some(this) = unit.this() else { continue };
            let (root, lifetime) = match unit.is_given_its_class() && unit.name() != "__new__" {
                true => (Root::Class(&class.name), of_the_class),
                false => (Root::Object(&class.name), of_objects),
            };
            for spot in &unit.spots {
                for (target, value) in bindings(spot.stmt) {
                    let attr = attribute_of(target, this).or_else(|| of_the_one(target, unit));
                    if lifetime::is_of_threads(value, scope) {
                        self.thread_parts.extend(attr);
                    }
                    let has_itself = || has_itself(target, value, unit).then_some(Container::Chain);
                    let container = made_by(value, scope).or_else(has_itself);
                    if let (Some(name), Some(container)) = (attr, container) {
                        let holder = Holder {
                            root,
                            name,
                            container,
                            made: spot.stmt.range,
                            lifetime,
                        };
                        // The one that is made first is made where the object is.
                        match is_of_the_beginning(unit.name()) {
                            true => made.insert(0, holder),
                            false => made.push(holder),
                        }
                    }
                }
            }
        }
        made.into_iter().for_each(|it| self.add(it));
    }

    /// Collections of a function that one within it has, where that outlives the call: the memory of a decorator.
    fn of_closures(&mut self, units: &Units<'a>, scope: &ModuleScope) {
        let mut within: BTreeMap<UnitId, Vec<&str>> = BTreeMap::new();
        let functions = units
            .all
            .iter()
            .filter(|it| it.function.is_some() && it.class.is_none());
        for unit in functions {
            let around = unit.parent.filter(|it| *it > 0);
            if let Some(around) = around {
                within.entry(around).or_default().push(unit.name());
            }
        }
        for (id, inner) in within {
            let unit = &units.all[id];
            if !inner.iter().any(|name| units.is_handed_on(id, name)) {
                continue;
            }
            for spot in &unit.spots {
                for (target, value) in bindings(spot.stmt) {
                    let (ExprKind::Name(name), Some(container)) =
                        (&target.kind, made_by(value, scope))
                    else {
                        continue;
                    };
                    self.add(Holder {
                        root: Root::Closure(id),
                        name,
                        container,
                        made: spot.stmt.range,
                        // A decorator's memory is there as long as what it decorates.
                        lifetime: match units.runs(id) {
                            Runs::Once if gives_one(unit, &inner) => Lifetime::Process,
                            _ => Lifetime::Unknown,
                        },
                    });
                }
            }
        }
    }

    /// Where something lasts that a function puts there: a name of the module, an attribute of one.
    fn place_of(
        &self,
        target: &'a Expr,
        (units, scope): (&Units<'a>, &ModuleScope),
        unit: UnitId,
    ) -> Option<(Root<'a>, &'a str)> {
        let is_own = |name: &str| {
            let mut around = units.outward(unit).filter(|id| *id > 0);
            around.any(|id| units.all[id].local.contains(name))
        };
        match &target.kind {
            ExprKind::Name(name) if unit > 0 && !is_own(name) => Some((Root::Module, name)),
            ExprKind::Attribute { value, attr } => {
                let ExprKind::Name(of) = &value.kind else {
                    return None;
                };
                let goes = |path: String| lifetime::OF_THE_REQUEST.contains(&path.as_str());
                if is_own(of) || path_of(value, scope).is_some_and(goes) {
                    return None;
                }
                let top = units.all.first()?;
                if let Some(class) = units.object(of) {
                    return Some((Root::Object(&class.name), attr));
                }
                Some(match () {
                    () if self.threads.contains(&of.as_str()) => (Root::Thread(of), attr),
                    () if units.class(of).is_some() => (Root::Class(of), attr),
                    () if top.local.contains(of.as_str()) => (Root::Named(of), attr),
                    () => return None,
                })
            }
            _ => None,
        }
    }

    /// What functions put where it stays, and the defaults of their parameters.
    fn of_functions(&mut self, units: &Units<'a>, scope: &ModuleScope) {
        for (id, unit) in units.all.iter().enumerate() {
            for spot in &unit.spots {
                for (target, value) in bindings(spot.stmt) {
                    let has_itself = || has_itself(target, value, unit).then_some(Container::Chain);
                    let Some(container) = made_by(value, scope).or_else(has_itself) else {
                        continue;
                    };
                    if let Some((root, name)) = self.place_of(target, (units, scope), id) {
                        self.add(Holder {
                            root,
                            name,
                            container,
                            made: spot.stmt.range,
                            lifetime: Lifetime::Process,
                        });
                    }
                }
            }
            let Some(function) = unit.function else {
                continue;
            };
            for param in &function.params {
                // `rows=NOTHING`, where the module has a list of that name.
                let of_the_module = |it: &Expr| match &it.kind {
                    ExprKind::Name(name) => {
                        let holder = self.find(Root::Module, name)?;
                        Some(self.all[holder].container)
                    }
                    _ => None,
                };
                let made = param
                    .default
                    .as_ref()
                    .and_then(|it| Some((it, made_by(it, scope).or_else(|| of_the_module(it))?)));
                let made = made.filter(|(_, it)| *it != Container::Text);
                let is_kept =
                    unit.parent == Some(0) || units.runs(unit.parent.unwrap_or(0)) == Runs::Once;
                if let (Some((default, container)), true) = (made, is_kept) {
                    self.add(Holder {
                        root: Root::Default(id),
                        name: &param.name,
                        container,
                        made: default.range,
                        lifetime: Lifetime::Process,
                    });
                }
            }
        }
    }
}
