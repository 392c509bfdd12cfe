//! The façade of the analyzer: text in, [`FileReport`] out.
//!
//! Everything below is called from here and knows nothing of it. A [`Session`] keeps the syntax tree
//! between calls, so that a keystroke costs little; [`check`] starts from nothing.

pub mod outline;
mod proof;
mod render;
mod suppress;

use crate::odds;
use crate::order;
pub use crate::report;
use crate::report::{Acquisition, Confidence, FileReport, SyntaxError};
use crate::resources::{Catalogue, Handle};
use crate::rules::{self, Case};
use crate::syntax::{Parsed, Parser, Problem};
use crate::text::LineIndex;
use crate::typestate::{Context, ModuleScope, Summaries, Tracker, scopes, ways};
use serde::{Deserialize, Serialize};

/// What to show, and how much work to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The confidences that are shown.
    pub show: Vec<Confidence>,
    /// Whether fixes are searched and proved, and paths given for the simulator; without them an
    /// answer comes sooner.
    pub details: bool,
    /// More resources, such as [`read`](crate::resources::read) gives them.
    pub resources: Vec<Handle>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show: vec![
                Confidence::Definite,
                Confidence::SomePath,
                Confidence::OnlyOnException,
            ],
            details: true,
            resources: Vec::new(),
        }
    }
}

/// Analyses one file from scratch.
pub fn check(path: &str, text: &str, options: &Options) -> FileReport {
    Session::new(options.clone()).check(path, text)
}

/// An editing session: keeps the syntax tree, so that the next text is parsed incrementally.
pub struct Session {
    options: Options,
    catalogue: Catalogue,
    parser: Parser,
}

impl Session {
    /// A session with no text yet.
    pub fn new(options: Options) -> Self {
        // The tests read the catalogue; without it, nothing is found and everything else works.
        let mut catalogue = Catalogue::builtin().unwrap_or_default();
        catalogue.extend(options.resources.iter().cloned());
        Self {
            options,
            catalogue,
            parser: Parser::default(),
        }
    }

    /// Analyses `text`, reusing whatever of the previous text's tree is unchanged.
    pub fn check(&mut self, path: &str, text: &str) -> FileReport {
        let options = self.options.clone();
        self.check_with(path, text, &options)
    }

    /// The same without the details, whatever the options say: sooner, for the next keystroke.
    pub fn sketch(&mut self, path: &str, text: &str) -> FileReport {
        let options = Options {
            details: false,
            ..self.options.clone()
        };
        self.check_with(path, text, &options)
    }

    fn check_with(&mut self, path: &str, text: &str, options: &Options) -> FileReport {
        let parsed = self.parser.parse(text);
        let file = File {
            text,
            lines: LineIndex::new(text),
            parsed: &parsed,
        };
        let mut report = file.report(&self.catalogue, options);
        path.clone_into(&mut report.path);
        report
    }
}

/// How many findings of a file get details; the rest gets them when these are repaired. Each costs
/// a walk over the file, so a large file has fewer.
fn detailed(text: &str) -> usize {
    const MOST: usize = 100;
    const BYTES: usize = 20_000_000;
    (BYTES / text.len().max(1)).clamp(5, MOST)
}

/// How much of a file's states is looked at before the rest of its acquisitions is given up, so that
/// hostile input cannot hang the reader.
const STATES: usize = 4_000_000;

/// A parsed file.
struct File<'a> {
    text: &'a str,
    lines: LineIndex,
    parsed: &'a Parsed,
}

impl File<'_> {
    fn report(&self, catalogue: &Catalogue, options: &Options) -> FileReport {
        let problems = self.parsed.problems.iter();
        let mut report = FileReport {
            syntax_errors: problems.map(|it| self.syntax_error(it)).collect(),
            ..FileReport::default()
        };
        let module = ModuleScope::of(&self.parsed.module);
        let detailed = detailed(self.text);
        let given_up = self.each_case(&module, catalogue, |case| {
            let index = report.acquisitions.len() as u32;
            report.acquisitions.push(render::acquisition(case));
            let Some((rule, confidence)) = rules::first_match(case) else {
                return;
            };
            if options.show.contains(&confidence) {
                let mut finding = render::finding(case, rule, confidence, index);
                if options.details && report.findings.len() < detailed {
                    finding.fixes = render::proposals(case, &self.parsed.module);
                    finding.model = odds::model(case);
                }
                report.findings.push(finding);
            }
        });
        if given_up > 0 {
            report.notices.push(format!(
                "This file is very large: {given_up} calls that may acquire something were not \
                 followed. Check a part of it on its own."
            ));
        }
        if options.details && report.findings.len() > detailed {
            report.notices.push(format!(
                "Fixes are offered for the first {detailed} of {} findings.",
                report.findings.len()
            ));
        }
        report.sort();
        suppress::apply(&mut report, &self.parsed.module, self.text, &self.lines);
        if options.details {
            proof::keep_proved(self, &module, catalogue, &mut report);
        }
        report
    }

    /// Every acquisition with all that is known of it, scope by scope; gives how many could not be
    /// followed because the file is too large.
    fn each_case(
        &self,
        module: &ModuleScope,
        catalogue: &Catalogue,
        mut visit: impl FnMut(&Case<'_>),
    ) -> usize {
        let (mut budget, mut given_up) = (STATES, 0);
        let scopes = scopes::of(&self.parsed.module);
        let summaries = Summaries::of(&scopes, module, catalogue);
        for scope in &scopes {
            let context = Context {
                scope,
                module,
                catalogue,
                summaries: &summaries,
            };
            let tracker = match Tracker::of(context) {
                Ok(Some(tracker)) => tracker,
                Ok(None) => continue,
                Err(steps) => {
                    given_up += steps;
                    continue;
                }
            };
            for site in tracker.candidates() {
                if budget == 0 {
                    given_up += 1;
                } else if let Some(tracked) = tracker.follow(*site, &mut budget) {
                    visit(&Case {
                        context,
                        tracked: &tracked,
                        ways: ways::ways_out(context, &tracked),
                        text: self.text,
                        lines: &self.lines,
                    });
                }
            }
        }
        given_up
    }

    /// The rows of the exit matrix, in source order.
    fn acquisitions(&self, module: &ModuleScope, catalogue: &Catalogue) -> Vec<Acquisition> {
        let mut rows = Vec::new();
        self.each_case(module, catalogue, |case| {
            rows.push(render::acquisition(case));
        });
        order::by_key(&mut rows, |row| (row.line, row.column));
        rows
    }

    fn syntax_error(&self, problem: &Problem) -> SyntaxError {
        let start = self.lines.position(self.text, problem.range.start);
        let end = self.lines.position(self.text, problem.range.end);
        SyntaxError {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: problem.message.clone(),
        }
    }
}

impl FileReport {
    /// Source order for acquisitions and findings, keeping each finding's acquisition.
    fn sort(&mut self) {
        let position = |it: &Acquisition| (it.line, it.column);
        let mut places: Vec<usize> = (0..self.acquisitions.len()).collect();
        order::by_key(&mut places, |at| position(&self.acquisitions[*at]));
        let mut place = vec![0_u32; places.len()];
        for (new, old) in places.iter().enumerate() {
            place[*old] = new as u32;
        }
        order::by_key(&mut self.acquisitions, position);
        for finding in &mut self.findings {
            finding.acquisition = place
                .get(finding.acquisition as usize)
                .copied()
                .unwrap_or(0);
        }
        order::by_key(&mut self.findings, |it| (it.line, it.column));
    }
}
