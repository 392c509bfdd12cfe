//! The incidents among the scenarios that come with Leaklab: each does what its story says.

use super::presets::{errors, last, play};
use super::*;
use leaklab::sim::frame::{Frame, HappeningKind, HeapFrame, ReplicaState};
use leaklab::sim::prediction::{Exhaustion, Outlook, predict};

const EMFILE: &str = "OSError: [Errno 24] Too many open files";

fn told(frames: &[Frame], kind: HappeningKind) -> Vec<(f64, &str)> {
    let events = frames.iter().flat_map(|frame| &frame.lanes[0].events);
    let wanted = events.filter(|event| event.kind == kind);
    wanted.map(|event| (event.t, event.text.as_str())).collect()
}

fn first(frames: &[Frame], kind: HappeningKind) -> f64 {
    told(frames, kind).first().expect("it happens").0
}

fn forecast(scenario: &Scenario) -> Exhaustion {
    match predict(scenario).expect("a forecast").outlook {
        Outlook::RunsOut(end) => end,
        other => panic!("{other:?}"),
    }
}

/// The frame at or after a time.
fn at(frames: &[Frame], time: f64) -> &Frame {
    frames
        .iter()
        .find(|frame| frame.t >= time)
        .expect("so long")
}

fn heap(frame: &Frame) -> &HeapFrame {
    frame.lanes[0].heap.as_ref().expect("memory")
}

#[test]
fn ulimit_raised() {
    let (scenario, frames) = play("ulimit-raised");
    let end = forecast(&scenario);
    let out = first(&frames, HappeningKind::Exhausted);
    assert!(
        end.mean > 7_200.0 && (out - end.mean).abs() < 4.0 * end.sd,
        "{out}"
    );
    assert_eq!(errors(&frames), [EMFILE]);
}

#[test]
fn last_slots() {
    let (_, frames) = play("last-slots");
    let before = first(&frames, HappeningKind::Error);
    let p99 = |from: f64, to: f64| {
        let window = frames.iter().filter(|f| f.t > from && f.t < to);
        window.filter_map(|f| f.lanes[0].p99).fold(0.0, f64::max)
    };
    let gone = |time: f64| at(&frames, time).lanes[0].leaked;
    let four = frames
        .iter()
        .find(|f| f.lanes[0].leaked == 5)
        .expect("five")
        .t;
    // The same requests in the fixed lane, where nobody waits.
    let calm = frames.iter().filter(|f| f.t < four).all(|f| {
        let [leaky, fixed] = [&f.lanes[0], &f.lanes[1]];
        leaky.p99.zip(fixed.p99).is_none_or(|(a, b)| a < 1.5 * b)
    });
    assert!(calm, "{} gone at {four}", gone(four));
    assert!(
        p99(four, before) > 5.0 * p99(0.0, four) / 1.5,
        "{}",
        p99(four, before)
    );
}

#[test]
fn found_before_the_run() {
    let (scenario, frames) = play("found-before-the-run");
    let prediction = predict(&scenario).expect("a resource");
    assert!((prediction.rate - 1.485).abs() < 0.001, "{prediction:?}");
    let (end, out) = (
        forecast(&scenario),
        first(&frames, HappeningKind::Exhausted),
    );
    assert!(
        (out - end.mean).abs() < 4.0 * end.sd && (out / 60.0 - 11.0).abs() < 1.0,
        "{out}"
    );
    assert_eq!(last(&frames).lanes[1].leaked, 0);
}

#[test]
fn stress_test() {
    let (_, frames) = play("stress-test");
    let out = first(&frames, HappeningKind::Exhausted);
    assert!((out - 50.0).abs() < 6.0, "{out}");
    assert!(at(&frames, 30.0).lanes[0].counters.errors() == 0);
}

#[test]
fn cache_eats_the_heap() {
    let (scenario, frames) = play("cache-eats-the-heap");
    let (end, (out, text)) = (forecast(&scenario), told(&frames, HappeningKind::Crash)[0]);
    assert!(
        (out - end.mean).abs() < 4.0 * end.sd && (out / 60.0 - 2.4).abs() < 0.2,
        "{out}"
    );
    assert_eq!(
        text,
        "Process 1 is killed, exit code 137: more than 512 MiB resident"
    );
    assert_eq!(errors(&frames), [""; 0]);
    let lane = &last(&frames).lanes[0];
    assert_eq!(lane.replicas[0].state, ReplicaState::Gone);
    let before = heap(at(&frames, out - 1.0));
    assert!(
        before.sites.len() == 1 && before.sites[0].line == 5,
        "{before:?}"
    );
    assert!(before.sites[0].kept > 440.0 && before.collections[2] > 0 && before.paused > 0.0);
    // The fixed program keeps nothing.
    let fixed = last(&frames).lanes[1].heap.as_ref().expect("memory");
    assert_eq!(fixed.resident, 60.0);
}

#[test]
fn cache_with_a_bound() {
    let (_, frames) = play("cache-with-a-bound");
    let end = heap(last(&frames));
    assert_eq!((end.used, end.resident), (124.0, 124.0));
    assert_eq!(heap(at(&frames, 300.0)).used, 124.0);
}

#[test]
fn cycles_on_the_heap() {
    let (_, frames) = play("cycles-on-the-heap");
    let end = heap(last(&frames));
    assert!(end.collections[0] > 40 && end.resident < 61.0, "{end:?}");
    let used: Vec<f64> = frames.iter().map(|frame| heap(frame).used).collect();
    let falls = used.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!(falls > 40, "{falls}");
}

#[test]
fn profiler() {
    let (_, frames) = play("profiler");
    let median = |from: f64, to: f64| {
        let window = frames
            .iter()
            .filter(|frame| frame.t > from && frame.t <= to);
        let mut medians: Vec<f64> = window.filter_map(|frame| frame.lanes[0].p50).collect();
        medians.sort_by(f64::total_cmp);
        medians[medians.len() / 2]
    };
    let slower = median(61.0, 120.0) / median(0.0, 60.0);
    assert!((6.0..9.5).contains(&slower), "{slower}");
    let [first, second] = [60.0, 120.0].map(|time| heap(at(&frames, time)).sites.clone());
    assert!(first.len() == 1 && second.len() == 1 && second[0].line == 4);
    assert!(second[0].kept > first[0].kept + 8.0, "{first:?} {second:?}");
}

#[test]
fn crash_loop() {
    let (_, frames) = play("crash-loop");
    let crashes = told(&frames, HappeningKind::Crash);
    let starts = told(&frames, HappeningKind::Restarted);
    let waits: Vec<f64> = crashes
        .iter()
        .zip(&starts)
        .map(|(a, b)| b.0 - a.0)
        .collect();
    for (wait, expected) in waits
        .iter()
        .zip([5.0, 15.0, 25.0, 45.0, 85.0, 165.0, 305.0, 305.0])
    {
        assert!((wait - expected).abs() < 1e-9, "{waits:?}");
    }
    let down = frames
        .iter()
        .filter(|f| f.lanes[0].replicas[0].state != ReplicaState::Up);
    assert!(waits.len() >= 7 && 2 * down.count() > frames.len());
}

#[test]
fn lost_records() {
    let (_, frames) = play("lost-records");
    let counters = last(&frames).lanes[0].counters;
    assert!((1..=81).contains(&counters.lost_records), "{counters:?}");
    assert_eq!(
        counters.written + counters.lost_records,
        counters.completed()
    );
    assert_eq!(counters.answered, counters.ok);
    assert!(
        frames
            .iter()
            .all(|f| f.lanes[0].buffer.is_some_and(|b| b.fill < b.size))
    );
}

#[test]
fn paying_for_a_leak() {
    let (scenario, frames) = play("paying-for-a-leak");
    let [leaky, fixed] = [0, 1].map(|lane| &last(&frames).lanes[lane]);
    assert!(
        leaky.money > 3.0 * fixed.money,
        "{} {}",
        leaky.money,
        fixed.money
    );
    assert!((fixed.money - scenario.price).abs() < 1e-9);
    assert!(
        leaky.replicas.len() > 3 && leaky.counters.crashes > 8,
        "{:?}",
        leaky.counters
    );
}

#[test]
fn time_wait_wall() {
    let (_, frames) = play("time-wait-wall");
    let out = first(&frames, HappeningKind::Error);
    assert!((out - 56.5).abs() < 2.0, "{out}");
    assert_eq!(
        errors(&frames),
        ["OSError: [Errno 99] Cannot assign requested address"]
    );
    let lane = &last(&frames).lanes[0];
    assert!(lane.lingering > 28_100 && lane.leaked == 0);
    assert_eq!(lane.ages.iter().sum::<u32>(), lane.lingering);
    assert_eq!(lane.ages.len(), 60);
    // Nobody was let in between the wall and the first ports that came back, nor a minute later.
    assert!(
        lane.ages.iter().filter(|age| **age < 50).count() >= 2,
        "{:?}",
        lane.ages
    );
}

#[test]
fn close_wait() {
    let (_, frames) = play("close-wait");
    let lane = &last(&frames).lanes[0];
    assert!(lane.leaked == 28_232 && lane.lingering == 0 && lane.counters.failed > 0);
    assert_eq!(last(&frames).lanes[1].counters.failed, 0);
}

#[test]
fn threads_without_end() {
    let (_, frames) = play("threads-without-end");
    assert_eq!(errors(&frames), ["RuntimeError: can't start new thread"]);
    let out = first(&frames, HappeningKind::Error);
    assert!((out / 60.0 - 32.0).abs() < 2.0, "{out}");
    let p50 = |time| at(&frames, time).lanes[0].p50.expect("requests");
    assert!(p50(out - 10.0) > 5.0 * p50(10.0));
}

#[test]
fn full_backlog() {
    let (_, frames) = play("full-backlog");
    assert!(frames.iter().any(|frame| frame.lanes[0].connecting > 20));
    assert!(frames.iter().all(|frame| frame.lanes[0].waiting <= 6));
    let slowest = frames.iter().filter_map(|frame| frame.lanes[0].p99);
    assert!(slowest.fold(0.0, f64::max) > 3.0);
}

#[test]
fn nobody_answers() {
    let (_, frames) = play("nobody-answers");
    let said = "socket.accept() out of system resource: OSError: [Errno 24] Too many open files";
    assert_eq!(errors(&frames), [said]);
    let out = first(&frames, HappeningKind::Error);
    let later: Vec<_> = frames.iter().filter(|frame| frame.t > out).collect();
    assert!(later.iter().all(|frame| frame.lanes[0].replicas[0].is_shut));
    let (before, after) = (
        at(&frames, out).lanes[0].counters,
        last(&frames).lanes[0].counters,
    );
    // Of 40 a second that come a third is answered, one in ten of these with an error.
    let (seconds, answered) = (last(&frames).t - out, after.ok - before.ok);
    assert!(
        (8.0..16.0).contains(&(answered as f64 / seconds)),
        "{answered}"
    );
    assert!(after.failed - before.failed < answered / 2);
    let lane = &last(&frames).lanes[0];
    assert!(
        lane.waiting > 80 && lane.connecting > 100,
        "{} {}",
        lane.waiting,
        lane.connecting
    );
    assert!(lane.replicas[0].waiting <= 101);
    assert_eq!(last(&frames).lanes[1].counters.errors(), 0);
}

#[test]
fn temporary_files() {
    let (_, frames) = play("temporary-files");
    assert!(
        errors(&frames)
            .iter()
            .all(|e| *e == "OSError: [Errno 28] No space left on device")
    );
    let full = first(&frames, HappeningKind::Exhausted);
    let starts = told(&frames, HappeningKind::Restarted);
    assert!(starts.len() > 20);
    let answered = |time| at(&frames, time).lanes[0].counters.ok;
    // Those in service when it happens are the last to be answered.
    assert_eq!(answered(full + 5.0), last(&frames).lanes[0].counters.ok);
}

#[test]
fn database_full() {
    let (_, frames) = play("database-full");
    assert!(errors(&frames)[0].contains("FATAL:  remaining connection slots are reserved"));
    let out = first(&frames, HappeningKind::Error);
    let frame = at(&frames, out);
    let server = frame.lanes[0].others.last().expect("the server");
    // Those beyond a pool's size are closed again when they are returned.
    assert!(
        server.in_use > 90 && server.in_use + server.free == 97,
        "{server:?}"
    );
    assert!(
        frame.lanes[0]
            .replicas
            .iter()
            .all(|replica| replica.taken < 30)
    );
}

#[test]
fn retry_storm_and_what_a_budget_does() {
    let answered = |id| {
        let (_, frames) = play(id);
        let [from, to] = [120.0, 179.0].map(|t| at(&frames, t).lanes[0].counters);
        (to.answered - from.answered) as f64 / (to.wanted - from.wanted) as f64
    };
    let (storm, budget) = (answered("retry-storm"), answered("retry-budget"));
    assert!(storm < 0.01 && budget > 0.98, "{storm} {budget}");
}

#[test]
fn nightly_restart() {
    let (scenario, frames) = play("nightly-restart");
    let end = forecast(&scenario);
    assert!((end.mean / 3600.0 - 27.9).abs() < 0.1);
    let counters = last(&frames).lanes[0].counters;
    assert!(
        counters.failed == 0 && counters.restarts == 4,
        "{counters:?}"
    );
    assert!(frames.iter().any(|frame| frame.lanes[0].leaked > 750));
}

#[test]
fn monitoring_dies_too() {
    let (_, frames) = play("monitoring-dies-too");
    let (blind, text) = told(&frames, HappeningKind::ProbeFailed)[0];
    assert!(blind >= first(&frames, HappeningKind::Exhausted));
    assert_eq!(text, format!("{EMFILE}: '/proc/self/fd'"));
    let counters = last(&frames).lanes[0].counters;
    assert!(counters.alerts == 0 && counters.failed_probes > 0 && counters.failed > 1_000);
}

#[test]
fn monitoring_outside() {
    let (_, frames) = play("monitoring-outside");
    let alarm = first(&frames, HappeningKind::Alert);
    assert!(alarm <= 360.0, "{alarm}");
    let [leaky, fixed] = [0, 1].map(|lane| last(&frames).lanes[lane].counters);
    assert!(leaky.failed == 0 && leaky.restarts > 0);
    assert_eq!(fixed.alerts, 0, "a false alarm");
}
