//! Fixes of what grows: offered if analysing the repaired text shows that the growth is gone, that nothing else
//! grows or leaks that did not, and that what a person wrote that is no code stays.
//!
//! Who keeps what is asked of a whole file, so the whole file is read again for each.

use super::budget::OF_A_BYTE;
use super::proof::{row, words};
use super::{File, Options};
use crate::fix;
use crate::growth::Growth;
use crate::report::{Confidence, FileReport, Finding, Fix};
use crate::resources::Catalogue;
use crate::syntax;
use std::cell::OnceCell;

/// The fixes worth trying for something that grows.
pub(super) fn proposals(file: &File<'_>, growth: &Growth) -> Vec<Fix> {
    let proposals = fix::of_growth(growth, &file.parsed.module, file.text, &file.lines);
    let fixes = proposals.into_iter().map(|it| Fix {
        edits: (it.edits.iter())
            .map(|edit| fix::edit(file.text, &file.lines, edit))
            .collect(),
        title: it.title,
    });
    fixes.collect()
}

/// A text in which something grows, before it is repaired.
pub(super) struct Unmended<'a> {
    file: &'a File<'a>,
    catalogue: &'a Catalogue,
    options: Options,
    report: OnceCell<(FileReport, usize)>,
}

impl<'a> Unmended<'a> {
    /// A file as it is.
    pub fn of(file: &'a File<'a>, catalogue: &'a Catalogue, options: &Options) -> Self {
        Self {
            file,
            catalogue,
            options: Options {
                details: false,
                show: Confidence::ALL.into(),
                ..options.clone()
            },
            report: OnceCell::new(),
        }
    }

    /// Keeps those of a finding's fixes that are proved, as far as that is no more work than is `left`; whether
    /// there was enough for all.
    pub fn keep_proved(&self, finding: &mut Finding, left: &mut usize) -> bool {
        if finding.fixes.is_empty() {
            return true;
        }
        let mut was_time = true;
        let (before, work) = self
            .report
            .get_or_init(|| self.file.report(self.catalogue, &self.options, None));
        let (rule, at) = (finding.rule.clone(), (finding.line, finding.column));
        let is_it = |it: &&Finding| it.rule == rule && (it.line, it.column) == at;
        let Some(repaired) = before.findings.iter().find(is_it) else {
            finding.fixes.clear();
            return true;
        };
        finding.fixes.retain(|fix| {
            let cost = work + OF_A_BYTE * self.file.text.len();
            was_time &= cost < *left;
            *left -= cost.min(*left);
            was_time && self.proves(fix, before, repaired)
        });
        was_time
    }

    fn proves(&self, fix: &Fix, before: &FileReport, repaired: &Finding) -> bool {
        let text = fix::apply_edits(self.file.text, &fix.edits);
        let parsed = syntax::parse(&text);
        let file = File::new(self.file.path, &text, &parsed);
        let (after, _) = file.report(self.catalogue, &self.options, None);
        let are_same_rows =
            (before.acquisitions.iter().map(row)).eq(after.acquisitions.iter().map(row));
        let said = |file: &File<'_>| words(&file.parsed.module, file.text, |_| true);
        after.syntax_errors.len() <= before.syntax_errors.len()
            && are_same_rows
            && said(self.file) == said(&file)
            && are_fewer(before, &after, repaired)
    }
}

/// Whether what is found is what was found before, without one.
fn are_fewer(before: &FileReport, after: &FileReport, without: &Finding) -> bool {
    let name = |it: &Finding| {
        let kept = it
            .kept
            .as_ref()
            .map(|kept| (kept.by.clone(), kept.each.clone()));
        (it.rule.clone(), it.api.clone(), it.function.clone(), kept)
    };
    let gone = before
        .findings
        .iter()
        .filter(|it| !std::ptr::eq(*it, without));
    let mut others: Vec<_> = gone.map(name).collect();
    after.findings.iter().all(|it| {
        let place = others.iter().position(|other| *other == name(it));
        place.map(|place| others.swap_remove(place)).is_some()
    })
}
