//! What a session remembers of the last text, so that a keystroke costs little more than the
//! function it is in.
//!
//! The answer about a scope is kept if its function has not changed, if what was asked of the rest of the
//! file is as it was (see `typestate::asked`), and if the change is on none of its lines; then it is only
//! moved. What a name of the module means, and which functions there are, concerns everyone.

use super::budget::Budget;
use super::moved::{self, Prose};
use crate::report::{Acquisition, Finding, LeakModel};
use crate::syntax::ast::Stamp;
use crate::text::{Change, LineIndex, Range};
use crate::typestate::asked::{Asked, Names};
use crate::typestate::scopes::{Known, Names as OuterNames, Owner};
use crate::typestate::{Functions, ModuleScope, Scope, Yields};
use rustc_hash::{FxHashMap, FxHashSet};

/// The last text and what was said about it.
#[derive(Default)]
pub(super) struct Memory {
    /// The text.
    pub text: String,
    /// What the names of its module meant.
    pub module: ModuleScope,
    /// Its functions.
    pub names: Names,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// The answers about them.
    pub answers: Vec<Answer>,
    /// The rules of each row's findings, those that a comment hides too.
    pub found: Vec<Vec<String>>,
    /// Whether everything was followed: what is missing could be there in the next text.
    pub is_whole: bool,
}

/// What was said about one scope, as if the scope still stood where it stood then; lines in its prose are
/// marked, see [`with_lines`](crate::text::with_lines).
#[derive(Clone, Default)]
pub(super) struct Answer {
    /// The first line of the scope.
    pub line: u32,
    /// The same as it is told, where the scope has stood last.
    pub told: Option<Told>,
    /// What it rests on in the rest of the file.
    pub rests_on: RestsOn,
    /// Its rows of the exit matrix.
    pub rows: Vec<Acquisition>,
    /// Its findings; their acquisitions are counted within the scope.
    pub findings: Vec<Finding>,
    /// What could be used when it was worked out.
    pub budget: Budget,
    /// How many ways out there are.
    pub ways: usize,
    /// How many of them are not listed, because there is no room.
    pub left_out: usize,
    /// How much room its rows take.
    pub room: usize,
    /// How much work it was.
    pub work: usize,
}

/// Rows and findings as they are told.
#[derive(Clone)]
pub(super) struct Told {
    /// Where the scope stands.
    line: u32,
    /// The rows.
    pub rows: Vec<Acquisition>,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Answer {
    /// As it is told, where the scope begins on a line.
    pub fn told(&mut self, line: u32) -> &Told {
        let told = self.told.take().filter(|told| told.line == line);
        let told = told.unwrap_or_else(|| self.clone().into_told(line, Prose::Told));
        self.told.insert(told)
    }

    /// The same, where it is told only once.
    pub fn into_told(self, line: u32, prose: Prose) -> Told {
        let by = i64::from(line) - i64::from(self.line);
        let (rows, findings) = (self.rows.into_iter(), self.findings.into_iter());
        Told {
            line,
            rows: rows.map(|it| moved::row(it, by, prose)).collect(),
            findings: findings.map(|it| moved::finding(it, by, prose)).collect(),
        }
    }

    /// Without what takes time, which may look at all of the text: see `details`.
    pub fn bare(mut self) -> Self {
        let told = self.told.iter_mut().flat_map(|told| &mut told.findings);
        for finding in self.findings.iter_mut().chain(told) {
            finding.fixes.clear();
            finding.model = LeakModel::default();
        }
        self
    }
}

/// What an answer rests on in the rest of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct RestsOn {
    functions: Vec<Stamp>,
    attributes: FxHashSet<String>,
}

impl RestsOn {
    /// What was asked, of these functions.
    pub fn new(asked: Asked, functions: &Functions<'_>) -> Self {
        let stamps = asked.functions.into_iter();
        Self {
            functions: stamps.filter_map(|id| functions.stamp(id)).collect(),
            attributes: asked.attributes,
        }
    }
}

/// What decides about a scope and does not stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    owner: Option<Owner>,
    yields: Yields,
    is_plain: bool,
    outer: Vec<OuterNames>,
}

impl Setting {
    /// That of a scope.
    fn of(scope: &Scope) -> Self {
        Self {
            owner: scope.owner.clone(),
            yields: scope.yields,
            is_plain: scope.is_plain,
            outer: scope.outer.clone(),
        }
    }
}

/// The last text without its scopes, which are taken from it before it is asked.
pub(super) struct Last {
    text: String,
    module: ModuleScope,
    names: Names,
    answers: FxHashMap<Stamp, (Setting, Range, Answer)>,
}

/// What is known of the new text before anything is followed in it.
pub(super) struct Now<'a> {
    pub text: &'a str,
    pub lines: &'a LineIndex,
    pub module: &'a ModuleScope,
    pub names: &'a Names,
    pub functions: &'a Functions<'a>,
    pub scopes: &'a [Scope],
}

impl Memory {
    /// The scopes that the new text may still have, and what was said about them.
    pub fn part(self) -> (Known, Last) {
        let answers = self.scopes.iter().zip(self.answers);
        let answers = answers.filter_map(|(scope, answer)| {
            Some((scope.made?, (Setting::of(scope), scope.cfg.range, answer)))
        });
        let last = Last {
            text: self.text,
            module: self.module,
            names: self.names,
            answers: answers.collect(),
        };
        (Known::of(self.scopes), last)
    }
}

impl Last {
    /// For each scope of the new text the answer that still holds, if there is one.
    pub fn still_true(mut self, now: &Now<'_>) -> Vec<Option<Answer>> {
        if !self.module.means_the_same(now.module) || self.names != *now.names {
            return vec![None; now.scopes.len()];
        }
        let known = now.scopes.iter().map(|scope| {
            let (setting, range, answer) = self.answers.remove(&scope.made?)?;
            (setting == Setting::of(scope)).then_some((range, answer))
        });
        let known: Vec<Option<(Range, Answer)>> = known.collect();
        let named = now.functions.named();
        let unchanged: FxHashSet<Stamp> = (now.scopes.iter().zip(&known).enumerate())
            .filter(|(id, (_, known))| known.is_some() && named.contains(id))
            .filter_map(|(_, (scope, _))| scope.made)
            .collect();
        let change = Change::between(&self.text, now.text);
        let is_elsewhere = |before: Range, after: Range| {
            change.is_none_or(|change| {
                let last = now.lines.line(change.new_end as u32);
                (before.end as usize) < change.start || now.lines.line(after.start) > last
            })
        };
        let asked = known.iter().flatten();
        let asked = asked.flat_map(|(_, answer)| answer.rests_on.attributes.iter());
        let asked: FxHashSet<&str> = asked.map(String::as_str).collect();
        let is_other = |attr: &&str| !self.module.treats_the_same(attr, now.module);
        let others: FxHashSet<String> = (asked.into_iter().filter(is_other))
            .map(str::to_owned)
            .collect();
        let holds = |before: Range, after: Range, rests_on: &RestsOn| {
            let is_same = |attr: &String| !others.contains(attr);
            is_elsewhere(before, after)
                && rests_on.functions.iter().all(|it| unchanged.contains(it))
                && rests_on.attributes.iter().all(is_same)
        };
        (now.scopes.iter().zip(known))
            .map(|(scope, known)| {
                let (before, answer) = known?;
                holds(before, scope.cfg.range, &answer.rests_on).then_some(answer)
            })
            .collect()
    }
}
