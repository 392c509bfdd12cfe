//! Classes that own what their objects keep: whoever makes an object owes it the method that
//! releases what it keeps.
//!
//! `__init__` is followed like any other function. Where each of its ways to return leaves a handle
//! in an attribute, and a method of the class may release that attribute, the class is a resource of
//! its own. Which methods those are is judged by names alone: what they do with `self.file`.
//!
//! Approximation: classes with a base in another file are left alone, and so are those that release
//! in `__del__`, and those whose objects give themselves to somebody while they are made.

use super::Summaries;
use crate::cfg::{Cfg, StepKind, Value, VarId};
use crate::resources::{Handle, WithEffect};
use crate::typestate::evidence::{self, Effect, Given};
use crate::typestate::handle::context::Context;
use crate::typestate::state::{Handover, Status};
use crate::typestate::ways::tracker::{Tracked, Tracker};
use crate::typestate::written::bodies::stored_in;
use crate::typestate::written::functions::FunctionId;
use crate::typestate::written::scope::ModuleScope;

/// How many calls of its own methods an object is followed through.
const OWN_CALLS: usize = 3;

impl<'a> Summaries<'a> {
    /// What a class is as a resource that inherits one of the catalogue. No attribute keeps it.
    pub(super) fn inherited<'s>(
        &'s self,
        class: &str,
        context: Context<'_>,
    ) -> Option<(&'s str, &'s Handle)> {
        let (functions, module) = (&self.functions, context.module);
        let (base, _) = context.inherited(class)?;
        if functions.method(class, "__del__", module).is_some() {
            return None;
        }
        let releases = |name: &&str| functions.releases_itself((class, name), base, module);
        let mut release: Vec<String> = (functions.method_names(class, module).into_iter())
            .filter(|name| !name.starts_with("__") && !base.release.iter().any(|it| it == name))
            .filter(releases)
            .map(str::to_owned)
            .collect();
        release.sort();
        let handle = Handle {
            class: class.to_owned(),
            release: base.release.iter().cloned().chain(release).collect(),
            acquire: Vec::new(),
            ..base.clone()
        };
        let at = self.kept((String::new(), handle));
        self.owned
            .get(at)
            .map(|(attr, handle)| (attr.as_str(), handle))
    }

    /// The attribute that keeps something in the objects of a class, and what the class is for it.
    pub(super) fn work_out_owner(
        &self,
        (class, init): (&str, FunctionId),
        context: Context<'a>,
        budget: &mut usize,
    ) -> Option<(String, Handle)> {
        let functions = &self.functions;
        let module = context.module;
        if !module.is_all_here(class) {
            return None;
        }
        let tracker = Tracker::of(self.context(init, context))?;
        let (attr, inner) = tracker.candidates().iter().find_map(|site| {
            let tracked = tracker.follow(*site, budget)?;
            let attr = always_kept(&tracked, functions.cfg(init))?;
            Some((attr, tracked.acquired.handle))
        })?;
        let releases = |name: &str| functions.releases_own((class, name), &attr, inner, module);
        if releases("__del__") || self.gives_itself((class, init), module, OWN_CALLS) {
            return None;
        }
        let mut release: Vec<String> = (functions.method_names(class, module).into_iter())
            .filter(|name| !name.starts_with("__") && releases(name))
            .map(str::to_owned)
            .collect();
        release.sort_by_key(|name| (evidence::rank(name), name.clone()));
        let is_async = |name| functions.method(class, name, module).is_some();
        let with = match () {
            () if !is_async("__enter__") && !is_async("__aenter__") => WithEffect::Unsupported,
            () if releases("__exit__") || releases("__aexit__") => WithEffect::Releases,
            () => WithEffect::KeepsOpen,
        };
        let first = release.first()?;
        // What it keeps may keep another: that is said once.
        let dropped = match self.owners.contains_key(&inner.class) {
            true => inner.dropped.clone(),
            false => format!("its {} is dropped with it: {}", inner.kind, inner.dropped),
        };
        let awaited = functions.method(class, first, module);
        let handle = Handle {
            class: class.to_owned(),
            awaited: awaited.is_some_and(|id| functions.is_async(id)),
            release,
            release_calls: Vec::new(),
            release_all: Vec::new(),
            release_unless_none: Vec::new(),
            release_by_reading: Vec::new(),
            release_by_attribute: Vec::new(),
            release_if_true: Vec::new(),
            by_parts: false,
            given_back: Vec::new(),
            attributes: Vec::new(),
            entered: None,
            used_up: false,
            kept_by_parts: false,
            by_await: false,
            with_commits: false,
            commits: false,
            async_with: is_async("__aenter__"),
            with,
            dropped,
            raises: Vec::new(),
            runs_out: None,
            after: String::new(),
            twice: String::new(),
            acquire: Vec::new(),
            ..inner.clone()
        };
        Some((attr, handle))
    }

    /// Whether a method stores the object where others find it: in a list or a table, in an attribute of something
    /// else, with a function that says so by its name. What is made with the object, as its own, is no such place.
    fn gives_itself(
        &self,
        (class, method): (&str, FunctionId),
        module: &ModuleScope,
        calls: usize,
    ) -> bool {
        let cfg = self.functions.cfg(method);
        let is_it = |var: VarId| {
            let mut given = cfg.given(var);
            var == OBJECT
                || matches!(
                    (given.next(), given.next()),
                    (Some(Value::Copy(OBJECT)), None)
                )
        };
        cfg.steps.iter().any(|step| match &step.kind {
            StepKind::StoreAttr { base, value, .. } | StepKind::StoreItem { base, value, .. } => {
                is_it(*value) && !is_it(*base)
            }
            StepKind::Assign {
                value: Value::Call { func, args },
                ..
            } => cfg.given(*func).any(|callee| {
                let stores = |name: &str, effect: fn(&str, Given) -> Effect| {
                    let is_given = args.iter().any(|arg| is_it(arg.var));
                    let is_called = !evidence::names_a_class(name) && name != "__init__";
                    is_given && is_called && effect(name, Given::Object) == Effect::TakesOver
                };
                match callee {
                    Value::Attribute(base, name) if is_it(*base) => {
                        let own = self.functions.method(class, name, module);
                        let gives = |id| self.gives_itself((class, id), module, calls - 1);
                        calls > 0 && own.is_some_and(gives)
                    }
                    Value::Attribute(_, name) => stores(name, evidence::of_method),
                    Value::Global(name) => stores(name, evidence::of_function),
                    Value::Import(path) => stores(path, evidence::of_function),
                    _ => false,
                }
            }),
            _ => false,
        })
    }
}

/// The first parameter of a method.
const OBJECT: VarId = VarId(0);

/// The attribute of the object that has the handle on each way to return.
fn always_kept(tracked: &Tracked<'_>, cfg: &Cfg) -> Option<String> {
    let mut attrs = tracked.exploration.iter().filter_map(|(_, node)| {
        (node.block == Cfg::RETURN).then_some(match node.state.status {
            Status::HandedOver(Handover::Own, step) => stored_in(cfg, step).map(|(attr, _)| attr),
            _ => None,
        })
    });
    let first = attrs.next()??;
    attrs
        .all(|attr| attr == Some(first))
        .then(|| first.to_owned())
}
