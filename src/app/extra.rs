//! The worker's side of everything but checking: lessons, simulations, the reference.

use super::stage::{Stage, play_many};
use crate::check::{Options, check};
use crate::lessons::{self, simulate::judge_run};
use crate::project::Project;
use crate::protocol::{Analysed, Extra, ExtraReply, Which};
use crate::reference::reference;
use std::collections::HashMap;

/// Answers extra work; what it keeps lives as long as the worker.
#[derive(Default)]
pub struct Extras {
    stages: HashMap<Which, Stage>,
}

impl Extras {
    /// The answer. A long piece of work is answered in parts: as much as `may_go_on` allows.
    pub fn answer(&mut self, extra: Extra, may_go_on: impl FnMut() -> bool) -> ExtraReply {
        match extra {
            Extra::Play(which, play) => {
                let stage = self.stages.entry(which).or_default();
                ExtraReply::Played(which, Box::new(stage.play(*play, may_go_on)))
            }
            Extra::PlayMany(many) => ExtraReply::PlayedMany(play_many(*many, may_go_on)),
            Extra::Analyse { of, path, text } => {
                let report = check(&path, &text, &Options::default());
                ExtraReply::Analysed(Box::new(Analysed { of, report }))
            }
            Extra::ReadLesson { text } => ExtraReply::Lesson(lessons::open(&text).map(Box::new)),
            Extra::Judge { exercise, text } => {
                ExtraReply::Judged(Box::new(lessons::judge(&exercise, &text)))
            }
            Extra::Rehearse { goal, settings } => {
                ExtraReply::Rehearsed(Box::new(judge_run(&goal, &settings)))
            }
            Extra::ReadProject { text } => ExtraReply::Project(Project::read(&text)),
            Extra::Reference => ExtraReply::Reference(Box::new(reference())),
        }
    }
}
