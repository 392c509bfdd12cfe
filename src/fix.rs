//! Repairs: edits to the text, chosen by shape, that keep formatting and comments.
//!
//! A proposal is only a proposal. [`crate::check`] analyses the repaired text, and offers it as *proved* if on
//! every path, normal and exceptional:
//!
//! * the finding is gone, what else is acquired fares as before or is repaired along with it, and nothing is
//!   found that was not;
//! * nothing that was made from the handle (a reader, an iterator, a bound method, a cursor, the name of a
//!   temporary directory, the handle in a list) is used, returned or stored where the repair has released it;
//! * nothing is released twice, unless the catalogue says that this is harmless;
//! * nothing is released that was not acquired there: a standard stream, what the caller lent, what may be `None`;
//! * a release does nothing besides: no transaction becomes final that was undone, no goodbye fails that nobody said;
//! * what was released, by the program or by CPython when nothing had it any more, is released no later than before;
//! * nobody waits for work that nobody waited for, and no lock is given back before it was;
//! * comments and texts in quotes stay as they are.
//!
//! Whatever cannot be shown to keep all of these is not offered; the finding says what to do by hand. What
//! `tests/oracle/repairs.py` tries in CPython is the same list.

mod asked;
mod doubts;
mod dropped;
mod grown;
mod guard;
mod half_made;
mod handler;
mod locked;
mod names;
mod owned;
mod page;
mod place;
mod stack;
mod task;
mod temporary;
mod waiting;

use crate::edits::span;
pub use crate::edits::{Replacement, apply, apply_edits};
use crate::report::{Edit, Span};
use crate::resources::{Form, WithEffect};
use crate::rules::{Case, Leak};
use crate::syntax::ast::Module;
use crate::text::LineIndex;
use crate::typestate::Loss;
pub use grown::of_growth;
use page::Page;
use place::Place;
use similar::DiffTag;
use similar::algorithms::{Capture, Replace, myers};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Deref;

/// A repair that has not been proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What it does, in a few words.
    pub title: String,
    /// The replacements, in source order, not overlapping.
    pub edits: Vec<Replacement>,
}

/// The title of a repair that is offered where none before it is proved.
const STACK: &str = "Use an `ExitStack`";
/// How the title of another of these ends.
const WHERE_IT_FAILS: &str = "where it fails";

/// The same of one that asks whether there is something to release.
const IF_THERE: &str = "if it is there";

/// Whether a repair is offered only where none before it is proved, by its title.
pub fn is_last_resort(title: &str) -> bool {
    title == STACK || title.ends_with(WHERE_IT_FAILS) || title.ends_with(IF_THERE)
}

/// The repairs worth trying for a case, best first.
pub fn proposals(case: &Case<'_>, module: &Module) -> Vec<Proposal> {
    let shape = Shape {
        case,
        page: Page::new(case.text, case.lines, module, case.range()),
        tied: OnceCell::new(),
    };
    // A lock is not what a name is bound to.
    if case.tracked.acquired.form == Form::Held {
        return sorted(shape.hold_while_needed());
    }
    let is_kept = |leak: &Leak| matches!(leak.lost, Some((Loss::Kept, _)));
    let is_kept = case.leaks().iter().any(is_kept);
    let with = case.handle().with != WithEffect::Unsupported;
    let awaits = case.handle().async_with || case.handle().awaited;
    let mut proposals = Vec::new();
    if (awaits && !shape.is_in_coroutine()) || shape.is_nested_deeply() || shape.is_in_doubt() {
        return proposals;
    }
    // What an object keeps must stay open, but where making the object fails.
    if is_kept {
        proposals.extend(shape.release_on_error());
        proposals.extend(shape.on_a_stack_until_all_are_open());
        return sorted(proposals);
    }
    if case.tracked.acquired.or_none {
        proposals.extend(shape.behind_the_question());
        return sorted(proposals);
    }
    if with && shape.is_managed_plainly() {
        proposals.extend(shape.bind_in_with());
        proposals.extend(shape.name_temporary());
        proposals.extend(shape.with_both());
        proposals.extend(shape.close_manager());
    }
    proposals.extend(shape.keep_until_done());
    proposals.extend(shape.release_in_finally());
    proposals.extend(shape.release_on_error());
    proposals.extend(shape.in_exit_stack());
    proposals.extend(shape.on_a_stack_until_all_are_open());
    sorted(proposals)
}

/// Each with its edits in source order, and one only where several begin.
fn sorted(mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    for proposal in &mut proposals {
        proposal.edits.sort();
        proposal.edits.dedup_by(|next, before| {
            let begins_there =
                before.range.start == next.range.start && before.range.end == before.range.start;
            if begins_there {
                before.range = next.range;
                before.text.push_str(&next.text);
            }
            begins_there
        });
    }
    proposals
}

/// What turns one text into another, whole lines at a time.
pub fn between(before: &str, after: &str) -> Vec<Edit> {
    let (from, to) = (LineIndex::new(before), LineIndex::new(after));
    let (old, new) = (from.lines(before), to.lines(after));
    let mut capture = Replace::new(Capture::new());
    // Capturing cannot fail: its error is `Infallible`.
    let Ok(()) = myers::diff(&mut capture, &old, 0..old.len(), &new, 0..new.len());
    let start_of = |line: usize| match line < old.len() {
        true => (line as u32 + 1, 1),
        false => {
            let end = from.position(before, before.len() as u32);
            (end.line, end.column)
        }
    };
    let changes = capture.into_inner().into_ops().into_iter();
    changes
        .filter(|change| change.tag() != DiffTag::Equal)
        .map(|change| {
            let (line, column) = start_of(change.old_range().start);
            let (end_line, end_column) = start_of(change.old_range().end);
            let span = Span {
                line,
                column,
                end_line,
                end_column,
            };
            let text = new.get(change.new_range()).unwrap_or_default().concat();
            Edit { span, text }
        })
        .collect()
}

/// A replacement as the report says it.
pub fn edit(text: &str, lines: &LineIndex, replacement: &Replacement) -> Edit {
    Edit {
        span: span(text, lines, replacement.range),
        text: replacement.text.clone(),
    }
}

/// The shape of the code around an acquisition.
struct Shape<'a, 'b> {
    case: &'b Case<'a>,
    /// The text it stands in.
    page: Page<'b>,
    /// The names of all that works only as long as the handle is open.
    tied: OnceCell<BTreeSet<String>>,
}

/// What stands on the page, a shape can be asked as well.
impl<'b> Deref for Shape<'_, 'b> {
    type Target = Page<'b>;

    fn deref(&self) -> &Page<'b> {
        &self.page
    }
}
