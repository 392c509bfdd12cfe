//! The scenarios that come with Leaklab; a test holds each to its story.

use super::read::{Mistake, from_json};
use super::scenario::Scenario;

/// A scenario that comes with Leaklab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name on the command line and in addresses.
    pub id: &'static str,
    /// Its text in JSON, which the build script writes from the TOML file.
    text: &'static str,
}

/// Every preset, in the order of the menu.
pub const PRESETS: [Preset; 5] = [
    Preset {
        id: "raw-descriptor",
        text: include_str!(concat!(env!("OUT_DIR"), "/raw-descriptor.json")),
    },
    Preset {
        id: "file-under-cpython",
        text: include_str!(concat!(env!("OUT_DIR"), "/file-under-cpython.json")),
    },
    Preset {
        id: "connection-cycle",
        text: include_str!(concat!(env!("OUT_DIR"), "/connection-cycle.json")),
    },
    Preset {
        id: "pool-slot",
        text: include_str!(concat!(env!("OUT_DIR"), "/pool-slot.json")),
    },
    Preset {
        id: "healthy",
        text: include_str!(concat!(env!("OUT_DIR"), "/healthy.json")),
    },
];

impl Preset {
    /// The preset of this name.
    pub fn find(id: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.id == id)
    }

    /// The scenario.
    ///
    /// # Errors
    /// Never for the presets in [`PRESETS`], which a test reads.
    pub fn scenario(&self) -> Result<Scenario, Vec<Mistake>> {
        from_json(self.text)
    }
}
