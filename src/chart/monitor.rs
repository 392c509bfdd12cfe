//! What a monitor saw: its samples over time, the threshold or the line through the last of them, the
//! alarm, and the probes that failed.
//!
//! Approximation: a sample is drawn as the frame at or after it has it.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label, rule};
use super::summary::{clock, duration};
use crate::sim::frame::HappeningKind;
use crate::sim::scenario::{Alarm, Gauge, Monitor};

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// The highest and the lowest y of a sample.
const TOP: f64 = 22.0;
const FLOOR: f64 = 112.0;
/// Samples that are looked at and drawn at most; of more every second, third … one.
const MOST: usize = 240;

/// One sample.
struct Sample {
    /// When, in seconds.
    t: f64,
    /// The share that was seen; nothing when the probe failed.
    seen: Option<f64>,
}

/// The samples so far.
fn samples(scene: &Scene, monitor: &Monitor) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut before = 0;
    let stride = libm::ceil(scene.t() / monitor.every / MOST as f64).max(1.0);
    let mut number = stride;
    while let Some(frame) = scene.first_from(number * monitor.every) {
        let (Some(then), Some(now)) = (scene.at(before), scene.at(frame)) else {
            break;
        };
        let is_blind = now.counters.failed_probes > then.counters.failed_probes;
        let seen = match monitor.watches {
            Gauge::Resource => {
                let all = now.limit().max(1);
                f64::from(all - now.free.min(all)) / f64::from(all)
            }
            Gauge::Memory => now.heap.as_ref().map_or(0.0, |heap| {
                heap.limit.map_or(0.0, |limit| heap.resident / limit)
            }),
            Gauge::Errors => {
                let errors = now.counters.errors() - then.counters.errors();
                let arrivals = now.counters.arrivals - then.counters.arrivals;
                errors as f64 / arrivals.max(1) as f64
            }
        };
        samples.push(Sample {
            t: number * monitor.every,
            seen: (!is_blind).then_some(seen),
        });
        before = frame;
        number += stride;
    }
    samples
}

/// The samples, what raises the alarm, and the alarm.
pub fn monitor(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    if let Some(monitor) = &scene.scenario.monitor {
        draw(scene, monitor, &mut shapes);
    }
    Picture {
        width: WIDTH,
        height: FLOOR + 18.0,
        shapes,
    }
}

fn draw(scene: &Scene, monitor: &Monitor, shapes: &mut Vec<Shape>) {
    let x = |t: f64| 4.0 + (t / scene.horizon).clamp(0.0, 1.0) * (WIDTH - 8.0);
    let y = |share: f64| FLOOR - share.clamp(0.0, 1.0) * (FLOOR - TOP);
    shapes.push(rule(Class::Axis, (0.0, FLOOR), (WIDTH, FLOOR)));
    let note = |at, anchor, text: String| label(Class::Note, at, anchor, text);
    shapes.push(note((0.0, FLOOR + 14.0), Anchor::Start, "0:00".to_owned()));
    let end = (WIDTH, FLOOR + 14.0);
    shapes.push(note(end, Anchor::End, clock(scene.horizon)));
    let samples = samples(scene, monitor);
    match monitor.alarm {
        Alarm::Threshold(share) => {
            shapes.push(rule(Class::Now, (0.0, y(share)), (WIDTH, y(share))));
            let text = format!("alarm above {:.0} %", share * 100.0);
            shapes.push(note((0.0, y(share) - 4.0), Anchor::Start, text));
        }
        Alarm::Slope { samples: most, .. } => {
            let last: Vec<(f64, f64)> = samples
                .iter()
                .rev()
                .take(most as usize)
                .filter_map(|sample| Some((sample.t, sample.seen?)))
                .collect();
            if let Some([from, to]) = fit(&last) {
                let (from, to) = ((x(from.0), y(from.1)), (x(to.0), y(to.1)));
                shapes.push(rule(Class::Curve, from, to));
            }
        }
    }
    for sample in &samples {
        match sample.seen {
            Some(seen) => shapes.push(Shape::Circle {
                class: Class::Sample,
                centre: (x(sample.t), y(seen)),
                radius: 2.4,
            }),
            None => cross((x(sample.t), y(1.0)), shapes),
        }
    }
    flags(scene, x, shapes);
}

/// A probe that failed.
fn cross((x, y): (f64, f64), shapes: &mut Vec<Shape>) {
    for down in [-3.0, 3.0] {
        let (from, to) = ((x - 3.0, y - down), (x + 3.0, y + down));
        shapes.push(rule(Class::Curve, from, to));
    }
}

fn flags(scene: &Scene, x: impl Fn(f64) -> f64, shapes: &mut Vec<Shape>) {
    let events = (0..scene.past.len()).filter_map(|frame| scene.at(frame));
    let mut free = f64::NEG_INFINITY;
    for event in events.flat_map(|lane| &lane.events) {
        let text = match event.kind {
            HappeningKind::Alert => "⚑ alarm",
            HappeningKind::ProbeFailed => "✕ the probe fails",
            _ => continue,
        };
        let at = x(event.t);
        shapes.push(rule(Class::Now, (at, TOP - 6.0), (at, FLOOR)));
        let left = at.min(WIDTH - 105.0);
        if left >= free {
            shapes.push(label(Class::Strong, (left, TOP - 9.0), Anchor::Start, text));
            free = left + 110.0;
        }
    }
}

/// The ends of the least-squares line through some points, the newest first.
fn fit(points: &[(f64, f64)]) -> Option<[(f64, f64); 2]> {
    let (newest, oldest) = (points.first()?, points.last()?);
    let n = points.len() as f64;
    let mean_t = points.iter().map(|point| point.0).sum::<f64>() / n;
    let mean = points.iter().map(|point| point.1).sum::<f64>() / n;
    let xx: f64 = points
        .iter()
        .map(|(t, _)| (t - mean_t) * (t - mean_t))
        .sum();
    let xy: f64 = points.iter().map(|(t, y)| (t - mean_t) * (y - mean)).sum();
    let slope = if xx > 0.0 { xy / xx } else { return None };
    let at = |t: f64| (t, mean + slope * (t - mean_t));
    Some([at(oldest.0), at(newest.0)])
}

/// The monitor in a sentence.
pub fn words(scene: &Scene) -> String {
    let (Some(monitor), Some(lane)) = (&scene.scenario.monitor, scene.now()) else {
        return String::new();
    };
    let samples = samples(scene, monitor);
    let what = match monitor.watches {
        Gauge::Resource => "of the resource taken",
        Gauge::Memory => "of the memory limit resident",
        Gauge::Errors => "of the requests met an error",
    };
    let last = samples.last().map_or_else(
        || "nothing seen yet".to_owned(),
        |sample| match sample.seen {
            Some(seen) => format!("last seen: {:.1} % {what}", seen * 100.0),
            None => "the last probe failed: it needs a descriptor itself".to_owned(),
        },
    );
    let every = duration(monitor.every);
    let c = lane.counters;
    let (alerts, failed) = (c.alerts, c.failed_probes);
    let delay = delay(scene);
    format!("A sample every {every}: {last}. Alarms: {alerts}, failed probes: {failed}.{delay}")
}

/// How long after the first leak the first alarm came; without a leak it is a false one.
fn delay(scene: &Scene) -> String {
    let first = |kind: HappeningKind| {
        let events = (0..scene.past.len()).filter_map(|frame| scene.at(frame));
        let mut events = events.flat_map(|lane| &lane.events);
        events.find(|event| event.kind == kind).map(|event| event.t)
    };
    match (first(HappeningKind::Alert), first(HappeningKind::FirstLeak)) {
        (None, _) => String::new(),
        (Some(alarm), Some(leak)) if leak <= alarm => format!(
            " The first alarm came {} after the first leak.",
            duration(alarm - leak)
        ),
        (Some(_), _) if leaks(scene) => String::new(),
        (Some(_), _) => " Nothing leaks here: the alarm is false.".to_owned(),
    }
}

/// Whether anything is left unreleased in the lane.
fn leaks(scene: &Scene) -> bool {
    scene.lane == 0 && scene.scenario.can_leak()
}

/// Titles of the table's columns.
pub const COLUMNS: &[&str] = &["share last seen (%)", "alarms", "failed probes"];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let (Some(monitor), Some(lane)) = (&scene.scenario.monitor, scene.now()) else {
        return Vec::new();
    };
    let samples = samples(scene, monitor);
    let seen = samples.last().and_then(|sample| sample.seen);
    vec![
        seen.map(|seen| format!("{:.3}", seen * 100.0))
            .unwrap_or_default(),
        lane.counters.alerts.to_string(),
        lane.counters.failed_probes.to_string(),
    ]
}

/// Samples in a picture.
#[cfg(test)]
fn dots(picture: &Picture) -> usize {
    let is_dot = |shape: &&Shape| matches!(shape, Shape::Circle { .. });
    picture.shapes.iter().filter(is_dot).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn the_probe_that_needs_a_descriptor_is_seen_to_fail() {
        let run = played("monitoring-dies-too");
        let picture = monitor(&run.scene(0));
        assert!(dots(&picture) > 50);
        assert!(words(&run.scene(0)).contains("the last probe failed"));
        assert!(words(&run.scene(1)).ends_with("Alarms: 0, failed probes: 0."));
    }

    #[test]
    fn a_rising_line_raises_the_alarm() {
        let run = played("monitoring-outside");
        let picture = monitor(&run.scene(0));
        let is_flag =
            |shape: &Shape| matches!(shape, Shape::Label { text, .. } if text == "⚑ alarm");
        assert!(picture.shapes.iter().any(is_flag));
        let told = words(&run.scene(0));
        assert!(told.contains("The first alarm came"), "{told}");
        assert!(told.ends_with("after the first leak."), "{told}");
    }
}
