//! What shows that something has to be released.

use crate::text::Range;

/// What shows it of the result of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How.
    pub way: Way,
    /// The name of what releases it; empty for a manager.
    pub by: String,
    /// Where.
    pub at: Range,
    /// Whether the release is awaited.
    pub is_awaited: bool,
}

/// How it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A method of it releases it.
    Method,
    /// A method of something else takes it back.
    Owner,
    /// A function takes it back.
    Function,
    /// It is the manager of a `with`.
    Managed,
    /// It is the manager of an `async with`.
    AsyncManaged,
}

impl Seen {
    /// How much it shows.
    pub(super) fn weight(&self) -> u32 {
        match self.way {
            Way::Method | Way::Owner | Way::Function => 10,
            Way::Managed | Way::AsyncManaged => 5,
        }
    }
}
