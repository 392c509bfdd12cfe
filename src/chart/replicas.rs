//! The processes that serve: each with its state, how full it is, and how often it has crashed.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label};
use super::summary::clock;
use crate::sim::frame::{ReplicaFrame, ReplicaState};
use crate::sim::scenario::{Scenario, WhenOut};

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Processes in a row; more than [`MOST`] are not drawn.
const COLUMNS: usize = 4;
const MOST: usize = 12;
/// Size of a box, and the gap after it.
const BOX: (f64, f64) = (75.5, 62.0);
const GAP: f64 = 6.0;

/// Whether processes come and go.
pub fn applies(scenario: &Scenario) -> bool {
    scenario.replicas > 1
        || scenario.restart.is_some()
        || scenario.autoscaler.is_some()
        || scenario.when_out != WhenOut::Errors
}

/// The processes.
pub fn replicas(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    let shown = shown(scene);
    for (index, (number, replica)) in shown.iter().enumerate() {
        let (row, column) = (index / COLUMNS, index % COLUMNS);
        let x = column as f64 * (BOX.0 + GAP);
        let y = row as f64 * (BOX.1 + GAP);
        draw(scene, *number, replica, (x, y), &mut shapes);
    }
    let most = scene
        .scenario
        .autoscaler
        .map_or(0, |autoscaler| autoscaler.most);
    let places = (most.max(scene.scenario.replicas) as usize).clamp(1, MOST);
    let rows = places.div_ceil(COLUMNS) as f64;
    Picture {
        width: WIDTH,
        height: rows * (BOX.1 + GAP) - GAP + 1.0,
        shapes,
    }
}

/// Those that are there, or all of them when none is; with their numbers from 1.
fn shown<'a>(scene: &Scene<'a>) -> Vec<(usize, &'a ReplicaFrame)> {
    let all = scene.now().map_or(&[][..], |lane| &lane.replicas);
    let numbered = all
        .iter()
        .enumerate()
        .map(|(index, each)| (index + 1, each));
    let there: Vec<_> = numbered
        .clone()
        .filter(|(_, each)| each.state != ReplicaState::Gone)
        .collect();
    let mut shown = if there.is_empty() {
        numbered.collect()
    } else {
        there
    };
    shown.truncate(MOST);
    shown
}

fn draw(
    scene: &Scene,
    number: usize,
    replica: &ReplicaFrame,
    (x, y): (f64, f64),
    shapes: &mut Vec<Shape>,
) {
    let (width, height) = BOX;
    let (class, word) = state(replica.state);
    shapes.push(Shape::Rect {
        class,
        frame: [x + 0.5, y + 0.5, width - 1.0, height - 1.0],
    });
    let at = |down: f64| (x + 7.0, y + down);
    shapes.push(label(
        Class::Strong,
        at(16.0),
        Anchor::Start,
        format!("{number} {word}"),
    ));
    let text = match replica.state {
        ReplicaState::Starting | ReplicaState::BackingOff => {
            format!("in {}", clock(replica.back_in))
        }
        _ if replica.crashes == 1 => "1 crash".to_owned(),
        _ if replica.crashes > 1 => format!("{} crashes", replica.crashes),
        _ => format!("{} at work", replica.busy),
    };
    shapes.push(label(Class::Note, at(34.0), Anchor::Start, text));
    if let Some(share) = fullness(scene, replica) {
        let full = (width - 14.0) * share.clamp(0.0, 1.0);
        let bar = |class, length| Shape::Bars {
            class,
            bars: vec![([x + 7.0, y + height - 17.0, length, 9.0], 1.0)],
        };
        shapes.push(bar(Class::Free, width - 14.0));
        shapes.push(bar(Class::Leaked, full));
    }
}

fn state(state: ReplicaState) -> (Class, &'static str) {
    match state {
        ReplicaState::Up => (Class::Released, "✓ up"),
        ReplicaState::Draining => (Class::Timed, "→ ends"),
        ReplicaState::Starting => (Class::Timed, "… starts"),
        ReplicaState::BackingOff => (Class::Garbage, "◷ waits"),
        ReplicaState::Gone => (Class::Leaked, "✕ dead"),
    }
}

/// The share of its memory or of its resource that a process has taken.
fn fullness(scene: &Scene, replica: &ReplicaFrame) -> Option<f64> {
    let limit = scene.scenario.memory.and_then(|memory| memory.limit);
    let room = scene
        .scenario
        .resource
        .as_ref()
        .map(|resource| f64::from(resource.capacity()));
    match (limit, room) {
        (Some(limit), _) => Some(replica.resident / limit),
        (None, Some(room)) => Some(f64::from(replica.taken) / room),
        (None, None) => None,
    }
}

/// The processes in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(lane) = scene.now() else {
        return String::new();
    };
    let mut parts = Vec::new();
    for (wanted, name) in [
        (ReplicaState::Up, "up"),
        (ReplicaState::Draining, "about to end"),
        (ReplicaState::Starting, "starting"),
        (ReplicaState::BackingOff, "waiting to be started again"),
        (ReplicaState::Gone, "dead"),
    ] {
        let count = lane
            .replicas
            .iter()
            .filter(|each| each.state == wanted)
            .count();
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    format!(
        "Processes: {}; {} crashes and {} planned restarts so far.",
        parts.join(", "),
        lane.counters.crashes,
        lane.counters.restarts
    )
}

/// Titles of the table's columns.
pub const COLUMNS_OF_TABLE: &[&str] = &[
    "processes up",
    "processes down",
    "crashes",
    "restarts",
    "cost ($)",
];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(lane) = scene.now() else {
        return Vec::new();
    };
    let up = lane
        .replicas
        .iter()
        .filter(|each| each.state == ReplicaState::Up)
        .count();
    let down = lane.replicas.len() - up;
    let c = lane.counters;
    let counts = [up as u64, down as u64, c.crashes, c.restarts];
    let mut row: Vec<String> = counts.map(|count| count.to_string()).into();
    row.push(format!("{:.4}", lane.money));
    row
}
