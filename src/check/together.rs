//! Fixes made together: of all findings, and of all findings of one rule.
//!
//! Two fixes that were proved one by one may be wrong together: both move the same lines, or both
//! import the same name. So they are made in rounds. A round takes fixes that stand apart, makes them
//! and has the text analysed; what is still found is the next round's. A round must prove itself on
//! the whole file as one fix does on its part; one that does not is tried with half of its fixes, and
//! a fix that fails alone is left out. What is told at the end is counted: how many findings fewer
//! there are.

use super::budget::OF_A_BYTE;
use super::memory::Memory;
use super::{File, Options, proof};
use crate::fix;
use crate::report::{FileReport, Finding, Fix, Repair};
use crate::resources::Catalogue;
use crate::syntax::Parser;
use std::collections::BTreeSet;

/// Work that may be done for one file, in the unit of `budget`, so that a large one cannot take the
/// reader's time.
const WORK: usize = 24_000_000;

/// What can be fixed together: everything, then every rule with several findings.
pub(super) fn repairs(
    path: &str,
    text: &str,
    report: &FileReport,
    catalogue: &Catalogue,
    options: &Options,
) -> Vec<Repair> {
    let mut bench = Bench {
        path,
        catalogue,
        options,
        parser: Parser::default(),
        memory: None,
        left: WORK,
    };
    let start = Text {
        text: text.to_owned(),
        report: report.clone(),
    };
    let mut repairs = Vec::new();
    let fixable = |finding: &&Finding| !finding.fixes.is_empty();
    let rules: Vec<&str> = (report.findings.iter().filter(fixable))
        .map(|finding| finding.rule.as_str())
        .collect();
    if rules.is_empty() {
        return repairs;
    }
    repairs.extend(bench.repair(&start, None));
    let each: BTreeSet<&str> = rules.iter().copied().collect();
    for rule in each.iter().filter(|rule| times(&rules, rule) > 1) {
        let of_rule = match (each.len(), repairs.first()) {
            (1, Some(all)) => Some(Repair {
                rule: Some((*rule).to_owned()),
                ..all.clone()
            }),
            _ => bench.repair(&start, Some(rule)),
        };
        repairs.extend(of_rule);
    }
    repairs
}

/// What an analysis costs at least: what an empty text costs, and reading this one.
fn least(text: &str) -> usize {
    const EACH: usize = 12_000;
    EACH + OF_A_BYTE * text.len()
}

fn times(rules: &[&str], wanted: &str) -> usize {
    rules.iter().filter(|rule| **rule == wanted).count()
}

/// A text and what was found in it.
struct Text {
    text: String,
    report: FileReport,
}

/// Where texts are repaired and analysed again.
struct Bench<'a> {
    path: &'a str,
    catalogue: &'a Catalogue,
    options: &'a Options,
    parser: Parser,
    memory: Option<Memory>,
    /// Work that may still be done.
    left: usize,
}

impl Bench<'_> {
    /// Round after round until nothing more can be fixed, or enough was analysed.
    fn repair(&mut self, start: &Text, rule: Option<&str>) -> Option<Repair> {
        let mut left_out = BTreeSet::new();
        let mut last: Option<Text> = None;
        loop {
            let now = last.as_ref().unwrap_or(start);
            let mut fixes = apart(&now.report, rule, &left_out);
            if fixes.is_empty() {
                break;
            }
            let mut next = None;
            while next.is_none() && !fixes.is_empty() && self.affords(now) {
                next = self.made(now, &fixes);
                if let (None, [(finding, _)]) = (&next, fixes.as_slice()) {
                    left_out.extend(finding.acquisition);
                }
                fixes.truncate(fixes.len() / 2);
            }
            if next.is_none() && !self.affords(now) {
                break;
            }
            last = next.or(last);
        }
        let end = last?;
        let fewer = start.report.findings.len() - end.report.findings.len();
        Some(Repair {
            rule: rule.map(str::to_owned),
            count: u32::try_from(fewer).ok()?,
            edits: fix::between(&start.text, &end.text),
        })
    }

    fn affords(&self, now: &Text) -> bool {
        self.left >= least(&now.text)
    }

    /// The text with these fixes made, if it proves itself.
    fn made(&mut self, now: &Text, fixes: &[(&Finding, &Fix)]) -> Option<Text> {
        let edits: Vec<_> = (fixes.iter())
            .flat_map(|(_, fix)| fix.edits.iter().cloned())
            .collect();
        let text = fix::apply_edits(&now.text, &edits);
        let parsed = self.parser.parse(&text);
        let file = File::new(self.path, &text, parsed);
        let (report, work) = file.report(self.catalogue, self.options, Some(&mut self.memory));
        self.left = self.left.saturating_sub(least(&text) + work);
        let repaired: Vec<u32> = fixes.iter().filter_map(|(it, _)| it.acquisition).collect();
        is_proved(&now.report, &report, &repaired).then_some(Text { text, report })
    }
}

/// First fixes that do not reach into each other's lines. The last of a function comes first: what
/// was opened last is guarded inside of what was opened before.
fn apart<'r>(
    report: &'r FileReport,
    rule: Option<&str>,
    left_out: &BTreeSet<u32>,
) -> Vec<(&'r Finding, &'r Fix)> {
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut fixes = Vec::new();
    for finding in report.findings.iter().rev() {
        let is_wanted = rule.is_none_or(|rule| rule == finding.rule);
        let fix = finding.fixes.first();
        let is_left_out = (finding.acquisition).is_some_and(|at| left_out.contains(&at));
        let Some(fix) = fix.filter(|_| is_wanted && !is_left_out) else {
            continue;
        };
        let (first, last) = lines(fix);
        if taken
            .iter()
            .all(|(start, end)| last < *start || *end < first)
        {
            taken.push((first, last));
            fixes.push((finding, fix));
        }
    }
    fixes
}

/// The first and the last line that a fix touches.
fn lines(fix: &Fix) -> (u32, u32) {
    let lines = (fix.edits.iter()).flat_map(|edit| [edit.span.line, edit.span.end_line]);
    lines.fold((u32::MAX, 0), |(first, last), line| {
        (first.min(line), last.max(line))
    })
}

/// Whether what was to be repaired is, every other acquisition fares as before, and as many findings
/// are gone as were fixed, or more.
fn is_proved(before: &FileReport, after: &FileReport, repaired: &[u32]) -> bool {
    let rows = || before.acquisitions.iter().zip(&after.acquisitions);
    let fares = |(at, (old, new))| match repaired.contains(&at) {
        true => proof::is_repaired(old, new),
        false => proof::row(old) == proof::row(new),
    };
    let (old, new) = (proof::found(before), proof::found(after));
    let mut found = old.iter().zip(&new);
    let nothing_new = found.all(|(old, new)| new.iter().all(|it| old.contains(it)));
    after.syntax_errors.len() <= before.syntax_errors.len()
        && before.acquisitions.len() == after.acquisitions.len()
        && after.findings.len() + repaired.len() <= before.findings.len()
        && nothing_new
        && (0..).zip(rows()).all(fares)
}
