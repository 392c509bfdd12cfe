//! From an argument to a scenario: a preset, a file, or what leaks in a Python file.

use super::{Arguments, change};
use leaklab::check::{self, Options};
use leaklab::handoff::{Assumptions, NotModelled, scenario_for, scenario_for_file};
use leaklab::sim::presets::{PRESETS, Preset};
use leaklab::sim::read::{Mistake, from_json, from_toml};
use leaklab::sim::scenario::Scenario;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest scenario and the largest program that are read, in bytes: read as TOML, or analysed, they
/// take a hundred times, and three hundred times, as much memory.
const LARGEST_FILE: u64 = 2 << 20;
const LARGEST_PROGRAM: u64 = 1 << 20;

/// What there is to play.
pub enum Loaded {
    /// A scenario that can be played, or shown.
    Scenario(Box<Scenario>),
    /// A Python file in which nothing leaks that could be played: what is said of it.
    Nothing(String),
}

/// What is to be played, changed as the arguments say.
///
/// # Errors
/// It cannot be read or parsed, or the scenario cannot be played: one line for each reason.
pub fn load(name: &str, arguments: &Arguments) -> Result<Loaded, Vec<String>> {
    let named = |mistakes: Vec<Mistake>| -> Vec<String> {
        let named = mistakes.iter().map(|mistake| format!("{name}: {mistake}"));
        named.collect()
    };
    let ends_with = |end: &str| {
        let extension = Path::new(name).extension();
        extension.is_some_and(|extension| extension.eq_ignore_ascii_case(end))
    };
    if let (Some(line), false) = (
        arguments.line,
        ends_with("py") && Preset::find(name).is_none(),
    ) {
        let message = format!("--line {line}: is for Python files, and {name} is none");
        return Err(vec![message]);
    }
    let mut scenario = if let Some(preset) = Preset::find(name) {
        preset.scenario().map_err(named)?
    } else if ends_with("py") {
        let played = from_python(name, arguments.line).map_err(|why| vec![why])?;
        match played {
            Ok(scenario) => scenario,
            Err(says) => return Ok(Loaded::Nothing(says)),
        }
    } else {
        let text = text_of(name, LARGEST_FILE).map_err(|why| vec![why])?;
        match ends_with("json") {
            true => from_json(&text),
            false => from_toml(&text),
        }
        .map_err(named)?
    };
    if let Some(seed) = arguments.seed {
        scenario.seed = seed;
    }
    for set in &arguments.set {
        scenario = change::set(&scenario, set).map_err(|why| vec![format!("--set {why}")])?;
    }
    let stop = scenario.stop;
    let counts = [stop.completed, stop.arrivals, stop.deaths];
    let never = stop.time.is_none() && counts.iter().all(Option::is_none);
    let is_shown = arguments.show;
    if !is_shown && never && !(stop.after_exhaustion.is_some() && scenario.can_leak()) {
        let message = format!("{name}: `stop` needs `time`, `completed`, `arrivals` or `deaths`");
        return Err(vec![message]);
    }
    Ok(Loaded::Scenario(Box::new(scenario)))
}

/// The text of a file.
fn text_of(name: &str, largest: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = File::open(name).and_then(|file| file.take(largest + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > largest {
        return Err(format!(
            "{name}: is larger than {largest} bytes, and not read"
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{name}: line {line}: this is not text (UTF-8)")
    })
}

/// What a Python file leaks, or what it acquires on one line; or why there is nothing to play.
fn from_python(name: &str, line: Option<u32>) -> Result<Result<Scenario, String>, String> {
    let text = text_of(name, LARGEST_PROGRAM)?;
    let report = check::check(name, &text, &Options::default());
    let assumptions = Assumptions::of(&report);
    let scenario = match line {
        None => scenario_for_file(name, &report.findings, &assumptions),
        Some(line) => {
            let finding = report.findings.iter().find(|it| it.line == line);
            let finding = finding.ok_or_else(|| format!("{name}: nothing on line {line} leaks"))?;
            scenario_for(finding, &assumptions)
        }
    };
    // Of what can be read of a broken file something may leak all the same.
    match (scenario, report.syntax_errors.first()) {
        (Ok(scenario), _) => Ok(Ok(scenario)),
        (Err(_), Some(error)) => Err(format!("{name}: line {}: this is not Python", error.line)),
        (Err(why @ NotModelled::Resource(_)), None) => Err(format!("{name}: {why}")),
        (Err(why), None) => Ok(Err(why.to_string())),
    }
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
