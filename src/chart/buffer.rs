//! The write buffer: records that were answered for and are not yet in the file; what a killed
//! process takes with it.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Rows, Shape, label};

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Distance from one record to the next, and its side.
const PITCH: f64 = 11.8;
const SIDE: f64 = 9.4;
/// Records in a row.
const COLUMNS: u32 = 27;
const ROWS_OF_CELLS: Rows = Rows {
    columns: COLUMNS,
    pitch: PITCH,
    side: SIDE,
};
/// Lost records that are drawn.
const SHOWN: u32 = 3 * COLUMNS;
/// Height of a group's words.
const WORDS: f64 = 18.0;

/// The records in the buffer, and the lost ones.
pub fn buffer(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    let Some(numbers) = Numbers::of(scene) else {
        return Picture::default();
    };
    let Numbers {
        held,
        room,
        written,
        lost,
    } = numbers;
    let text = format!("{held} of {room}");
    head("● in the buffer, not in the file", text, 0.0, &mut shapes);
    let classes = [(Class::Open, 0..held), (Class::Free, held..room)];
    shapes.extend(ROWS_OF_CELLS.cells(WORDS, classes));
    let top = WORDS + f64::from(room.div_ceil(COLUMNS)) * PITCH + 10.0;
    head(
        "▲ lost with a killed process",
        lost.to_string(),
        top,
        &mut shapes,
    );
    let shown = lost.min(u64::from(SHOWN)) as u32;
    shapes.extend(ROWS_OF_CELLS.cells(top + WORDS, [(Class::Leaked, 0..shown)]));
    let below = top + WORDS + f64::from(SHOWN / COLUMNS) * PITCH + 10.0;
    head("✓ in the file", written.to_string(), below, &mut shapes);
    Picture {
        width: WIDTH,
        height: below + WORDS,
        shapes,
    }
}

struct Numbers {
    held: u32,
    room: u32,
    written: u64,
    lost: u64,
}

impl Numbers {
    fn of(scene: &Scene) -> Option<Self> {
        let (lane, spec) = (scene.now()?, scene.scenario.buffer?);
        let record = spec.record.max(1);
        Some(Self {
            held: lane.buffer.map_or(0, |buffer| buffer.fill / record),
            room: spec.size / record,
            written: lane.counters.written,
            lost: lane.counters.lost_records,
        })
    }
}

fn head(name: &str, number: String, top: f64, shapes: &mut Vec<Shape>) {
    shapes.push(label(Class::Note, (0.0, top + 12.0), Anchor::Start, name));
    shapes.push(label(
        Class::Strong,
        (WIDTH, top + 12.0),
        Anchor::End,
        number,
    ));
}

/// The buffer in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(Numbers {
        held,
        room,
        written,
        lost,
    }) = Numbers::of(scene)
    else {
        return String::new();
    };
    format!(
        "{held} of {room} records wait in the buffer, {written} are in the file, {lost} are lost."
    )
}

/// Titles of the table's columns.
pub const COLUMNS_OF_TABLE: &[&str] = &["records in the buffer", "records written", "records lost"];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(Numbers {
        held,
        written,
        lost,
        ..
    }) = Numbers::of(scene)
    else {
        return Vec::new();
    };
    [u64::from(held), written, lost]
        .map(|count| count.to_string())
        .into()
}
