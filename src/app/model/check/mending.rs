//! Fixes: seen before they are applied, one alone or several that were made and proved together.

use super::super::queue::Lane;
use super::super::{Effect, Model};
use super::{Check, Msg, Order, Panel};
use crate::edits;
use crate::protocol::Job;
use crate::report::{Edit, Finding, Further, Repair};
use crate::text::number_of;
use std::rc::Rc;

/// A fix before it is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Where it comes from.
    pub from: Source,
    /// What it does, in a few words; code is between backquotes.
    pub title: String,
    /// The edits.
    pub edits: Vec<Edit>,
    /// The text as it is.
    pub before: Rc<str>,
    /// The text as it would be.
    pub after: String,
}

/// Where a fix comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A finding, and which of its fixes.
    Finding(usize, usize),
    /// Which of the fixes made together.
    Together(usize),
}

/// Where the keyboard goes, once: the number tells two equal ones apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Counts up.
    pub number: u32,
    /// The place.
    pub spot: Spot,
}

/// A place for the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The fix that is looked at.
    Preview,
    /// What this fix is looked at from.
    Opener(Source),
    /// The finding that is looked at.
    Finding,
    /// The panel.
    Panel,
    /// The panel, and the finding to look at next once it is known.
    Next,
}

impl Model {
    /// Has what takes time worked out, for the finding that is looked at before the others; not while
    /// somebody types.
    pub(crate) fn submit_detail(&mut self, effects: &mut Vec<Effect>) {
        if self.check.findings().is_empty() || !self.check.is_fresh() {
            return;
        }
        let job = Job::Detail {
            draft: self.check.draft(),
            first: self.check.chosen.and_then(|at| u32::try_from(at).ok()),
        };
        self.work(effects, |queue, work| {
            queue.submit(Lane::Detail, job, work);
        });
    }

    /// Some of it is there.
    pub(crate) fn detailed(&mut self, further: Further, effects: &mut Vec<Effect>) {
        let has_more = further.has_more;
        self.check.detailed(further);
        match has_more {
            true => self.submit_detail(effects),
            false => self.submit_repair(effects),
        }
    }

    /// Has the fixes made together, if there are any. One alone was proved as it is.
    pub(crate) fn submit_repair(&mut self, effects: &mut Vec<Effect>) {
        let has_fix = |finding: &Finding| !finding.fixes.is_empty();
        if let [only] = self.check.findings() {
            let first = only.fixes.first().map(|fix| Repair {
                rule: None,
                count: 1,
                edits: fix.edits.clone(),
            });
            self.check.repaired(first.into_iter().collect());
        } else if self.check.findings().iter().any(has_fix) {
            let job = Job::Repair(self.check.draft());
            self.work(effects, |queue, work| {
                queue.submit(Lane::Repair, job, work);
            });
        }
    }

    /// Previews and applies fixes. Only what is known about the text as it is can be applied.
    pub(super) fn mend(&mut self, msg: &Msg) {
        let check = &mut self.check;
        if !check.is_fresh() {
            self.say(match msg {
                Msg::CleanUp => "The text has changed: it is being analysed again.",
                _ => "The text has changed: the fix is being worked out again.",
            });
            return;
        }
        match *msg {
            Msg::Preview(from) => check.preview(from),
            Msg::Apply => {
                if let Some(preview) = check.preview.take() {
                    self.apply(preview.edits.clone());
                    let check = &mut self.check;
                    check.look_at(Spot::Next);
                    check.next = check
                        .chosen
                        .filter(|_| matches!(preview.from, Source::Finding(..)));
                }
            }
            Msg::Fix(finding, fix) => {
                if let Some((_, edits)) = check.edits(Source::Finding(finding, fix)) {
                    self.apply(edits);
                }
            }
            Msg::CleanUp => {
                if let Some(edits) = check.read_through().map(|it| it.edits.clone()) {
                    check.order(Order::Apply(edits));
                    check.look_at(Spot::Panel);
                    self.say("Cleaned up. Undo (Ctrl+Z) brings the text back.");
                }
            }
            _ => {
                if let Some(preview) = check.preview.take() {
                    check.look_at(Spot::Opener(preview.from));
                }
            }
        }
    }

    fn apply(&mut self, edits: Vec<Edit>) {
        self.check.order(Order::Apply(edits));
        self.say("Fixed. Undo (Ctrl+Z) brings the text back.");
    }
}

impl Check {
    /// Fixes were made together, of the text that was analysed last.
    pub(crate) fn repaired(&mut self, repairs: Vec<Repair>) {
        if self.is_fresh() {
            self.repairs = Some(repairs.into());
        }
    }

    /// What can be fixed together, as far as that is known.
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.as_deref().unwrap_or_default()
    }

    /// The fixes of all findings of a rule, if there are several.
    pub fn repair_of(&self, rule: &str) -> Option<(usize, &Repair)> {
        let mut repairs = self.repairs().iter().enumerate();
        repairs.find(|(_, repair)| repair.rule.as_deref() == Some(rule))
    }

    pub(super) fn look_at(&mut self, spot: Spot) {
        let number = self.focus.map_or(0, |focus| focus.number + 1);
        self.focus = Some(Focus { number, spot });
    }

    /// Looks at what a fix would change.
    fn preview(&mut self, from: Source) {
        let Some((title, edits)) = self.edits(from) else {
            return;
        };
        if let Source::Finding(finding, _) = from {
            self.chosen = Some(finding);
        }
        self.panel = Panel::Findings;
        let after = edits::apply_edits(&self.text, &edits);
        let before = Rc::clone(&self.text);
        self.preview = Some(Rc::new(Preview {
            from,
            title,
            edits,
            before,
            after,
        }));
        self.look_at(Spot::Preview);
    }

    /// What a fix does, and its edits.
    fn edits(&self, from: Source) -> Option<(String, Vec<Edit>)> {
        match from {
            Source::Finding(finding, number) => {
                let fix = self.findings().get(finding)?.fixes.get(number)?;
                Some((fix.title.clone(), fix.edits.clone()))
            }
            Source::Together(number) => {
                let repair = self.repairs().get(number)?;
                Some((title(repair), repair.edits.clone()))
            }
        }
    }
}

fn title(repair: &Repair) -> String {
    let findings = number_of(repair.count, "finding", "findings");
    match &repair.rule {
        Some(rule) => format!("Fix {findings} of `{rule}`"),
        None => format!("Fix {findings}"),
    }
}

#[cfg(test)]
mod tests;
