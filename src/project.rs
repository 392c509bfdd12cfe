//! What a project says of itself, in `leaklab.toml`: what it wants shown, and resources of its own.
//!
//! ```toml
//! show = ["definite", "some-path"]
//!
//! [[handle]]
//! class = "pool.Lease"
//! kind = "lease"
//! release = ["give_back"]
//!
//! [[handle.acquire]]
//! names = ["pool.lease", "pool.Pool.lease"]
//! ```
//!
//! A handle has the fields of the catalogue's own ([`Handle`]); most may be left out.

use crate::report::Confidence;
use crate::resources::Handle;
use serde::{Deserialize, Serialize};
use std::fmt;

#[cfg(feature = "engine")]
mod read;

#[cfg(feature = "engine")]
pub(crate) use read::flaw;

/// The name of the file.
pub const FILE: &str = "leaklab.toml";

/// What a project says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The confidences that are shown; the usual ones if it is not said.
    pub show: Option<Vec<Confidence>>,
    /// Resources of its own. One of the catalogue's classes or callables is described anew.
    #[serde(default, rename = "handle")]
    pub handles: Vec<Handle>,
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// Line, from 1.
    pub line: u32,
    /// What.
    pub message: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.message)
    }
}
