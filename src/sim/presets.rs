//! The scenarios that come with Leaklab; a test holds each to its story.

use super::read::{Mistake, from_toml};
use super::scenario::Scenario;

/// A scenario that comes with Leaklab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name on the command line and in addresses.
    pub id: &'static str,
    /// Its text, in TOML.
    pub text: &'static str,
}

/// Every preset, in the order of the menu.
pub const PRESETS: [Preset; 5] = [
    Preset {
        id: "raw-descriptor",
        text: include_str!("presets/raw-descriptor.toml"),
    },
    Preset {
        id: "file-under-cpython",
        text: include_str!("presets/file-under-cpython.toml"),
    },
    Preset {
        id: "connection-cycle",
        text: include_str!("presets/connection-cycle.toml"),
    },
    Preset {
        id: "pool-slot",
        text: include_str!("presets/pool-slot.toml"),
    },
    Preset {
        id: "healthy",
        text: include_str!("presets/healthy.toml"),
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
        from_toml(self.text)
    }
}
