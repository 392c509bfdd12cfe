//! A moment as a link: the preset, what was changed in it, and the time.
//!
//! `preset=pool-slot&t=37.5&with={"seed":8}`, percent-encoded. `with` has the fields of the scenario
//! that differ, as in a scenario file in JSON; without a preset they differ from the defaults. What is
//! read is checked like any other file.

use super::{Origin, Simulate};
use crate::sim::presets::{PRESETS, Preset};
use crate::sim::read::from_json;
use crate::sim::scenario::Scenario;
use serde_json::{Map, Value};
use std::fmt::Write;

/// The longest text of changes that is read, in bytes.
const LONGEST: usize = 20_000;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// The place of its preset in the menu; nothing for a scenario of its own.
    pub preset: Option<usize>,
    /// What is played.
    pub scenario: Scenario,
    /// The moment, in seconds.
    pub t: f64,
}

/// The part of an address after the `?` that leads to the moment that is shown.
pub fn query(page: &Simulate) -> String {
    let (start, base) = match page.origin {
        Origin::Preset(index) => {
            let preset = PRESETS.get(index);
            let id = preset.map_or("", |preset| preset.id);
            let base = preset.and_then(|preset| preset.scenario().ok());
            (format!("preset={id}&"), base.unwrap_or_default())
        }
        Origin::Finding(_) | Origin::Link => (String::new(), Scenario::default()),
    };
    let mut text = format!("{start}t={:.3}", page.player.head);
    let changes = changes(&base, &page.player.scenario);
    if !changes.is_empty() {
        let _ = write!(
            text,
            "&with={}",
            encoded(&Value::Object(changes).to_string())
        );
    }
    text
}

/// What an address leads to; nothing when it says nothing about a moment, or nothing that can be.
pub fn read(query: &str) -> Option<Linked> {
    let field = |name: &str| {
        let parts = query.trim_start_matches('?').split('&');
        let mut named = parts.filter_map(|part| part.split_once('='));
        named.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let preset = field("preset");
    let base = match preset {
        Some(id) => Preset::find(id)?.scenario().ok()?,
        None => Scenario::default(),
    };
    let scenario = match field("with") {
        Some(with) if with.len() > LONGEST => return None,
        Some(with) => changed(&base, &decoded(with)?)?,
        None => preset.and(Some(base))?,
    };
    let t = field("t").and_then(|t| t.parse::<f64>().ok());
    Some(Linked {
        preset: PRESETS.iter().position(|each| Some(each.id) == preset),
        scenario,
        t: t.filter(|t| t.is_finite()).unwrap_or(0.0),
    })
}

/// The fields of a scenario, as in a file.
fn fields(scenario: &Scenario) -> Map<String, Value> {
    match serde_json::to_value(scenario) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    }
}

fn changes(base: &Scenario, scenario: &Scenario) -> Map<String, Value> {
    let base = fields(base);
    let mut changes = fields(scenario);
    changes.retain(|name, value| base.get(name) != Some(value));
    changes
}

fn changed(base: &Scenario, with: &str) -> Option<Scenario> {
    let mut all = fields(base);
    all.extend(serde_json::from_str::<Map<String, Value>>(with).ok()?);
    from_json(&Value::Object(all).to_string()).ok()
}

/// Everything but letters, digits and `-._~` as `%` and two digits.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_and_every_change_comes_back() {
        for (index, preset) in PRESETS.iter().enumerate() {
            let mut page = Simulate::default();
            page.open_preset(index);
            let plain = query(&page);
            assert_eq!(plain, format!("preset={}&t=0.000", preset.id));
            let mut scenario = (*page.player.scenario).clone();
            scenario.seed = 99;
            scenario.rate *= 2.0;
            scenario.restart = None;
            page.player.scenario = scenario.clone().into();
            page.player.head = 12.5;
            let linked = read(&format!("?{}", query(&page))).expect("a link");
            assert_eq!((linked.preset, linked.t), (Some(index), 12.5));
            assert_eq!(linked.scenario, scenario, "{}", preset.id);
        }
    }

    #[test]
    fn a_scenario_of_its_own_comes_back_whole() {
        let mut page = Simulate::default();
        page.open_preset(3);
        page.origin = Origin::Link;
        let linked = read(&query(&page)).expect("a link");
        assert_eq!(
            (linked.preset, &linked.scenario),
            (None, &*page.player.scenario)
        );
    }

    #[test]
    fn what_cannot_be_is_not_opened() {
        for query in [
            "",
            "t=4",
            "preset=none&t=4",
            "preset=pool-slot&with=%7B%22rate%22%3A-1%7D",
            "preset=pool-slot&with=%7B%22unknown%22%3A1%7D",
            "preset=pool-slot&with=%FF",
            "preset=pool-slot&with=%2",
            "with=nothing",
        ] {
            assert_eq!(read(query), None, "{query}");
        }
        let linked = read("preset=pool-slot&t=NaN").expect("a link");
        assert_eq!(linked.t, 0.0);
    }
}
