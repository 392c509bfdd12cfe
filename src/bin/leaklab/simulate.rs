//! `leaklab simulate`: plays a scenario file or a preset and prints means, standard errors and
//! quantiles, with the forecast first. What leaks in a Python file is a scenario too.

use clap::{Args, ValueEnum};
use leaklab::check::{self, Options};
use leaklab::handoff::{Assumptions, scenario_for, scenario_for_file};
use leaklab::sim::presets::{PRESETS, Preset};
use leaklab::sim::read::{Mistake, from_json, from_toml};
use leaklab::sim::scenario::Scenario;
use std::io::{self, Write};
use std::process::ExitCode;

mod print;

/// Arguments of `leaklab simulate`.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// A scenario file (TOML, or JSON when its name ends in .json), the name of a preset, or a Python
    /// file (.py), whose leaks are played.
    #[arg(required_unless_present_any = ["describe", "list"])]
    scenario: Option<String>,
    /// Of a Python file, only what is acquired on this line.
    #[arg(long)]
    line: Option<u32>,
    /// Seed of the random streams, instead of the scenario's own.
    #[arg(long)]
    seed: Option<u64>,
    /// Independent runs to average over.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replications: u32,
    /// What to print: figures as text or JSON, or the first run tick by tick as CSV.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Tell also what happened in the first run, and when.
    #[arg(long)]
    events: bool,
    /// Print the scenario itself as JSON, every field with its value, instead of playing it.
    #[arg(long)]
    show: bool,
    /// Print how a scenario file is written: every field, its default, and examples.
    #[arg(long)]
    describe: bool,
    /// List the presets.
    #[arg(long)]
    list: bool,
}

const AFTER: &str = "\
How a scenario file is written: leaklab simulate --describe. The shortest:

  rate = 0.8                     # requests per second
  workers = 1
  service = { mean = 1.0 }       # seconds, exponential
  warm_up = 1800.0
  stop = { time = 20e3 }

What there is to start from: leaklab simulate --list, and leaklab simulate NAME --show.";

/// How a scenario file is written.
const DESCRIPTION: &str = include_str!("../../sim/README.md");

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

/// Exit status for usage errors and unreadable or invalid scenarios.
const UNUSABLE: u8 = 2;

/// Runs the subcommand.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut stdout = io::stdout().lock();
    if arguments.describe {
        return finished(stdout.write_all(DESCRIPTION.as_bytes()));
    }
    let Some(name) = arguments.scenario.as_ref().filter(|_| !arguments.list) else {
        return finished(print::list(&mut stdout));
    };
    let scenario = match load(name, arguments) {
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
    finished(if arguments.show {
        print::scenario(&mut stdout, &scenario)
    } else {
        match arguments.format {
            Format::Csv => print::csv(&mut stdout, &scenario),
            Format::Json => print::json(&mut stdout, scenario, arguments.replications),
            Format::Text => {
                let runs = arguments.replications;
                print::text(&mut stdout, &scenario, runs, arguments.events)
            }
        }
    })
}

fn finished(written: io::Result<()>) -> ExitCode {
    match written {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(UNUSABLE),
        _ => ExitCode::SUCCESS,
    }
}

fn load(name: &str, arguments: &Arguments) -> Result<Scenario, Vec<String>> {
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
        let bytes = std::fs::read(name).map_err(|error| vec![unreadable(name, &error)])?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            vec![format!("{name}: line {line}: this is not text (UTF-8)")]
        })?;
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
    if arguments.show {
        return Ok(scenario);
    }
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
    if error.kind() != io::ErrorKind::NotFound {
        return format!("{name}: {error}");
    }
    let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
    format!(
        "{name}: {error} (it is not a preset either; those are {})",
        presets.join(", ")
    )
}
