//! The Check page: the text, what is known about it, and what of that is being looked at.

mod actions;
pub mod drafts;
pub mod examples;
pub mod markdown;
mod mending;

use crate::options::Options;
use crate::protocol::Draft;
use crate::report::{
    Confidence, Edit, FileReport, Finding, Further, Outcome, ReadThrough, Repair, SyntaxError,
};
use drafts::{Drafts, Errand, Left};
pub use mending::{Focus, Preview, Source, Spot};
use std::rc::Rc;

/// The page's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Name of the file, as messages show it.
    pub path: Rc<str>,
    /// The text, lines ending in `\n`.
    pub text: Rc<str>,
    /// What is known about it.
    pub analysis: Analysis,
    /// What is shown.
    pub options: Options,
    /// The last thing the editor was told to do.
    pub command: Option<Rc<Command>>,
    /// Which panel is open.
    pub panel: Panel,
    /// The finding being looked at.
    pub chosen: Option<usize>,
    /// The step of its path being looked at.
    pub step: usize,
    /// The cell of the exit matrix being looked at: row and column.
    pub cell: Option<(usize, usize)>,
    /// What can be fixed together, once it is known.
    pub repairs: Option<Rc<[Repair]>>,
    /// A fix being looked at before it is applied.
    pub preview: Option<Rc<Preview>>,
    /// Where the keyboard went last.
    pub focus: Option<Focus>,
    /// The place in the list of a finding that was just mended: the one to look at next.
    next: Option<usize>,
    /// Whether something was typed that the analyzer has not been given yet.
    is_ahead: bool,
    /// The drafts; `path` and `text` are the open one's.
    pub drafts: Drafts,
}

/// The four states of the analysis. What was known last stays, greyed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Analysis {
    /// Nothing has been asked yet.
    #[default]
    Idle,
    /// The text has changed and the answer is awaited.
    Analysing(Option<Rc<Analysed>>),
    /// This is known about the text as it is.
    Done(Rc<Analysed>),
    /// The analyzer failed on this text.
    Failed(Option<Rc<Analysed>>),
    /// The reader has stopped it.
    Stopped(Option<Rc<Analysed>>),
}

/// An answer of the analyzer. Two are equal if they are the same one: comparing large reports would
/// cost more than showing them.
#[derive(Clone, Debug)]
pub struct Analysed {
    /// The report.
    pub report: FileReport,
    /// Milliseconds it took in the worker.
    pub took: f64,
}

impl PartialEq for Analysed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The panels beside the editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// The findings.
    #[default]
    Findings,
    /// Acquisitions by ways out.
    Matrix,
    /// The witness of one finding, step by step.
    Path,
    /// Places that are not Python.
    Syntax,
}

/// Something the editor must do, once.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Counts up.
    pub number: u64,
    /// What to do.
    pub order: Order,
}

/// What an editor can be told to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Replace the whole text.
    Replace(Rc<str>),
    /// Make these edits as one step.
    Apply(Vec<Edit>),
    /// Scroll so that this line is seen.
    Reveal(u32),
    /// Put the cursor at the end of this line.
    Focus(u32),
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
}

/// What can happen on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Something was typed: what is known is old.
    Edited,
    /// The text of the open draft after a pause in typing.
    Text(String),
    /// The text of some draft, the open one or the one before it.
    Typed(u32, String),
    /// Something about the drafts.
    Drafts(drafts::Msg),
    /// Check a file of the reader's.
    File {
        /// Its name.
        name: String,
        /// The text.
        text: String,
    },
    /// Stop the analysis.
    Stop,
    /// Analyse the text again.
    Again,
    /// Look at a panel.
    Open(Panel),
    /// Look at a finding.
    Choose(usize),
    /// Look at a finding that was pointed at in the code, in the panel that is open.
    Point(usize),
    /// Look at a finding's path.
    ChoosePath(usize),
    /// Look at a step of the path.
    Step(usize),
    /// Look at a cell of the exit matrix; the same again closes it.
    Cell(usize, usize),
    /// Bring a line into view.
    Reveal(u32),
    /// Put the cursor on a line.
    Focus(u32),
    /// See what a fix would change.
    Preview(Source),
    /// Apply the fix being looked at.
    Apply,
    /// Apply a fix at once.
    Fix(usize, usize),
    /// Close the preview.
    Discard,
    /// Make of a pasted text the program that is read in it.
    CleanUp,
    /// Take the last change of the text back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Show or hide findings of a confidence.
    Show(Confidence, Shown),
    /// Start from an example.
    Example(usize),
    /// Watch a finding leak in the simulator.
    Watch(usize),
    /// Check this text: from a lesson, the reference or a link.
    Load {
        /// Name of the file.
        path: String,
        /// The text.
        text: String,
    },
    /// Copy the findings as Markdown.
    CopyMarkdown,
    /// Have a call followed that looks like an acquisition: one's own resources get it.
    Teach(usize),
}

/// Whether findings of a confidence are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// They are.
    Yes,
    /// They are not.
    No,
}

impl Default for Check {
    fn default() -> Self {
        Self::open(&Left::default(), &mut Vec::new())
    }
}

impl Check {
    /// The page with the drafts of earlier visits, or the first example.
    pub fn open(left: &Left, errands: &mut Vec<Errand>) -> Self {
        let drafts = Drafts::open(left, errands);
        let (path, text) = drafts.active().map_or_else(
            || (Rc::from(""), Rc::from("")),
            |draft| (Rc::clone(&draft.name), Rc::clone(&draft.text)),
        );
        Self {
            path,
            text,
            analysis: Analysis::Idle,
            options: Options::default(),
            command: None,
            panel: Panel::default(),
            chosen: None,
            step: 0,
            cell: None,
            repairs: None,
            preview: None,
            focus: None,
            next: None,
            is_ahead: false,
            drafts,
        }
    }

    /// What the analyzer is given.
    fn draft(&self) -> Draft {
        Draft {
            path: self.path.to_string(),
            text: self.text.to_string(),
            options: self.options.clone(),
        }
    }

    /// What is known, whether of this text or of the one before.
    pub fn known(&self) -> Option<&Rc<Analysed>> {
        match &self.analysis {
            Analysis::Idle => None,
            Analysis::Done(analysed) => Some(analysed),
            Analysis::Analysing(last) | Analysis::Failed(last) | Analysis::Stopped(last) => {
                last.as_ref()
            }
        }
    }

    /// Whether what is known is about the text as it is.
    pub fn is_fresh(&self) -> bool {
        matches!(self.analysis, Analysis::Done(_))
    }

    /// The findings known.
    pub fn findings(&self) -> &[Finding] {
        self.known()
            .map_or(&[], |analysed| &analysed.report.findings)
    }

    /// The places known not to be Python.
    pub fn syntax_errors(&self) -> &[SyntaxError] {
        self.known()
            .map_or(&[], |analysed| &analysed.report.syntax_errors)
    }

    /// What stands around the program in the text, if something does.
    pub fn read_through(&self) -> Option<&ReadThrough> {
        self.known()?.report.read_through.as_ref()
    }

    /// The finding being looked at.
    pub fn finding(&self) -> Option<&Finding> {
        self.findings().get(self.chosen?)
    }

    /// Ways out in the whole file, by what became of the resource: leaked, and all that matter.
    pub fn ways_out(&self) -> (usize, usize) {
        let rows = self
            .known()
            .map_or(&[][..], |analysed| &analysed.report.acquisitions);
        let exits = rows.iter().flat_map(|row| &row.exits);
        let exits = exits.filter(|exit| exit.outcome != Outcome::NotAcquired);
        let leaked = exits
            .clone()
            .filter(|exit| exit.outcome == Outcome::Leaked)
            .count();
        (leaked, exits.count())
    }

    /// The analyzer has answered about the last text that it was given. The surest findings come first.
    pub(super) fn done(&mut self, mut report: FileReport, took: f64) {
        report.findings.sort_by_key(|finding| finding.confidence);
        let next = self.next.take_if(|_| !self.is_ahead);
        let last = report.findings.len().checked_sub(1);
        self.chosen = match (next, last) {
            (Some(next), Some(last)) => Some(next.min(last)),
            _ => choose(&report, self.finding()),
        };
        let lines = self.finding().map_or(0, |finding| finding.trace.len());
        let analysed = Rc::new(Analysed { report, took });
        self.analysis = match self.is_ahead {
            true => Analysis::Analysing(Some(analysed)),
            false => Analysis::Done(analysed),
        };
        if self
            .finding()
            .is_none_or(|finding| finding.trace.len() != lines)
        {
            self.step = 0;
        }
        let exists = |&(row, column): &(usize, usize)| {
            let rows = self.known().map(|analysed| &analysed.report.acquisitions);
            rows.and_then(|rows| rows.get(row))
                .is_some_and(|row| column < row.exits.len())
        };
        self.cell = self.cell.filter(exists);
        if next.is_some() {
            self.reveal_finding();
        }
    }

    /// Some details of what is known.
    pub(super) fn detailed(&mut self, further: Further) {
        let Some(known) = self.known() else {
            return;
        };
        let mut analysed = Analysed::clone(known);
        analysed.report.add(further);
        let analysed = Rc::new(analysed);
        self.analysis = match &self.analysis {
            Analysis::Done(_) => Analysis::Done(analysed),
            Analysis::Failed(_) => Analysis::Failed(Some(analysed)),
            Analysis::Stopped(_) => Analysis::Stopped(Some(analysed)),
            Analysis::Idle | Analysis::Analysing(_) => Analysis::Analysing(Some(analysed)),
        };
    }

    /// The reader has stopped the analysis.
    pub(super) fn stopped(&mut self) {
        self.analysis = Analysis::Stopped(self.known().cloned());
    }

    /// The analyzer has failed on the newest text.
    pub(super) fn failed(&mut self) {
        self.analysis = Analysis::Failed(self.known().cloned());
    }

    fn order(&mut self, order: Order) {
        let number = self
            .command
            .as_ref()
            .map_or(0, |command| command.number + 1);
        self.command = Some(Rc::new(Command { number, order }));
    }

    fn outdated(&mut self) {
        self.analysis = Analysis::Analysing(self.known().cloned());
        self.preview = None;
        self.repairs = None;
    }
}

/// The finding to look at in a new report: the one looked at before, if it is still there.
fn choose(report: &FileReport, before: Option<&Finding>) -> Option<usize> {
    let same = before.and_then(|before| {
        let alike = |finding: &Finding| {
            (&finding.rule, &finding.api, &finding.function)
                == (&before.rule, &before.api, &before.function)
        };
        let near = |&(_, finding): &(usize, &Finding)| finding.line.abs_diff(before.line);
        report
            .findings
            .iter()
            .enumerate()
            .filter(|(_, f)| alike(f))
            .min_by_key(near)
    });
    same.map(|(index, _)| index)
        .or(if report.findings.is_empty() {
            None
        } else {
            Some(0)
        })
}
