//! The worker's side of a simulation being watched: the run, and how far it has been told.
//!
//! Requests are whole (see [`Play`]): a stage that has another scenario, or has gone too far, starts
//! again and catches up, and the frames are the same as before.

use crate::protocol::{Play, Played};
use crate::sim::run::{Lanes, Run};
use crate::sim::scenario::Scenario;

/// A run and the number of its next frame.
#[derive(Default)]
pub struct Stage(Option<Playing>);

struct Playing {
    scenario: Scenario,
    run: Run,
    next: u32,
}

impl Stage {
    /// Plays the frames that are asked for, as many as `may_go_on` allows and at least one.
    pub fn play(&mut self, play: Play, mut may_go_on: impl FnMut() -> bool) -> Played {
        let Play {
            run: number,
            scenario,
            from,
            count,
        } = play;
        let kept = self
            .0
            .take()
            .filter(|kept| kept.next <= from && kept.scenario == scenario);
        let mut playing = kept.unwrap_or_else(|| {
            let run = Run::new(&scenario, Lanes::Twin);
            Playing {
                scenario,
                run,
                next: 0,
            }
        });
        let mut frames = Vec::new();
        while frames.len() < count as usize && (frames.is_empty() || may_go_on()) {
            let Some(frame) = playing.run.next_frame() else {
                break;
            };
            if playing.next >= from {
                frames.push(frame);
            }
            playing.next += 1;
        }
        let hash = playing.run.trace_hash();
        self.0 = Some(playing);
        Played {
            run: number,
            from,
            frames,
            hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::Preset;

    fn play(from: u32, count: u32) -> Play {
        let scenario = Preset::find("pool-slot").and_then(|preset| preset.scenario().ok());
        Play {
            run: 3,
            scenario: scenario.expect("a preset"),
            from,
            count,
        }
    }

    #[test]
    fn a_stage_that_was_lost_goes_on_with_the_same_frames() {
        let mut stage = Stage::default();
        let first = stage.play(play(0, 40), || true);
        let second = stage.play(play(40, 10), || true);
        assert_eq!((first.frames.len(), second.frames.len()), (40, 10));
        let fresh = Stage::default().play(play(40, 10), || true);
        assert_eq!(fresh, second);
        let again = stage.play(play(0, 40), || true);
        assert_eq!(again, first);
    }

    #[test]
    fn a_stage_out_of_time_tells_one_frame_at_least() {
        let mut stage = Stage::default();
        assert_eq!(stage.play(play(0, 40), || false).frames.len(), 1);
        assert_eq!(stage.play(play(1, 40), || false).frames.len(), 1);
    }

    #[test]
    fn nothing_comes_after_the_end() {
        let mut stage = Stage::default();
        let all = stage.play(play(0, u32::MAX), || true);
        let end = all.frames.last().and_then(|frame| frame.ended);
        assert!(end.is_some());
        let after = stage.play(play(all.frames.len() as u32, 5), || true);
        assert!(after.frames.is_empty());
        assert_eq!(after.hash, all.hash);
    }
}
