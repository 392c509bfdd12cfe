//! A call, and what is known when it is read.

use super::naming::Named;
use super::seen::{Parts, Seen};
use crate::resources::Catalogue;
use crate::text::Range;
use crate::typestate::written::scope::ModuleScope;

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    /// The whole of it.
    pub range: Range,
    /// What is called.
    pub func: Range,
    /// What it may be known by.
    pub named: Named,
    /// What shows that its result has to be released.
    pub seen: Option<Seen>,
    /// Which items of its result that is about.
    pub parts: Parts,
    /// Whether it is the manager of a `with` itself.
    pub is_managed_at_once: bool,
    /// Whether something is done with its result.
    pub is_used: bool,
    /// Whether its result is awaited.
    pub is_awaited: bool,
}

impl Call {
    /// Something is seen of what it gives, or of an item of that.
    pub(super) fn see(&mut self, part: Option<usize>, seen: &Seen) {
        if !Parts::can_tell(part) {
            return;
        }
        if self.seen.as_ref().is_none_or(|known| seen.beats(known)) {
            self.seen = Some(seen.clone());
        }
        self.parts.add(part);
    }
}

/// What is known of a file and of the world when its calls are read.
#[derive(Clone, Copy)]
pub(super) struct Known<'w> {
    pub scope: &'w ModuleScope,
    pub catalogue: &'w Catalogue,
    /// Whether a call is one that is followed.
    pub is_followed: &'w dyn Fn(Range) -> bool,
}
