//! A run as its pictures see it.

use super::{Motion, Player};
use crate::chart::scene::Scene;
use crate::sim::scenario::Scenario;

/// A run up to the moment that is shown, for pictures; equal when they would be the same.
#[derive(Clone, Debug)]
pub struct Watched {
    player: Player,
    shown: usize,
    horizon: f64,
}

impl PartialEq for Watched {
    /// Frames are only ever added to a run, so its number and how many are shown say it all.
    fn eq(&self, other: &Self) -> bool {
        let key = |watched: &Self| (watched.player.run, watched.shown, watched.horizon);
        key(self) == key(other)
    }
}

impl Watched {
    /// What is played.
    pub fn scenario(&self) -> &Scenario {
        &self.player.scenario
    }

    /// The moment, in one lane.
    pub fn scene(&self, lane: usize) -> Scene<'_> {
        Scene {
            scenario: &self.player.scenario,
            prediction: self.player.prediction.as_deref(),
            past: &self.player.frames[..self.shown],
            lane,
            horizon: self.horizon,
        }
    }

    /// The moment in every lane that differs: when nothing leaks, the fixed program is the same.
    pub fn scenes(&self) -> Vec<Scene<'_>> {
        (0..self.player.lanes().len())
            .map(|lane| self.scene(lane))
            .collect()
    }

    /// Every frame of the run that has come, as moments.
    pub fn all(&self) -> Self {
        Self {
            shown: self.player.frames.len(),
            ..self.clone()
        }
    }
}

impl Player {
    /// The run for what is read and not looked at: while it plays, every few frames only. Those of
    /// another `turn` come at other frames, so that they share the work.
    pub fn read_now_and_then(&self, turn: usize) -> Watched {
        /// Frames from one to the next.
        const EVERY: usize = 4;
        let mut watched = self.watched();
        if self.motion == Motion::Playing {
            let over = (watched.shown + turn) % EVERY;
            watched.shown = watched.shown.saturating_sub(over).max(1).min(watched.shown);
        }
        watched
    }

    /// The run up to another moment, in seconds.
    pub fn until(&self, time: f64) -> Watched {
        let mut other = self.clone();
        other.head = time;
        other.watched()
    }

    /// The run up to the moment that is shown.
    pub fn watched(&self) -> Watched {
        let shown = self.shown().max(1).min(self.frames.len());
        Watched {
            player: self.clone(),
            shown,
            horizon: self.expected(),
        }
    }
}
