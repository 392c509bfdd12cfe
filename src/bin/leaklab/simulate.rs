//! `leaklab simulate`: plays a scenario file or a preset and prints means, standard errors and
//! quantiles, with the forecast first. What leaks in a Python file is a scenario too.

use clap::{Args, ValueEnum};
use leaklab::check::{self, Options};
use leaklab::handoff::{Assumptions, scenario_for, scenario_for_file};
use leaklab::sim::prediction::{Prediction, predict};
use leaklab::sim::presets::{PRESETS, Preset};
use leaklab::sim::read::{Mistake, from_json, from_toml};
use leaklab::sim::replicate::{Figure, replicate};
use leaklab::sim::scenario::Scenario;
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `leaklab simulate`.
#[derive(Args)]
pub struct Arguments {
    /// A scenario file (TOML, or JSON when its name ends in .json), the name of a preset, or a Python
    /// file (.py), whose leaks are played.
    scenario: String,
    /// Of a Python file, only what is acquired on this line.
    #[arg(long)]
    line: Option<u32>,
    /// Seed of the random streams, instead of the scenario's own.
    #[arg(long)]
    seed: Option<u64>,
    /// Independent runs to average over.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replications: u32,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome {
    scenario: Scenario,
    replications: u32,
    prediction: Option<Prediction>,
    /// The error that requests meet when the resource has run out.
    error: Option<String>,
    figures: Vec<Figure>,
}

/// Exit status for usage errors and unreadable or invalid scenarios.
const UNUSABLE: u8 = 2;

/// Runs the subcommand.
pub fn run(arguments: &Arguments) -> ExitCode {
    let scenario = match load(arguments) {
        Ok(scenario) => scenario,
        Err(messages) => {
            let mut stderr = io::stderr().lock();
            for message in messages {
                // A closed standard error leaves nobody to tell.
                let _ = writeln!(stderr, "leaklab: {message}");
            }
            return ExitCode::from(UNUSABLE);
        }
    };
    let outcome = Outcome {
        replications: arguments.replications,
        prediction: predict(&scenario),
        error: scenario.error(),
        figures: replicate(&scenario, arguments.replications),
        scenario,
    };
    let mut stdout = io::stdout().lock();
    let written = match arguments.format {
        Format::Text => text(&mut stdout, &outcome),
        Format::Json => json(&mut stdout, &outcome),
    };
    match written {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(UNUSABLE),
        _ => ExitCode::SUCCESS,
    }
}

fn load(arguments: &Arguments) -> Result<Scenario, Vec<String>> {
    let name = &arguments.scenario;
    let named = |mistakes: Vec<Mistake>| -> Vec<String> {
        mistakes
            .iter()
            .map(|mistake| format!("{name}: {mistake}"))
            .collect()
    };
    let mut scenario = if let Some(preset) = Preset::find(name) {
        preset.scenario().map_err(named)?
    } else if name.ends_with(".py") {
        from_python(name, arguments.line).map_err(|why| vec![format!("{name}: {why}")])?
    } else {
        let text = std::fs::read_to_string(name).map_err(|error| vec![unreadable(name, &error)])?;
        let read = if name.ends_with(".json") {
            from_json
        } else {
            from_toml
        };
        read(&text).map_err(named)?
    };
    if let Some(seed) = arguments.seed {
        scenario.seed = seed;
    }
    let stop = scenario.stop;
    let counts = [stop.completed, stop.arrivals, stop.deaths];
    let never = stop.time.is_none() && counts.iter().all(Option::is_none);
    if never && !(stop.after_exhaustion.is_some() && scenario.can_leak()) {
        let message = format!("{name}: `stop` needs `time`, `completed`, `arrivals` or `deaths`");
        return Err(vec![message]);
    }
    Ok(scenario)
}

/// What a Python file leaks, or what it acquires on one line.
fn from_python(name: &str, line: Option<u32>) -> Result<Scenario, String> {
    let text = std::fs::read_to_string(name).map_err(|error| error.to_string())?;
    let report = check::check(name, &text, &Options::default());
    let assumptions = Assumptions::default();
    let scenario = match line {
        None => scenario_for_file(name, &report.findings, &assumptions),
        Some(line) => {
            let finding = report.findings.iter().find(|it| it.line == line);
            let finding = finding.ok_or_else(|| format!("nothing on line {line} leaks"))?;
            scenario_for(finding, &assumptions)
        }
    };
    scenario.map_err(|why| why.to_string())
}

fn unreadable(name: &str, error: &io::Error) -> String {
    let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
    format!(
        "{name}: {error} (it is not a preset either; those are {})",
        presets.join(", ")
    )
}

fn json(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, outcome)?;
    writeln!(out)
}

fn text(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    let scenario = &outcome.scenario;
    if !scenario.name.is_empty() {
        writeln!(out, "{}", scenario.name)?;
    }
    if !scenario.story.is_empty() {
        writeln!(out, "{}", scenario.story)?;
    }
    if let Some(prediction) = &outcome.prediction {
        writeln!(
            out,
            "\nForecast: {}",
            leaklab::chart::summary::forecast(prediction, scenario)
        )?;
    }
    let (runs, seed) = (outcome.replications, scenario.seed);
    let plural = if runs == 1 { "run" } else { "runs" };
    writeln!(out, "\n{runs} {plural}, seed {seed}")?;
    writeln!(
        out,
        "{:<29} {:>13} {:>11} {:>12} {:>12} {:>12} {:>6}",
        "", "mean", "s.e.", "5 %", "50 %", "95 %", "runs"
    )?;
    for figure in &outcome.figures {
        let name = match figure.unit.as_str() {
            "" => figure.name.clone(),
            unit => format!("{}, {unit}", figure.name),
        };
        let error = figure.standard_error.map(number).unwrap_or_default();
        let [low, middle, high] = figure.quantiles.map(number);
        writeln!(
            out,
            "{name:<29} {:>13} {error:>11} {low:>12} {middle:>12} {high:>12} {:>6}",
            number(figure.mean),
            figure.replications
        )?;
    }
    match (
        &outcome.error,
        outcome.figures.iter().find(|f| f.name == "first error"),
    ) {
        (Some(error), Some(first)) => {
            writeln!(
                out,
                "\nFirst error after {} s on average:\n{error}",
                number(first.mean)
            )
        }
        _ => Ok(()),
    }
}

/// Six significant digits, without trailing zeros.
fn number(value: f64) -> String {
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
