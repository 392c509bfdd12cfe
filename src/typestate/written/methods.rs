//! What the methods of a class do with what its objects keep, by names alone.

use super::functions::{FunctionId, Functions};
use super::scope::ModuleScope;
use crate::cfg::{Cfg, Step, StepKind, Value, VarId};
use crate::resources::Handle;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a method does to the attributes of its object, whatever is in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    /// By attribute, what is looked up on what is in it, and called with it.
    done: FxHashMap<String, FxHashSet<String>>,
    /// Attributes that it uses in a `with`.
    entered: FxHashSet<String>,
    /// Methods of the object that it calls.
    called: FxHashSet<String>,
}

impl Touched {
    /// Whether what is in an attribute may be released, if it is of a kind.
    fn releases(&self, attr: &str, handle: &Handle) -> bool {
        let releases = |name: &String| {
            let calls = &handle.release_calls;
            let is_call = |call: &String| call.rsplit('.').next() == Some(name);
            evidence::says_it_releases(name, evidence::Given::Object)
                || handle.release.contains(name)
                || calls.iter().any(is_call)
        };
        let mut done = self.done.get(attr).into_iter().flatten();
        self.entered.contains(attr) || done.any(releases)
    }
}

impl<'a> Functions<'a> {
    /// Whether a method of a class may release what is in an attribute of its object.
    pub(in crate::typestate) fn releases_own(
        &self,
        (class, method): (&str, &str),
        attr: &str,
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        self.reached((class, method), module)
            .any(|id| self.touched(id).releases(attr, handle))
    }

    /// Whether a method of a class that is a resource itself may release its object.
    pub(in crate::typestate) fn releases_itself(
        &self,
        (class, method): (&str, &str),
        handle: &Handle,
        module: &ModuleScope,
    ) -> bool {
        let releases = |name: &String| handle.release.contains(name);
        self.reached((class, method), module)
            .any(|id| self.touched(id).called.iter().any(releases))
    }

    /// A method of a class and those of its object that it calls.
    fn reached(
        &self,
        (class, method): (&str, &str),
        module: &ModuleScope,
    ) -> impl Iterator<Item = FunctionId> {
        let mut pending = vec![method.to_owned()];
        let mut reached: Vec<FunctionId> = Vec::new();
        while let Some(method) = pending.pop() {
            for id in self.methods_of(class, &method, module) {
                if !reached.contains(&id) {
                    reached.push(id);
                    pending.extend(self.touched(id).called.iter().cloned());
                }
            }
        }
        reached.into_iter()
    }

    /// Whether a method of a class, or one that it calls, has to do with an attribute of its object.
    pub(in crate::typestate) fn mentions_own(
        &self,
        (class, method): (&str, &str),
        attr: &str,
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
        self.reached((class, method), module)
            .any(|id| self.cfg(id).steps.iter().any(mentions))
    }

    /// Whether another method of a class calls this one.
    pub(in crate::typestate) fn is_called_by_own(
        &self,
        class: &str,
        method: &str,
        module: &ModuleScope,
    ) -> bool {
        let names = self.method_names(class, module);
        let ids = (names.into_iter()).flat_map(|name| self.methods_of(class, name, module));
        ids.into_iter()
            .any(|id| self.touched(id).called.contains(method))
    }

    fn touched(&self, id: FunctionId) -> &Touched {
        self.touched[id].get_or_init(|| touched(self.cfg(id)))
    }
}

/// What a method does to the attributes of its object, whatever path it takes.
fn touched(cfg: &Cfg) -> Touched {
    let mut touched = Touched::default();
    let mut this: FxHashSet<VarId> = FxHashSet::default();
    let mut holds: FxHashMap<VarId, FxHashSet<String>> = FxHashMap::default();
    let mut names: FxHashMap<VarId, &str> = FxHashMap::default();
    if cfg.param_count > 0 {
        this.insert(VarId(0));
    }
    let mut done: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    let mut note = |attr: &String, name: &str| {
        let names = done.entry(attr.clone()).or_default();
        names.insert(name.to_owned());
    };
    // Twice, so that what a loop carries round is seen.
    for step in cfg.steps.iter().chain(&cfg.steps) {
        let (dst, from): (VarId, Vec<VarId>) = match &step.kind {
            StepKind::Enter { dst, manager } => {
                let held = holds.get(manager).cloned().unwrap_or_default();
                touched.entered.extend(held);
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
                    } else if let Some(held) = holds.get(base) {
                        held.iter().for_each(|it| note(it, attr));
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
                    let held = args.iter().filter_map(|arg| holds.get(&arg.var)).flatten();
                    held.for_each(|it| note(it, name));
                    // One of what is in it: `self.files.pop()`, `self.files.values()`.
                    let of = cfg.given(*func).find_map(|value| match value {
                        Value::Attribute(of, method) if evidence::is_accessor(method) => Some(*of),
                        _ => None,
                    });
                    match of {
                        Some(of) => (*dst, vec![of]),
                        None => continue,
                    }
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
    Touched { done, ..touched }
}
