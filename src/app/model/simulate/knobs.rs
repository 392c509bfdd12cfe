//! The knobs of a scenario: what can be turned, between which ends, and what turning does.

mod more;

use super::mend::mend;
use super::switches::SWITCHES;
use crate::sim::fate::{Kept, Runtime};
use crate::sim::resource::Resource;
use crate::sim::scenario::{Accepts, AssumptionKind, Scenario};
use crate::text::capitalise;
use more::MORE;

/// A number that can be moved by slider or typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Knob {
    /// A name that does not change while it is turned.
    pub id: String,
    /// What it is, in words; code is between backquotes.
    pub label: String,
    /// Its unit, shown after the number.
    pub unit: &'static str,
    /// Where it stands, in that unit.
    pub value: f64,
    /// Its lowest value.
    pub low: f64,
    /// Its highest value.
    pub high: f64,
    /// How the slider is divided.
    pub scale: Scale,
    /// What it moves.
    pub dial: Dial,
}

/// A number of a scenario, in the unit that people use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dial {
    /// Requests per second.
    Rate,
    /// Mean milliseconds of work of a request.
    Work,
    /// Chance of one assumption, in percent.
    Chance(u32),
    /// Chance of every operation that may raise, in percent.
    Raises,
    /// Entries of the table.
    Limit,
    /// Connections of the pool, without overflow.
    Size,
    /// Connections of the pool beyond that.
    Overflow,
    /// Seconds that a caller waits for the pool.
    Timeout,
    /// What only some scenarios have, by its place in the table.
    More(usize),
    /// How many times the usual load a stress test has.
    Times,
    /// Seconds that it lasts.
    Length,
}

/// How a slider is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Whole,
    /// Equal factors.
    Factors,
}

/// A knob, turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(Dial, f64),
    /// How garbage is found.
    Runtime(Runtime),
    /// What is kept alive.
    Kept(Kept),
    /// Whether connections take descriptors, and what a server does that has none for one.
    Accepts(Option<Accepts>),
    /// Seed of the random streams.
    Seed(u64),
    /// Something is switched on or off, by its place in the table.
    Switch(usize, bool),
    /// The leak of a line is mended, or put back.
    Mend(u32, bool),
}

impl Setting {
    /// Turns the knob of a scenario; `before` is how it was before any was turned.
    pub fn apply(&self, scenario: &mut Scenario, before: &Scenario) {
        match *self {
            Self::Number(dial, value) => dial.set(value, scenario),
            Self::Runtime(runtime) => scenario.runtime = runtime,
            Self::Kept(kept) => scenario.kept = kept,
            Self::Accepts(accepts) => scenario.accepts = accepts,
            Self::Seed(seed) => scenario.seed = seed,
            Self::Mend(line, on) => mend(scenario, before, line, on),
            Self::Switch(place, on) => {
                if let Some(switch) = SWITCHES.get(place) {
                    (switch.flip)(scenario, before, on);
                }
            }
        }
    }
}

impl Dial {
    fn set(self, value: f64, scenario: &mut Scenario) {
        match (self, &mut scenario.resource) {
            (Self::Rate, _) => scenario.rate = value,
            (Self::Work, _) => scenario.service.mean = value / 1e3,
            (Self::Raises, _) => scenario.set_chance(AssumptionKind::Raises, value / 100.0),
            (Self::Chance(index), _) => {
                if let Some(assumption) = scenario.assumptions.get_mut(index as usize) {
                    assumption.chance = value / 100.0;
                }
            }
            (Self::More(place), _) => {
                if let Some(more) = MORE.get(place) {
                    (more.write)(scenario, value);
                }
            }
            (Self::Limit, Some(Resource::Table(table))) => table.limit = value as u32,
            (Self::Size, Some(Resource::Pool(pool))) => pool.size = value as u32,
            (Self::Overflow, Some(Resource::Pool(pool))) => pool.overflow = value as u32,
            (Self::Timeout, Some(Resource::Pool(pool))) => pool.timeout = Some(value),
            // A stress test is set up by itself.
            (Self::Times | Self::Length, _)
            | (Self::Limit | Self::Size | Self::Overflow | Self::Timeout, _) => {}
        }
    }
}

impl Knob {
    /// The knobs of the service and its resource.
    pub fn of_service(scenario: &Scenario) -> Vec<Self> {
        let mut knobs = vec![
            knob(
                "rate",
                "Requests per second",
                "/s",
                scenario.rate,
                (0.1, 2_000.0),
                Dial::Rate,
            ),
            knob(
                "work",
                "Work per request",
                "ms",
                scenario.service.mean * 1e3,
                (0.1, 5_000.0),
                Dial::Work,
            ),
        ];
        match &scenario.resource {
            None => {}
            Some(Resource::Table(table)) => {
                let label = table.of.facts().label;
                let ends = (f64::from(table.reserved + 4), 65_536.0);
                knobs.push(knob(
                    "limit",
                    label,
                    "",
                    f64::from(table.limit),
                    ends,
                    Dial::Limit,
                ));
            }
            Some(Resource::Pool(pool)) => {
                let [size, overflow] = [pool.size, pool.overflow].map(f64::from);
                knobs.push(knob("size", "Pool size", "", size, (1.0, 50.0), Dial::Size).even());
                let extra = knob(
                    "overflow",
                    "Overflow",
                    "",
                    overflow,
                    (0.0, 50.0),
                    Dial::Overflow,
                );
                knobs.push(extra.even());
                if let Some(timeout) = pool.timeout {
                    let ends = (1.0, 120.0);
                    knobs.push(
                        knob("timeout", "Pool timeout", "s", timeout, ends, Dial::Timeout).even(),
                    );
                }
            }
        }
        for (place, more) in MORE.iter().enumerate() {
            if let Some(value) = (more.read)(scenario) {
                let dial = Dial::More(place);
                let knob = knob(more.id, more.label, more.unit, value, more.ends, dial);
                knobs.push(Self {
                    scale: more.scale,
                    ..knob
                });
            }
        }
        knobs
    }

    /// The knobs of what the program's text does not tell; when several operations may raise, the
    /// first knob moves them all.
    pub fn of_assumptions(scenario: &Scenario) -> Vec<Self> {
        let raising: Vec<f64> = scenario
            .assumptions
            .iter()
            .filter(|assumption| assumption.kind == AssumptionKind::Raises)
            .map(|assumption| assumption.chance * 100.0)
            .collect();
        let mut knobs = Vec::new();
        if raising.len() > 1 {
            let highest = raising.iter().copied().fold(0.0, f64::max);
            knobs.push(knob(
                "raises",
                "Each operation raises",
                "%",
                highest,
                RAISES,
                Dial::Raises,
            ));
        }
        for (index, assumption) in scenario.assumptions.iter().enumerate() {
            let what = &assumption.what;
            let (verb, ends) = match assumption.kind {
                AssumptionKind::Raises => ("raises", RAISES),
                AssumptionKind::Holds | AssumptionKind::Goes => ("holds", (1.0, 100.0)),
            };
            let label = match (assumption.kind, assumption.line) {
                (AssumptionKind::Goes, 0) => capitalise(what),
                (AssumptionKind::Goes, line) => format!("Line {line}: {what}"),
                (_, 0) => format!("`{what}` {verb}"),
                (_, line) => format!("Line {line} {verb}: `{what}`"),
            };
            let dial = Dial::Chance(index as u32);
            let id = format!("chance-{index}");
            knobs.push(knob(
                &id,
                &label,
                "%",
                assumption.chance * 100.0,
                ends,
                dial,
            ));
        }
        knobs
    }

    /// The slider's place, from 0 to 1.
    pub fn place(&self) -> f64 {
        let value = self.value.clamp(self.low, self.high);
        match self.scale {
            Scale::Whole => (value - self.low) / (self.high - self.low),
            Scale::Factors => libm::log(value / self.low) / libm::log(self.high / self.low),
        }
    }

    /// The value at a slider's place, rounded so that it can be said.
    pub fn at(&self, place: f64) -> f64 {
        match self.scale {
            Scale::Whole => (self.low + place * (self.high - self.low)).round(),
            Scale::Factors => {
                let value = self.low * libm::pow(self.high / self.low, place);
                let digits = libm::pow(10.0, libm::floor(libm::log10(value)) - 1.0);
                let rounded = (value / digits).round() * digits;
                let value = if self.unit.is_empty() {
                    rounded.round()
                } else {
                    tidy(rounded)
                };
                value.clamp(self.low, self.high)
            }
        }
    }

    /// What moving it to a value means; nothing for a value outside of its ends.
    pub fn turned(&self, value: f64) -> Option<Setting> {
        let value = if self.is_whole() {
            value.round()
        } else {
            value
        };
        (self.low..=self.high)
            .contains(&value)
            .then_some(Setting::Number(self.dial, value))
    }

    /// Whether only whole numbers make sense.
    pub fn is_whole(&self) -> bool {
        self.unit.is_empty() || self.scale == Scale::Whole
    }

    fn even(mut self) -> Self {
        self.scale = Scale::Whole;
        self
    }
}

/// Ends of the chance that an operation raises, in percent.
const RAISES: (f64, f64) = (0.001, 100.0);

fn knob(
    id: &str,
    label: &str,
    unit: &'static str,
    value: f64,
    (low, high): (f64, f64),
    dial: Dial,
) -> Knob {
    let (id, label, value) = (id.to_owned(), label.to_owned(), tidy(value));
    Knob {
        id,
        label,
        unit,
        value,
        low,
        high,
        scale: Scale::Factors,
        dial,
    }
}

/// Without the digits that binary fractions leave behind.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
