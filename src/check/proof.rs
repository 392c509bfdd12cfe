//! A fix is offered only if analysing the repaired text shows that it repairs, and nothing else.

use super::File;
use crate::fix;
use crate::report::{Acquisition, Confidence, ExitKind, FileReport, Fix, Outcome};
use crate::resources::Catalogue;
use crate::syntax;
use crate::text::LineIndex;
use std::collections::BTreeSet;

/// Keeps only the fixes that are proved.
pub(super) fn keep_proved(file: &File<'_>, catalogue: &Catalogue, report: &mut FileReport) {
    let before = report.clone();
    for finding in &mut report.findings {
        let acquisition = finding.acquisition as usize;
        finding
            .fixes
            .retain(|fix| is_proved(file, catalogue, &before, acquisition, fix));
    }
}

fn is_proved(
    file: &File<'_>,
    catalogue: &Catalogue,
    before: &FileReport,
    repaired: usize,
    fix: &Fix,
) -> bool {
    let text = fix::apply_edits(file.text, &fix.edits);
    let parsed = syntax::parse(&text);
    if parsed.problems.len() > before.syntax_errors.len() {
        return false;
    }
    let fixed = File {
        text: &text,
        lines: LineIndex::new(&text),
        parsed: &parsed,
    };
    let options = super::Options {
        show: vec![
            Confidence::Definite,
            Confidence::SomePath,
            Confidence::OnlyOnException,
        ],
        details: false,
        resources: String::new(),
    };
    let after = fixed.report(catalogue, &options);
    // The repair keeps the order of acquisitions, so rows are compared one by one.
    after.acquisitions.len() == before.acquisitions.len()
        && before
            .acquisitions
            .iter()
            .zip(&after.acquisitions)
            .enumerate()
            .all(|(at, (old, new))| {
                if at == repaired {
                    new.api == old.api && new.verdict < Outcome::Unclear && keeps_owners(old, new)
                } else {
                    row(old) == row(new)
                }
            })
}

/// Whether whoever got the handle still gets it: releasing it under its new owner's hands is no
/// repair.
fn keeps_owners(old: &Acquisition, new: &Acquisition) -> bool {
    let handed = |it: &Acquisition| {
        let exits = it.exits.iter();
        exits
            .filter(|exit| exit.outcome == Outcome::HandedOver)
            .count()
    };
    handed(old) == handed(new)
}

/// What must not change in a row: what was acquired, and which outcomes there are on which kinds of
/// way out. Lines move, and a `with` or `finally` may add a way out that fares like another.
fn row(acquisition: &Acquisition) -> (&str, &str, Outcome, BTreeSet<(ExitKind, Outcome)>) {
    let exits = acquisition
        .exits
        .iter()
        .map(|exit| (exit.kind, exit.outcome))
        .collect();
    (
        &acquisition.api,
        &acquisition.function,
        acquisition.verdict,
        exits,
    )
}
