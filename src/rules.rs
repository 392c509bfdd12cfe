//! The rules: each looks at one acquisition, or at something that grows, and says what is wrong with it.
//!
//! One file per rule, with its documentation (which is also its test), when it applies, and what it
//! says. The menu below is the order in which they are asked; of those about leaks the first that
//! applies reports, so that an acquisition has one such finding. No resource is named here: what differs between
//! files and threads comes from the catalogue. Whatever grows is of one kind, and each kind has its rule.

mod cached_without_bound;
mod case;
mod collector_left_off;
mod default_that_grows;
mod discarded_at_birth;
mod exception_kept;
mod grown;
mod grows_without_bound;
mod held_across_a_wait;
mod kept_and_never_released;
mod kept_by_a_cycle;
mod leaked_on_exception;
mod made_per_call;
mod missed_on_some_path;
mod never_released;
mod overwritten_while_open;
mod registered_per_call;
mod released_twice;
mod removal_missed;
mod replaced_while_open;
mod used_after_release;
mod words;

use crate::growth::Kind;
use crate::report::Confidence;
use crate::typestate::{Misuse, MisuseKind};
pub use case::{Case, Leak, outcome};
pub use grown::Grown;
pub use words::release_code;

/// A rule.
pub struct Rule {
    /// Its name in reports and suppressions.
    pub id: &'static str,
    /// What it finds, in one line.
    pub title: &'static str,
    /// What it looks at.
    pub about: About,
}

/// What a rule looks at.
pub enum About {
    /// One acquisition.
    Acquisition {
        /// Whether an acquisition has this problem, and how sure that is.
        find: fn(&Case<'_>) -> Option<Confidence>,
        /// The finding in words.
        say: fn(&Case<'_>) -> Message,
        /// What is done to a released handle, or to the one before, if it is that and no leak of this one.
        misuse: Option<MisuseKind>,
    },
    /// What keeps more with every call.
    Growth {
        /// The kind of growth.
        kind: Kind,
        /// The finding in words.
        say: fn(&Grown<'_>) -> Message,
    },
}

impl Rule {
    /// The misuse that a finding of this rule is about, if it is about one.
    pub fn misuse(&self, case: &Case<'_>) -> Option<Misuse> {
        case.misuse(self.misused()?)
    }

    /// Whether it is about something that is never released.
    pub fn is_about_leaks(&self) -> bool {
        matches!(self.about, About::Acquisition { misuse: None, .. })
    }

    fn misused(&self) -> Option<MisuseKind> {
        match self.about {
            About::Acquisition { misuse, .. } => misuse,
            About::Growth { .. } => None,
        }
    }
}

/// What a finding says: what, why, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    &grows_without_bound::RULE,
    &removal_missed::RULE,
    &registered_per_call::RULE,
    &cached_without_bound::RULE,
    &default_that_grows::RULE,
    &exception_kept::RULE,
    &kept_by_a_cycle::RULE,
    &collector_left_off::RULE,
    &made_per_call::RULE,
    &held_across_a_wait::RULE,
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
    (&grows_without_bound::RULE, grows_without_bound::DOC),
    (&removal_missed::RULE, removal_missed::DOC),
    (&registered_per_call::RULE, registered_per_call::DOC),
    (&cached_without_bound::RULE, cached_without_bound::DOC),
    (&default_that_grows::RULE, default_that_grows::DOC),
    (&exception_kept::RULE, exception_kept::DOC),
    (&kept_by_a_cycle::RULE, kept_by_a_cycle::DOC),
    (&collector_left_off::RULE, collector_left_off::DOC),
    (&made_per_call::RULE, made_per_call::DOC),
    (&held_across_a_wait::RULE, held_across_a_wait::DOC),
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

/// The rules that apply to an acquisition, each with how sure that is: of those about leaks the first, and every
/// other.
pub fn matches(case: &Case<'_>) -> Vec<(&'static Rule, Confidence)> {
    let applies = |rule: &&'static Rule| match rule.about {
        About::Acquisition { find, .. } => Some((*rule, case.weigh(find(case)?))),
        About::Growth { .. } => None,
    };
    let leaks = RULES.iter().filter(|rule| rule.is_about_leaks());
    let others = RULES.iter().filter(|rule| !rule.is_about_leaks());
    let first = leaks.filter_map(applies).take(1);
    first.chain(others.filter_map(applies)).collect()
}

/// What a rule says of an acquisition.
pub fn said(rule: &Rule, case: &Case<'_>) -> Message {
    match rule.about {
        About::Acquisition { say, .. } => say(case),
        About::Growth { .. } => Message::default(),
    }
}

/// The rule about something that grows, and what it says.
pub fn of_growth(grown: &Grown<'_>) -> Option<(&'static Rule, Message)> {
    RULES.iter().find_map(|rule| match rule.about {
        About::Growth { kind, say } if kind == grown.growth.kind => Some((*rule, say(grown))),
        _ => None,
    })
}
