//! The way of a request: who is served, who waits, who was turned away by the kernel, who will ask
//! again.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Rows, label};
use crate::sim::frame::LaneFrame;
use crate::sim::scenario::Scenario;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Distance from one place to the next, and its side.
const PITCH: f64 = 13.5;
const SIDE: f64 = 10.5;
/// Places in a row, and rows that are drawn at most.
const COLUMNS: u32 = 23;
const ROWS_OF_CELLS: Rows = Rows {
    columns: COLUMNS,
    pitch: PITCH,
    side: SIDE,
};
const ROWS: u32 = 2;
/// Height of a row's words.
const WORDS: f64 = 18.0;

/// One group of requests.
struct Group {
    name: &'static str,
    class: Class,
    count: u32,
    /// Places that there are; nothing for as many as come.
    places: Option<u32>,
}

/// Whether requests can be seen to wait.
pub fn applies(scenario: &Scenario) -> bool {
    scenario.workers.is_some()
        || scenario.backlog.is_some()
        || scenario.accepts.is_some()
        || scenario.client.retries > 0
}

/// The groups, each with its places.
pub fn line(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    let mut top = 0.0;
    let groups = scene.now().map(|lane| groups(scene.scenario, lane));
    for group in groups.unwrap_or_default() {
        shapes.push(label(
            Class::Note,
            (0.0, top + 12.0),
            Anchor::Start,
            group.name,
        ));
        let count = match group.places {
            Some(places) => format!("{} of {places}", group.count),
            None => group.count.to_string(),
        };
        shapes.push(label(
            Class::Strong,
            (WIDTH, top + 12.0),
            Anchor::End,
            count,
        ));
        top += WORDS;
        let most = COLUMNS * ROWS;
        let taken = group.count.min(most);
        let free = group.places.unwrap_or(0).min(most);
        let classes = [(group.class, 0..taken), (Class::Free, taken..free)];
        shapes.extend(ROWS_OF_CELLS.cells(top, classes));
        let rows = group.places.map_or(ROWS, |places| places.div_ceil(COLUMNS));
        top += f64::from(rows.clamp(1, ROWS)) * PITCH + 8.0;
    }
    Picture {
        width: WIDTH,
        height: top,
        shapes,
    }
}

fn groups(scenario: &Scenario, lane: &LaneFrame) -> Vec<Group> {
    let served: u32 = lane.replicas.iter().map(|replica| replica.busy).sum();
    let group = |name, class, count, places| Group {
        name,
        class,
        count,
        places,
    };
    let all = |each: u32| each * scenario.replicas;
    let workers = scenario.workers.map(all);
    let room = scenario.backlog.map(|backlog| all(backlog + 1));
    let is_shut = lane.replicas.iter().any(|replica| replica.is_shut);
    let waits = match is_shut {
        true => "✕ not accepted: no descriptor is free",
        false => "waiting for a worker",
    };
    let mut groups = vec![
        group("● being served", Class::Open, served, workers),
        group(waits, Class::Garbage, lane.waiting, room),
    ];
    if scenario.backlog.is_some() {
        let name = "↯ dropped by the kernel, connecting again";
        groups.push(group(name, Class::Leaked, lane.connecting, None));
    }
    if scenario.client.retries > 0 {
        let name = "↻ gave up waiting, will ask again";
        groups.push(group(name, Class::Timed, lane.retrying, None));
    }
    groups
}

/// The groups in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(lane) = scene.now() else {
        return String::new();
    };
    let parts = groups(scene.scenario, lane)
        .into_iter()
        .map(|group| match group.places {
            Some(places) => format!("{} of {places} {}", group.count, plain(group.name)),
            None => format!("{} {}", group.count, plain(group.name)),
        });
    let retried = match lane.counters.retries {
        0 => String::new(),
        retries => format!("; {retries} retries so far"),
    };
    format!("{}{retried}.", parts.collect::<Vec<_>>().join(", "))
}

fn plain(name: &str) -> &str {
    name.trim_start_matches(['●', '✕', '↯', '↻', ' '])
}

/// Titles of the table's columns.
pub const COLUMNS_OF_TABLE: &[&str] = &[
    "being served",
    "waiting",
    "connecting again",
    "asking again",
    "retries so far",
    "gave up",
];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(lane) = scene.now() else {
        return Vec::new();
    };
    let served: u32 = lane.replicas.iter().map(|replica| replica.busy).sum();
    let counts = [served, lane.waiting, lane.connecting, lane.retrying].map(u64::from);
    let counts = counts
        .into_iter()
        .chain([lane.counters.retries, lane.counters.given_up]);
    counts.map(|count| count.to_string()).collect()
}
