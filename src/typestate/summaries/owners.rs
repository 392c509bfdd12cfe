//! Classes that own what their objects keep: whoever makes an object owes it the method that
//! releases what it keeps.
//!
//! `__init__` is followed like any other function. Where each of its ways to return leaves a handle
//! in an attribute, and a method of the class may release that attribute, the class is a resource of
//! its own. Which methods those are is judged by names alone: what they do with `self.file`.
//!
//! Approximation: classes with a base in another file are left alone, and so are those that release
//! in `__del__`.

use super::Summaries;
use crate::cfg::Cfg;
use crate::resources::{Handle, WithEffect};
use crate::typestate::evidence;
use crate::typestate::handle::context::Context;
use crate::typestate::state::{Handover, Status};
use crate::typestate::ways::tracker::{Tracked, Tracker};
use crate::typestate::written::bodies::stored_in;
use crate::typestate::written::functions::FunctionId;

impl<'a> Summaries<'a> {
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
        if releases("__del__") {
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
            given_back: Vec::new(),
            attribute: None,
            used_up: false,
            kept_by_parts: false,
            by_await: false,
            async_with: is_async("__aenter__"),
            with,
            dropped,
            after: String::new(),
            twice: String::new(),
            acquire: Vec::new(),
            ..inner.clone()
        };
        Some((attr, handle))
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
