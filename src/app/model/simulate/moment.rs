//! What is watched, as plain data that leads to it again: in a link, in a file, and over a reload.
//!
//! Only what differs is stored: from the preset, or from a scenario that says nothing. What is read
//! is checked like any other scenario.

use super::mend::leaking_lines;
use super::{Origin, Simulate};
use crate::sim::presets::{PRESETS, Preset};
use crate::sim::read::from_json;
use crate::sim::scenario::Scenario;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A program that is played, and what leaks in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Name of its file.
    pub path: String,
    /// The line of the finding that is played.
    pub line: u32,
    /// What was found there.
    pub message: String,
    /// The text; lines that are left out are empty.
    pub text: String,
}

/// What is watched, the moment apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The preset that it began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Fields of the scenario that differ.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub with: Map<String, Value>,
    /// The program, when it is nobody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

/// What a moment leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// The place of its preset in the menu; nothing for a scenario of its own.
    pub preset: Option<usize>,
    /// What is played.
    pub scenario: Scenario,
    /// The program.
    pub code: Option<Rc<Code>>,
    /// The moment, in seconds.
    pub t: f64,
}

impl Moment {
    /// What a page shows, with the whole text of its program.
    pub fn of(page: &Simulate) -> Self {
        let preset = match page.origin {
            Origin::Preset(index) => PRESETS.get(index),
            Origin::Finding(_) | Origin::Link(_) => None,
        };
        let base = preset.and_then(|preset| preset.scenario().ok());
        let code = match &page.origin {
            Origin::Preset(_) => None,
            Origin::Finding(watched) => Some(Code {
                path: watched.path.clone(),
                line: watched.finding.line,
                message: watched.finding.message.clone(),
                text: watched.text.to_string(),
            }),
            Origin::Link(code) => code.as_deref().cloned(),
        };
        Self {
            preset: preset.map(|preset| preset.id.to_owned()),
            with: changes(&base.unwrap_or_default(), &page.player.scenario),
            code,
        }
    }

    /// The same with no more of the program than what leaks in it: the functions that do, and imports.
    pub fn short(&self, before: &Scenario) -> Self {
        let mut lines = leaking_lines(before);
        let mut moment = self.clone();
        if let Some(code) = &mut moment.code {
            lines.insert(code.line);
            code.text = excerpt(&code.text, &lines);
        }
        moment
    }

    /// As text.
    pub fn json(&self) -> String {
        // Plain data does not fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What it leads to.
    ///
    /// # Errors
    /// If there is no such preset, or the scenario cannot be played; in words.
    pub fn linked(self, t: f64) -> Result<Linked, String> {
        let preset = self.preset.as_deref();
        let base = match preset {
            Some(id) => Preset::find(id)
                .and_then(|preset| preset.scenario().ok())
                .ok_or_else(|| format!("there is no scenario named “{id}”"))?,
            None => Scenario::default(),
        };
        let scenario = match self.with.is_empty() {
            true => base,
            false => changed(&base, &self.with)?,
        };
        Ok(Linked {
            preset: PRESETS.iter().position(|each| Some(each.id) == preset),
            scenario,
            code: self.code.map(Rc::new),
            t: if t.is_finite() { t.max(0.0) } else { 0.0 },
        })
    }
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

fn changed(base: &Scenario, with: &Map<String, Value>) -> Result<Scenario, String> {
    let mut all = fields(base);
    all.extend(with.clone());
    from_json(&Value::Object(all).to_string()).map_err(|mistakes| {
        let first = mistakes.first().map(|mistake| mistake.message.clone());
        first.unwrap_or_else(|| "its scenario cannot be played".to_owned())
    })
}

/// The functions around some lines and what the file imports, each on its own line; the others are
/// empty, so that every line keeps its number.
fn excerpt(text: &str, lines: &BTreeSet<u32>) -> String {
    let all: Vec<&str> = text.lines().collect();
    let mut kept = vec![false; all.len()];
    for (index, line) in all.iter().enumerate() {
        kept[index] = line.starts_with("import ") || line.starts_with("from ");
    }
    for line in lines {
        keep_around(&all, *line as usize, &mut kept);
    }
    let last = kept.iter().rposition(|kept| *kept).map_or(0, |at| at + 1);
    let lines = all.iter().zip(&kept).take(last);
    let lines: Vec<&str> = lines
        .map(|(line, kept)| if *kept { *line } else { "" })
        .collect();
    lines.join("\n")
}

/// Keeps the function that a line is in, and the heads of what that is in. Approximation: by its
/// indentation, so that a text in three quotes may end it early.
fn keep_around(all: &[&str], line: usize, kept: &mut [bool]) {
    let Some(here) = line.checked_sub(1).filter(|here| *here < all.len()) else {
        return;
    };
    kept[here] = true;
    let mut depth = indent(all[here]).unwrap_or(0);
    let mut body = None;
    for at in (0..here).rev() {
        let Some(other) = indent(all[at]) else {
            continue;
        };
        let words = all[at].trim_start();
        let is_head = ["def ", "async def ", "class "]
            .iter()
            .any(|word| words.starts_with(word));
        if is_head && other < depth {
            kept[at] = true;
            body = body.or((!words.starts_with("class ")).then_some((at, other)));
            depth = other;
        }
        if depth == 0 {
            break;
        }
    }
    if let Some((head, depth)) = body {
        for at in head + 1..all.len() {
            let is_after = indent(all[at]).is_some_and(|other| other <= depth);
            if is_after && !all[at].trim_start().starts_with(')') {
                break;
            }
            kept[at] = true;
        }
    }
}

/// How far a line is indented; nothing for one that is empty.
fn indent(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    (!rest.is_empty()).then(|| line.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "import os\n\nLIMIT = 5\n\nclass A:\n    x = 1\n\n    def read(self, path):\n        fd = os.open(\n            path,\n        )\n\n        return fd\n\n    def other(self):\n        pass\n\ndef last():\n    pass\n";

    #[test]
    fn an_excerpt_keeps_the_function_its_class_and_the_imports() {
        let cut = excerpt(FILE, &BTreeSet::from([9]));
        let lines: Vec<&str> = cut.lines().collect();
        let all: Vec<&str> = FILE.lines().collect();
        for line in [1, 5, 8, 9, 10, 11, 13] {
            assert_eq!(lines[line - 1], all[line - 1], "line {line}");
        }
        assert_eq!((lines[2], lines[5]), ("", ""));
        assert!(!cut.contains("other") && !cut.contains("last"));
        assert_eq!(excerpt("", &BTreeSet::from([4])), "");
        assert_eq!(excerpt("x = open(p)", &BTreeSet::from([1])), "x = open(p)");
    }
}
