//! Plays a goal's scenario to its end and says whether the goal is met.

use super::Lane;
use super::{Aim, Knob, Moment, RunVerdict, SHOWN, Settings, SimGoal};
use crate::lessons::Standing;
use crate::sim::frame::{Frame, HappeningKind, LaneFrame};
use crate::sim::resource::Resource;
use crate::sim::run::{Lanes, Run};
use crate::sim::scenario::Scenario;

/// Runs the scenario with these settings to its end, and judges.
///
/// Takes as long as the scenario has events; [`read`] bounds them for the start and [`Settings`]
/// that leave the range of the page's controls are refused.
pub fn judge_run(goal: &SimGoal, settings: &Settings) -> RunVerdict {
    let scenario = settings.apply(goal);
    let refused = settings.problem(goal).or_else(|| {
        let problem = scenario.problems().into_iter().next()?;
        Some(format!(
            "This cannot be simulated: {} {}.",
            problem.field, problem.message
        ))
    });
    if let Some(says) = refused {
        return RunVerdict {
            standing: Standing::NotYet,
            ran_out: None,
            says,
            message: None,
            error: None,
            moments: Vec::new(),
            shown: LaneFrame::default(),
        };
    }
    let played = play(&scenario);
    let met = match goal.aim {
        Aim::RunsOut => played.ran_out.is_some(),
        Aim::Survives => played.ran_out.is_none(),
    };
    let turned = settings.turned(goal);
    let message = goal
        .tempting
        .iter()
        .find(|each| each.settings.turned(goal) == turned);
    let says = match played.ran_out {
        Some(t) => format!("Ran out after {}.", duration(t)),
        None => format!(
            "Still running after {}, {} gone for good.",
            duration(scenario.stop.time.unwrap_or_default()),
            played.shown.leaked
        ),
    };
    RunVerdict {
        standing: if met {
            Standing::Solved
        } else {
            Standing::NotYet
        },
        ran_out: played.ran_out,
        says,
        message: message.filter(|_| !met).map(|each| each.message.clone()),
        error: played.error,
        moments: played.moments,
        shown: played.shown,
    }
}

impl Settings {
    /// The knobs that are not where the scenario has them.
    fn turned(&self, goal: &SimGoal) -> Vec<Knob> {
        let start = &goal.scenario;
        let (size, timeout) = match &start.resource {
            Some(Resource::Pool(pool)) => (Some(pool.size + pool.overflow), pool.timeout),
            Some(Resource::Table(table)) => (Some(table.limit), None),
            None => (None, None),
        };
        let chance = start
            .assumptions
            .first()
            .map(|assumption| assumption.chance);
        let mut turned = Vec::new();
        let mut note = |knob, is_turned: bool| turned.extend(is_turned.then_some(knob));
        note(Knob::Program, self.program == Some(Lane::Fixed));
        note(Knob::Rate, self.rate.is_some_and(|rate| rate != start.rate));
        note(Knob::Chance, self.chance.is_some() && self.chance != chance);
        note(Knob::Size, self.size.is_some() && self.size != size);
        note(
            Knob::Timeout,
            self.timeout.is_some() && self.timeout != timeout,
        );
        note(
            Knob::Runtime,
            self.runtime.is_some_and(|runtime| runtime != start.runtime),
        );
        note(Knob::Kept, self.kept.is_some_and(|kept| kept != start.kept));
        turned
    }
}

struct Played {
    ran_out: Option<f64>,
    error: Option<String>,
    moments: Vec<Moment>,
    shown: LaneFrame,
}

fn play(scenario: &Scenario) -> Played {
    let mut run = Run::new(scenario, Lanes::One);
    let mut played = Played {
        ran_out: None,
        error: None,
        moments: Vec::new(),
        shown: LaneFrame::default(),
    };
    while let Some(Frame { t, lanes, .. }) = run.next_frame() {
        let Some(lane) = lanes.into_iter().next() else {
            break;
        };
        for event in &lane.events {
            match event.kind {
                HappeningKind::Exhausted if played.ran_out.is_none() => {
                    played.ran_out = Some(event.t);
                }
                HappeningKind::Error if played.error.is_none() => {
                    played.error = Some(event.text.clone());
                }
                _ => {}
            }
        }
        played.moments.push(moment(t, &lane));
        played.shown = lane;
    }
    let every = played.moments.len().div_ceil(SHOWN).max(1);
    let end = played.moments.len().saturating_sub(1);
    let mut index = 0;
    played.moments.retain(|_| {
        let keep = index % every == 0 || index == end;
        index += 1;
        keep
    });
    // It has run out between two frames, and what is released until the next is no part of that.
    if let Some(t) = played.ran_out
        && let Some(lane) = exhausted(&mut run, t)
    {
        let at = played.moments.partition_point(|moment| moment.t < t);
        played.moments.insert(at, moment(t, &lane));
        played.shown = lane;
    }
    played
}

/// The moment at which the resource has run out, at this time.
fn exhausted(run: &mut Run, t: f64) -> Option<LaneFrame> {
    let is_it = |lane: &LaneFrame| {
        let mut events = lane.events.iter();
        events.any(|event| event.kind == HappeningKind::Exhausted)
    };
    let mut frame = run.seek(t);
    while frame.t <= t {
        let lane = frame.lanes.into_iter().next()?;
        if is_it(&lane) {
            return Some(lane);
        }
        if run.ended().is_some() {
            return None;
        }
        frame = run.step(1);
    }
    None
}

fn moment(t: f64, lane: &LaneFrame) -> Moment {
    Moment {
        t,
        in_use: lane.in_use,
        leaked: lane.leaked,
        garbage: lane.garbage,
    }
}

/// Seconds in words.
fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    let unit = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, s) => unit(s, "second"),
        (0, m, 0) => unit(m, "minute"),
        (0, m, s) => format!("{} {}", unit(m, "minute"), unit(s, "second")),
        (h, 0, _) => unit(h, "hour"),
        (h, m, _) => format!("{} {}", unit(h, "hour"), unit(m, "minute")),
    }
}
