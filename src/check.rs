//! The façade of the analyzer: text in, [`FileReport`] out.
//!
//! Everything below is called from here and knows nothing of it. A [`Session`] keeps the syntax tree
//! between calls, so that a keystroke costs little; [`check`] starts from nothing.

mod back;
mod budget;
mod details;
mod grown;
mod late;
mod looked;
mod memory;
mod mended;
mod moved;
mod notices;
mod order;
pub mod package;
mod part;
mod proof;
pub mod rehearsal;
mod render;
mod session;
mod stored;
mod suppress;
mod together;

use crate::odds;
pub use crate::options::Options;
pub use crate::report;
use crate::report::{FileReport, Finding, SyntaxError};
use crate::resources::Catalogue;
use crate::rules::{self, Case};
use crate::syntax::{self, Parsed, Problem};
use crate::text::{LineIndex, Range};
use crate::typestate::dependence;
use crate::typestate::scopes::{self, Known};
use crate::typestate::{
    Context, Definitions, ModuleScope, Scope, Summaries, Tracked, Tracker, ways,
};
use budget::{Budget, Left};
use details::Details;
pub use late::{TooLate, too_late};
use memory::{Answer, Memory, Now, RestsOn};
use mended::Unmended;
use moved::Prose;
use proof::{Before, Efforts, Row};
pub use session::Session;

/// Analyses one file from scratch.
pub fn check(path: &str, text: &str, options: &Options) -> FileReport {
    Session::new(options.clone()).check_once(path, text)
}

/// The same for a text that has to be a program as it is: nothing is read through.
pub fn check_as_written(path: &str, text: &str, options: &Options) -> FileReport {
    Session::as_written(options.clone()).check_once(path, text)
}

/// A parsed file.
struct File<'a> {
    path: &'a str,
    text: &'a str,
    lines: LineIndex,
    parsed: &'a Parsed,
    source: Source,
}

/// Where the text of a file comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// It is what was written.
    Written,
    /// It is what a pasted text was read through to: lines get their numbers later, and nothing is fixed.
    Pasted,
}

impl<'a> File<'a> {
    fn new(path: &'a str, text: &'a str, parsed: &'a Parsed) -> Self {
        Self {
            path,
            text,
            lines: LineIndex::new(text),
            parsed,
            source: Source::Written,
        }
    }
}

impl File<'_> {
    /// What is said of the file, and how much work that was. What is in `memory` of the last text is used,
    /// and what is found is put there, if there is one.
    fn report(
        &self,
        catalogue: &Catalogue,
        options: &Options,
        mut memory: Option<&mut Option<Memory>>,
    ) -> (FileReport, usize) {
        let problems = self.parsed.problems.iter();
        let mut report = FileReport {
            syntax_errors: problems
                .map(|it| syntax_error(&self.lines, self.text, it))
                .collect(),
            stores_exceptions: stored::stores_exceptions(&self.parsed.module.body),
            ..FileReport::default()
        };
        let module = ModuleScope::of(&self.parsed.module, self.path, catalogue);
        let last = memory.as_mut().and_then(|memory| memory.take());
        let last = last.filter(|memory| memory.is_whole);
        let (known, last) = last.unwrap_or_default().part();
        let scopes = scopes::of(&self.parsed.module, known);
        let summaries = Summaries::of(&scopes, &module, catalogue);
        let functions = summaries.functions();
        let names = functions.by_name();
        let known = last.still_true(&Now {
            text: self.text,
            lines: &self.lines,
            module: &module,
            names: &names,
            functions,
            scopes: &scopes,
        });
        let (mut budget, mut given_up) = (Budget::default(), 0);
        let mut details = Details::of(options);
        let mut answers = Vec::with_capacity(scopes.len());
        for (id, (scope, known)) in scopes.iter().zip(known).enumerate() {
            // From scratch there would be this much for it, and no more.
            let (work, room) = (budget.work.of(&scope.cfg), budget.room.of(&scope.cfg));
            let is_enough = |it: &Answer| {
                (!options.details || it.findings.is_empty()) && it.work <= work && it.room <= room
            };
            let answer = match known.filter(is_enough) {
                Some(answer) => {
                    budget.work.spend(&scope.cfg, answer.work);
                    budget.room.spend(&scope.cfg, answer.room);
                    answer
                }
                None => {
                    let context = Context {
                        scope,
                        module: &module,
                        catalogue,
                        summaries: &summaries,
                    };
                    let answer = || self.answer(context, options, details, &mut budget);
                    let (answer, lost) = functions.ledger().on_behalf_of(id, answer);
                    given_up += lost;
                    let asked = functions.ledger().of(id);
                    Answer {
                        rests_on: RestsOn::new(asked, functions),
                        ..answer
                    }
                }
            };
            details.count(&answer.findings);
            answers.push(answer);
        }
        let efforts = self.efforts(&scopes, &answers);
        report.notices.extend(notices::crowded(&answers));
        for (scope, answer) in scopes.iter().zip(&mut answers) {
            let first = report.acquisitions.len() as u32;
            let line = self.lines.line(scope.cfg.range.start);
            let told = match (&memory, self.source) {
                (Some(_), Source::Written) => answer.told(line).clone(),
                (None, Source::Written) => std::mem::take(answer).into_told(line, Prose::Told),
                (_, Source::Pasted) => answer.clone().into_told(line, Prose::Marked),
            };
            report.acquisitions.extend(told.rows);
            report
                .findings
                .extend(told.findings.into_iter().map(|finding| Finding {
                    acquisition: finding.acquisition.map(|it| it + first),
                    ..finding
                }));
        }
        report.notices.extend(notices::too_large(given_up));
        grown::add(self, &module, (catalogue, options), &mut report);
        report.sort();
        report.assumptions = looked::assumptions(&module);
        report.look_alikes = looked::look_alikes(self, &module, catalogue, &report.acquisitions);
        let found = proof::found(&report);
        suppress::apply(&mut report, &self.parsed.module, self.text, &self.lines);
        let mut work = budget.work.used;
        if options.details {
            let said = (&report.acquisitions[..], &report.syntax_errors[..]);
            let setting = (catalogue, options);
            let all = Before::of(self, &module, setting, said, &found, efforts);
            let grown = Unmended::of(self, &module, setting, (&report, work));
            let (late, proofs) = proof::keep_proved((&all, &grown), &mut report.findings);
            work += proofs;
            report.notices.extend(details.told(late));
        }
        let is_whole =
            given_up == 0 && summaries.is_whole() && answers.iter().all(|it| it.left_out == 0);
        drop(summaries);
        if let Some(memory) = memory {
            *memory = Some(Memory {
                text: self.text.to_owned(),
                names,
                module,
                answers: answers.into_iter().map(Answer::bare).collect(),
                scopes,
                found,
                is_whole,
            });
        }
        (report, work)
    }

    /// How much work each scope was.
    fn efforts(&self, scopes: &[Scope], answers: &[Answer]) -> Efforts {
        let line = |scope: &Scope| self.lines.line(scope.cfg.range.start);
        let scopes = scopes.iter().zip(answers);
        scopes
            .map(|(scope, answer)| (line(scope), answer.work))
            .collect()
    }

    /// What is said of one scope, and how many of its acquisitions could not be followed because the file
    /// is too large.
    fn answer(
        &self,
        context: Context<'_>,
        options: &Options,
        mut details: Details,
        budget: &mut Budget,
    ) -> (Answer, usize) {
        let before = budget.work.used;
        let allowed = budget.room.of(context.cfg());
        let mut left = allowed;
        let mut answer = Answer {
            line: self.lines.line(context.cfg().range.start),
            budget: budget.clone(),
            ..Answer::default()
        };
        let given_up = self.each_case_of(context, &mut budget.work, |case| {
            let index = answer.rows.len() as u32;
            let row = render::acquisition(case, &mut left);
            answer.ways += case.ways.len();
            answer.left_out += case.ways.len() - row.exits.len();
            answer.rows.push(row);
            for (rule, confidence) in rules::matches(case) {
                if !options.show.contains(&confidence) {
                    continue;
                }
                let mut finding = render::finding(case, rule, confidence, index);
                if rule.is_about_leaks() && details.has_room_for(confidence) {
                    finding.fixes = match self.source {
                        Source::Written if !self.is_broken(case.context.cfg().range) => {
                            render::proposals(case, &self.parsed.module)
                        }
                        Source::Written | Source::Pasted => Vec::new(),
                    };
                    finding.model = odds::model(case);
                }
                details.count(std::slice::from_ref(&finding));
                answer.findings.push(finding);
            }
        });
        answer.work = budget.work.used - before;
        answer.room = allowed - left;
        budget.room.spend(context.cfg(), answer.room);
        (answer, given_up)
    }

    /// Whether something in the lines of a scope is no Python: what it would be decides what a repair does.
    fn is_broken(&self, scope: Range) -> bool {
        let lines = |range: Range| (self.lines.line(range.start), self.lines.line(range.end));
        let (first, last) = lines(scope);
        let touches = |problem: &Problem| {
            let (from, to) = lines(problem.range);
            from <= last && first <= to
        };
        self.parsed.problems.iter().any(touches)
    }

    /// Every acquisition with all that is known of it, scope by scope.
    fn each_case(
        &self,
        module: &ModuleScope,
        catalogue: &Catalogue,
        budget: &mut Left,
        mut visit: impl FnMut(&Case<'_>),
    ) {
        let scopes = scopes::of(&self.parsed.module, Known::default());
        let summaries = Summaries::of(&scopes, module, catalogue);
        for scope in &scopes {
            let context = Context {
                scope,
                module,
                catalogue,
                summaries: &summaries,
            };
            self.each_case_of(context, budget, &mut visit);
        }
    }

    /// The acquisitions of one scope; gives how many could not be followed because the file is too
    /// large.
    fn each_case_of(
        &self,
        context: Context<'_>,
        budget: &mut Left,
        mut visit: impl FnMut(&Case<'_>),
    ) -> usize {
        let Some(tracker) = Tracker::of(context) else {
            return 0;
        };
        let allowed = budget.of(context.cfg());
        let (mut left, mut given_up) = (allowed, 0);
        let mut visit = |tracked: &Tracked<'_>| {
            visit(&Case {
                context,
                tracked,
                ways: ways::ways_out(context, tracked),
                text: self.text,
                lines: &self.lines,
            });
        };
        for site in tracker.candidates() {
            if left == 0 {
                given_up += 1;
                continue;
            }
            let Some(first) = tracker.follow(*site, &mut left) else {
                continue;
            };
            visit(&first);
            if let Some(second) = tracker.follow_second(&first, &mut left)
                && (!second.acquired.handle.after_first
                    || (ways::leaks_plainly(context, &second) && !ways::leaks(context, &first)))
            {
                visit(&second);
            }
        }
        budget.spend(context.cfg(), allowed - left);
        given_up
    }

    /// The rows of the exit matrix, in source order; with what depends on those of one callable.
    fn rows(
        &self,
        module: &ModuleScope,
        (catalogue, options): (&Catalogue, &Options),
        api: &str,
        budget: &mut Left,
    ) -> Vec<Row> {
        let (mut rows, mut work) = (Vec::new(), 0);
        self.each_case(module, catalogue, budget, |case| {
            let found = rules::matches(case).into_iter();
            let shown = found.filter(|(_, confidence)| options.show.contains(confidence));
            let acquisition = render::bare(case);
            let (site, acquired) = (case.tracked.site, case.tracked.acquired);
            let is_asked = acquisition.api == api;
            let dependence =
                is_asked.then(|| dependence::of(case.context, site, acquired, case.text));
            work += dependence.as_ref().map_or(0, |it| it.work);
            rows.push(Row {
                rules: shown.map(|(rule, _)| rule.id.to_owned()).collect(),
                dependence,
                acquisition,
            });
        });
        budget.used += work;
        rows.sort_by_key(|row| (row.acquisition.line, row.acquisition.column));
        rows
    }
}

/// The first line that is indented otherwise than Python takes it, or has a `try` that does nothing. A
/// report takes such a text as it is meant; whoever wants to run it has to know.
pub fn misplaced(text: &str) -> Option<SyntaxError> {
    let problem = syntax::misplaced(text)?;
    Some(syntax_error(&LineIndex::new(text), text, &problem))
}

fn syntax_error(lines: &LineIndex, text: &str, problem: &Problem) -> SyntaxError {
    let start = lines.position(text, problem.range.start);
    let end = lines.position(text, problem.range.end);
    SyntaxError {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: problem.message.clone(),
    }
}
