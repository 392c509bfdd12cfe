//! The Simulate page: which scenario, how its knobs stand, and the run being watched.

pub mod address;
mod arrival;
mod aside;
pub mod keys;
mod knobs;
mod many;
pub mod mend;
pub mod moment;
mod stress;
pub mod switches;
mod unmoved;

use address::Share;
use arrival::Arrival;
pub use arrival::Start;
pub use aside::{Aside, Cliff, Program};
pub use knobs::{Dial, Knob, Scale, Setting};
use moment::Code;
use switches::outlives;

pub use many::{Ends, WANTED};
pub use stress::Stress;

use super::player::{Motion, Player};
use super::queue::{Lane, Which};
use super::{Effect, Model, Watched};
use crate::handoff::{Assumptions, scenario_for, scenario_for_file};
use crate::protocol::{Extra, Job, Played};
use crate::sim::fate::{Ending, Kept, Runtime};
use crate::sim::frame::{Happening, HappeningKind};
use crate::sim::prediction::{Outlook, fit_clock, predict};
use crate::sim::presets::PRESETS;
use crate::sim::scenario::Scenario;
use std::rc::Rc;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulate {
    /// Where the scenario comes from.
    pub origin: Origin,
    /// The run being watched.
    pub player: Player,
    /// What is played, as it was before any knob was turned.
    pub before: Rc<Scenario>,
    /// When runs with other seeds ran out.
    pub ends: Ends,
    /// What stands beside the run.
    pub aside: Aside,
    /// Why a finding or a link could not be opened.
    pub refused: Option<Rc<str>>,
    /// Counts what was opened; what is said of something older means nothing.
    pub opened: u32,
    /// How the page has come to show it.
    pub arrival: Arrival,
    /// How it can be passed on, once the page is shown.
    pub share: Rc<Share>,
}

/// Where a scenario comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// One of those that come with Leaklab, by its place in the menu.
    Preset(usize),
    /// A finding.
    Finding(Rc<Watched>),
    /// A link or a file that somebody has shared, with the program that is played, if it has one.
    Link(Option<Rc<Code>>),
}

impl Default for Origin {
    fn default() -> Self {
        Self::Preset(0)
    }
}

/// What can happen on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page is opened; what was asked for plays or stands, as the reader has movement.
    Enter(Motion),
    /// The page is left.
    Leave,
    /// Open a preset, by its place in the menu.
    Preset(usize),
    /// Open the moment that an address leads to: what is after its `?`.
    Follow(String),
    /// Open the moment in a file of this text.
    File(String),
    /// Open a finding.
    Watch(Rc<Watched>),
    /// Open a finding, which starts by itself once the page is there.
    WatchNow(Rc<Watched>),
    /// Turn a knob.
    Set(Setting),
    /// All knobs as they were.
    Restore,
    /// Play, or pause.
    Toggle,
    /// So many frames on, or back.
    Step(i32),
    /// Go to a time in seconds.
    Seek(f64),
    /// Simulated seconds per second.
    Speed(f64),
    /// Back to the start.
    Rewind,
    /// So many seconds have gone by.
    Tick(f64),
    /// Play it with a hundred seeds, or stop doing so.
    Many(bool),
    /// Play the stress test, or stop doing so.
    Stress(bool),
}

/// A change that makes a flat line rise, offered where it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Another runtime.
    Runtime(Runtime),
    /// Something is kept alive.
    Kept(Kept),
}

impl Simulate {
    /// Opens a preset.
    pub fn open_preset(&mut self, index: usize) {
        if let Some(Ok(scenario)) = PRESETS.get(index).map(|preset| preset.scenario()) {
            self.origin = Origin::Preset(index);
            self.open(scenario);
        }
    }

    /// Opens a finding, or says why it cannot be played.
    pub fn open_finding(&mut self, watched: Rc<Watched>) {
        let assumptions = Assumptions::of(&watched.all.report);
        let scenario = match watched.whole {
            true => {
                let findings = &watched.all.report.findings;
                scenario_for_file(&watched.path, findings, &assumptions)
            }
            false => scenario_for(&watched.finding, &assumptions),
        };
        match scenario {
            Ok(scenario) => {
                self.origin = Origin::Finding(watched);
                self.open(scenario);
            }
            Err(why) => {
                let line = watched.finding.line;
                let text = format!("The finding on line {line} cannot be played: {why}.");
                self.refused = Some(text.into());
            }
        }
    }

    /// The changes that make this flat line rise; empty when it is not flat, or nothing would.
    pub fn turns(&self) -> Vec<Turn> {
        let scenario = &self.player.scenario;
        let outlook = self
            .player
            .prediction
            .as_ref()
            .map(|prediction| &prediction.outlook);
        match outlook {
            Some(Outlook::ClosedAtOnce) => {
                let raises = scenario
                    .paths
                    .iter()
                    .any(|path| path.unreleased() > 0 && path.ends == Ending::Raises);
                let kept = if raises {
                    Kept::Exceptions
                } else {
                    Kept::Everything
                };
                vec![Turn::Runtime(Runtime::Tracing), Turn::Kept(kept)]
            }
            Some(Outlook::Sawtooth { .. }) => {
                let mut turns = vec![Turn::Kept(Kept::Everything)];
                if scenario.runtime == Runtime::ReferenceCounting {
                    turns.insert(0, Turn::Runtime(Runtime::Tracing));
                }
                turns
            }
            _ => Vec::new(),
        }
    }

    /// The exact text of the error, its line and its time, once a request of the leaky lane has met
    /// it; or how a process ended that was killed before any request met one.
    pub fn error(&self) -> Option<(&str, u32, f64)> {
        let is_bad =
            |event: &&Happening| matches!(event.kind, HappeningKind::Error | HappeningKind::Crash);
        let event = self.player.happenings(0).find(is_bad)?;
        Some((&event.text, event.line, event.t))
    }

    /// The newest thing worth saying aloud.
    pub fn announcement(&self) -> Option<&str> {
        self.player
            .happenings(0)
            .next_back()
            .map(|event| event.text.as_str())
    }

    /// Starts a scenario none of whose knobs has been turned.
    fn open(&mut self, scenario: Scenario) {
        self.refused = None;
        self.opened = self.opened.wrapping_add(1);
        self.before = Rc::new(scenario.clone());
        self.start(scenario);
        self.open_aside();
    }

    fn start(&mut self, scenario: Scenario) {
        self.player = Player::new(scenario, self.player.run.wrapping_add(1));
        self.ends = Ends::default();
        self.start_aside();
    }

    fn set(&mut self, setting: &Setting) {
        if let Setting::Number(dial, value) = *setting
            && self.turn_stress(dial, value)
        {
            return;
        }
        let old = Rc::clone(&self.player.scenario);
        let mut scenario = (*old).clone();
        setting.apply(&mut scenario, &self.before);
        if scenario == *old || !scenario.problems().is_empty() {
            return;
        }
        // Another seed is the same service: it is watched for as long.
        if !matches!(setting, Setting::Seed(_)) {
            self.wind_clock(&mut scenario, outlives(&old));
        }
        let (motion, speed) = (self.player.motion, self.player.speed);
        self.start(scenario);
        self.player.motion = motion;
        if self.player.scenario.tick == old.tick {
            self.player.speed = speed;
        }
    }

    /// Gives a changed scenario the time it needs to show what it is about.
    fn wind_clock(&self, scenario: &mut Scenario, outlived: bool) {
        // Lives that are watched of a service that goes on after its end.
        const LIVES: f64 = 4.0;
        if predict(scenario).is_none() {
            return;
        }
        match (outlived, outlives(scenario)) {
            (true, true) => {}
            (false, true) => {
                scenario.stop.after_exhaustion = None;
                fit_clock(scenario);
                scenario.tick *= LIVES;
                scenario.stop.time = scenario.stop.time.map(|time| time * LIVES);
            }
            (_, false) => {
                scenario.stop.after_exhaustion = self.before.stop.after_exhaustion;
                fit_clock(scenario);
            }
        }
    }
}

impl Model {
    /// Takes a message of the Simulate page in.
    pub(super) fn update_simulate(&mut self, msg: &Msg, effects: &mut Vec<Effect>) {
        let page = &mut self.simulate;
        let before = page.player.head;
        match msg {
            Msg::Enter(motion) => page.enter(*motion),
            Msg::Leave => {
                page.player.pause();
                page.ends.want(false);
            }
            Msg::Preset(index) => page.open_preset(*index),
            Msg::Follow(query) => page.follow(query),
            Msg::File(text) => page.open_file(text),
            Msg::Watch(watched) => page.open_finding(Rc::clone(watched)),
            Msg::WatchNow(watched) => {
                page.open_finding(Rc::clone(watched));
                page.come();
            }
            Msg::Set(setting) => page.set(setting),
            Msg::Restore => match page.origin.clone() {
                Origin::Preset(index) => page.open_preset(index),
                Origin::Finding(watched) => page.open_finding(watched),
                Origin::Link(_) => {
                    let before = (*page.before).clone();
                    page.start(before);
                }
            },
            Msg::Toggle => match page.player.motion {
                Motion::Playing => page.player.pause(),
                Motion::Paused => page.player.play(),
            },
            Msg::Step(frames) => page.player.step(*frames),
            Msg::Seek(time) => page.player.seek(*time),
            Msg::Speed(speed) => page.player.speed = *speed,
            Msg::Rewind => {
                page.player.pause();
                page.player.seek(0.0);
            }
            Msg::Tick(seconds) => page.player.tick(*seconds),
            Msg::Many(wanted) => page.ends.want(*wanted),
            Msg::Stress(wanted) => page.aside.change(|it| it.stress.want(*wanted)),
        }
        page.keep(msg, before, effects);
        self.ask_many(effects);
        self.ask_analysis(effects);
        for which in [Which::Simulate, Which::Cliff, Which::Stress] {
            self.ask_frames(which, effects);
        }
    }

    /// The worker has played some frames.
    pub(super) fn played(&mut self, which: Which, played: Played, effects: &mut Vec<Effect>) {
        match which {
            Which::Simulate => self.simulate.player.take(played),
            Which::Stress => {
                let aside = &mut self.simulate.aside;
                aside.change(|beside| beside.stress.player.take(played));
            }
            Which::Cliff => self.simulate.aside.change(|beside| {
                if let Some(cliff) = &mut beside.cliff {
                    cliff.player.take(played);
                }
            }),
            Which::Home => self.home.player.take(played),
        }
        self.ask_frames(which, effects);
    }

    /// Asks the worker for the next frames that a player wants, one request at a time.
    pub(super) fn ask_frames(&mut self, which: Which, effects: &mut Vec<Effect>) {
        let lane = Lane::Play(which);
        if self.queue.is_busy(lane) {
            return;
        }
        let wanted = match which {
            Which::Simulate => self.simulate.player.wants(),
            Which::Stress => self.simulate.aside.stress().and_then(Stress::wants),
            Which::Cliff => self.simulate.wants_cliff(),
            Which::Home => self.home.player.wants(),
        };
        if let Some(play) = wanted {
            self.work(effects, |queue, work| {
                queue.submit(lane, Job::Extra(Extra::Play(which, Box::new(play))), work);
            });
        }
    }
}

#[cfg(test)]
mod tests;
