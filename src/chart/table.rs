//! The numbers behind a picture, for readers who cannot see it and for spreadsheets.

use super::scene::Scene;
use super::view::View;
use crate::sim::frame::Frame;

/// A table of text cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Column titles, each with its unit.
    pub columns: Vec<String>,
    /// Rows as long as [`Table::columns`].
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table as comma-separated values (RFC 4180).
    pub fn csv(&self) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }
}

/// One row per frame, one group of columns per lane.
pub fn frames(frames: &[Frame], lanes: &[&str]) -> Table {
    let mut columns = vec!["time (s)".to_owned()];
    for lane in lanes {
        for title in COLUMNS {
            columns.push(format!("{lane}: {title}"));
        }
    }
    let rows = frames.iter().map(|frame| {
        let mut row = vec![format!("{:.3}", frame.t)];
        for lane in &frame.lanes {
            let c = lane.counters;
            let counts = [lane.in_use, lane.leaked, lane.garbage, lane.free];
            row.extend(counts.map(|count| count.to_string()));
            row.push((lane.waiting + lane.queued).to_string());
            let errors = c.errors();
            row.extend([c.arrivals, c.ok, c.raised, errors].map(|count| count.to_string()));
            row.extend([lane.p50, lane.p95, lane.p99].map(milliseconds));
            let events: Vec<&str> = lane
                .events
                .iter()
                .map(|event| event.text.as_str())
                .collect();
            row.push(events.join("; "));
        }
        row
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

/// One row for each moment, given with its lanes, one group of columns per lane, with the numbers of
/// one picture.
pub fn of_view(view: &View, moments: &[Vec<Scene>], lanes: &[&str]) -> Table {
    let mut columns = vec!["time (s)".to_owned()];
    for lane in lanes {
        columns.extend(view.columns.iter().map(|title| format!("{lane}: {title}")));
    }
    let row = |scenes: &Vec<Scene>| {
        let t = scenes.first().map_or(0.0, Scene::t);
        let mut row = vec![format!("{t:.3}")];
        row.extend(scenes.iter().flat_map(view.row));
        row
    };
    Table {
        rows: moments.iter().map(row).collect(),
        columns,
    }
}

const COLUMNS: [&str; 13] = [
    "in use", "leaked", "garbage", "free", "waiting", "arrivals", "ok", "raised", "errors",
    "p50 (ms)", "p95 (ms)", "p99 (ms)", "events",
];

fn milliseconds(seconds: Option<f64>) -> String {
    seconds
        .map(|seconds| format!("{:.3}", seconds * 1e3))
        .unwrap_or_default()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::Preset;
    use crate::sim::run::{Lanes, Run};

    #[test]
    fn every_row_is_as_long_as_the_header_and_nothing_escapes_its_cell() {
        let scenario = Preset::find("pool-slot")
            .and_then(|p| p.scenario().ok())
            .expect("preset");
        let mut run = Run::new(&scenario, Lanes::Twin);
        let table = frames(&run.run_until(120.0), &["as written", "fixed"]);
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len())
        );
        assert_eq!(table.csv().matches("\r\n").count(), table.rows.len() + 1);
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }

    #[test]
    fn a_picture_has_a_table_of_its_own() {
        let run = crate::chart::scene::tests::played("lost-records");
        for view in crate::chart::view::of(&run.scenario) {
            let at = |frame| vec![run.scene(0).until(frame), run.scene(1).until(frame)];
            let moments: Vec<Vec<Scene>> = (0..run.frames.len()).map(at).collect();
            let table = of_view(view, &moments, &["as written", "fixed"]);
            assert_eq!(table.rows.len(), run.frames.len());
            let is_full = |row: &Vec<String>| row.len() == table.columns.len();
            assert!(table.rows.iter().all(is_full), "{}", view.id);
        }
    }
}
