//! `leaklab simulate`: plays a scenario file or a preset and prints means, standard errors and
//! quantiles, with the forecast first. What leaks in a Python file is a scenario too.

use super::terminal::shown;
use change::Sweep;
use clap::{Args, ValueEnum};
use leaklab::sim::scenario::Scenario;
use load::Loaded;
use std::io::{self, Write};
use std::process::ExitCode;

mod change;
mod load;
mod print;
mod table;

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
    /// Change a field, such as `rate=50` or `restart.every=600`; may be given again.
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Play it for several values of a field, such as `rate=10..200/10`: from 10 to 200 in steps of 10.
    #[arg(long, value_name = "FIELD=FROM..TO/STEP", conflicts_with_all = ["show", "events"])]
    sweep: Option<Sweep>,
    /// Seed of the random streams, instead of the scenario's own.
    #[arg(long)]
    seed: Option<u64>,
    /// Independent runs to average over.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
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

/// Exit status for usage errors, and for what cannot be read, parsed or played.
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
    match load::load(name, arguments) {
        Ok(Loaded::Nothing(says)) => finished(print::nothing(
            &mut stdout,
            &format!("{}: {says}", shown(name)),
            arguments.format == Format::Json,
        )),
        Ok(Loaded::Scenario(scenario)) => play(&mut stdout, *scenario, arguments),
        Err(messages) => refuse(&messages),
    }
}

fn play(out: &mut impl Write, scenario: Scenario, arguments: &Arguments) -> ExitCode {
    let runs = arguments.replications;
    if let Some(sweep) = &arguments.sweep {
        return match table::play(&scenario, sweep, runs) {
            Ok(swept) => {
                let printed = finished(swept.print(out, arguments.format));
                swept.left_out.map_or(printed, |what| refuse(&[what]))
            }
            Err(message) => refuse(&[message]),
        };
    }
    if arguments.format == Format::Csv && !arguments.show {
        return match print::csv(out, &scenario) {
            Ok(Some(left_out)) => refuse(&[left_out]),
            written => finished(written.map(|_| ())),
        };
    }
    finished(if arguments.show {
        print::scenario(out, &scenario)
    } else {
        match arguments.format {
            Format::Json => print::json(out, scenario, runs),
            Format::Text | Format::Csv => print::text(out, &scenario, runs, arguments.events),
        }
    })
}

/// One line of standard error for each thing that is wrong.
fn refuse(messages: &[String]) -> ExitCode {
    let mut stderr = io::stderr().lock();
    for message in messages {
        // A closed standard error leaves nobody to tell.
        let _ = writeln!(stderr, "leaklab: {}", shown(message));
    }
    ExitCode::from(UNUSABLE)
}

fn finished(written: io::Result<()>) -> ExitCode {
    match written {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(UNUSABLE),
        _ => ExitCode::SUCCESS,
    }
}
