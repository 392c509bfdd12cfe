//! What `leaklab simulate` prints: as text, as JSON, as CSV.

use super::table::title;
use crate::terminal::shown;
use leaklab::chart::assumed::assumed;
use leaklab::chart::foretold::forecast;
use leaklab::chart::summary::clock;
use leaklab::chart::table::frames;
use leaklab::sim::frame::{Happening, HappeningKind};
use leaklab::sim::model::Lane;
use leaklab::sim::prediction::{Prediction, predict};
use leaklab::sim::presets::PRESETS;
use leaklab::sim::replicate::{Figure, Replications, play};
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::scenario::{MOST_IN_ALL, Scenario};
use leaklab::sim::stop::Ended;
use serde::Serialize;
use std::io::{self, Write};

/// What is printed as JSON.
#[derive(Serialize)]
struct Outcome {
    scenario: Scenario,
    /// The runs that were played, and those that were to be: of very long ones not all are.
    replications: u32,
    asked_for: u32,
    prediction: Option<Prediction>,
    /// The forecast in words.
    forecast: Option<String>,
    /// What forecast and figures rest on, in words.
    assumed: Vec<String>,
    /// The error that the first run met, or that requests meet when the resource has run out.
    error: Option<String>,
    /// How many runs ended for which reason.
    ends: Vec<Ends>,
    /// In how many runs what ran out first.
    ran_out: Vec<RanOut>,
    figures: Vec<Figure>,
    /// What happened in the first run.
    events: Vec<Happening>,
}

#[derive(Serialize)]
struct Ends {
    because: Ended,
    runs: u32,
}

#[derive(Serialize)]
struct RanOut {
    what: String,
    runs: u32,
}

/// The presets, each with what it is and what will be seen.
pub fn list(out: &mut impl Write) -> io::Result<()> {
    for preset in PRESETS {
        let scenario = preset.scenario().unwrap_or_default();
        writeln!(out, "{:<22} {}", preset.id, scenario.name)?;
        writeln!(out, "{:<22}   {}", "", scenario.story)?;
    }
    Ok(())
}

/// That there is nothing to play.
pub fn nothing(out: &mut impl Write, says: &str, is_json: bool) -> io::Result<()> {
    match is_json {
        true => writeln!(
            out,
            "{}",
            serde_json::json!({ "scenario": null, "says": says })
        ),
        false => writeln!(out, "{says}"),
    }
}

/// The scenario itself.
pub fn scenario(out: &mut impl Write, scenario: &Scenario) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, scenario)?;
    writeln!(out)
}

/// The most rows that are printed of a run, and the units of all of them together.
const MOST_ROWS: u64 = 200_000;
const MOST_UNITS: u64 = 4_000_000_000;

/// The first run, tick by tick; says what is left out when that is too much.
pub fn csv(out: &mut impl Write, scenario: &Scenario) -> io::Result<Option<String>> {
    let mut run = Run::new(scenario, Lanes::One);
    write!(out, "{}", frames(&[], &["run"]).csv())?;
    let units = run.lanes().iter().map(Lane::weight).sum::<u64>();
    let most = (MOST_UNITS / units.max(1)).clamp(1_000, MOST_ROWS);
    let mut rows = 0;
    while let Some(frame) = run.next_frame() {
        if rows == most {
            return Ok(Some(format!(
                "`tick` is {} s: {most} rows are printed, up to {} s, and more are not",
                scenario.tick,
                number(frame.t)
            )));
        }
        rows += 1;
        let text = frames(&[frame], &["run"]).csv();
        // Without the titles again.
        let row = text.split_once("\r\n").map_or("", |(_, row)| row);
        write!(out, "{row}")?;
    }
    Ok(None)
}

/// Everything.
pub fn json(out: &mut impl Write, scenario: Scenario, replications: u32) -> io::Result<()> {
    let Replications {
        runs,
        figures,
        ends,
        ran_out,
        first,
        ..
    } = play(&scenario, replications);
    let prediction = predict(&scenario);
    let outcome = Outcome {
        replications: runs,
        asked_for: replications,
        forecast: prediction.as_ref().map(|it| forecast(it, &scenario)),
        prediction,
        assumed: assumed(&scenario),
        error: error(&scenario, &first),
        ends: ends
            .into_iter()
            .map(|(because, runs)| Ends { because, runs })
            .collect(),
        ran_out: ran_out
            .into_iter()
            .map(|(what, runs)| RanOut { what, runs })
            .collect(),
        figures,
        events: first,
        scenario,
    };
    serde_json::to_writer_pretty(&mut *out, &outcome)?;
    writeln!(out)
}

/// What somebody wants to know.
pub fn text(
    out: &mut impl Write,
    scenario: &Scenario,
    replications: u32,
    with_events: bool,
) -> io::Result<()> {
    if !scenario.name.is_empty() {
        writeln!(out, "{}", shown(&scenario.name))?;
    }
    if !scenario.story.is_empty() {
        writeln!(out, "{}", shown(&scenario.story))?;
    }
    let told = assumed(scenario).join("; ");
    writeln!(out, "\nAssumed: {}.", shown(&told))?;
    if let Some(prediction) = predict(scenario) {
        let told = forecast(&prediction, scenario);
        writeln!(out, "Forecast: {}", shown(&told))?;
    }
    let played = play(scenario, replications);
    let asked_for = replications;
    let replications = played.runs;
    let plural = if replications == 1 { "run" } else { "runs" };
    let of = match replications < asked_for {
        true => format!(" of {asked_for} ({MOST_IN_ALL} events in all, and more are not played)"),
        false => String::new(),
    };
    let ends: Vec<String> = played
        .ends
        .iter()
        .map(|end| ending(end, &played.ran_out))
        .collect();
    writeln!(
        out,
        "\n{replications} {plural}{of}, seed {}; {}",
        scenario.seed,
        ends.join(", ")
    )?;
    table(out, &played.figures, replications)?;
    if with_events {
        writeln!(out, "\nIn the first run")?;
        for event in &played.first {
            writeln!(out, "{:>12}  {}", clock(event.t), shown(&event.text))?;
        }
    }
    let figure = |name: &str| played.figures.iter().find(|it| it.name == name);
    let stuck = figure("waiting for ever").map_or(0.0, |it| it.mean);
    if stuck > 0.0 {
        let stuck = number(stuck);
        writeln!(
            out,
            "\n{stuck} requests wait for ever: nobody will give back what they wait for."
        )?;
    }
    match (error(scenario, &played.first), figure("first error")) {
        (Some(error), Some(first)) => {
            let after = number(first.mean);
            let in_all = match replications {
                1 => String::new(),
                _ => format!(
                    " on average, in {} of {replications} runs",
                    first.replications
                ),
            };
            writeln!(
                out,
                "\nFirst error after {after} s{in_all}:\n{}",
                shown(&error)
            )
        }
        _ => Ok(()),
    }
}

/// What the first run met, or would have.
fn error(scenario: &Scenario, first: &[Happening]) -> Option<String> {
    let met = first.iter().find(|it| it.kind == HappeningKind::Error);
    met.map(|it| it.text.clone()).or_else(|| scenario.error())
}

/// The figures, under what they are of; what is 0 in every run is left out.
fn table(out: &mut impl Write, figures: &[Figure], replications: u32) -> io::Result<()> {
    let mut of = None;
    for figure in figures {
        let varies = figure.sd.is_some_and(|sd| sd > 0.0);
        if figure.mean == 0.0 && !varies {
            continue;
        }
        if of != Some(figure.of) {
            let words = figure.of.words();
            match (of, replications) {
                (None, 2..) => writeln!(
                    out,
                    "{words:<34} {:>13} {:>11} {:>12} {:>12} {:>12} {:>6}",
                    "mean", "s.e.", "5 %", "50 %", "95 %", "runs"
                ),
                _ => writeln!(out, "{words}"),
            }?;
            of = Some(figure.of);
        }
        row(out, figure, replications)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, figure: &Figure, replications: u32) -> io::Result<()> {
    let name = title(figure);
    let mean = number(figure.mean);
    if replications == 1 {
        return writeln!(out, "  {name:<32} {mean:>13}");
    }
    let error = figure.standard_error.map(number).unwrap_or_default();
    let quantiles = figure.quantiles.map(|all| all.map(number));
    let [low, middle, high] = quantiles.unwrap_or_default();
    writeln!(
        out,
        "  {name:<32} {mean:>13} {error:>11} {low:>12} {middle:>12} {high:>12} {:>6}",
        figure.replications
    )
}

/// How so many runs ended; of those that ended when something had run out, what it was.
fn ending((because, runs): &(Ended, u32), ran_out: &[(String, u32)]) -> String {
    let because = match because {
        Ended::Time => "at the time to stop",
        Ended::Completed => "with enough requests completed",
        Ended::Drained => "when the last request had left",
        Ended::Exhausted => {
            let what: Vec<&str> = ran_out.iter().map(|(what, _)| what.as_str()).collect();
            return format!("{runs} ended because {} had run out", what.join(" or "));
        }
        Ended::Deaths => "with enough processes ended",
        Ended::Long => "because so much had happened: 50 million events, and more are not played",
        Ended::Large => {
            "because so much had to be remembered, 200 MiB: requests, what lingers, what is kept"
        }
        Ended::Crowded => "because a million requests were waiting, and more are not played",
    };
    format!("{runs} ended {because}")
}

/// Six significant digits, without trailing zeros.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (5 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 9) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
