//! The handle that is followed: what is known of it, and what everything that is done to it has in
//! common. What each step does with it is above, in `steps`.

mod acquired;
mod among;
mod bind;
mod callee;
pub mod context;
pub(super) mod evaluate;
pub(super) mod made_of;
pub(super) mod outcome;
mod own;
pub(super) mod possible;
mod questions;
mod uses;

use crate::cfg::{StepId, VarId};
use crate::dataflow::liveness::Liveness;
use crate::typestate::state::facts::Facts;
use crate::typestate::state::misuse::Seen;
use crate::typestate::written::locks::Locks;
pub use acquired::Acquired;
pub(super) use acquired::Part;
use context::Context;
use rustc_hash::FxHashSet;
use std::cell::{Cell, RefCell};

/// The analysis that follows the handle acquired at one step.
pub(super) struct Following<'a, 'b> {
    pub(super) context: Context<'a>,
    pub(super) site: StepId,
    pub(super) part: Part,
    /// Whether the step can happen more than once.
    pub(super) repeats: bool,
    pub(super) liveness: &'b Liveness,
    pub(super) facts: &'b Facts,
    pub(super) locks: &'b Locks,
    /// What the step turned out to acquire; known from the start for a parameter.
    pub(super) acquired: Cell<Option<Acquired<'a>>>,
    /// What has been done to the handle.
    pub(super) seen: RefCell<Seen>,
    /// The calls that are assumed not to release or keep it.
    pub(super) lent: RefCell<FxHashSet<StepId>>,
    /// The variables that tell whether it was acquired, by the conditions known then, or what has
    /// become of it: the `code` of `code = process.poll()`.
    pub(super) telling: RefCell<FxHashSet<VarId>>,
}
