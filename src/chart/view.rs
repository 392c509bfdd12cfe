//! Every picture of a run: when it applies, how it is drawn, what it says in words, and its numbers.
//! One entry in [`VIEWS`] is one picture; the page, its table and its file follow from it.

use super::grid::Layout;
use super::scene::Scene;
use super::shape::{Picture, Shape};
use super::{buffer, delay, heap, line, monitor, pool, ports, replicas, snapshots, threads};
use crate::sim::frame::{LaneFrame, SlotRun};
use crate::sim::resource::{Entries, Resource};
use crate::sim::scenario::Scenario;

/// One picture of a run.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Its name, in style sheets and file names.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether the scenario has what it shows.
    pub applies: fn(&Scenario) -> bool,
    /// How it is drawn.
    pub drawing: Drawing,
    /// What it shows, in a sentence.
    pub words: fn(&Scene) -> String,
    /// Titles of its numbers, each with its unit.
    pub columns: &'static [&'static str],
    /// Its numbers, as many as there are titles; none before the first frame.
    pub row: fn(&Scene) -> Vec<String>,
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug)]
pub enum Drawing {
    /// A grid of numbered units that can be pointed at, and what lies over it.
    Cells {
        /// The units.
        slots: fn(&LaneFrame) -> &[SlotRun],
        /// The name of one unit.
        unit: fn(&Scenario) -> &'static str,
        /// What lies over the grid.
        over: fn(&Scene) -> Vec<Shape>,
    },
    /// Shapes.
    Plain(fn(&Scene) -> Picture),
}

/// Every picture, the most telling of a scenario first.
pub const VIEWS: [View; 12] = [
    View {
        id: "ports",
        title: "Local ports",
        applies: ports::applies,
        drawing: Drawing::Plain(ports::ports),
        words: ports::words,
        columns: ports::COLUMNS,
        row: ports::row,
    },
    View {
        id: "threads",
        title: "Threads and the one interpreter",
        applies: threads::applies,
        drawing: Drawing::Cells {
            slots: |lane| &lane.slots,
            unit: unit_name,
            over: threads::baton,
        },
        words: threads::words,
        columns: UNITS,
        row: units_row,
    },
    View {
        id: "units",
        title: "Numbered places",
        applies: is_other_table,
        drawing: Drawing::Cells {
            slots: |lane| &lane.slots,
            unit: unit_name,
            over: |_| Vec::new(),
        },
        words: units_words,
        columns: UNITS,
        row: units_row,
    },
    View {
        id: "pool",
        title: "Connection pool",
        applies: delay::applies,
        drawing: Drawing::Plain(pool::pool),
        words: units_words,
        columns: UNITS,
        row: units_row,
    },
    View {
        id: "buffer",
        title: "Write buffer",
        applies: |scenario| scenario.buffer.is_some(),
        drawing: Drawing::Plain(buffer::buffer),
        words: buffer::words,
        columns: buffer::COLUMNS_OF_TABLE,
        row: buffer::row,
    },
    View {
        id: "heap",
        title: "Heap",
        applies: |scenario| scenario.memory.is_some(),
        drawing: Drawing::Plain(heap::heap),
        words: heap::words,
        columns: heap::COLUMNS,
        row: heap::row,
    },
    View {
        id: "queue",
        title: "Waiting line",
        applies: line::applies,
        drawing: Drawing::Plain(line::line),
        words: line::words,
        columns: line::COLUMNS_OF_TABLE,
        row: line::row,
    },
    View {
        id: "database",
        title: "Database server",
        applies: |scenario| scenario.database.is_some(),
        drawing: Drawing::Cells {
            slots: |lane| lane.others.last().map_or(&[], |server| &server.slots),
            unit: |_| Entries::Sessions.facts().unit,
            over: |_| Vec::new(),
        },
        words: server_words,
        columns: &["server connections taken", "server connections free"],
        row: server_row,
    },
    View {
        id: "processes",
        title: "Processes",
        applies: replicas::applies,
        drawing: Drawing::Plain(replicas::replicas),
        words: replicas::words,
        columns: replicas::COLUMNS_OF_TABLE,
        row: replicas::row,
    },
    View {
        id: "monitor",
        title: "What the monitor sees",
        applies: |scenario| scenario.monitor.is_some(),
        drawing: Drawing::Plain(monitor::monitor),
        words: monitor::words,
        columns: monitor::COLUMNS,
        row: monitor::row,
    },
    View {
        id: "snapshots",
        title: "Two snapshots of the heap",
        applies: |scenario| scenario.profiler.is_some() && scenario.memory.is_some(),
        drawing: Drawing::Plain(snapshots::snapshots),
        words: snapshots::words,
        columns: snapshots::COLUMNS,
        row: snapshots::row,
    },
    View {
        id: "delay",
        title: "Chance to wait",
        applies: delay::applies,
        drawing: Drawing::Plain(delay::delay),
        words: delay::words,
        columns: delay::COLUMNS,
        row: delay::row,
    },
];

/// The pictures of a scenario, the most telling first.
pub fn of(scenario: &Scenario) -> impl Iterator<Item = &'static View> {
    VIEWS.iter().filter(|view| (view.applies)(scenario))
}

impl View {
    /// The shapes at a moment.
    pub fn picture(&self, scene: &Scene) -> Picture {
        match self.drawing {
            Drawing::Plain(draw) => draw(scene),
            Drawing::Cells { slots, over, .. } => {
                let mut picture = scene
                    .now()
                    .map(|lane| super::grid::grid(slots(lane)))
                    .unwrap_or_default();
                picture.shapes.extend(over(scene));
                picture
            }
        }
    }

    /// The title for a scenario: that of numbered places is what they are.
    pub fn title(&self, scenario: &Scenario) -> String {
        if self.id != "units" {
            return self.title.to_owned();
        }
        let mut units = scenario.units().to_owned();
        if let Some(first) = units.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        units
    }
}

fn is_other_table(scenario: &Scenario) -> bool {
    matches!(scenario.resource, Some(Resource::Table(_)))
        && !ports::applies(scenario)
        && !threads::applies(scenario)
}

fn unit_name(scenario: &Scenario) -> &'static str {
    scenario.resource.as_ref().map_or("unit", Resource::unit)
}

/// Titles of the numbers of a resource.
const UNITS: &[&str] = &["in use", "leaked", "garbage", "free", "waiting for one"];

fn units_row(scene: &Scene) -> Vec<String> {
    let Some(lane) = scene.now() else {
        return Vec::new();
    };
    let counts = [
        lane.in_use,
        lane.leaked,
        lane.garbage,
        lane.free,
        lane.queued,
    ];
    counts.map(|count| count.to_string()).into()
}

fn units_words(scene: &Scene) -> String {
    let Some(lane) = scene.now() else {
        return String::new();
    };
    let mut text = format!("{} in use · {} free", lane.in_use, lane.free);
    if lane.garbage > 0 {
        text = format!("{} wait for the collector · {text}", lane.garbage);
    }
    text = format!("{} leaked · {text}", lane.leaked);
    let layout = Layout::of(&lane.slots);
    if layout.units_per_cell > 1 {
        text.push_str(&format!(
            " · each cell stands for {}",
            layout.units_per_cell
        ));
    }
    text
}

fn server_words(scene: &Scene) -> String {
    let Some(server) = scene.now().and_then(|lane| lane.others.last()) else {
        return String::new();
    };
    let taken = server.in_use + server.leaked;
    format!("{taken} taken by the pools · {} free", server.free)
}

fn server_row(scene: &Scene) -> Vec<String> {
    let Some(server) = scene.now().and_then(|lane| lane.others.last()) else {
        return Vec::new();
    };
    [server.in_use + server.leaked, server.free]
        .map(|count| count.to_string())
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;
    use crate::sim::presets::PRESETS;

    #[test]
    fn every_preset_has_a_picture_with_words_and_numbers() {
        for preset in PRESETS {
            let run = played(preset.id);
            let mut drawn = 0;
            for view in of(&run.scenario) {
                for lane in 0..2 {
                    for scene in [run.scene(lane), run.scene(lane).until(0)] {
                        let picture = view.picture(&scene);
                        let at = format!("{} of {}", view.id, preset.id);
                        assert!(picture.width > 0.0 && picture.height > 0.0, "{at}");
                        assert!(!picture.shapes.is_empty(), "{at}");
                        for shape in &picture.shapes {
                            assert!(is_inside(shape, &picture), "{at}: {shape:?}");
                        }
                        assert!((view.words)(&scene).len() > 8, "{at}");
                        assert_eq!((view.row)(&scene).len(), view.columns.len(), "{at}");
                    }
                }
                drawn += 1;
            }
            assert!(drawn > 0, "{} has no picture", preset.id);
        }
    }

    #[test]
    fn every_picture_is_of_some_preset() {
        let all: Vec<_> = PRESETS
            .iter()
            .filter_map(|preset| preset.scenario().ok())
            .collect();
        for view in VIEWS {
            assert!(all.iter().any(view.applies), "{}", view.id);
        }
    }

    fn is_inside(shape: &Shape, picture: &Picture) -> bool {
        let point = |x: f64, y: f64| {
            (-0.5..=picture.width + 0.5).contains(&x) && (-0.5..=picture.height + 0.5).contains(&y)
        };
        let frame = |[x, y, width, height]: [f64; 4]| {
            width >= 0.0 && height >= 0.0 && point(x, y) && point(x + width, y + height)
        };
        match shape {
            Shape::Cells { corners, side, .. } => corners
                .iter()
                .all(|(x, y)| point(*x, *y) && point(x + side, y + side)),
            Shape::Gaps { at, width, rows } => at
                .iter()
                .all(|x| frame([*x, rows.start, *width, rows.end - rows.start])),
            Shape::Rect { frame: each, .. } => frame(*each),
            Shape::Bars { bars, .. } => bars.iter().all(|(each, _)| frame(*each)),
            Shape::Line { points, .. } => points.iter().all(|(x, y)| point(*x, *y)),
            Shape::Circle { centre: (x, y), .. } => point(*x, *y),
            Shape::Ring { centre: (x, y), .. } => point(*x, *y),
            Shape::Label { at: (x, y), .. } => point(*x, *y),
        }
    }
}
