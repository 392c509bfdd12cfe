//! What a call may call, whatever the path: the names that its callee may stand for.
//!
//! Most calls of a name that somebody acquires with (`open`, `get`, `start`) are of something else. They
//! are told apart before anything is followed: what a variable may hold is gathered from everything that
//! is assigned to it, without looking at branches. What is not understood may be anything, so that no
//! call is left out that acquires; that is what makes it right to leave out the others.

use super::context::Context;
use super::made_of::MEMORY;
use crate::cfg::{CallArg, StepId, StepKind, Value, VarId};
use crate::resources::{Acquire, Handle};
use crate::typestate::evidence;
use crate::typestate::evidence::paths::{self, PATH};
use crate::typestate::state::values::Val;
use crate::typestate::written::candidates::Gives;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// More names than this may be anything.
const NAMES: usize = 24;

/// What a variable may hold, as far as it decides what a call of it or of its members does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    /// A module, function or class, by its dotted name.
    Path(Rc<str>),
    /// A function or class of this file.
    Definition(Rc<str>),
    /// An object, by its class or by the function that made it.
    Object(Rc<str>),
    /// A member of an object: its class, and its own name.
    Member(Rc<str>, Rc<str>),
}

/// The names that a variable may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    Some(FxHashSet<Name>),
    /// Nothing is known.
    Any,
}

/// Whether a call may acquire something.
pub fn may_acquire(context: Context<'_>, site: StepId) -> bool {
    let StepKind::Assign {
        value: Value::Call { func, .. },
        ..
    } = &context.cfg().step(site).kind
    else {
        return true;
    };
    let gives = |name: &str| context.functions().gives(name) != Gives::Nothing;
    let acquires = |name: &Name| match name {
        Name::Path(path) => context.catalogue.acquired_by(path).is_some(),
        Name::Definition(name) => gives(name),
        Name::Object(class) => context.catalogue.acquired_by_call_of(class).is_some(),
        Name::Member(class, name) => {
            let known = context.catalogue.acquired_by_method(class, "", name);
            let bases = || context.module.imported_bases(class);
            let held = context.held(class, name);
            let called =
                held.is_some_and(|it| context.catalogue.acquired_by_call_of(&it).is_some());
            let inherited = || context.catalogue.acquired_by_inherited(&bases(), name);
            gives(name) || known.is_some() || called || inherited().is_some()
        }
    };
    match Possible::from(context, *func).of(*func) {
        Names::Some(names) => names.iter().any(acquires),
        Names::Any => true,
    }
}

/// What the variables may hold that a callee is made from.
struct Possible<'a> {
    context: Context<'a>,
    names: FxHashMap<VarId, Names>,
}

impl<'a> Possible<'a> {
    /// Works it out for a variable and all that it is made from.
    fn from(context: Context<'a>, var: VarId) -> Self {
        let mut order = vec![var];
        let mut names = FxHashMap::default();
        names.insert(var, Names::none());
        let mut at = 0;
        while let Some(var) = order.get(at).copied() {
            for step in context.cfg().givers(var) {
                step.kind.reads(&mut |from| {
                    if names.insert(from, Names::none()).is_none() {
                        order.push(from);
                    }
                });
            }
            at += 1;
        }
        let mut possible = Self { context, names };
        loop {
            let mut changed = false;
            for var in order.iter().rev() {
                let found = possible.found(*var);
                changed |= possible.names.insert(*var, found.clone()) != Some(found);
            }
            if !changed {
                return possible;
            }
        }
    }

    fn of(&self, var: VarId) -> Names {
        self.names.get(&var).cloned().unwrap_or(Names::Any)
    }

    fn found(&self, var: VarId) -> Names {
        let mut all = Names::none();
        for step in self.context.cfg().givers(var) {
            match &step.kind {
                StepKind::Assign { value, .. } => self.value(value, &mut all),
                StepKind::Enter { manager, .. } => all.add_all(self.of(*manager)),
                StepKind::Next { iter, .. } => match self.of(*iter) {
                    Names::Any => all = Names::Any,
                    Names::Some(names) => {
                        let gives_paths = |name: &Name| matches!(name, Name::Object(class) if paths::gives_paths(class));
                        if names.iter().any(gives_paths) {
                            all.add(Name::Object(PATH.into()));
                        }
                    }
                },
                _ => {}
            }
        }
        all
    }

    fn value(&self, value: &Value, all: &mut Names) {
        match value {
            Value::Copy(var)
            | Value::Await(var)
            | Value::Item { of: var, .. }
            | Value::Element { of: var, .. } => all.add_all(self.of(*var)),
            Value::Tuple(parts) | Value::Operation { parts, .. } => {
                parts.iter().for_each(|part| all.add_all(self.of(*part)));
            }
            Value::Attribute(base, attr) => match self.of(*base) {
                Names::Any => *all = Names::Any,
                // By what its object is called, which is not known here.
                _ if self.context.catalogue.is_of_a_receiver(attr) => *all = Names::Any,
                Names::Some(names) => {
                    names.iter().for_each(|of| self.member(of, attr, all));
                    // A method of anything.
                    if self
                        .context
                        .catalogue
                        .acquired_by_method("", "", attr)
                        .is_some()
                    {
                        all.add(Name::Member("".into(), attr.as_str().into()));
                    }
                }
            },
            Value::Call { func, args } => match self.of(*func) {
                Names::Any => *all = Names::Any,
                Names::Some(names) => names.iter().for_each(|of| self.result(of, args, all)),
            },
            Value::Param { .. }
            | Value::Global(_)
            | Value::Import(_)
            | Value::Definition { .. } => match self.context.outside(value) {
                Val::Path(path) => all.add(Name::Path(path)),
                Val::Definition(name) => all.add(Name::Definition(name)),
                Val::Object { class, .. } => all.add(Name::Object(class)),
                _ => {}
            },
            Value::Constant(_) | Value::Collection(_) | Value::Yield(_) | Value::Unknown => {}
        }
    }

    /// What a call of something gives.
    fn result(&self, callee: &Name, args: &[CallArg], all: &mut Names) {
        let arg = |at: usize| {
            let arg = args.get(at);
            arg.map_or_else(Names::none, |arg| self.of(arg.var))
        };
        let functions = self.context.functions();
        let gives_resource = |name: &str| functions.gives(name) == Gives::Resource;
        match callee {
            Name::Path(path) if **path == *"builtins.getattr" => *all = Names::Any,
            Name::Path(path) => {
                self.acquired(self.context.catalogue.acquired_by(path), all);
                all.add(Name::Object(Rc::clone(path)));
                if let Some(module) = evidence::module_given_by(path) {
                    all.add(Name::Object(module.into()));
                }
                if paths::makes_path(path) {
                    all.add(Name::Object(PATH.into()));
                }
                match path.rsplit('.').next() {
                    Some("closing" | "aclosing" | "nullcontext") => all.add_all(arg(0)),
                    Some("cast") => all.add_all(arg(1)),
                    _ => {}
                }
            }
            Name::Definition(name) if self.context.module.bases_of(name).is_some() => {
                all.add(Name::Object(Rc::clone(name)));
            }
            Name::Definition(name) if gives_resource(name) => *all = Names::Any,
            // It may give back what it is given.
            Name::Definition(_) => (0..args.len()).for_each(|at| all.add_all(arg(at))),
            Name::Object(class) => {
                self.acquired(self.context.catalogue.acquired_by_call_of(class), all);
            }
            Name::Member(_, name) if gives_resource(name) => *all = Names::Any,
            Name::Member(class, name) => {
                if let Some(held) = self.context.held(class, name) {
                    self.acquired(self.context.catalogue.acquired_by_call_of(&held), all);
                }
                let path = format!("{class}.{name}");
                let bases = self.context.module.imported_bases(class);
                let catalogue = self.context.catalogue;
                let known = (catalogue.acquired_by_method(class, "", name))
                    .or_else(|| catalogue.acquired_by_inherited(&bases, name));
                self.acquired(known, all);
                if paths::gives_paths(&path) {
                    all.add(Name::Object(path.into()));
                }
                if paths::is_path_member(class, name) || &**name == "pop_all" {
                    all.add(Name::Object(Rc::clone(class)));
                }
                if evidence::fills_stack(name) {
                    all.add_all(arg(0));
                }
            }
        }
    }

    /// A member of something. Of a member nothing is known but its name, and what is held there.
    fn member(&self, of: &Name, attr: &str, all: &mut Names) {
        match of {
            Name::Path(path) => {
                if let Val::Path(path) = Val::member(path, attr) {
                    all.add(Name::Path(path));
                }
                // What is imported and turns out to be true is taken for an object.
                all.add(Name::Member(Rc::clone(path), attr.into()));
            }
            Name::Object(class) => {
                if attr == "parent" {
                    all.add(of.clone());
                }
                all.add(Name::Member(Rc::clone(class), attr.into()));
            }
            Name::Definition(class) => all.add(Name::Member(Rc::clone(class), attr.into())),
            Name::Member(class, name) => {
                if let Some(held) = self.context.held(class, name) {
                    all.add(Name::Member(held, attr.into()));
                }
            }
        }
    }

    /// The handles that a callable gives, if it is one of the catalogue.
    fn acquired(&self, known: Option<(&Handle, &Acquire)>, all: &mut Names) {
        if let Some((handle, acquire)) = known {
            let also = acquire.also.as_deref().unwrap_or(MEMORY);
            for class in [&handle.class, also, MEMORY] {
                all.add(Name::Object(class.into()));
            }
        }
    }
}

impl Names {
    fn none() -> Self {
        Self::Some(FxHashSet::default())
    }

    fn add(&mut self, name: Name) {
        if let Self::Some(names) = self {
            names.insert(name);
            if names.len() > NAMES {
                *self = Self::Any;
            }
        }
    }

    fn add_all(&mut self, names: Self) {
        match names {
            Self::Any => *self = Self::Any,
            Self::Some(names) => names.into_iter().for_each(|name| self.add(name)),
        }
    }
}
