//! A simulation being watched: frames that the worker has sent, and where the reader stands.
//!
//! The page pulls: it asks for a few frames ahead of what is shown and stops asking when paused, so
//! a run can be stopped at any moment and never floods the page. Every request carries the whole
//! scenario and the number of the first frame wanted: a worker that was started anew goes on where
//! the old one stopped, with the same numbers.

mod watched;

pub use watched::Watched;

use crate::protocol::{Play, Played};
use crate::sim::frame::{Frame, Happening, opening};
use crate::sim::prediction::{Outlook, Prediction, predict};
use crate::sim::scenario::Scenario;
use std::rc::Rc;

/// A simulation and the reader's place in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Player {
    /// Counts the runs; answers about an older one mean nothing.
    pub run: u32,
    /// What is played.
    pub scenario: Rc<Scenario>,
    /// What theory says about it.
    pub prediction: Option<Rc<Prediction>>,
    /// The frames that have come.
    pub frames: Frames,
    /// The simulated time that is shown, in seconds.
    pub head: f64,
    /// Whether it moves.
    pub motion: Motion,
    /// Simulated seconds per second.
    pub speed: f64,
    /// Fingerprint of everything played so far, once the run has ended.
    pub hash: Option<u64>,
}

/// Frames from the start of a run, shared; equal when they are the same list.
#[derive(Clone, Debug, Default)]
pub struct Frames(Rc<Vec<Rc<Frame>>>);

impl PartialEq for Frames {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for Frames {
    type Target = [Rc<Frame>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Whether time goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// It stands.
    #[default]
    Paused,
    /// It plays.
    Playing,
}

/// The speeds that can be chosen, in simulated seconds per second.
pub const SPEEDS: [f64; 12] = [
    0.25, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 1_000.0, 10_000.0, 30_000.0,
];
/// Seconds that a whole run should take to watch.
const WATCH: f64 = 22.0;
/// Seconds of watching that are asked for ahead.
const AHEAD: f64 = 1.5;
/// Frames asked for at once, at most.
const MOST_FRAMES: u32 = 120;
/// The longest time that one picture may cover, in seconds: a tab that was hidden does not jump.
const LONGEST_STEP: f64 = 0.1;

impl Player {
    /// The start of a run.
    pub fn new(scenario: Scenario, run: u32) -> Self {
        let prediction = predict(&scenario).map(Rc::new);
        let mut player = Self {
            run,
            scenario: Rc::new(scenario),
            prediction,
            frames: Frames::default(),
            head: 0.0,
            motion: Motion::Paused,
            speed: 1.0,
            hash: None,
        };
        let wanted = player.horizon() / WATCH;
        player.speed = SPEEDS
            .into_iter()
            .find(|speed| *speed >= wanted)
            .unwrap_or(30_000.0);
        player
    }

    /// Shows the first picture, for a run of which none has come: there is nothing to wait for.
    pub fn begin(&mut self) {
        self.frames = Frames(Rc::new(vec![Rc::new(opening(&self.scenario))]));
    }

    /// The names of the lanes that differ.
    pub fn lanes(&self) -> &'static [&'static str] {
        if self.scenario.can_leak() {
            &["as written", "fixed"]
        } else {
            &["the service"]
        }
    }

    /// The sign that goes with a lane's name.
    pub fn sign(lane: &str) -> &'static str {
        match lane {
            "as written" => "▲",
            "fixed" => "✓",
            _ => "●",
        }
    }

    /// Frames up to the moment that is shown.
    fn shown(&self) -> usize {
        self.frames
            .partition_point(|frame| frame.t <= self.head + 1e-9)
    }

    /// The frame that is shown.
    pub fn frame(&self) -> Option<&Rc<Frame>> {
        self.frames.get(self.shown().max(1) - 1)
    }

    /// Everything that has happened in a lane up to the moment that is shown.
    pub fn happenings(&self, lane: usize) -> impl DoubleEndedIterator<Item = &Happening> {
        let frames = self.frames[..self.shown()].iter();
        frames
            .filter_map(move |frame| frame.lanes.get(lane))
            .flat_map(|lane| &lane.events)
    }

    /// Whether the last frame of the run has come.
    pub fn is_complete(&self) -> bool {
        self.frames
            .last()
            .is_some_and(|frame| frame.ended.is_some())
    }

    /// Whether the last frame of the run is shown.
    pub fn is_at_end(&self) -> bool {
        self.is_complete()
            && self
                .frames
                .last()
                .is_some_and(|frame| frame.t <= self.head + 1e-9)
    }

    /// The time at which the run ends or is likely to have ended, in seconds.
    pub fn horizon(&self) -> f64 {
        if let Some(last) = self.frames.last().filter(|frame| frame.ended.is_some()) {
            return last.t;
        }
        let end = self.expected();
        self.frames.last().map_or(end, |frame| frame.t.max(end))
    }

    /// The time at which theory expects the run to be over, in seconds.
    pub fn expected(&self) -> f64 {
        let stop = self.scenario.stop;
        let outlook = self
            .prediction
            .as_ref()
            .map(|prediction| &prediction.outlook);
        let end = match (outlook, stop.after_exhaustion) {
            (Some(Outlook::RunsOut(end)), Some(after)) => end.q95 + after,
            // A run that outlives its first exhaustion ends with its time.
            _ => f64::INFINITY,
        };
        let end = end.min(stop.time.unwrap_or(f64::INFINITY));
        if end.is_finite() { end } else { 600.0 }
    }

    /// The frames to ask the worker for, if any are wanted.
    pub fn wants(&self) -> Option<Play> {
        if self.is_complete() {
            return None;
        }
        let ahead = match self.motion {
            Motion::Playing => self.speed * AHEAD,
            Motion::Paused => 0.0,
        };
        let tick = self.scenario.tick;
        let until = ((self.head + ahead) / tick) as usize + 1;
        let have = self.frames.len();
        (until > have).then(|| Play {
            run: self.run,
            scenario: (*self.scenario).clone(),
            from: have as u32,
            count: ((until - have) as u32).clamp(1, MOST_FRAMES),
        })
    }

    /// Takes frames in.
    pub fn take(&mut self, played: Played) {
        if played.run != self.run || played.from as usize != self.frames.len() {
            return;
        }
        let frames = Rc::make_mut(&mut self.frames.0);
        frames.extend(played.frames.into_iter().map(Rc::new));
        if self.is_complete() {
            self.hash = Some(played.hash);
            let end = self.frames.last().map_or(0.0, |frame| frame.t);
            self.head = self.head.min(end);
        }
    }

    /// Lets so many seconds go by.
    pub fn tick(&mut self, seconds: f64) {
        if self.motion == Motion::Paused {
            return;
        }
        let last = self.frames.last().map_or(0.0, |frame| frame.t);
        let head = self.head + seconds.clamp(0.0, LONGEST_STEP) * self.speed;
        // The picture waits for the worker rather than run past what is known.
        self.head = head.min(last).max(self.head);
        if self.is_at_end() {
            self.motion = Motion::Paused;
        }
    }

    /// Starts or goes on; at the end, starts again.
    pub fn play(&mut self) {
        if self.is_at_end() {
            self.head = 0.0;
        }
        self.motion = Motion::Playing;
    }

    /// Stands still.
    pub fn pause(&mut self) {
        self.motion = Motion::Paused;
    }

    /// Goes so many frames on or back, and stands.
    pub fn step(&mut self, frames: i32) {
        self.motion = Motion::Paused;
        let tick = self.scenario.tick;
        let here = (self.head / tick + 1e-9).floor();
        let between = self.head > here * tick + 1e-6;
        // From the last frame, which need not be on a tick, one back is the tick before it.
        let back = if between && frames < 0 { 1.0 } else { 0.0 };
        self.seek((here + back + f64::from(frames)) * tick);
    }

    /// Goes to a time in seconds.
    pub fn seek(&mut self, time: f64) {
        let end = if self.is_complete() {
            self.horizon()
        } else {
            f64::INFINITY
        };
        self.head = time.clamp(0.0, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::Preset;
    use crate::sim::run::{Lanes, Run};

    /// Answers as the worker does.
    fn serve(player: &mut Player) {
        while let Some(play) = player.wants() {
            let mut run = Run::new(&play.scenario, Lanes::Twin);
            let frames = std::iter::from_fn(|| run.next_frame());
            let frames: Vec<_> = frames
                .skip(play.from as usize)
                .take(play.count as usize)
                .collect();
            let hash = run.trace_hash();
            player.take(Played {
                run: play.run,
                from: play.from,
                frames,
                hash,
            });
        }
    }

    fn player() -> Player {
        let scenario = Preset::find("pool-slot").and_then(|preset| preset.scenario().ok());
        Player::new(scenario.expect("a preset"), 1)
    }

    #[test]
    fn a_paused_player_asks_for_what_it_shows_and_no_more() {
        let mut player = player();
        serve(&mut player);
        assert_eq!(player.frames.len(), 1);
        player.seek(10.0);
        serve(&mut player);
        assert_eq!(player.frames.last().map(|frame| frame.t), Some(10.0));
        assert_eq!(player.frame().map(|frame| frame.t), Some(10.0));
    }

    #[test]
    fn playing_ends_at_the_end_and_starts_again() {
        let mut player = player();
        player.play();
        for _ in 0..10_000 {
            serve(&mut player);
            player.tick(0.05);
        }
        assert!(player.is_at_end() && player.motion == Motion::Paused);
        assert!(
            player
                .happenings(0)
                .any(|event| event.text.contains("QueuePool limit"))
        );
        let end = player.head;
        player.step(-1);
        assert!(player.head < end && player.head > end - 2.0 * player.scenario.tick);
        player.step(1);
        assert_eq!(
            player.frame().map(|frame| frame.ended.is_some()),
            Some(true)
        );
        player.play();
        assert_eq!(player.head, 0.0);
    }

    #[test]
    fn the_picture_waits_for_the_worker() {
        let mut player = player();
        serve(&mut player);
        player.play();
        player.tick(0.1);
        assert_eq!(player.head, 0.0);
    }

    #[test]
    fn frames_of_another_run_are_not_taken() {
        let mut player = player();
        let frame = Frame::default();
        player.take(Played {
            run: 0,
            from: 0,
            frames: vec![frame.clone()],
            hash: 0,
        });
        player.take(Played {
            run: 1,
            from: 5,
            frames: vec![frame],
            hash: 0,
        });
        assert!(player.frames.is_empty());
    }

    #[test]
    fn a_whole_run_takes_about_as_long_to_watch_whatever_it_is() {
        for preset in crate::sim::presets::PRESETS {
            let player = Player::new(preset.scenario().expect("valid"), 1);
            let watch = player.horizon() / player.speed;
            assert!((5.0..=23.0).contains(&watch), "{}: {watch} s", preset.id);
        }
    }
}
