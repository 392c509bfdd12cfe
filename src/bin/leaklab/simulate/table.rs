//! A sweep as a table: a row for each value.

use super::Format;
use super::change::{self, Sweep};
use super::print::number;
use crate::terminal::shown;
use leaklab::chart::assumed::assumed;
use leaklab::sim::prediction::{Outlook, predict};
use leaklab::sim::replicate::{Figure, play_within};
use leaklab::sim::scenario::{MOST_IN_ALL, Scenario};
use serde::Serialize;
use std::io::{self, Write};

/// The figures of the text, by their names; those that are 0 for every value are left out.
const SHOWN: [&str; 12] = [
    "ran out",
    "time to exhaustion",
    "completed per second",
    "mean time in system",
    "time in system p99",
    "share rejected",
    "share timed out",
    "share failed",
    "share out of patience",
    "share lost",
    "share answered",
    "availability",
];

/// The title of what is forecast.
const EXPECTED: &str = "expected to run out, s";

/// The runs with one value.
#[derive(Serialize)]
pub struct Row<'a> {
    field: &'a str,
    value: f64,
    /// The runs that were played.
    replications: u32,
    /// The mean time to exhaustion that is forecast, in seconds.
    expected: Option<f64>,
    /// What is assumed, in words.
    assumed: Vec<String>,
    figures: Vec<Figure>,
}

/// The runs of a sweep.
pub struct Swept<'a> {
    sweep: &'a Sweep,
    rows: Vec<Row<'a>>,
    /// What was asked for and is left out, in words.
    pub left_out: Option<String>,
}

/// Plays every value of a sweep, as long as all of them together do not take too long.
///
/// # Errors
/// There is no such field, or it cannot have one of the values.
pub fn play<'a>(scenario: &Scenario, sweep: &'a Sweep, runs: u32) -> Result<Swept<'a>, String> {
    let mut rows = Vec::new();
    let (mut left, mut left_out) = (MOST_IN_ALL, None);
    for &value in &sweep.values {
        // A value that cannot be is told, also when it would not be played.
        let scenario = change::swept(scenario, sweep, value)?;
        if left == 0 {
            left_out.get_or_insert(value);
            continue;
        }
        let played = play_within(&scenario, runs, left);
        left = left.saturating_sub(played.events);
        if played.runs < runs {
            left_out.get_or_insert(value);
        }
        rows.push(Row {
            field: &sweep.field,
            value,
            replications: played.runs,
            expected: match predict(&scenario).map(|it| it.outlook) {
                Some(Outlook::RunsOut(end)) => Some(end.mean),
                _ => None,
            },
            assumed: assumed(&scenario),
            figures: played.figures,
        });
    }
    let left_out = left_out.map(|value| {
        format!(
            "--sweep {}: not all is played from {} on: {MOST_IN_ALL} events are enough",
            sweep.field,
            number(value)
        )
    });
    Ok(Swept {
        sweep,
        rows,
        left_out,
    })
}

impl Swept<'_> {
    /// Prints some figures as text, all of them as CSV or JSON.
    pub fn print(&self, out: &mut impl Write, format: Format) -> io::Result<()> {
        match format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *out, &self.rows)?;
                writeln!(out)
            }
            Format::Csv => self.csv(out),
            Format::Text => self.text(out),
        }
    }

    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let field = &self.sweep.field;
        let mut columns = vec![Column::new(field, self.rows.iter().map(|row| row.value))];
        let expected = self.rows.iter().map(|row| row.expected);
        columns.push(Column::of(EXPECTED.to_owned(), expected));
        for name in SHOWN {
            let found = self.rows.iter().map(|row| row.figure(name));
            let title = found.clone().flatten().next().map(title);
            let means = found.map(|figure| figure.map(|figure| figure.mean));
            columns.extend(title.map(|title| Column::of(title, means)));
        }
        columns.retain(|column| column.is_first || column.says_something());
        let titles: Vec<String> = columns.iter().map(|it| it.cell(&it.title)).collect();
        writeln!(out, "{}", titles.join("  "))?;
        for row in 0..self.rows.len() {
            let cells = columns.iter().map(|it| it.cell(&it.cells[row]));
            let cells: Vec<String> = cells.collect();
            writeln!(out, "{}", cells.join("  "))?;
        }
        let Some(first) = self.rows.first() else {
            return Ok(());
        };
        let (value, told) = (number(first.value), first.assumed.join("; "));
        writeln!(out, "\nAssumed at {field} = {value}: {}.", shown(&told))
    }

    fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut titles: Vec<(&str, String)> = Vec::new();
        for figure in self.rows.iter().flat_map(|row| &row.figures) {
            if !titles.iter().any(|(name, _)| *name == figure.name) {
                titles.push((&figure.name, quoted(&title(figure))));
            }
        }
        let names: Vec<&str> = titles.iter().map(|(_, title)| title.as_str()).collect();
        let field = &self.sweep.field;
        write!(out, "{field},{},{}\r\n", quoted(EXPECTED), names.join(","))?;
        for row in &self.rows {
            let expected = row.expected.map(|at| at.to_string()).unwrap_or_default();
            write!(out, "{},{expected}", row.value)?;
            for (name, _) in &titles {
                let value = row.figure(name).map(|figure| figure.mean.to_string());
                write!(out, ",{}", value.unwrap_or_default())?;
            }
            write!(out, "\r\n")?;
        }
        Ok(())
    }
}

impl Row<'_> {
    fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

/// The name of a figure with its unit.
pub fn title(figure: &Figure) -> String {
    match figure.unit.as_str() {
        "" => figure.name.clone(),
        unit => format!("{}, {unit}", figure.name),
    }
}

/// A title with a comma, as CSV has it.
fn quoted(title: &str) -> String {
    match title.contains(',') {
        true => format!("\"{title}\""),
        false => title.to_owned(),
    }
}

/// A column of the text.
struct Column {
    title: String,
    cells: Vec<String>,
    is_first: bool,
}

impl Column {
    fn new(title: &str, values: impl Iterator<Item = f64>) -> Self {
        Self {
            is_first: true,
            ..Self::of(title.to_owned(), values.map(Some))
        }
    }

    fn of(title: String, values: impl Iterator<Item = Option<f64>>) -> Self {
        Self {
            title,
            cells: values
                .map(|it| it.map(number).unwrap_or_default())
                .collect(),
            is_first: false,
        }
    }

    fn says_something(&self) -> bool {
        let nothing = |cell: &String| cell.is_empty() || cell == "0";
        !self.cells.iter().all(nothing)
    }

    fn cell(&self, text: &str) -> String {
        let cells = self.cells.iter().map(String::len);
        let width = cells.max().unwrap_or(0).max(self.title.len());
        format!("{text:>width$}")
    }
}
