//! A stress test of what is played: the same program, seed and resource under many times the load.
//! How long the test looks is the reader's choice; it is played on, to show what it would have seen.

use super::Player;
use super::knobs::{Dial, Knob, Scale};
use crate::chart::scene::Scene;
use crate::protocol::Play;
use crate::sim::prediction::{Outlook, Prediction, fit_clock, predict};
use crate::sim::scenario::{Arrivals, Scenario};
use std::rc::Rc;

/// How many times the load, unless somebody says otherwise.
const TIMES: f64 = 20.0;
/// Requests of a test, at most.
const MOST_REQUESTS: f64 = 1.2e6;
/// Seconds that are watched after something has run out: longer than a pool makes people wait.
const AFTERWARDS: f64 = 45.0;
/// Length of a test of something that does not run out, in seconds.
const QUIET: f64 = 60.0;

/// The test and how it was set up.
#[derive(Clone, Debug)]
pub struct Stress {
    /// The test, played as far as its frames go.
    pub player: Player,
    /// What theory says of the service in use.
    pub usual: Option<Rc<Prediction>>,
    /// Whether it was asked for.
    pub is_wanted: bool,
    /// How many times the usual load.
    pub times: f64,
    /// Seconds after which it stops looking.
    pub length: f64,
}

impl Default for Stress {
    fn default() -> Self {
        Self {
            player: Player::default(),
            usual: None,
            is_wanted: false,
            times: TIMES,
            length: QUIET,
        }
    }
}

impl Stress {
    /// A test that was not asked for yet, of a scenario that may be such a test itself.
    pub fn of(scenario: &Scenario, is_test: bool) -> Self {
        let mut stress = Self::default();
        stress.start(scenario, is_test, 0);
        stress.length = match stress.test_end() {
            // Short enough to miss it.
            Some(mean) => tidy(0.6 * mean),
            None => QUIET,
        };
        stress
    }

    /// Another scenario, set up as before.
    pub fn start(&mut self, scenario: &Scenario, is_test: bool, run: u32) {
        let usual = match is_test {
            true => loaded(scenario, 1.0 / TIMES),
            false => scenario.clone(),
        };
        self.usual = predict(&usual).map(Rc::new);
        self.player = Player::new(test(&usual, self.times), run);
        self.is_wanted = false;
    }

    /// Asks for it, or stops.
    pub fn want(&mut self, wanted: bool) {
        self.is_wanted = wanted;
        let end = self.player.scenario.stop.time.unwrap_or(QUIET);
        self.player.seek(if wanted { end } else { 0.0 });
    }

    /// The frames that are wanted.
    pub(in crate::app::model) fn wants(&self) -> Option<Play> {
        self.is_wanted.then(|| self.player.wants()).flatten()
    }

    /// The test in each lane, for its picture.
    pub fn scenes(&self) -> Vec<Scene<'_>> {
        let player = &self.player;
        let scene = |lane| Scene {
            scenario: &player.scenario,
            prediction: player.prediction.as_deref(),
            past: &player.frames,
            lane,
            horizon: player.expected(),
        };
        (0..player.lanes().len()).map(scene).collect()
    }

    /// When theory expects its end, in seconds.
    fn test_end(&self) -> Option<f64> {
        match &self.player.prediction.as_ref()?.outlook {
            Outlook::RunsOut(end) => Some(end.mean),
            _ => None,
        }
    }

    /// Its knobs: how much load, and how long.
    pub fn knobs(&self) -> [Knob; 2] {
        [
            Knob {
                id: "stress-times".to_owned(),
                label: "Times the usual load".to_owned(),
                unit: "×",
                value: self.times,
                low: 2.0,
                high: 50.0,
                scale: Scale::Whole,
                dial: Dial::Times,
            },
            Knob {
                id: "stress-length".to_owned(),
                label: "The test lasts".to_owned(),
                unit: "s",
                value: self.length,
                low: 0.1,
                high: 100_000.0,
                scale: Scale::Factors,
                dial: Dial::Length,
            },
        ]
    }
}

/// The scenario under so many times the load.
fn loaded(scenario: &Scenario, times: f64) -> Scenario {
    let mut all = scenario.clone();
    all.rate *= times;
    if let Arrivals::Closed { clients, .. } = &mut all.arrivals {
        *clients = (f64::from(*clients) * times).round().max(1.0) as u32;
    }
    all
}

/// The test of a service: nobody watches it, and nobody starts it again.
fn test(usual: &Scenario, times: f64) -> Scenario {
    let mut all = loaded(usual, times);
    all.restart = None;
    all.autoscaler = None;
    all.monitor = None;
    if predict(&all).is_some() {
        all.stop.after_exhaustion = Some(AFTERWARDS);
        fit_clock(&mut all);
    } else {
        all.tick /= times;
        all.stop.time = all.stop.time.map(|time| time / times);
    }
    let most = MOST_REQUESTS / all.rate;
    all.stop.time = Some(all.stop.time.map_or(most, |time| time.min(most)));
    all
}

/// Two digits that can be said.
fn tidy(seconds: f64) -> f64 {
    let digits = libm::pow(10.0, libm::floor(libm::log10(seconds)) - 1.0);
    let tidy = (seconds / digits).round() * digits;
    // Without what binary fractions leave behind.
    (tidy * 1e3).round().max(100.0) / 1e3
}

impl super::Simulate {
    /// One of the test's own knobs was turned: says whether it was one.
    pub(super) fn turn_stress(&mut self, dial: Dial, value: f64) -> bool {
        match dial {
            Dial::Length => self.aside.change(|it| it.stress.length = value),
            Dial::Times => {
                let (scenario, run) = (Rc::clone(&self.player.scenario), self.player.run);
                let is_test = self.is_a_test();
                self.aside.change(|beside| {
                    beside.stress.times = value;
                    beside.stress.start(&scenario, is_test, run);
                });
            }
            _ => return false,
        }
        true
    }
}
