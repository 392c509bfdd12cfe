//! What follows from each message of the Check page.

use super::super::queue::Lane;
use super::super::{Effect, Model, Watched, simulate};
use super::drafts::Naming;
use super::{Check, Msg, Order, Panel, Shown, Spot, examples, markdown};
use crate::app::route::Route;
use crate::project;
use crate::protocol::Job;
use crate::report::{Acquisition, Exit, Outcome};
use std::rc::Rc;

impl Model {
    /// Sends the text to the worker.
    pub(crate) fn submit_check(&mut self, effects: &mut Vec<Effect>) {
        let job = Job::Check(self.check.draft());
        self.check.outdated();
        self.check.is_ahead = false;
        self.work(effects, |queue, work| {
            queue.submit(Lane::Check, job, work);
        });
    }

    pub(crate) fn update_check(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let check = &mut self.check;
        match msg {
            Msg::Edited => {
                check.outdated();
                check.is_ahead = true;
                check.drafts.edited();
            }
            Msg::Text(text) => self.typed(self.check.drafts.active, text, effects),
            Msg::Typed(slot, text) => self.typed(slot, text, effects),
            Msg::Drafts(msg) => self.update_drafts(msg, effects),
            Msg::Load { path, text } => self.open_draft(&path, &text, Naming::Auto, effects),
            Msg::File { name, text } => {
                self.open_draft(&name, &text, Naming::Own, effects);
                effects.push(Effect::Go(Route::Check));
            }
            Msg::Example(index) => {
                if let Some(example) = examples::EXAMPLES.get(index) {
                    self.open_draft(example.file, example.text, Naming::Auto, effects);
                    effects.push(Effect::Go(Route::Check));
                }
            }
            Msg::Stop => {
                self.work(effects, |queue, work| queue.stop(Lane::Check, work));
                self.check.stopped();
            }
            Msg::Again => self.submit_check(effects),
            Msg::Show(confidence, shown) => {
                check.options.show.retain(|other| *other != confidence);
                if shown == Shown::Yes {
                    check.options.show.push(confidence);
                }
                self.submit_check(effects);
            }
            Msg::Watch(index) => self.watch(index, effects),
            Msg::CopyMarkdown if !check.is_fresh() => {
                self.say("The text has changed: it is being analysed again.");
            }
            Msg::CopyMarkdown => {
                let text = markdown::of(check);
                effects.push(Effect::Copy(text, "Findings copied as Markdown."));
            }
            Msg::Teach(index) => {
                let known = check.known().filter(|_| check.is_fresh());
                let call = known.and_then(|known| known.report.look_alikes.get(index));
                if let Some(pair) = call.map(project::pair) {
                    self.teach(&pair, effects);
                }
            }
            Msg::Choose(_) => {
                check.look(&msg);
                check.look_at(Spot::Finding);
            }
            Msg::ChoosePath(_) => {
                check.look(&msg);
                check.look_at(Spot::Panel);
            }
            Msg::Open(_)
            | Msg::Point(_)
            | Msg::Step(_)
            | Msg::Cell(..)
            | Msg::Reveal(_)
            | Msg::Focus(_) => check.look(&msg),
            Msg::Undo => check.order(Order::Undo),
            Msg::Redo => check.order(Order::Redo),
            Msg::Preview(_) | Msg::Apply | Msg::Fix(..) | Msg::Discard | Msg::CleanUp => {
                self.mend(&msg);
            }
        }
    }

    /// Takes the text of a draft, and has it analysed if it is the open one.
    fn typed(&mut self, slot: u32, text: String, effects: &mut Vec<Effect>) {
        let text: Rc<str> = text.into();
        let mut errands = Vec::new();
        let check = &mut self.check;
        let said = check.drafts.take(slot, &text, &mut errands);
        effects.extend(errands.into_iter().map(Effect::Drafts));
        if let Some(draft) = check.drafts.active().filter(|draft| draft.slot == slot) {
            check.path = Rc::clone(&draft.name);
            check.text = text;
            check.outdated();
            self.submit_check(effects);
        }
        if let Some(said) = said {
            self.say(said);
        }
    }

    fn watch(&mut self, index: usize, effects: &mut Vec<Effect>) {
        let check = &self.check;
        if !check.is_fresh() {
            self.say("The text has changed: it is being analysed again.");
            return;
        }
        if let Some(known) = check.known()
            && let Some(finding) = known.report.findings.get(index)
        {
            let watched = Rc::new(Watched {
                path: check.path.to_string(),
                text: Rc::clone(&check.text),
                finding: finding.clone(),
                all: Rc::clone(known),
                whole: false,
            });
            let watch = simulate::Msg::WatchNow(watched);
            self.update_simulate(&watch, effects);
            effects.push(Effect::Go(Route::Simulate));
        }
    }
}

impl Check {
    /// Messages that only move the reader's eyes.
    fn look(&mut self, msg: &Msg) {
        match *msg {
            Msg::Open(panel) => self.panel = panel,
            Msg::Choose(index) | Msg::ChoosePath(index) => {
                self.panel = match msg {
                    Msg::ChoosePath(_) => Panel::Path,
                    _ => Panel::Findings,
                };
                if self.chosen != Some(index) {
                    self.preview = None;
                }
                self.chosen = Some(index);
                self.step = 0;
                self.reveal_finding();
            }
            Msg::Point(index) => self.point(index),
            Msg::Step(step) => {
                let last = self
                    .finding()
                    .map_or(0, |finding| finding.trace.len().saturating_sub(1));
                self.step = step.min(last);
                let line = self
                    .finding()
                    .and_then(|f| f.trace.get(self.step))
                    .map(|step| step.line);
                if let Some(line) = line {
                    self.order(Order::Reveal(line));
                }
            }
            Msg::Cell(row, column) => {
                let cell = Some((row, column));
                self.cell = if self.cell == cell { None } else { cell };
                let rows = self.known().map(|analysed| &analysed.report.acquisitions);
                let line = rows.and_then(|rows| rows.get(row)).map(|row| row.line);
                if let (Some(line), true) = (line, self.cell.is_some()) {
                    self.order(Order::Reveal(line));
                }
            }
            Msg::Reveal(line) => self.order(Order::Reveal(line)),
            Msg::Focus(line) => self.order(Order::Focus(line)),
            _ => {}
        }
    }

    /// Shows in the panel what was pointed at in the code; a panel that has nothing of it gives way.
    fn point(&mut self, index: usize) {
        let leak = self.leaking_cell(index);
        match (self.panel, leak) {
            (Panel::Path, _) => self.look(&Msg::ChoosePath(index)),
            (Panel::Matrix, Some(cell)) => {
                self.chosen = Some(index);
                self.cell = Some(cell);
                self.reveal_finding();
            }
            _ => self.look(&Msg::Choose(index)),
        }
    }

    /// The first cell of the exit matrix in which what a finding is about leaks.
    fn leaking_cell(&self, finding: usize) -> Option<(usize, usize)> {
        let finding = self.findings().get(finding)?;
        let rows = &self.known()?.report.acquisitions;
        let here = |row: &Acquisition| (row.line, row.column) == (finding.line, finding.column);
        let row = rows.iter().position(here)?;
        let leaks = |exit: &Exit| exit.outcome == Outcome::Leaked;
        let column = rows.get(row)?.exits.iter().position(leaks)?;
        Some((row, column))
    }

    pub(super) fn reveal_finding(&mut self) {
        if let Some(line) = self.finding().map(|finding| finding.line) {
            self.order(Order::Reveal(line));
        }
    }
}
