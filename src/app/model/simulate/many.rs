//! The same service with a hundred seeds: when each of them ran out. The worker plays them a few at a
//! time, between the frames of what is watched.

use super::{Effect, Extra, Job, Lane, Model, Outlook, Rc};
use crate::protocol::{Many, PlayedMany};
use crate::sim::prediction::Exhaustion;

/// Runs that are wanted.
pub const WANTED: usize = 100;

/// The ends of the runs that have been played.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// Seconds, one for each seed; nothing when it did not run out.
    pub known: Rc<Vec<Option<f64>>>,
    /// Whether more are being played.
    pub is_playing: bool,
}

impl Ends {
    /// Plays on, or stops.
    pub(super) fn want(&mut self, wanted: bool) {
        if wanted && self.known.len() >= WANTED {
            self.known = Rc::default();
        }
        self.is_playing = wanted;
    }
}

impl super::Simulate {
    /// The forecast that many runs can be compared with: of one that ends when something runs out.
    pub fn forecast_of_many(&self) -> Option<&Exhaustion> {
        let scenario = &self.player.scenario;
        match &self.player.prediction.as_ref()?.outlook {
            // The forecast is about one pool, and not about the server behind all of them.
            _ if scenario.database.is_some() => None,
            Outlook::RunsOut(end) if scenario.stop.after_exhaustion.is_some() => Some(end),
            _ => None,
        }
    }
}

impl Model {
    /// The worker has played some seeds.
    pub(in crate::app::model) fn played_many(
        &mut self,
        played: &PlayedMany,
        effects: &mut Vec<Effect>,
    ) {
        let page = &mut self.simulate;
        let is_next = played.from as usize == page.ends.known.len();
        if played.run == page.player.run && is_next {
            Rc::make_mut(&mut page.ends.known).extend(&played.ends);
        }
        if page.ends.known.len() >= WANTED {
            page.ends.is_playing = false;
        }
        self.ask_many(effects);
    }

    /// Asks the worker for the next seeds, one request at a time.
    pub(super) fn ask_many(&mut self, effects: &mut Vec<Effect>) {
        let page = &self.simulate;
        let have = page.ends.known.len();
        if !page.ends.is_playing || have >= WANTED || self.queue.is_busy(Lane::PlayMany) {
            return;
        }
        let many = Many {
            run: page.player.run,
            scenario: (*page.player.scenario).clone(),
            from: have as u32,
            count: (WANTED - have) as u32,
        };
        self.work(effects, |queue, work| {
            let job = Job::Extra(Extra::PlayMany(Box::new(many)));
            queue.submit(Lane::PlayMany, job, work);
        });
    }
}
