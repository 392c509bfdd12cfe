//! A sweep as a table: a row for each value.

use super::Format;
use super::change::Sweep;
use super::print::number;
use crate::terminal::shown;
use leaklab::chart::assumed::assumed;
use leaklab::sim::prediction::{Outlook, predict};
use leaklab::sim::replicate::{Figure, replicate};
use leaklab::sim::scenario::Scenario;
use serde::Serialize;
use std::io::{self, Write};

/// The figures of the text, by their names; those that no value has are left out.
const SHOWN: [&str; 8] = [
    "ran out",
    "time to exhaustion",
    "completed per second",
    "mean time in system",
    "time in system p99",
    "share failed",
    "share answered",
    "availability",
];

#[derive(Serialize)]
struct Row<'a> {
    field: &'a str,
    value: f64,
    /// The mean time to exhaustion that is forecast, in seconds.
    expected: Option<f64>,
    /// What is assumed, in words.
    assumed: Vec<String>,
    figures: Vec<Figure>,
}

/// Prints the runs of a sweep: some figures as text, all of them as CSV or JSON.
pub fn sweep(
    out: &mut impl Write,
    sweep: &Sweep,
    all: &[Scenario],
    runs: u32,
    format: Format,
) -> io::Result<()> {
    let rows: Vec<Row<'_>> = sweep
        .values
        .iter()
        .zip(all)
        .map(|(value, scenario)| Row {
            field: &sweep.field,
            value: *value,
            expected: match predict(scenario).map(|it| it.outlook) {
                Some(Outlook::RunsOut(end)) => Some(end.mean),
                _ => None,
            },
            assumed: assumed(scenario),
            figures: replicate(scenario, runs),
        })
        .collect();
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)
        }
        Format::Csv => csv(out, sweep, &rows),
        Format::Text => text(out, sweep, &rows),
    }
}

fn mean<'a>(row: &'a Row<'_>, name: &str) -> Option<&'a Figure> {
    row.figures.iter().find(|figure| figure.name == name)
}

fn text(out: &mut impl Write, sweep: &Sweep, rows: &[Row<'_>]) -> io::Result<()> {
    let is_there = |name: &&&str| rows.iter().any(|row| mean(row, name).is_some());
    let names: Vec<&str> = SHOWN.iter().filter(is_there).copied().collect();
    let width = sweep.field.len().max(10);
    let is_expected = rows.iter().any(|row| row.expected.is_some());
    write!(out, "{:>width$}", sweep.field)?;
    if is_expected {
        write!(out, "  {:>20}", "expected to run out")?;
    }
    for name in &names {
        write!(out, "  {name:>20}")?;
    }
    writeln!(out)?;
    for row in rows {
        write!(out, "{:>width$}", number(row.value))?;
        if is_expected {
            write!(
                out,
                "  {:>20}",
                row.expected.map(number).unwrap_or_default()
            )?;
        }
        for name in &names {
            let value = mean(row, name).map(|figure| number(figure.mean));
            write!(out, "  {:>20}", value.unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let (value, told) = (number(first.value), first.assumed.join("; "));
    writeln!(
        out,
        "\nAssumed at {} = {value}: {}.",
        sweep.field,
        shown(&told)
    )
}

fn csv(out: &mut impl Write, sweep: &Sweep, rows: &[Row<'_>]) -> io::Result<()> {
    let mut names: Vec<&str> = Vec::new();
    for figure in rows.iter().flat_map(|row| &row.figures) {
        if !names.contains(&figure.name.as_str()) {
            names.push(&figure.name);
        }
    }
    write!(
        out,
        "{},expected to run out,{}\r\n",
        sweep.field,
        names.join(",")
    )?;
    for row in rows {
        let expected = row.expected.map(|at| at.to_string()).unwrap_or_default();
        write!(out, "{},{expected}", row.value)?;
        for name in &names {
            let value = mean(row, name).map(|figure| figure.mean.to_string());
            write!(out, ",{}", value.unwrap_or_default())?;
        }
        write!(out, "\r\n")?;
    }
    Ok(())
}
