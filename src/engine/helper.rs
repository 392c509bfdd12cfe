//! What needs no analyzer: runs of the simulator, and the settings. Frames and runs come as many as
//! the clock allows, so that other work never waits long.

use super::Clock;
use super::stage::{Stage, play_many};
use crate::lessons::simulate::judge_run;
use crate::project::Project;
use crate::protocol::{Extra, ExtraReply, Which};
use std::collections::HashMap;

/// What lives from one request to the next.
#[derive(Default)]
pub struct Helper {
    stages: HashMap<Which, Stage>,
}

impl Helper {
    /// The answer to a request. A long piece of work is answered in parts.
    pub fn answer(&mut self, extra: Extra, now: Clock<'_>) -> ExtraReply {
        /// Milliseconds that one answer may take.
        const SLICE: f64 = 30.0;
        let start = now();
        let may_go_on = || now() - start < SLICE;
        match extra {
            Extra::Play(which, play) => {
                let stage = self.stages.entry(which).or_default();
                ExtraReply::Played(which, Box::new(stage.play(*play, may_go_on)))
            }
            Extra::PlayMany(many) => ExtraReply::PlayedMany(play_many(*many, may_go_on)),
            Extra::Rehearse { goal, settings } => {
                ExtraReply::Rehearsed(Box::new(judge_run(&goal, &settings)))
            }
            Extra::ReadProject { text } => ExtraReply::Project(Project::read(&text)),
        }
    }
}
