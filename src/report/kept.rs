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
    /// What is taken for granted of code that is not in the file.
    #[serde(default)]
    pub presumed: Presumed,
}

/// What a finding takes for granted of code that is not in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presumed {
    /// The class of which an object is taken to be there for long; empty where that is seen, or does not matter.
    pub lasting: String,
    /// Whether the class itself says so, by what its objects have: a lock, a thread, a method that serves.
    pub is_likely: bool,
    /// The functions and classes that are taken to be called again and again; empty where the file itself does that.
    pub often: Vec<String>,
    /// Whether it is only felt if they are: the collector takes it back, or it goes by itself.
    pub only_if_often: bool,
}
