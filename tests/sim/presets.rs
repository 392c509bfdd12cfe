//! Every scenario that comes with Leaklab does what its story says.

use super::*;
use leaklab::sim::frame::{Frame, HappeningKind};
use leaklab::sim::prediction::{Outlook, predict};
use leaklab::sim::presets::{PRESETS, Preset};
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::stop::Ended;

pub fn play(id: &str) -> (Scenario, Vec<Frame>) {
    let scenario = Preset::find(id)
        .expect("a preset")
        .scenario()
        .expect("valid");
    let mut run = Run::new(&scenario, Lanes::Twin);
    let frames: Vec<Frame> = std::iter::from_fn(|| run.next_frame()).collect();
    for lane in frames.iter().flat_map(|frame| &frame.lanes) {
        let c = lane.counters;
        let gone = c.completed() + c.errors();
        assert_eq!(c.arrivals, gone + u64::from(lane.in_system), "{id}: {c:?}");
        assert_eq!(c.arrivals, c.wanted + c.retries, "{id}: {c:?}");
    }
    (scenario, frames)
}

pub fn last(frames: &[Frame]) -> &Frame {
    frames.last().expect("frames")
}

pub fn errors(frames: &[Frame]) -> Vec<&str> {
    let events = frames.iter().flat_map(|frame| &frame.lanes[0].events);
    events
        .filter(|e| e.kind == HappeningKind::Error)
        .map(|e| e.text.as_str())
        .collect()
}

#[test]
fn all_are_readable_and_told() {
    for preset in PRESETS {
        let scenario = preset
            .scenario()
            .unwrap_or_else(|m| panic!("{}: {m:?}", preset.id));
        assert!(
            !scenario.name.is_empty() && scenario.story.ends_with('.'),
            "{}",
            preset.id
        );
    }
}

#[test]
fn raw_descriptor() {
    let (scenario, frames) = play("raw-descriptor");
    let Outlook::RunsOut(end) = predict(&scenario).expect("a resource").outlook else {
        panic!("it runs out")
    };
    assert!((15.5..=17.5).contains(&(end.mean / 60.0)), "{end:?}");
    assert_eq!(last(&frames).ended, Some(Ended::Exhausted));
    assert!(last(&frames).t > end.q05 && last(&frames).t < end.q95 + 20.0);
    assert_eq!(
        errors(&frames),
        ["OSError: [Errno 24] Too many open files: 'orders/4711.json'"]
    );
    assert_eq!(last(&frames).lanes[1].counters.failed, 0);
}

#[test]
fn file_under_cpython() {
    let (scenario, frames) = play("file-under-cpython");
    assert_eq!(
        predict(&scenario).expect("a resource").outlook,
        Outlook::ClosedAtOnce
    );
    assert_eq!(last(&frames).ended, Some(Ended::Time));
    assert!(frames.iter().all(|frame| frame.lanes[0].leaked == 0));
    let counters = last(&frames).lanes[0].counters;
    assert!(
        counters.closed_at_once > 1_500 && counters.failed == 0,
        "{counters:?}"
    );
}

#[test]
fn connection_cycle() {
    let (_, frames) = play("connection-cycle");
    let garbage: Vec<u32> = frames.iter().map(|frame| frame.lanes[0].garbage).collect();
    let falls = garbage.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!(falls >= 25, "a sawtooth of {falls} teeth");
    assert!(garbage.iter().all(|g| *g < 300));
    assert_eq!(last(&frames).lanes[0].counters.failed, 0);
}

#[test]
fn pool_slot() {
    let (_, frames) = play("pool-slot");
    assert_eq!(last(&frames).lanes[0].leaked, 15);
    assert!(errors(&frames)[0].contains("QueuePool limit of size 5 overflow 10 reached"));
    let counters = last(&frames).lanes[0].counters;
    assert!(counters.timed_out > 100, "{counters:?}");
    assert_eq!(last(&frames).lanes[1].counters.timed_out, 0);
    let patience = &last(&frames).lanes[0].patience;
    assert!(patience.iter().all(|left| (0.0..=30.0).contains(left)) && patience.len() > 20);
}

#[test]
fn healthy() {
    let (scenario, frames) = play("healthy");
    assert_eq!(
        predict(&scenario).expect("a resource").outlook,
        Outlook::NothingLeaks
    );
    assert!(last(&frames).lanes[0].counters.raised > 1_500);
    assert!(
        frames
            .iter()
            .all(|frame| frame.lanes[0].leaked + frame.lanes[0].garbage == 0)
    );
}
