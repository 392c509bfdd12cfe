//! What a file does not say and the catalogue does not know.

use super::Span;
use serde::{Deserialize, Serialize};

/// A name that the file uses and does not bind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// The name.
    pub name: String,
    /// The dotted name of what it is taken for.
    pub path: String,
}

/// A callable that looks as if it gave something to be released, and is not known: what a project's settings
/// would have to say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAlike {
    /// What is called, as it is written where it is called first.
    pub call: String,
    /// The dotted names to know it by; `.pool.lease` is a method of whatever is called `pool`, and `.lease`
    /// one of anything.
    pub names: Vec<String>,
    /// What it seems to give, in words, such as `connection`.
    pub kind: String,
    /// Where that is in what it returns.
    pub gives: Gives,
    /// Where it is called.
    pub places: Vec<Span>,
    /// The name of what releases it, as far as one sees.
    pub release: String,
    /// What that is.
    pub released_by: ReleasedBy,
    /// Why it looks like an acquisition.
    pub likeness: Likeness,
    /// Where that is seen: a line, from 1; none if it is only the name.
    pub line: Option<u32>,
    /// Whether what it gives is awaited.
    pub is_awaited: bool,
    /// Whether its release is awaited.
    pub is_release_awaited: bool,
}

/// Where in what a call returns there is something to be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// It is what is returned.
    #[default]
    Returned,
    /// It is the first of a tuple.
    FirstOfTuple,
    /// It is the second of a tuple.
    SecondOfTuple,
    /// Both of a tuple are.
    BothOfTuple,
}

/// What releases something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleasedBy {
    /// A method of its own.
    Method,
    /// A method of something else, which is given it.
    Owner,
    /// A function that is given it.
    Function,
}

/// Why a call looks like an acquisition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// What such a call gives is released in the file.
    Released,
    /// It is the manager of a `with`.
    Managed,
    /// It is the manager of an `async with`.
    AsyncManaged,
    /// It is called so.
    Named,
}
