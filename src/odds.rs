//! The likely paths around an acquisition, for the simulator.
//!
//! A path's chance is the product of its branches and of its calls raising or not. Those chances are
//! assumptions, so the paths are given as data and whoever runs them says how likely what is; here
//! they only decide which paths are worth giving.

use crate::cfg::{Cfg, StepId, StepKind, Terminator};
use crate::dataflow::{Edge, NodeId};
use crate::report::{LeakModel, ModelPath, ModelStep};
use crate::rules::{Case, outcome};
use crate::text::shorten;
use crate::typestate::Status;
use crate::typestate::ways::fate;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// How many paths are given.
const PATHS: usize = 24;
/// How many partial paths are looked at to find them.
const EXPANSIONS: usize = 6_000;
/// How likely a call is taken to raise, for choosing paths: one in a hundred.
const RAISES: f64 = 0.01;
/// How likely a loop is taken to go on, for choosing paths.
const GOES_ON: f64 = 0.5;

/// The most likely paths of a case's scope, most likely first.
pub fn model(case: &Case<'_>) -> LeakModel {
    let mut paths = Vec::new();
    let mut open = BinaryHeap::from([Partial {
        chance: 1.0,
        node: NodeId(0),
        taken: None,
    }]);
    for _ in 0..EXPANSIONS {
        let Some(partial) = open.pop() else { break };
        let exploration = &case.tracked.exploration;
        let node = exploration.node(partial.node);
        if exploration.successors(node).is_empty() {
            paths.extend(finish(case, &partial));
            if paths.len() == PATHS {
                break;
            }
        }
        for (to, edge) in followed(case, partial.node) {
            let chance = partial.chance * chance_of(case, partial.node, edge);
            let taken = Rc::new(Taken {
                from: partial.node,
                edge,
                before: partial.taken.clone(),
            });
            open.push(Partial {
                chance,
                node: to,
                taken: Some(taken),
            });
        }
    }
    LeakModel {
        exhausts: case.handle().exhausts.clone(),
        paths,
    }
}

/// A path that has not ended yet; the most likely is taken up first.
struct Partial {
    chance: f64,
    node: NodeId,
    taken: Option<Rc<Taken>>,
}

/// The last edge of a partial path, and those before it.
struct Taken {
    from: NodeId,
    edge: Edge,
    before: Option<Rc<Taken>>,
}

impl PartialEq for Partial {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Partial {}

impl PartialOrd for Partial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Partial {
    fn cmp(&self, other: &Self) -> Ordering {
        self.chance
            .total_cmp(&other.chance)
            .then(other.node.cmp(&self.node))
    }
}

/// The edges out of a node.
///
/// Where a loop's acquisition was followed or not, only the one that follows it is taken: the model
/// tells the story of the first handle. Approximation: later turns' handles are not counted.
fn followed(case: &Case<'_>, from: NodeId) -> Vec<(NodeId, Edge)> {
    let exploration = &case.tracked.exploration;
    let node = exploration.node(from);
    let acquires = case.context.cfg().block(node.block).steps.last() == Some(&case.tracked.site);
    let waiting = |to: NodeId| exploration.node(to).state.status == Status::Waiting;
    let skips = |(to, edge): &(NodeId, Edge)| *edge == Edge::Next && waiting(*to);
    let all = exploration.successors(node).iter().copied();
    match acquires && node.state.status == Status::Waiting {
        true => all.filter(|way| !skips(way)).collect(),
        false => all.collect(),
    }
}

fn chance_of(case: &Case<'_>, from: NodeId, edge: Edge) -> f64 {
    let exploration = &case.tracked.exploration;
    let node = exploration.node(from);
    let ways = exploration.successors(node).len();
    match (&case.context.cfg().block(node.block).terminator, edge) {
        _ if ways == 1 => 1.0,
        (Terminator::Fallible { .. } | Terminator::Iterate { .. }, Edge::Raise) => RAISES,
        (Terminator::Fallible { .. }, _) => 1.0 - RAISES,
        (Terminator::Iterate { .. }, _) => GOES_ON,
        _ => 1.0 / ways as f64,
    }
}

fn finish(case: &Case<'_>, partial: &Partial) -> Option<ModelPath> {
    let last = case.tracked.exploration.node(partial.node);
    if last.block != Cfg::RETURN && last.block != Cfg::RAISE {
        return None;
    }
    let mut edges = Vec::new();
    let mut at = &partial.taken;
    while let Some(taken) = at {
        edges.push((taken.from, taken.edge));
        at = &taken.before;
    }
    let mut steps = Vec::new();
    let mut to = partial.node;
    let mut reversed = Vec::new();
    for (from, edge) in edges {
        reversed.push((from, edge, to));
        to = from;
    }
    for (from, edge, to) in reversed.into_iter().rev() {
        describe(case, (from, edge, to), &mut steps);
    }
    Some(ModelPath {
        steps,
        outcome: outcome(fate(&last.state, case.context.makes_its_object())),
    })
}

fn describe(case: &Case<'_>, (from, edge, to): (NodeId, Edge, NodeId), steps: &mut Vec<ModelStep>) {
    let exploration = &case.tracked.exploration;
    let (before, after) = (exploration.node(from), exploration.node(to));
    let block = case.context.cfg().block(before.block);
    let chosen = exploration.successors(before).len() > 1;
    match (&block.terminator, block.steps.last()) {
        (Terminator::Fallible { .. }, Some(step)) if chosen || is_raise(case, *step) => {
            steps.push(call(case, *step, edge == Edge::Raise));
        }
        (Terminator::Iterate { .. }, Some(step)) if edge == Edge::Raise => {
            steps.push(call(case, *step, true));
        }
        (Terminator::Iterate { .. }, Some(step)) if chosen => steps.push(ModelStep::Branch {
            line: case.line_of(*step).0,
            what: format!("another item of {}", case.code_of(*step)),
            taken: edge == Edge::True,
        }),
        (Terminator::Branch { range, .. }, _) if chosen => steps.push(ModelStep::Branch {
            line: case.lines.line(range.start),
            what: shorten(range.of(case.text), 40),
            taken: edge == Edge::True,
        }),
        _ => {}
    }
    if before.state.status == Status::Waiting && after.state.status != Status::Waiting {
        steps.push(ModelStep::Acquire {
            line: case.lines.line(case.range().start),
        });
    }
    if let (Status::Open, Status::Released(step) | Status::HandedOver(_, step)) =
        (before.state.status, after.state.status)
    {
        steps.push(ModelStep::Release {
            line: case.line_of(step).0,
        });
    }
}

fn is_raise(case: &Case<'_>, step: StepId) -> bool {
    matches!(case.context.cfg().step(step).kind, StepKind::Raise(_))
}

fn call(case: &Case<'_>, step: StepId, raises: bool) -> ModelStep {
    ModelStep::Call {
        line: case.line_of(step).0,
        what: case.code_of(step),
        raises,
    }
}
