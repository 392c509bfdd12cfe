//! The rules: each looks at one acquisition and says what is wrong with it.
//!
//! One file per rule, with its documentation (which is also its test), when it applies, and what it
//! says. The menu below is the order in which they are asked; of those about leaks the first that
//! applies reports, so that an acquisition has one such finding. No resource is named here: what differs between files and threads
//! comes from the catalogue.

mod case;
mod discarded_at_birth;
mod kept_and_never_released;
mod leaked_on_exception;
mod missed_on_some_path;
mod never_released;
mod overwritten_while_open;
mod released_twice;
mod replaced_while_open;
mod used_after_release;
mod words;

use crate::report::Confidence;
use crate::typestate::{Misuse, MisuseKind};
pub use case::{Case, Leak, outcome};
pub use words::release_code;

/// A rule.
pub struct Rule {
    /// Its name in reports and suppressions.
    pub id: &'static str,
    /// What it finds, in one line.
    pub title: &'static str,
    /// Whether an acquisition has this problem, and how sure that is.
    pub find: fn(&Case<'_>) -> Option<Confidence>,
    /// The finding in words.
    pub say: fn(&Case<'_>) -> Message,
    /// What is done to a released handle, or to the one before, if it is that and no leak of this one.
    pub misuse: Option<MisuseKind>,
}

impl Rule {
    /// The misuse that a finding of this rule is about, if it is about one.
    pub fn misuse(&self, case: &Case<'_>) -> Option<Misuse> {
        case.misuse(self.misuse?)
    }
}

/// What a finding says: what, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub because: String,
    /// What to do.
    pub help: String,
}

/// The menu, in the order in which the rules are asked.
pub const RULES: &[&Rule] = &[
    &discarded_at_birth::RULE,
    &overwritten_while_open::RULE,
    &kept_and_never_released::RULE,
    &never_released::RULE,
    &missed_on_some_path::RULE,
    &leaked_on_exception::RULE,
    &used_after_release::RULE,
    &released_twice::RULE,
    &replaced_while_open::RULE,
];

/// The documentation of each rule, in Markdown; the Python in it is executed by the tests. Apart from
/// the rules, so that a page that only checks need not download it.
const DOCS: &[(&Rule, &str)] = &[
    (&discarded_at_birth::RULE, discarded_at_birth::DOC),
    (&overwritten_while_open::RULE, overwritten_while_open::DOC),
    (&kept_and_never_released::RULE, kept_and_never_released::DOC),
    (&never_released::RULE, never_released::DOC),
    (&missed_on_some_path::RULE, missed_on_some_path::DOC),
    (&leaked_on_exception::RULE, leaked_on_exception::DOC),
    (&used_after_release::RULE, used_after_release::DOC),
    (&released_twice::RULE, released_twice::DOC),
    (&replaced_while_open::RULE, replaced_while_open::DOC),
];

/// The documentation of a rule, in Markdown.
pub fn doc(rule: &Rule) -> &'static str {
    let its = |(other, _): &&(&Rule, &'static str)| other.id == rule.id;
    DOCS.iter().find(its).map_or("", |(_, doc)| *doc)
}

/// The rule of a name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// The rules that apply to an acquisition: of those about leaks the first, and every other.
pub fn matches(case: &Case<'_>) -> Vec<(&'static Rule, Confidence)> {
    let applies = |rule: &&'static Rule| Some((*rule, case.weigh((rule.find)(case)?)));
    let leak = RULES.iter().filter(|rule| rule.misuse.is_none());
    let misuse = RULES.iter().filter(|rule| rule.misuse.is_some());
    let first = leak.filter_map(applies).take(1);
    first.chain(misuse.filter_map(applies)).collect()
}
