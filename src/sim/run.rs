//! A run: one or two lanes under the same arrivals, played in slices, frame by frame.
//!
//! Frames come at multiples of the scenario's tick, the first at time 0 and the last at the moment
//! the run ends. A run never blocks: the caller says how many events it has time for. Going back
//! replays from the last checkpoint before; the same (seed, scenario, time) is the same state.

use super::frame::Frame;
use super::model::Lane;
use super::scenario::Scenario;
use super::stop::{Ended, Stop};

/// Which lanes to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// The program as written.
    One,
    /// The program as written, and fixed, under the same arrivals.
    Twin,
}

/// A simulation under way.
#[derive(Clone, Debug)]
pub struct Run {
    moment: Moment,
    tick: f64,
    checkpoints: Vec<Moment>,
    /// Frames between two checkpoints.
    spacing: u64,
}

/// Everything that changes during a run.
#[derive(Clone, Debug)]
struct Moment {
    lanes: Vec<Lane>,
    frames: u64,
    ended: Option<Ended>,
}

/// Checkpoints kept; beyond it every second one goes and the spacing doubles.
const MOST_CHECKPOINTS: usize = 32;
/// Requests and units beyond which no checkpoint is kept: a browser's memory is small.
const MOST_IN_CHECKPOINT: u64 = 150_000;

impl Run {
    /// A run before its first frame. The scenario should have no [`Scenario::problems`].
    pub fn new(scenario: &Scenario, lanes: Lanes) -> Self {
        let mut all = vec![Lane::new(scenario.clone())];
        if lanes == Lanes::Twin {
            let mut fixed = scenario.fixed();
            // The lane as written decides when the run ends; only the source closes in both.
            fixed.stop = Stop {
                arrivals: scenario.stop.arrivals,
                ..Stop::default()
            };
            all.push(Lane::new(fixed));
        }
        let moment = Moment {
            lanes: all,
            frames: 0,
            ended: None,
        };
        Self {
            tick: scenario.tick,
            checkpoints: vec![moment.clone()],
            moment,
            spacing: 1,
        }
    }

    /// Plays up to the next frame; nothing when the run has ended.
    pub fn next_frame(&mut self) -> Option<Frame> {
        let frame = self.moment.next_frame(self.tick)?;
        if self.moment.ended.is_none() && self.moment.frames.is_multiple_of(self.spacing) {
            self.keep_checkpoint();
        }
        Some(frame)
    }

    /// Plays about `events` events and returns the frames on the way; empty when the run has ended.
    /// At least one frame is played, however many events that takes.
    pub fn slice(&mut self, events: u64) -> Vec<Frame> {
        let enough = self.events().saturating_add(events);
        let mut frames = Vec::new();
        while let Some(frame) = self.next_frame() {
            frames.push(frame);
            if self.events() >= enough {
                break;
            }
        }
        frames
    }

    /// Plays every frame up to and including `time`, in seconds.
    pub fn run_until(&mut self, time: f64) -> Vec<Frame> {
        let mut frames = Vec::new();
        while self.moment.ended.is_none() && self.moment.frames as f64 * self.tick <= time {
            frames.extend(self.next_frame());
        }
        frames
    }

    /// Plays the next `count` events, whichever lane they are in, and shows the moment after them.
    pub fn step(&mut self, count: u64) -> Frame {
        for _ in 0..count {
            if self.moment.ended.is_some() {
                break;
            }
            self.moment.step();
        }
        self.moment.show()
    }

    /// Plays to the end without frames.
    pub fn run_to_end(&mut self) -> Ended {
        loop {
            if let Some(ended) = self.moment.ended {
                return ended;
            }
            self.moment.step();
        }
    }

    /// Goes to the frame at or just before `time`, in seconds, in either direction, and shows it.
    pub fn seek(&mut self, time: f64) -> Frame {
        let frames = (time.max(0.0) / self.tick) as u64;
        if frames < self.moment.frames {
            let before = self.checkpoints.iter().rev().find(|c| c.frames <= frames);
            if let Some(moment) = before.or_else(|| self.checkpoints.first()) {
                self.moment = moment.clone();
            }
        }
        let mut last = None;
        while self.moment.frames <= frames {
            match self.next_frame() {
                Some(frame) => last = Some(frame),
                None => break,
            }
        }
        last.unwrap_or_else(|| self.moment.show())
    }

    /// The lanes; the program as written is the first.
    pub fn lanes(&self) -> &[Lane] {
        &self.moment.lanes
    }

    /// Why the run ended, once it has.
    pub fn ended(&self) -> Option<Ended> {
        self.moment.ended
    }

    /// Events played in all lanes.
    pub fn events(&self) -> u64 {
        self.moment.lanes.iter().map(Lane::events).sum()
    }

    /// The fingerprint of everything that happened in every lane.
    pub fn trace_hash(&self) -> u64 {
        self.moment
            .lanes
            .iter()
            .fold(0, |hash, lane| hash ^ lane.trace_hash())
    }

    fn keep_checkpoint(&mut self) {
        let latest = self.checkpoints.last().map_or(0, |moment| moment.frames);
        if self.moment.frames <= latest {
            return;
        }
        let weight: u64 = self.moment.lanes.iter().map(Lane::weight).sum();
        if weight > MOST_IN_CHECKPOINT {
            return;
        }
        self.checkpoints.push(self.moment.clone());
        if self.checkpoints.len() > MOST_CHECKPOINTS {
            let mut index = 0;
            self.checkpoints.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.spacing *= 2;
        }
    }
}

impl Moment {
    fn next_frame(&mut self, tick: f64) -> Option<Frame> {
        if self.ended.is_some() {
            return None;
        }
        let time = self.frames as f64 * tick;
        self.frames += 1;
        let (first, others) = self.lanes.split_first_mut()?;
        first.run_until(time);
        self.ended = first.ended();
        for lane in others {
            lane.run_until(first.now());
        }
        Some(self.show())
    }

    /// Plays the earliest event of all lanes; the program as written goes first when two tie.
    fn step(&mut self) {
        let Some((first, others)) = self.lanes.split_first_mut() else {
            return;
        };
        let time = first.next_time().unwrap_or(f64::INFINITY);
        for other in others {
            if other.next_time().is_some_and(|theirs| theirs < time) {
                other.step();
                return;
            }
        }
        first.step();
        self.ended = first.ended();
    }

    fn show(&mut self) -> Frame {
        let t = self.lanes.first().map_or(0.0, Lane::now);
        Frame {
            t,
            lanes: self.lanes.iter_mut().map(Lane::frame).collect(),
            ended: self.ended,
        }
    }
}
