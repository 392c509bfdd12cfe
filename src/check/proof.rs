//! A fix is offered only if analysing the repaired text shows what [`crate::fix`] promises of it. What becomes of
//! acquisitions is compared row by row; `typestate::dependence` says what would be used, released or stored too
//! late; that nothing is released later than before holds by the shapes, which keep a release where it stands or
//! take its place.
//!
//! A fix inside one function or class cannot change what happens in another, so only the statement
//! of the top level that it changes is read again, with what it calls; a fix that reaches beyond reads the whole
//! file. So does every fix in a text that is broken: how a broken text is read does not stop at a statement.

use super::budget::{self, Left, OF_A_BYTE};
use super::mended::Unmended;
use super::part::Part;
use super::{File, Options, moved};
use crate::fix;
use crate::report::{Acquisition, Edit, ExitKind, FileReport, Finding, Fix, Outcome, SyntaxError};
use crate::resources::Catalogue;
use crate::syntax;
use crate::syntax::ast::Module;
use crate::text::Range;
use crate::typestate::ModuleScope;
use crate::typestate::dependence::Dependence;

/// Keeps only the fixes that are proved. Gives the number of findings that there was no time for (the
/// surest come first), and how much work it was.
pub(super) fn keep_proved(
    (before, grown): (&Before<'_>, &Unmended<'_>),
    findings: &mut [Finding],
) -> (usize, usize) {
    let all = budget::of_proofs(findings.len());
    let (mut left, mut late) = (all, 0);
    let mut findings: Vec<&mut Finding> = findings.iter_mut().collect();
    findings.sort_by_key(|finding| finding.confidence);
    for finding in findings.into_iter().filter(|it| !it.fixes.is_empty()) {
        let was_time = match finding.kept.is_some() {
            true => grown.keep_proved(finding, &mut left),
            false => before.keep_proved(finding, &mut left),
        };
        late += usize::from(!was_time);
    }
    (late, all - left)
}

/// The rules of each acquisition's findings.
pub(super) fn found(report: &FileReport) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new(); report.acquisitions.len()];
    for finding in &report.findings {
        if let Some(rules) = finding
            .acquisition
            .and_then(|at| found.get_mut(at as usize))
        {
            rules.push(finding.rule.clone());
        }
    }
    found
}

/// An acquisition of a text that is read for a proof.
pub(super) struct Row {
    /// What becomes of it.
    pub acquisition: Acquisition,
    /// The rules whose findings are shown.
    pub rules: Vec<String>,
    /// What depends on it, if it is of the callable that is asked about.
    pub dependence: Option<Dependence>,
}

/// A text that was read for a proof.
struct Reading {
    rows: Vec<Row>,
    /// What a person wrote that is no code: comments, and texts over several lines; in order.
    words: Vec<String>,
}

/// The kind of what is taken and given back, and is no object that is made.
const LOCK: &str = "lock";

/// What is known of the text before it is repaired.
pub(super) struct Before<'a> {
    file: &'a File<'a>,
    module: &'a ModuleScope,
    setting: (&'a Catalogue, &'a Options),
    rows: Vec<(&'a Acquisition, &'a [String])>,
    /// The lines of its syntax errors.
    errors: Vec<u32>,
    /// The first line of each scope, and how much work it was to follow it.
    efforts: Efforts,
}

/// Scopes by their first lines, with how much work they were.
pub(super) type Efforts = Vec<(u32, usize)>;

impl<'a> Before<'a> {
    /// The rows and syntax errors of a report, and the rules that were `found` for each of the rows.
    pub fn of(
        file: &'a File<'a>,
        module: &'a ModuleScope,
        setting: (&'a Catalogue, &'a Options),
        (rows, errors): (&'a [Acquisition], &[SyntaxError]),
        found: &'a [Vec<String>],
        efforts: Efforts,
    ) -> Self {
        let rows = rows.iter().zip(found.iter().map(Vec::as_slice));
        Self {
            file,
            module,
            setting,
            rows: rows.collect(),
            errors: errors.iter().map(|error| error.line).collect(),
            efforts,
        }
    }

    /// Keeps those of a finding's fixes that are proved, as far as that is no more work than is `left`;
    /// whether there was enough for any.
    pub fn keep_proved(&self, finding: &mut Finding, left: &mut usize) -> bool {
        let Some(repaired) = finding.acquisition.map(|at| at as usize) else {
            finding.fixes.clear();
            return true;
        };
        let rule = &finding.rule;
        let (mut was_time, mut is_repaired) = (false, false);
        finding.fixes.retain(|fix| {
            if is_repaired && fix::is_last_resort(&fix.title) {
                return false;
            }
            let is_time = self.effort(&self.part(fix)) < *left;
            was_time |= is_time;
            let is_proved = is_time && self.proves(fix, (repaired, rule), left);
            is_repaired |= is_proved;
            is_proved
        });
        was_time
    }

    /// By the part that it changes; or else, if that says something else, by the whole file.
    fn proves(&self, fix: &Fix, finding: (usize, &str), left: &mut usize) -> bool {
        let (part, whole) = (self.part(fix), Part::whole(self.file));
        let is_time = |left: usize| self.effort(&whole) < left;
        self.proves_in(&part, fix, finding, left)
            || (!part.is_whole
                && part.names_more()
                && is_time(*left)
                && self.proves_in(&whole, fix, finding, left))
    }

    fn proves_in(
        &self,
        part: &Part,
        fix: &Fix,
        (repaired, rule): (usize, &str),
        left: &mut usize,
    ) -> bool {
        let Some((old, _)) = self.rows.get(repaired) else {
            return false;
        };
        let edits = fix.edits.iter();
        let edits: Vec<Edit> = edits
            .map(|edit| moved::edit(edit, part.shift(edit.span.line)))
            .collect();
        let original = &part.text(self.file);
        let text = &fix::apply_edits(original, &edits);
        let is_whole = part.is_whole;
        let errors = self.errors.iter().filter(|line| part.contains(**line));
        let errors = errors.count();
        let Some(after) = self.read(text, (is_whole, errors), &old.api, left) else {
            return false;
        };
        let rows = self.rows.iter().enumerate();
        let before: Vec<_> = rows
            .filter(|(_, (row, _))| part.contains(row.line))
            .collect();
        // The repair keeps the order of acquisitions, so rows are compared one by one.
        let fares = |(at, (old, rules)): (usize, &(&Acquisition, &[String])), new: &Row| {
            let may_be_left = |it: &String| rules.contains(it) && (at != repaired || it != rule);
            let is_repaired =
                is_repaired(old, &new.acquisition) && new.rules.iter().all(may_be_left);
            match row(old) == row(&new.acquisition) && same_rules(rules, &new.rules) {
                _ if at == repaired => is_repaired.then_some(false),
                true => Some(false),
                false => is_repaired.then_some(true),
            }
        };
        // A lock that is taken by its `with` is no row.
        if old.resource == LOCK && after.rows.len() + 1 == before.len() {
            let others = before.iter().filter(|(at, _)| *at != repaired);
            let mut others = others.zip(&after.rows).map(|(old, new)| fares(*old, new));
            return others.all(|it| it == Some(false)) && self.words(part) == after.words;
        }
        let pairs = before.iter().zip(&after.rows);
        let others: Option<Vec<bool>> = pairs.map(|(old, new)| fares(*old, new)).collect();
        let Some(others) = others.filter(|_| after.rows.len() == before.len()) else {
            return false;
        };
        // What is repaired along with it is not released too early, either.
        let mut others = others
            .iter()
            .enumerate()
            .filter(|(_, is_repaired)| **is_repaired);
        let is_in_time = |(at, _): (usize, &bool)| {
            let api = &after.rows[at].acquisition.api;
            let read = self.read(text, (is_whole, errors), api, left);
            let dependence = read.and_then(|it| it.rows.into_iter().nth(at)?.dependence);
            dependence.is_some_and(|it| it.late.is_empty())
        };
        if !others.all(is_in_time) {
            return false;
        }
        let late = |reading: &Reading| {
            let at = before.iter().position(|(at, _)| *at == repaired)?;
            reading.rows.get(at)?.dependence.clone()
        };
        let Some(late_after) = late(&after) else {
            return false;
        };
        // Of the original only what it does as late, and what a person wrote, has to be known.
        if late_after.late.is_empty() {
            return self.words(part) == after.words;
        }
        let was = self.read(original, (is_whole, usize::MAX), &old.api, left);
        was.is_some_and(|was| {
            late(&was).is_some_and(|it| late_after.is_no_worse_than(&it))
                && was.words == after.words
        })
    }

    /// What a person wrote in a part of the file that is no code.
    fn words(&self, part: &Part) -> Vec<String> {
        words(&self.file.parsed.module, self.file.text, |it| {
            part.covers(it, self.file)
        })
    }

    /// A part of the file, as it is or repaired; none if it has more syntax errors than before.
    fn read(
        &self,
        text: &str,
        (is_whole, errors): (bool, usize),
        api: &str,
        left: &mut usize,
    ) -> Option<Reading> {
        let parsed = syntax::parse(text);
        *left -= (OF_A_BYTE * text.len()).min(*left);
        if parsed.problems.len() > errors {
            return None;
        }
        let file = File::new(self.file.path, text, &parsed);
        let catalogue = self.setting.0;
        let read = || ModuleScope::of(&parsed.module, self.file.path, catalogue);
        let own_module = is_whole.then(read);
        let module = own_module.as_ref().unwrap_or(self.module);
        let mut budget = Left::of_a_proof(*left);
        let rows = file.rows(module, self.setting, api, &mut budget);
        *left -= budget.used.min(*left);
        let words = words(&parsed.module, text, |_| true);
        Some(Reading { rows, words })
    }

    /// How much work it was to follow what has to be followed again.
    fn effort(&self, part: &Part) -> usize {
        let again = self.efforts.iter().filter(|(line, _)| part.contains(*line));
        again.map(|(_, work)| work).sum()
    }

    /// The lines that have to be read again.
    fn part(&self, fix: &Fix) -> Part {
        match self.errors.is_empty() {
            true => Part::around(&fix.edits, self.file, self.module),
            false => Part::whole(self.file),
        }
    }
}

/// The comments and the texts over several lines of a module, as far as they are wanted, in order.
pub(super) fn words(module: &Module, text: &str, is_wanted: impl Fn(Range) -> bool) -> Vec<String> {
    let ranges = module.comments.iter().chain(&module.multiline_strings);
    let wanted = ranges.filter(|range| is_wanted(**range));
    let mut words: Vec<String> = wanted.map(|range| range.of(text).to_owned()).collect();
    words.sort();
    words
}

/// Whether the same rules have findings, in whatever order they are told.
fn same_rules(old: &[String], new: &[String]) -> bool {
    old.len() == new.len() && new.iter().all(|rule| old.contains(rule))
}

pub(super) fn is_repaired(old: &Acquisition, new: &Acquisition) -> bool {
    new.api == old.api && new.verdict < Outcome::Unclear && keeps_owners(old, new)
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
    handed(old) <= handed(new)
}

/// What must not change in a row: what was acquired, and which outcomes there are on which kinds of
/// way out. Lines move, and a `with` or `finally` may add a way out that fares like another.
pub(super) fn row(acquisition: &Acquisition) -> (&str, &str, Outcome, Vec<(ExitKind, Outcome)>) {
    let mut exits: Vec<_> = acquisition
        .exits
        .iter()
        .map(|exit| (exit.kind, exit.outcome))
        .collect();
    exits.sort();
    exits.dedup();
    (
        &acquisition.api,
        &acquisition.function,
        acquisition.verdict,
        exits,
    )
}
