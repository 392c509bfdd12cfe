//! A goal in the simulator as a lesson writes it, checked and completed.

use super::{Aim, Knob, SHOWN, Settings, SimGoal, Tempting};
use crate::lessons::html;
use crate::sim::presets::Preset;
use crate::sim::resource::Resource;
use crate::sim::scenario::Scenario;
use serde::Deserialize;

/// The longest time a step may simulate, in seconds, and the most requests.
const LONGEST: (f64, f64) = (86_400.0, 2e6);

/// A goal as it is written in a lesson.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::lessons) struct Written {
    says: String,
    aim: Aim,
    preset: Option<String>,
    scenario: Option<Scenario>,
    seed: u64,
    seconds: f64,
    knobs: Vec<Knob>,
    error: Option<String>,
    solution: Settings,
    tempting: Vec<WrittenTempting>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTempting {
    settings: Settings,
    says: String,
}

/// Checks a goal and completes it.
pub(in crate::lessons) fn read(written: Written) -> Result<SimGoal, String> {
    let mut scenario = match (written.preset, written.scenario) {
        (Some(id), None) => Preset::find(&id)
            .and_then(|preset| preset.scenario().ok())
            .ok_or_else(|| format!("no preset is called `{id}`"))?,
        (None, Some(scenario)) => scenario,
        _ => return Err("a goal has either `preset = \"…\"` or `[scenario]`".to_owned()),
    };
    scenario.seed = written.seed;
    scenario.stop.time = Some(written.seconds);
    scenario.tick = (written.seconds / SHOWN as f64).max(0.1);
    // One more timeout, so that the first error is met and can be shown.
    let patience = match &scenario.resource {
        Some(Resource::Pool(pool)) => pool.timeout.unwrap_or(0.0),
        _ => 0.0,
    };
    scenario.stop.after_exhaustion = Some(patience + 1.0);
    if let Some(problem) = scenario.problems().first() {
        return Err(format!(
            "the scenario's `{}` {}",
            problem.field, problem.message
        ));
    }
    let (seconds, requests) = LONGEST;
    if written.seconds > seconds || written.seconds * scenario.rate > requests {
        return Err(format!(
            "at most {seconds} seconds and {requests} requests a run"
        ));
    }
    if written.tempting.is_empty() {
        return Err("add at least one `[[tempting]]` setting that does not help".to_owned());
    }
    let tempting = (written.tempting.into_iter())
        .map(|each| Tempting {
            settings: each.settings,
            message: html::render(&each.says),
        })
        .collect();
    Ok(SimGoal {
        says: written.says,
        aim: written.aim,
        scenario,
        knobs: written.knobs,
        error: written.error,
        solution: written.solution,
        tempting,
        reveal: String::new(),
        hints: Vec::new(),
    })
}
