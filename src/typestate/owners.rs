//! Classes that own what their objects keep: whoever makes an object owes it the method that
//! releases what it keeps.
//!
//! `__init__` is followed like any other function. Where each of its ways to return leaves a handle
//! in an attribute, and a method of the class may release that attribute, the class is a resource of
//! its own. Which methods those are is judged by names alone: what they do with `self.file`.
//!
//! Approximation: classes with a base in another file are left alone, and so are those that release
//! in `__del__`.

use super::state::{Handover, Status};
use super::summaries::{FunctionId, Summaries};
use super::{Context, ModuleScope, Tracked, Tracker, evidence};
use crate::cfg::{Cfg, Step, StepId, StepKind, Value, VarId};
use crate::resources::{Handle, WithEffect};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, OnceCell};

/// What is known of a class that may own something.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// Whether it is being worked out.
    busy: Cell<bool>,
    /// The attribute that keeps something, and what the class is for it.
    handle: OnceCell<Option<Box<(String, Handle)>>>,
}

/// What a method does to the attributes of its object.
#[derive(Clone, Debug, Default)]
struct Touched {
    /// Attributes that it may release.
    released: FxHashSet<String>,
    /// Methods of the object that it calls.
    called: FxHashSet<String>,
}

impl<'a> Summaries<'a> {
    /// What a class is as a resource, if its objects own something and can release it.
    pub(super) fn owner(&'a self, class: &str, context: Context<'a>) -> Option<&'a Handle> {
        self.owned(class, context).map(|(_, handle)| handle)
    }

    /// The same, with the attribute that keeps what is owned.
    pub(super) fn owned(
        &'a self,
        class: &str,
        context: Context<'a>,
    ) -> Option<(&'a str, &'a Handle)> {
        let slot = self.owners.get(class)?;
        if slot.busy.get() {
            return None;
        }
        let handle = slot.handle.get_or_init(|| {
            slot.busy.set(true);
            let found = self.work_out_owner(class, context);
            slot.busy.set(false);
            found.map(Box::new)
        });
        let (attr, handle) = handle.as_deref()?;
        Some((attr, handle))
    }

    /// The handle of a class, of the catalogue or of the file.
    pub(super) fn handle_of(&'a self, class: &str, context: Context<'a>) -> Option<&'a Handle> {
        (context.catalogue.of_class(class)).or_else(|| self.owner(class, context))
    }

    /// Whether a method of a class may release what is in an attribute of its object.
    pub(super) fn releases_own(
        &self,
        (class, method): (&str, &str),
        attr: &str,
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        self.reached((class, method), handle, module)
            .any(|id| touched(self.cfg(id), handle).released.contains(attr))
    }

    /// A method of a class and those of its object that it calls.
    fn reached(
        &self,
        (class, method): (&str, &str),
        handle: &Handle,
        module: &ModuleScope,
    ) -> impl Iterator<Item = FunctionId> {
        let mut pending = vec![method.to_owned()];
        let mut reached: Vec<FunctionId> = Vec::new();
        while let Some(method) = pending.pop() {
            for id in self.methods_of(class, &method, module) {
                if !reached.contains(&id) {
                    reached.push(id);
                    pending.extend(touched(self.cfg(id), handle).called);
                }
            }
        }
        reached.into_iter()
    }

    /// The methods of a name that a class has and inherits in the file, its own first.
    pub(super) fn methods_of(
        &self,
        class: &str,
        name: &str,
        module: &ModuleScope,
    ) -> Vec<FunctionId> {
        let classes = module.lineage(class);
        let method = |class: &&str| self.methods.get(&(*class, name)).copied();
        classes.iter().filter_map(method).collect()
    }

    /// The names of the methods that a class has and inherits in the file.
    pub(super) fn method_names(&self, class: &str, module: &ModuleScope) -> FxHashSet<&'a str> {
        let classes = module.lineage(class);
        let methods = self.methods.keys();
        methods
            .filter(|(class, _)| classes.contains(class))
            .map(|(_, name)| *name)
            .collect()
    }

    fn work_out_owner(&self, class: &str, context: Context<'a>) -> Option<(String, Handle)> {
        let module = context.module;
        let init = self.method(class, "__init__", module)?;
        if !module.is_all_here(class) {
            return None;
        }
        let (attr, inner) = self.deeper(|budget| {
            let tracker = Tracker::of(self.context(init, context)).ok().flatten()?;
            tracker.candidates().iter().find_map(|site| {
                let tracked = tracker.follow(*site, budget)?;
                let attr = always_kept(&tracked, self.cfg(init))?;
                Some((attr, tracked.acquired.handle))
            })
        })?;
        let releases = |name: &str| self.releases_own((class, name), &attr, inner, module);
        if releases("__del__") {
            return None;
        }
        let mut release: Vec<String> = (self.method_names(class, module).into_iter())
            .filter(|name| !name.starts_with("__") && releases(name))
            .map(str::to_owned)
            .collect();
        release.sort_by_cached_key(|name| (evidence::rank(name), name.clone()));
        let is_async = |name| self.method(class, name, module).is_some();
        let with = match () {
            () if !is_async("__enter__") && !is_async("__aenter__") => WithEffect::Unsupported,
            () if releases("__exit__") || releases("__aexit__") => WithEffect::Releases,
            () => WithEffect::KeepsOpen,
        };
        let first = release.first()?;
        let awaited = self.method(class, first, module);
        let handle = Handle {
            class: class.to_owned(),
            awaited: awaited.is_some_and(|id| self.is_async(id)),
            release,
            release_calls: Vec::new(),
            release_all: Vec::new(),
            release_unless_none: Vec::new(),
            release_by_reading: Vec::new(),
            given_back: Vec::new(),
            attribute: None,
            used_up: false,
            kept_by_parts: false,
            by_await: false,
            async_with: is_async("__aenter__"),
            with,
            dropped: format!("its {} is dropped with it: {}", inner.kind, inner.dropped),
            after: String::new(),
            twice: String::new(),
            acquire: Vec::new(),
            ..inner.clone()
        };
        Some((attr, handle))
    }

    /// Whether a method of a class, or one that it calls, has to do with an attribute of its object.
    pub(super) fn mentions_own(
        &self,
        (class, method): (&str, &str),
        attr: &str,
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        let mentions = |step: &Step| match &step.kind {
            StepKind::Assign {
                value: Value::Attribute(_, name),
                ..
            }
            | StepKind::StoreAttr { attr: name, .. } => name == attr,
            _ => false,
        };
        self.reached((class, method), handle, module)
            .any(|id| self.cfg(id).steps.iter().any(mentions))
    }

    /// Whether another method of a class calls this one.
    pub(super) fn is_called_by_own(
        &self,
        class: &str,
        method: &str,
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        let names = self.method_names(class, module);
        let ids = (names.into_iter()).flat_map(|name| self.methods_of(class, name, module));
        ids.into_iter()
            .any(|id| touched(self.cfg(id), handle).called.contains(method))
    }
}

/// The attribute of the object that has the handle on each way to return.
fn always_kept(tracked: &Tracked<'_>, cfg: &Cfg) -> Option<String> {
    let mut attrs = tracked.exploration.iter().filter_map(|(_, node)| {
        (node.block == Cfg::RETURN).then_some(match node.state.status {
            Status::HandedOver(Handover::Own, step) => stored_in(cfg, step),
            _ => None,
        })
    });
    let first = attrs.next()??;
    attrs
        .all(|attr| attr == Some(first))
        .then(|| first.to_owned())
}

/// The attribute that a step stores into.
pub(super) fn stored_in(cfg: &Cfg, step: StepId) -> Option<&str> {
    match &cfg.step(step).kind {
        StepKind::StoreAttr { attr, .. } => Some(attr),
        _ => None,
    }
}

/// What a method does to the attributes of its object, whatever path it takes.
fn touched(cfg: &Cfg, handle: &Handle) -> Touched {
    let mut touched = Touched::default();
    let mut this: FxHashSet<VarId> = FxHashSet::default();
    let mut holds: FxHashMap<VarId, FxHashSet<String>> = FxHashMap::default();
    let mut names: FxHashMap<VarId, &str> = FxHashMap::default();
    if cfg.param_count > 0 {
        this.insert(VarId(0));
    }
    let releases = |name: &str| {
        let calls = &handle.release_calls;
        let is_call = |call: &String| call.rsplit('.').next() == Some(name);
        evidence::says_it_releases(name, evidence::Given::Object)
            || handle.release.iter().any(|it| it == name)
            || calls.iter().any(is_call)
    };
    // Twice, so that what a loop carries round is seen.
    for step in cfg.steps.iter().chain(&cfg.steps) {
        let (dst, from): (VarId, Vec<VarId>) = match &step.kind {
            StepKind::Enter { dst, manager } => {
                let held = holds.get(manager).cloned().unwrap_or_default();
                touched.released.extend(held);
                (*dst, vec![*manager])
            }
            StepKind::Next { dst, iter } => (*dst, vec![*iter]),
            StepKind::Collect { into, value } => (*into, vec![*value]),
            StepKind::Assign { dst, value } => match value {
                Value::Copy(from) | Value::Await(from) => {
                    if this.contains(from) {
                        this.insert(*dst);
                    }
                    (*dst, vec![*from])
                }
                Value::Item { of, .. } | Value::Element { of, .. } => (*dst, vec![*of]),
                Value::Tuple(parts) | Value::Collection(parts) => (*dst, parts.clone()),
                Value::Global(name) => {
                    names.insert(*dst, name);
                    continue;
                }
                Value::Attribute(base, attr) => {
                    names.insert(*dst, attr);
                    if this.contains(base) {
                        holds.entry(*dst).or_default().insert(attr.clone());
                    } else if releases(attr)
                        && let Some(held) = holds.get(base)
                    {
                        touched.released.extend(held.iter().cloned());
                    }
                    continue;
                }
                Value::Call { func, args } => {
                    let name = names.get(func).copied().unwrap_or_default();
                    if name == "super" {
                        this.insert(*dst);
                    }
                    if holds.contains_key(func) {
                        touched.called.insert(name.to_owned());
                    }
                    if releases(name) {
                        let held = args.iter().filter_map(|arg| holds.get(&arg.var)).flatten();
                        touched.released.extend(held.cloned());
                    }
                    continue;
                }
                _ => continue,
            },
            _ => continue,
        };
        let held: Vec<String> = (from.iter().filter_map(|from| holds.get(from)))
            .flatten()
            .cloned()
            .collect();
        holds.entry(dst).or_default().extend(held);
    }
    touched
}
