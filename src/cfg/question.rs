//! What branches ask, and when it has to be asked afresh.

use super::VarId;

/// A question that a branch asks and another may ask again: the answer is remembered in a variable,
/// until something that it is about changes.
#[derive(Clone, Debug)]
pub struct Question {
    /// Remembers the value that is asked about, or the answer.
    pub var: VarId,
    /// The variables it is about.
    pub about: Vec<VarId>,
    /// The attributes it is about.
    pub attributes: Vec<String>,
    /// Whether it is the attribute itself that is asked about.
    pub is_attribute: bool,
    /// Who may change the answer.
    pub change: Change,
}

/// Who may change the answer to a question; each includes those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only who gives its variables new values.
    #[default]
    Own,
    /// Code outside the function: it is about a global.
    Outside,
    /// Whoever has the objects: it is about an attribute, or what is in something.
    Anyone,
}
