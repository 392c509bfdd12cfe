//! What a lesson says about itself: the TOML between two lines of `+++`.
//!
//! The build script reads the same type to make the course map, so this file uses no other.

use serde::{Deserialize, Serialize};

/// The front matter of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// The lesson's title.
    pub title: String,
    /// The chapter it belongs to, in words.
    pub chapter: String,
    /// One sentence for the course map: what the learner can do afterwards.
    pub summary: String,
    /// Minutes it takes.
    pub minutes: u32,
    /// New ideas, two at most.
    #[serde(default)]
    pub introduces: Vec<String>,
    /// Ideas of earlier lessons that come back.
    #[serde(default)]
    pub revisits: Vec<String>,
    /// Keys of the course's table of contents that this lesson covers.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Rules of the analyzer it teaches.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Kinds of resource it teaches.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Errors that it shows, by their titles in the reference.
    #[serde(default)]
    pub errors: Vec<String>,
    /// Words that it explains, by their titles in the reference.
    #[serde(default)]
    pub words: Vec<String>,
    /// Where its facts come from.
    #[serde(default)]
    pub sources: Vec<Source>,
}

/// Where facts come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who says it, and what.
    pub says: String,
    /// Its address, with `https://`.
    pub address: String,
}
