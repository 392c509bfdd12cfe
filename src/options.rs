//! What the analyzer is asked, as plain data: what to show of a file, and what a call must be about.

use crate::project::Project;
use crate::report::Confidence;
use crate::resources::{Handle, Registry};
use serde::{Deserialize, Serialize};

/// What to show, and how much work to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The confidences that are shown.
    pub show: Vec<Confidence>,
    /// Whether fixes are searched and proved, and paths given for the simulator; without them an
    /// answer comes sooner.
    pub details: bool,
    /// More resources; a later one of the same class or callable wins.
    pub resources: Vec<Handle>,
    /// More registries; they are asked before the catalogue's.
    #[serde(default)]
    pub registries: Vec<Registry>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show: vec![
                Confidence::Definite,
                Confidence::SomePath,
                Confidence::OnlyOnException,
            ],
            details: true,
            resources: Vec::new(),
            registries: Vec::new(),
        }
    }
}

impl Options {
    /// The options that a project's settings ask for.
    pub fn of(settings: Project) -> Self {
        let usual = Self::default();
        Self {
            show: settings.show.unwrap_or(usual.show),
            resources: settings.handles,
            registries: settings.registries,
            ..usual
        }
    }
}

/// What a call has to be about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Anything.
    #[default]
    Anything,
    /// What the function was given, or was made from it.
    ItsArgument,
    /// What was opened by what the function was given.
    WhatItOpens,
}
