//! When a run ends.

use serde::{Deserialize, Serialize};

/// Conditions that end a run; the first to hold does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stop {
    /// Simulated time, in seconds; when it is absent, as long as a hundred million requests take.
    pub time: Option<f64>,
    /// Requests that have run to the end of a path, counted from the start.
    pub completed: Option<u64>,
    /// Close the source after this many arrivals, and end when the system is empty.
    pub arrivals: Option<u64>,
    /// Processes that have ended, by crash or as planned.
    pub deaths: Option<u64>,
    /// Seconds to go on after the resource has run out (0 stops at once).
    pub after_exhaustion: Option<f64>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The time was up.
    Time,
    /// Enough requests were completed.
    Completed,
    /// The source was closed and the system is empty.
    Drained,
    /// The resource had run out.
    Exhausted,
    /// Enough processes have ended.
    Deaths,
    /// A million requests are in the system, or wait to ask again, at a time: more are not played.
    Crowded,
    /// So much has to be remembered that no more is played.
    Large,
    /// So much has happened that no more is played.
    Long,
}
