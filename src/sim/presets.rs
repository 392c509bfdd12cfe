//! The scenarios that come with Leaklab; a test holds each to its story.

use super::read::{Mistake, from_json};
use super::scenario::Scenario;

/// A scenario that comes with Leaklab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name on the command line and in addresses.
    pub id: &'static str,
    /// The program it plays, in Python; its lines are those of the scenario.
    pub program: &'static str,
    /// What that program needs around it: imports, and names of its module.
    pub around: &'static str,
    /// Its text in JSON, which the build script writes from the TOML file.
    text: &'static str,
}

macro_rules! presets {
    ($($id:literal),* $(,)?) => {
        [$(Preset {
            id: $id,
            program: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".py")),
            around: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".around.py")),
            text: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".json")),
        }),*]
    };
}

/// Every preset, in the order of the menu.
pub const PRESETS: [Preset; 28] = presets![
    "raw-descriptor",
    "file-under-cpython",
    "connection-cycle",
    "pool-slot",
    "healthy",
    "ulimit-raised",
    "last-slots",
    "nobody-answers",
    "found-before-the-run",
    "stress-test",
    "cache-eats-the-heap",
    "cache-with-a-bound",
    "cycles-on-the-heap",
    "profiler",
    "crash-loop",
    "lost-records",
    "paying-for-a-leak",
    "time-wait-wall",
    "close-wait",
    "threads-without-end",
    "full-backlog",
    "temporary-files",
    "database-full",
    "retry-storm",
    "retry-budget",
    "nightly-restart",
    "monitoring-dies-too",
    "monitoring-outside",
];

impl Preset {
    /// The preset of this name.
    pub fn find(id: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.id == id)
    }

    /// The program with what it needs, as one file. What is around it comes last, so that the
    /// program's lines keep their numbers.
    pub fn file(&self) -> String {
        format!("{}\n{}", self.program, self.around)
    }

    /// The scenario.
    ///
    /// # Errors
    /// Never for the presets in [`PRESETS`], which a test reads.
    pub fn scenario(&self) -> Result<Scenario, Vec<Mistake>> {
        from_json(self.text)
    }
}

/// The scenario of a preset that is there.
#[cfg(test)]
pub(crate) fn preset(id: &str) -> Scenario {
    let scenario = Preset::find(id).and_then(|preset| preset.scenario().ok());
    scenario.expect("a preset")
}
