//! What is done to a handle that has been released already (it is used, or released again), and what
//! a handle does to the one before it, whose place it takes.

use super::state::{State, Status};
use super::values::Val;
use super::{Following, evidence};
use crate::cfg::{BlockId, StepId, StepKind, Value, VarId};
use crate::dataflow::{Exploration, NodeId};
use rustc_hash::FxHashSet;

/// Something done to a released handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misuse {
    /// What is done.
    pub kind: MisuseKind,
    /// Where.
    pub step: StepId,
    /// What had released it; of a replacement the same step.
    pub released: StepId,
    /// Whether the same step meets an open handle on another path.
    pub is_mixed: bool,
    /// The node that shows it.
    pub node: NodeId,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MisuseKind {
    /// It is used.
    Used,
    /// It is released again.
    Released,
    /// It is stored where the object keeps an open one.
    Replaces,
}

/// A misuse, and the block it was seen in with the state on entry; while the block is being run it is
/// not known yet.
#[derive(Debug)]
struct Sighting {
    kind: MisuseKind,
    step: StepId,
    released: StepId,
    place: Option<(BlockId, State)>,
}

/// What was seen while a handle was followed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    found: Vec<Sighting>,
    /// Steps that met an open handle.
    fine: FxHashSet<StepId>,
}

impl Seen {
    /// The block whose steps have just been run, on this state.
    pub fn placed(&mut self, block: BlockId, state: &State) {
        for sighting in self.found.iter_mut().rev() {
            if sighting.place.is_some() {
                return;
            }
            sighting.place = Some((block, state.clone()));
        }
    }

    /// What was found, each step once.
    pub fn misuses(&self, exploration: &Exploration<State>) -> Vec<Misuse> {
        let mut misuses: Vec<Misuse> = (self.found.iter())
            .filter_map(|it| {
                let (block, state) = it.place.as_ref()?;
                let at = |node: &crate::dataflow::Node<State>| {
                    node.block == *block && node.state == *state
                };
                let (node, _) = exploration.iter().find(|(_, node)| at(node))?;
                Some(Misuse {
                    kind: it.kind,
                    step: it.step,
                    released: it.released,
                    is_mixed: self.fine.contains(&it.step),
                    node,
                })
            })
            .collect();
        misuses.sort_by_key(|it| (it.step, it.node));
        misuses.dedup_by_key(|it| it.step);
        misuses
    }
}

impl Following<'_, '_> {
    /// Releases the handle; twice is told where it matters.
    pub(super) fn release(&self, state: &mut State, step: StepId) {
        let matters = self
            .acquired_handle()
            .is_some_and(|it| !it.twice.is_empty());
        self.note(MisuseKind::Released, matters, state, step);
        state.release(step);
    }

    /// The handle is used: after its release that is told where it matters.
    pub(super) fn used(&self, state: &State, var: VarId, step: StepId) {
        let matters = self
            .acquired_handle()
            .is_some_and(|it| !it.after.is_empty());
        if state.get(var) == Val::Tracked {
            self.note(MisuseKind::Used, matters, state, step);
        }
    }

    /// A method of the handle is called.
    pub(super) fn used_by_method(&self, state: &State, base: VarId, name: &str, step: StepId) {
        let releases = |name: &str| {
            let handle = self.acquired_handle();
            handle.is_some_and(|handle| handle.release.iter().any(|it| it == name))
        };
        if !releases(name) && !evidence::is_fine_after_release(name) {
            self.used(state, base, step);
        }
    }

    /// The handle is stored in an attribute of the object whose method this is.
    pub(super) fn stored(&self, attr: &str, step: StepId) {
        if self.finds_it_open(attr, step) {
            self.seen.borrow_mut().found.push(Sighting {
                kind: MisuseKind::Replaces,
                step,
                released: step,
                place: None,
            });
        }
    }

    /// Whether an attribute of the object holds something open when a step of this method stores into it:
    /// `__init__` has left it there, and nothing before the step looks at it.
    fn finds_it_open(&self, attr: &str, step: StepId) -> bool {
        let (cfg, summaries, module) = (
            self.context.cfg(),
            self.context.summaries,
            self.context.module,
        );
        let Some(owner) = &self.context.scope.owner else {
            return false;
        };
        let Some((kept, handle)) = summaries.owned(&owner.class, self.context) else {
            return false;
        };
        let looks = |attr_of: &str| {
            attr_of == attr || summaries.mentions_own((&owner.class, attr_of), attr, handle, module)
        };
        let before = &cfg.steps[..step.index()];
        kept == attr
            && !evidence::opens(&cfg.name)
            && !summaries.is_called_by_own(&owner.class, &cfg.name, handle, module)
            && !before.iter().any(|step| match &step.kind {
                StepKind::Assign { value, .. } => {
                    matches!(value, Value::Attribute(_, name) if looks(name))
                }
                StepKind::StoreAttr { attr: stored, .. } => stored == attr,
                _ => false,
            })
    }

    fn note(&self, kind: MisuseKind, matters: bool, state: &State, step: StepId) {
        if !matters {
            return;
        }
        let mut seen = self.seen.borrow_mut();
        match state.status {
            Status::Released(released) if released != step => {
                seen.found.push(Sighting {
                    kind,
                    step,
                    released,
                    place: None,
                });
            }
            Status::Open => {
                seen.fine.insert(step);
            }
            _ => {}
        }
    }
}
