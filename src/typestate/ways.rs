//! The ways out of a scope, and what has become of the handle on each.

pub mod tracker;

use crate::cfg::{Cfg, StepId};
use crate::dataflow::NodeId;
use crate::typestate::handle::context::Context;
use crate::typestate::state::{Completion, Handover, Loss, State, Status};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use tracker::Tracked;

/// A way out of the scope.
#[derive(Clone, Debug)]
pub struct WayOut {
    /// How control leaves.
    pub kind: WayKind,
    /// The step that leaves: a return, the end of the body, or what raised.
    pub step: StepId,
    /// What may have become of the handle, worst first; never empty.
    pub fates: Vec<(Fate, NodeId)>,
}

/// How control leaves a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WayKind {
    /// A `return`.
    Return,
    /// The end of the body.
    End,
    /// An exception that nothing in the scope catches.
    Raise,
}

/// What has become of the handle, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It was not acquired.
    NotAcquired,
    /// A step released it.
    Released(StepId),
    /// It is somebody else's.
    HandedOver(Handover, StepId),
    /// Something that may keep it is handed over.
    Unclear(StepId),
    /// Nobody will release it.
    Leaked {
        /// The operation whose exception led here, if one did.
        diverted: Option<StepId>,
        /// How its last name went away, if before the way out.
        lost: Option<(Loss, StepId)>,
    },
}

impl WayOut {
    /// The worst that may have become of the handle.
    pub fn worst(&self) -> Fate {
        self.fates
            .first()
            .map_or(Fate::NotAcquired, |(fate, _)| *fate)
    }
}

/// The ways out that are taken, by line; `NotAcquired` only where the handle never is.
///
/// Exceptions before the acquisition are left out, but for the acquisition's own.
pub fn ways_out(context: Context<'_>, tracked: &Tracked<'_>) -> Vec<WayOut> {
    let mut ways: Vec<WayOut> = Vec::new();
    let mut places: FxHashMap<(WayKind, StepId), usize> = FxHashMap::default();
    for (id, node) in tracked.exploration.iter() {
        if node.block != Cfg::RETURN && node.block != Cfg::RAISE {
            continue;
        }
        let (kind, step) = match &node.state.completion {
            Completion::Return(step, _) if is_end(context.cfg(), *step) => (WayKind::End, *step),
            Completion::Return(step, _) => (WayKind::Return, *step),
            Completion::Raise(step, _) => (WayKind::Raise, *step),
            Completion::Normal => continue,
        };
        let fate = (fate(&node.state, context.makes_its_object()), id);
        match places.entry((kind, step)) {
            Entry::Occupied(place) => ways[*place.get()].fates.push(fate),
            Entry::Vacant(place) => {
                place.insert(ways.len());
                ways.push(WayOut {
                    kind,
                    step,
                    fates: vec![fate],
                });
            }
        }
    }
    for way in &mut ways {
        let acquired = way.fates.iter().any(|(fate, _)| *fate != Fate::NotAcquired);
        way.fates
            .retain(|(fate, _)| !acquired || *fate != Fate::NotAcquired);
        // Of equal fates the first is kept: the most usual, and it was reached on the shortest path.
        let is_unusual = |node: &NodeId| tracked.exploration.node(*node).state.unusual;
        way.fates
            .sort_by_key(|(fate, node)| (std::cmp::Reverse(*fate), is_unusual(node), *node));
        way.fates.dedup_by_key(|(fate, _)| *fate);
    }
    // That something else raises before the acquisition says nothing about it.
    let tells = |way: &WayOut| {
        way.kind != WayKind::Raise || way.step == tracked.site || way.worst() != Fate::NotAcquired
    };
    ways.retain(tells);
    ways.sort_by_key(|way| (context.cfg().step(way.step).range, way.kind));
    ways
}

/// Whether something is leaked on some way out.
pub fn leaks(context: Context<'_>, tracked: &Tracked<'_>) -> bool {
    let leaked = |way: &WayOut| matches!(way.worst(), Fate::Leaked { .. });
    ways_out(context, tracked).iter().any(leaked)
}

/// Whether something is leaked on a way out that needs no exception.
pub fn leaks_plainly(context: Context<'_>, tracked: &Tracked<'_>) -> bool {
    let leaked = |way: &WayOut| matches!(way.worst(), Fate::Leaked { diverted: None, .. });
    let mut ways = ways_out(context, tracked).into_iter();
    ways.any(|way| way.kind != WayKind::Raise && leaked(&way))
}

/// The end of a body is a return that stands nowhere.
fn is_end(cfg: &Cfg, step: StepId) -> bool {
    let range = cfg.step(step).range;
    range.start == range.end
}

/// What a state at a way out says has become of the handle. `makes` says whether an exception here
/// means that nobody gets the object that is being made.
pub fn fate(state: &State, makes: bool) -> Fate {
    match (state.status, &state.completion) {
        (Status::Waiting, _) => Fate::NotAcquired,
        (Status::Released(step), _) => Fate::Released(step),
        (Status::HandedOver(Handover::MaybeReturned, step), _) => Fate::Unclear(step),
        (Status::HandedOver(Handover::Kept, _), Completion::Return(step, val))
            if val.holds_tracked() =>
        {
            Fate::HandedOver(Handover::Returned, *step)
        }
        // In an object that is made for whoever gets it: that is his now.
        (Status::HandedOver(Handover::Kept, step), Completion::Return(returns, val))
            if val.is_made_by(step) =>
        {
            Fate::HandedOver(Handover::Returned, *returns)
        }
        (Status::HandedOver(Handover::Kept, step), _) => Fate::Leaked {
            diverted: None,
            lost: Some((Loss::Kept, step)),
        },
        (Status::HandedOver(Handover::Own, _), Completion::Raise(step, _)) if makes => {
            Fate::Leaked {
                diverted: Some(*step),
                lost: None,
            }
        }
        (Status::HandedOver(how, step), _) => Fate::HandedOver(how, step),
        (Status::Open, Completion::Return(step, val)) if val.gives_tracked() => {
            Fate::HandedOver(Handover::Returned, *step)
        }
        (Status::Open, Completion::Return(step, val)) if val.holds_tracked() => {
            Fate::Unclear(*step)
        }
        (Status::Open, _) => Fate::Leaked {
            diverted: state.diverted,
            lost: None,
        },
        (Status::Lost(loss, step), _) => Fate::Leaked {
            diverted: state.diverted,
            lost: Some((loss, step)),
        },
    }
}
