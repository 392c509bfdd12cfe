//! What a picture may look at: a run up to the moment that is shown, in one of its lanes.

use crate::sim::frame::{Frame, LaneFrame};
use crate::sim::prediction::{Outlook, Prediction};
use crate::sim::scenario::Scenario;
use std::rc::Rc;

/// A moment of a lane, and what came before it.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What is played.
    pub scenario: &'a Scenario,
    /// What theory says about it, if it says anything.
    pub prediction: Option<&'a Prediction>,
    /// The frames up to the moment that is shown, which is the last.
    pub past: &'a [Rc<Frame>],
    /// Which lane; the program as written is 0.
    pub lane: usize,
    /// When the run is likely to be over, in seconds.
    pub horizon: f64,
}

impl<'a> Scene<'a> {
    /// The lane at the moment that is shown; nothing before the first frame.
    pub fn now(&self) -> Option<&'a LaneFrame> {
        self.at(self.past.len().checked_sub(1)?)
    }

    /// The lane at a frame of the past.
    pub fn at(&self, frame: usize) -> Option<&'a LaneFrame> {
        self.past.get(frame)?.lanes.get(self.lane)
    }

    /// The moment that is shown, in seconds.
    pub fn t(&self) -> f64 {
        self.past.last().map_or(0.0, |frame| frame.t)
    }

    /// The first frame at or after a time in seconds, if it has come.
    pub fn first_from(&self, time: f64) -> Option<usize> {
        let index = self.past.partition_point(|frame| frame.t < time - 1e-9);
        (index < self.past.len()).then_some(index)
    }

    /// The same lane up to an earlier frame.
    pub fn until(&self, frame: usize) -> Self {
        let past = &self.past[..(frame + 1).min(self.past.len())];
        Self { past, ..*self }
    }

    /// The same lane before its first frame.
    pub fn before(&self) -> Self {
        Self { past: &[], ..*self }
    }

    /// The forecast, if there is one.
    pub fn outlook(&self) -> Option<&'a Outlook> {
        self.prediction.map(|prediction| &prediction.outlook)
    }

    /// Whether theory says that something runs out.
    pub fn runs_out(&self) -> bool {
        matches!(self.outlook(), Some(Outlook::RunsOut(_)))
    }
}

#[cfg(test)]
/// Runs for the tests of pictures.
pub mod tests {
    use super::*;
    use crate::sim::prediction::predict;
    use crate::sim::presets::Preset;
    use crate::sim::run::{Lanes, Run};

    /// A preset, played to its end.
    pub struct Played {
        /// What was played.
        pub scenario: Scenario,
        prediction: Option<Prediction>,
        /// Every frame.
        pub frames: Vec<Rc<Frame>>,
    }

    impl Played {
        /// Its last moment.
        pub fn scene(&self, lane: usize) -> Scene<'_> {
            Scene {
                scenario: &self.scenario,
                prediction: self.prediction.as_ref(),
                past: &self.frames,
                lane,
                horizon: self.frames.last().map_or(1.0, |frame| frame.t),
            }
        }
    }

    /// Plays a preset to its end.
    pub fn played(id: &str) -> Played {
        let scenario = Preset::find(id).and_then(|preset| preset.scenario().ok());
        let scenario = scenario.expect("a preset");
        let mut run = Run::new(&scenario, Lanes::Twin);
        let frames = std::iter::from_fn(|| run.next_frame());
        Played {
            frames: frames.map(Rc::new).collect(),
            prediction: predict(&scenario),
            scenario,
        }
    }

    #[test]
    fn an_earlier_moment_is_the_same_run() {
        let run = played("pool-slot");
        let early = run.scene(0).until(10);
        assert_eq!((early.t(), early.past.len()), (2.5, 11));
        assert_eq!(early.first_from(1.1), Some(5));
        assert_eq!(early.first_from(9.0), None);
        assert!(early.runs_out());
    }
}
