//! What shows that something has to be released.

use crate::text::Range;
use std::cmp::Reverse;

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

/// Which items of what a call gives are seen to be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// All of it is, as one.
    pub is_whole: bool,
    /// The first is.
    pub first: bool,
    /// The second is.
    pub second: bool,
}

impl Parts {
    /// Whether an item can be told. Approximation: what comes behind the second cannot.
    pub(super) fn can_tell(part: Option<usize>) -> bool {
        part.is_none_or(|part| part < 2)
    }

    /// With another item, or with all of it.
    pub(super) fn add(&mut self, part: Option<usize>) {
        match part {
            None => self.is_whole = true,
            Some(0) => self.first = true,
            Some(1) => self.second = true,
            Some(_) => {}
        }
    }

    /// Both together.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            is_whole: self.is_whole || other.is_whole,
            first: self.first || other.first,
            second: self.second || other.second,
        }
    }
}

impl Seen {
    /// By what it is released, and where that stands.
    pub(super) fn new(way: Way, by: &str, at: Range, is_awaited: bool) -> Self {
        Self {
            way,
            by: by.to_owned(),
            at,
            is_awaited,
        }
    }

    /// How much it shows.
    pub(super) fn weight(&self) -> u32 {
        match self.way {
            Way::Method | Way::Owner | Way::Function => 10,
            Way::Managed | Way::AsyncManaged => 5,
        }
    }

    /// Whether it is the better one to tell of: it shows more, or comes first.
    pub(super) fn beats(&self, other: &Self) -> bool {
        let of = |seen: &Self| (seen.weight(), Reverse(seen.at.start));
        of(self) > of(other)
    }
}
