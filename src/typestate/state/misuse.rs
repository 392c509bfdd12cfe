//! What is done to a handle that has been released already (it is used, or released again), and what
//! a handle does to the one before it, whose place it takes.

use super::{State, Status};
use crate::cfg::{BlockId, StepId};
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
pub struct Seen {
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

    /// Something is done to the handle by a step: it counts where the handle has been released before.
    pub fn note(&mut self, kind: MisuseKind, state: &State, step: StepId) {
        match state.status {
            Status::Released(released) if released != step => {
                self.found.push(Sighting {
                    kind,
                    step,
                    released,
                    place: None,
                });
            }
            Status::Open => {
                self.fine.insert(step);
            }
            _ => {}
        }
    }

    /// A step stores the handle where the object keeps an open one.
    pub fn replaces(&mut self, step: StepId) {
        self.found.push(Sighting {
            kind: MisuseKind::Replaces,
            step,
            released: step,
            place: None,
        });
    }

    /// What was found, each step once.
    pub fn misuses(&self, exploration: &Exploration<State>) -> Vec<Misuse> {
        let mut misuses: Vec<Misuse> = (self.found.iter())
            .filter_map(|it| {
                let (block, state) = it.place.as_ref()?;
                let at = |node: &crate::dataflow::Node<State>| {
                    node.block == *block && *node.state == *state
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
