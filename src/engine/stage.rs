//! A simulation being watched: the run, and how far it has been told.
//!
//! Requests are whole (see [`Play`]): a stage that has another scenario, or has gone too far, starts
//! again and catches up, and the frames are the same as before.

use crate::protocol::{Many, Play, Played, PlayedMany};
use crate::sim::replicate::replication;
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

/// Plays a scenario with many seeds, each until something runs out, as many as `may_go_on` allows and
/// at least one.
pub fn play_many(many: Many, mut may_go_on: impl FnMut() -> bool) -> PlayedMany {
    let Many {
        run,
        mut scenario,
        from,
        count,
    } = many;
    scenario.stop.after_exhaustion = Some(0.0);
    let mut ends = Vec::new();
    while ends.len() < count as usize && (ends.is_empty() || may_go_on()) {
        let lane = replication(&scenario, from + ends.len() as u32);
        ends.push(lane.exhausted_at());
    }
    PlayedMany { run, from, ends }
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

    #[test]
    fn many_seeds_are_as_many_ends_whichever_way_they_are_asked_for() {
        let many = |from, count| Many {
            run: 3,
            scenario: play(0, 1).scenario,
            from,
            count,
        };
        let all = play_many(many(0, 5), || true);
        assert!(all.ends.iter().all(Option::is_some));
        let one = play_many(many(3, 5), || false);
        assert_eq!((one.from, &one.ends[..]), (3, &all.ends[3..4]));
        assert!(all.ends[0] != all.ends[1]);
    }
}
