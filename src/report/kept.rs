//! What grows: who keeps it.

use super::Span;
use serde::{Deserialize, Serialize};

/// What is kept with every call, by whom and for how long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Who keeps it, from the root: `the module's name `cache``, `dictionary`.
    pub by: Vec<String>,
    /// Until when.
    pub until: String,
    /// What one call adds, as it is written: an assumption of how much that is belongs to whoever plays it.
    pub each: String,
    /// What would take it out again and does not run, or not on every way.
    pub removal: Option<Span>,
    /// Two lines of Python that show it in a running program.
    pub look: Vec<String>,
}
