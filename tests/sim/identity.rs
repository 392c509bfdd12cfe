//! What holds exactly, in every run.

use super::*;
use leaklab::sim::frame::SlotState;
use leaklab::sim::presets::{PRESETS, Preset};
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::scenario::{Patience, Restart, WhenOut};
use leaklab::sim::stop::Stop;

fn preset(id: &str) -> Scenario {
    Preset::find(id)
        .expect("a preset")
        .scenario()
        .expect("valid")
}

#[test]
fn littles_law_between_two_empty_moments() {
    // Q21.
    for (rate, workers) in [(0.8, 1), (9.0, 10)] {
        let mut scenario = queue(rate, workers);
        scenario.capacity = Some(40);
        scenario.stop.arrivals = Some(20_000);
        let lane = replication(&scenario, 0);
        assert_eq!(lane.in_system(), 0);
        let (area, sum) = (lane.measures().in_system, lane.measures().sojourn);
        assert!((area - sum).abs() < 1e-9 * area, "{area} {sum}");
    }
}

#[test]
fn littles_law_whatever_becomes_of_requests() {
    // Clients that time out and retry, a backlog that overflows, impatience, a pool with a timeout,
    // a process that crashes: every attempt counts from its arrival to its end.
    let mut scenario = preset("retry-storm");
    scenario.backlog = Some(30);
    scenario.patience = Some(Patience::Exponential(2.0));
    scenario.resource = pool(9, Some(0.5));
    scenario.leaks.per_completion = 0.002;
    scenario.when_out = WhenOut::Killed;
    scenario.restart = Some(Restart::default());
    scenario.stop = Stop {
        arrivals: Some(20_000),
        ..Stop::default()
    };
    let lane = replication(&scenario, 0);
    let c = lane.counters();
    assert_eq!(lane.in_system(), 0);
    assert!(
        c.lost > 0 && c.reneged > 0 && c.timed_out > 0 && c.retries > 0,
        "{c:?}"
    );
    assert_eq!(c.arrivals, c.completed() + c.errors());
    assert_eq!(c.wanted, c.answered + c.given_up);
    let (area, sum) = (lane.measures().in_system, lane.measures().sojourn);
    assert!((area - sum).abs() < 1e-9 * area, "{area} {sum}");
}

#[test]
fn every_request_is_somewhere() {
    for id in [
        "raw-descriptor",
        "file-under-cpython",
        "pool-slot",
        "connection-cycle",
        "close-wait",
        "database-full",
        "temporary-files",
        "nobody-answers",
    ] {
        let mut run = Run::new(&preset(id), Lanes::Twin);
        while let Some(frame) = run.next_frame() {
            for lane in &frame.lanes {
                let c = lane.counters;
                let gone = c.completed() + c.errors();
                assert_eq!(
                    c.arrivals,
                    gone + u64::from(lane.in_system),
                    "{id} at {}",
                    frame.t
                );
                let reserved = count(lane, SlotState::Reserved);
                let taken = lane.in_use + lane.leaked + lane.garbage + lane.lingering;
                let all = taken + lane.free + reserved;
                assert_eq!(all, lane.limit(), "{id} at {}", frame.t);
                assert_eq!(count(lane, SlotState::Open), lane.in_use);
                assert_eq!(count(lane, SlotState::Free), lane.free);
            }
        }
        assert!(run.ended().is_some());
    }
}

#[test]
fn the_clock_never_goes_back() {
    for preset in PRESETS {
        let mut lane = Lane::new(preset.scenario().expect("valid"));
        let (mut before, mut events) = (0.0, 0);
        while lane.step() && events < 30_000 {
            assert!(lane.now() >= before, "{} at {before}", preset.id);
            before = lane.now();
            events += 1;
        }
        assert_eq!(lane.ended().is_none(), events == 30_000, "{}", preset.id);
    }
}

fn count(lane: &leaklab::sim::frame::LaneFrame, state: SlotState) -> u32 {
    lane.units().filter(|slot| slot.state == state).count() as u32
}

#[test]
fn both_lanes_meet_the_same_requests() {
    let scenario = preset("raw-descriptor");
    let mut run = Run::new(&scenario, Lanes::Twin);
    while let Some(frame) = run.next_frame() {
        let [leaky, fixed] = [frame.lanes[0].counters, frame.lanes[1].counters];
        assert_eq!(leaky.arrivals, fixed.arrivals, "at {}", frame.t);
        if leaky.failed == 0 {
            assert_eq!(leaky.raised, fixed.raised, "at {}", frame.t);
            assert_eq!(frame.lanes[0].p99, frame.lanes[1].p99, "at {}", frame.t);
        }
    }
    assert_eq!(run.lanes()[1].unreleased(), 0);
    assert!(run.lanes()[0].unreleased() > 990);
}

#[test]
fn the_fixed_lane_is_the_same_alone() {
    let scenario = preset("pool-slot");
    let mut twin = Run::new(&scenario, Lanes::Twin);
    let mut alone = Run::new(&scenario.fixed(), Lanes::One);
    twin.run_until(60.0);
    alone.run_until(60.0);
    assert_eq!(twin.lanes()[1].trace_hash(), alone.lanes()[0].trace_hash());
}

#[test]
fn going_back_shows_the_same_moment() {
    let scenario = preset("pool-slot");
    let mut forward = Run::new(&scenario, Lanes::Twin);
    let frames = forward.run_until(60.0);
    let mut run = Run::new(&scenario, Lanes::Twin);
    run.run_until(60.0);
    for index in [200_usize, 10, 137, 0, 240] {
        let frame = run.seek(index as f64 * scenario.tick);
        assert_eq!(frame, frames[index], "frame {index}");
    }
}

#[test]
fn slices_and_steps_play_the_same_run() {
    let scenario = preset("pool-slot");
    let mut whole = Run::new(&scenario, Lanes::Twin);
    while whole.next_frame().is_some() {}
    let mut sliced = Run::new(&scenario, Lanes::Twin);
    while !sliced.slice(137).is_empty() {}
    let mut stepped = Run::new(&scenario, Lanes::Twin);
    while stepped.ended().is_none() {
        stepped.step(11);
    }
    assert_eq!(
        whole.lanes()[0].trace_hash(),
        sliced.lanes()[0].trace_hash()
    );
    assert_eq!(
        whole.lanes()[0].trace_hash(),
        stepped.lanes()[0].trace_hash()
    );
    assert_eq!(
        whole.lanes()[1].trace_hash(),
        sliced.lanes()[1].trace_hash()
    );
}

#[test]
fn the_seed_decides_everything() {
    // The same numbers are pinned in the browser's test: native and wasm agree bit for bit.
    let hash = |seed| {
        let mut scenario = preset("pool-slot");
        scenario.seed = seed;
        let mut run = Run::new(&scenario, Lanes::Twin);
        while run.next_frame().is_some() {}
        format!("{:016x}", run.trace_hash())
    };
    assert_eq!(hash(7), GOLDEN);
    assert_ne!(hash(8), GOLDEN);
}

/// Fingerprint of the preset `pool-slot`, both lanes, seed 7.
const GOLDEN: &str = "4b0334499244842a";
