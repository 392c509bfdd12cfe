//! Fixes of what grows: offered if analysing the repaired text shows that the growth is gone, that nothing else
//! grows or leaks that did not, and that what a person wrote that is no code stays.
//!
//! Who keeps what is asked of a whole file, so the whole file is read again for each; what becomes of resources is
//! followed again only where the file has any.

use super::budget::OF_A_BYTE;
use super::grown::{self, Wanted};
use super::proof::words;
use super::{File, Options};
use crate::fix;
use crate::growth::Growth;
use crate::report::{Acquisition, FileReport, Finding, Fix, Outcome};
use crate::resources::Catalogue;
use crate::syntax;
use crate::typestate::ModuleScope;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// What asking anew who keeps what costs for each byte of a text: so much more than reading it again.
const OF_GROWTH: usize = 8 * OF_A_BYTE;

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
    module: &'a ModuleScope,
    catalogue: &'a Catalogue,
    options: Options,
    /// What is acquired in it and found about that.
    known: FileReport,
    /// How much work that was.
    work: usize,
    grown: OnceCell<Vec<Finding>>,
}

impl<'a> Unmended<'a> {
    /// A file as it is, what is known of it, and how much work that was.
    pub fn of(
        file: &'a File<'a>,
        module: &'a ModuleScope,
        (catalogue, options): (&'a Catalogue, &Options),
        (report, work): (&FileReport, usize),
    ) -> Self {
        let about_resources = report.findings.iter().filter(|it| it.kept.is_none());
        Self {
            file,
            module,
            catalogue,
            options: Options {
                details: false,
                ..options.clone()
            },
            known: FileReport {
                acquisitions: report.acquisitions.clone(),
                findings: about_resources.cloned().collect(),
                ..FileReport::default()
            },
            work,
            grown: OnceCell::new(),
        }
    }

    /// The same, of which it is known what grows in it.
    pub fn knowing(self, grown: Vec<Finding>) -> Self {
        Self {
            grown: OnceCell::from(grown),
            ..self
        }
    }

    /// Keeps those of a finding's fixes that are proved, as far as that is no more work than is `left`; whether
    /// there was enough for all.
    pub fn keep_proved(&self, finding: &mut Finding, left: &mut usize) -> bool {
        if finding.fixes.is_empty() {
            return true;
        }
        let before = self
            .grown
            .get_or_init(|| self.growths(self.file, self.module));
        let (rule, at) = (finding.rule.clone(), (finding.line, finding.column));
        let is_it = |it: &&Finding| it.rule == rule && (it.line, it.column) == at;
        let Some(repaired) = before.iter().find(is_it) else {
            finding.fixes.clear();
            return true;
        };
        let mut was_time = true;
        finding.fixes.retain(|fix| {
            let cost = self.work + OF_GROWTH * self.file.text.len();
            was_time &= cost < *left;
            *left -= cost.min(*left);
            was_time && self.proves(fix, before, repaired)
        });
        was_time
    }

    /// All that grows in a file, however sure that is.
    fn growths(&self, file: &File<'_>, module: &ModuleScope) -> Vec<Finding> {
        grown::of(file, module, self.catalogue.registries(), Wanted::Findings)
    }

    fn proves(&self, fix: &Fix, before: &[Finding], repaired: &Finding) -> bool {
        let text = fix::apply_edits(self.file.text, &fix.edits);
        let parsed = syntax::parse(&text);
        let file = File::new(self.file.path, &text, &parsed);
        let said = |file: &File<'_>| words(&file.parsed.module, file.text, |_| true);
        if !parsed.problems.is_empty() || said(self.file) != said(&file) {
            return false;
        }
        let module = ModuleScope::of(&parsed.module, file.path, self.catalogue);
        let others = before.iter().filter(|it| !std::ptr::eq(*it, repaired));
        are_no_more(others, &self.growths(&file, &module)) && self.keeps_resources(&file)
    }

    /// Whether what is acquired in a repaired file fares as before.
    fn keeps_resources(&self, file: &File<'_>) -> bool {
        if self.known.acquisitions.is_empty() {
            return true;
        }
        let (after, _) = file.report(self.catalogue, &self.options, None);
        let about_resources: Vec<Finding> = (after.findings.into_iter())
            .filter(|it| it.kept.is_none())
            .collect();
        fare_as_well(&self.known.acquisitions, &after.acquisitions)
            && are_no_more(self.known.findings.iter(), &about_resources)
    }
}

/// Whether the same is acquired, wherever that stands now, and none of it fares worse.
fn fare_as_well(before: &[Acquisition], after: &[Acquisition]) -> bool {
    let sorted = |rows: &[Acquisition]| {
        let mut all: Vec<(String, Outcome)> =
            rows.iter().map(|it| (it.api.clone(), it.verdict)).collect();
        all.sort();
        all
    };
    let (before, after) = (sorted(before), sorted(after));
    let mut pairs = before.iter().zip(&after);
    before.len() == after.len() && pairs.all(|(old, new)| old.0 == new.0 && new.1 <= old.1)
}

/// Whether each of some findings is one of those before.
fn are_no_more<'f>(before: impl Iterator<Item = &'f Finding>, after: &'f [Finding]) -> bool {
    let name = |it: &'f Finding| {
        let kept = it.kept.as_ref().map(|kept| (&kept.by, &kept.each));
        (&it.rule, &it.api, &it.function, kept)
    };
    let mut left: FxHashMap<_, usize> = FxHashMap::default();
    for it in before {
        *left.entry(name(it)).or_default() += 1;
    }
    after.iter().all(|it| match left.get_mut(&name(it)) {
        Some(0) | None => false,
        Some(left) => {
            *left -= 1;
            true
        }
    })
}
