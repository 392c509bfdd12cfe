//! The heap of a process: what holds its memory, as areas; around them the resident set, and around
//! that the limit at which the kernel kills.
//!
//! The width is memory: all of it up to the limit. A heap that stays far below its limit is
//! magnified, and the picture says so.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label, rule};
use super::summary::mib;
use super::treemap::squarified;
use crate::sim::frame::{HeapFrame, ReplicaState};
use crate::sim::prediction::Outlook;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Height of the areas, and where they begin.
const HEIGHT: f64 = 150.0;
const TOP: f64 = 18.0;
/// A heap that uses less of its limit than this is magnified.
const SMALL: f64 = 0.05;

/// What the width stands for.
struct Scale {
    /// MiB at the left edge.
    low: f64,
    /// MiB at the right edge.
    high: f64,
}

/// One area.
struct Part {
    class: Class,
    name: String,
    mib: f64,
}

/// The areas, the resident set and the limit.
pub fn heap(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    if let Some(heap) = scene.now().and_then(|lane| lane.heap.as_ref()) {
        draw(scene, heap, &mut shapes);
    }
    Picture {
        width: WIDTH,
        height: TOP + HEIGHT + 18.0,
        shapes,
    }
}

fn draw(scene: &Scene, heap: &HeapFrame, shapes: &mut Vec<Shape>) {
    let scale = scale(scene, heap);
    if is_dead(scene) {
        shapes.push(Shape::Rect {
            class: Class::Leaked,
            frame: [0.0, TOP, WIDTH, HEIGHT],
        });
        let at = |down: f64| (WIDTH / 2.0, TOP + HEIGHT / 2.0 + down);
        shapes.push(label(
            Class::Leaked,
            at(-4.0),
            Anchor::Middle,
            "✕ killed by the kernel",
        ));
        shapes.push(label(
            Class::Leaked,
            at(14.0),
            Anchor::Middle,
            "exit code 137",
        ));
        return;
    }
    let x = |mib: f64| ((mib - scale.low) / (scale.high - scale.low)).clamp(0.0, 1.0) * WIDTH;
    // The edge of a magnified picture is no limit.
    let is_magnified = scale.low > 0.0;
    shapes.push(Shape::Rect {
        class: if is_magnified {
            Class::Free
        } else {
            Class::Limit
        },
        frame: [0.0, TOP, WIDTH, HEIGHT],
    });
    shapes.push(Shape::Rect {
        class: Class::Resident,
        frame: [0.0, TOP, x(heap.resident), HEIGHT],
    });
    let base = base(scene).min(heap.used);
    if scale.low < base {
        let program = Part {
            class: Class::Reserved,
            name: "program".to_owned(),
            mib: base,
        };
        area(&program, [0.0, TOP, x(base), HEIGHT], shapes);
    }
    let parts = parts(scene, heap);
    let sizes: Vec<f64> = parts.iter().map(|part| part.mib).collect();
    let frame = [x(base), TOP, x(heap.used) - x(base), HEIGHT];
    if frame[2] > 0.5 && !sizes.is_empty() {
        for (part, frame) in parts.iter().zip(squarified(&sizes, frame)) {
            area(part, frame, shapes);
        }
    }
    let edge = match heap.limit {
        _ if is_magnified => format!("magnified: {} wide", mib(scale.high - scale.low)),
        Some(limit) => format!("limit {}", mib(limit)),
        None => mib(scale.high),
    };
    shapes.push(label(Class::Note, (WIDTH, TOP - 6.0), Anchor::End, edge));
    let resident = x(heap.resident);
    shapes.push(rule(
        Class::Now,
        (resident, TOP),
        (resident, TOP + HEIGHT + 4.0),
    ));
    let anchor = if resident > WIDTH / 2.0 {
        Anchor::End
    } else {
        Anchor::Start
    };
    let text = format!("resident {}", mib(heap.resident));
    let at = (resident, TOP + HEIGHT + 15.0);
    shapes.push(label(Class::Strong, at, anchor, text));
}

fn area(part: &Part, frame: [f64; 4], shapes: &mut Vec<Shape>) {
    let [x, y, width, height] = frame;
    shapes.push(Shape::Rect {
        class: part.class,
        frame,
    });
    // About six units a letter.
    let fits = |text: &str| width > 6.5 * text.chars().count() as f64 + 6.0;
    let middle = (x + width / 2.0, y + height / 2.0);
    if height > 16.0 && fits(&part.name) {
        shapes.push(label(part.class, middle, Anchor::Middle, part.name.clone()));
        let size = mib(part.mib);
        if height > 34.0 && fits(&size) {
            let below = (middle.0, middle.1 + 15.0);
            shapes.push(label(part.class, below, Anchor::Middle, size));
        }
    }
}

/// Whether the process whose heap it is has ended for good, and all of its memory with it.
fn is_dead(scene: &Scene) -> bool {
    let first = scene.now().and_then(|lane| lane.replicas.first());
    first.is_some_and(|replica| replica.state == ReplicaState::Gone && replica.crashes > 0)
}

/// What the requests hold and have left, largest first.
fn parts(scene: &Scene, heap: &HeapFrame) -> Vec<Part> {
    // What a bounded cache keeps is not lost: it is open.
    let is_bounded = scene
        .scenario
        .memory
        .is_some_and(|memory| memory.cache.is_some());
    let (kept, sign) = if is_bounded {
        (Class::Open, "●")
    } else {
        (Class::Leaked, "▲")
    };
    let mut parts = Vec::new();
    let mut rest = heap.used - base(scene);
    for site in &heap.sites {
        rest -= site.kept + site.garbage;
        for (class, sign, mib) in [(kept, sign, site.kept), (Class::Garbage, "♻", site.garbage)] {
            let name = format!("{sign} line {}", site.line);
            parts.push(Part { class, name, mib });
        }
    }
    parts.push(Part {
        class: Class::Open,
        name: "requests".to_owned(),
        mib: rest,
    });
    parts.retain(|part| part.mib > 1e-6);
    parts.sort_by(|a, b| b.mib.total_cmp(&a.mib));
    parts
}

fn base(scene: &Scene) -> f64 {
    scene.scenario.memory.map_or(0.0, |memory| memory.base)
}

fn scale(scene: &Scene, heap: &HeapFrame) -> Scale {
    let Some(limit) = heap.limit else {
        let high = (heap.resident * 1.25 / 64.0).ceil() * 64.0;
        return Scale { low: 0.0, high };
    };
    match scene.outlook() {
        Some(Outlook::Sawtooth { peak: most, .. } | Outlook::Settles { level: most, .. })
            if *most < SMALL * limit =>
        {
            let low = base(scene);
            // Whole powers of two, so that the edge is a number that can be said.
            let wide = libm::exp2(libm::ceil(libm::log2(most * 1.2)));
            let high = low + wide.max(heap.resident - low);
            Scale { low, high }
        }
        _ => Scale {
            low: 0.0,
            high: limit,
        },
    }
}

/// The heap in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(heap) = scene.now().and_then(|lane| lane.heap.as_ref()) else {
        return String::new();
    };
    if is_dead(scene) {
        return "The kernel has killed the process, exit code 137; nobody starts it again."
            .to_owned();
    }
    let mut text = match heap.limit {
        Some(limit) => format!("{} of {} resident", mib(heap.resident), mib(limit)),
        None => format!("{} resident", mib(heap.resident)),
    };
    text.push_str(&format!(", {} in use", mib(heap.used)));
    for site in heap.sites.iter().filter(|site| site.kept > 0.0) {
        let (line, kept, pieces) = (site.line, mib(site.kept), site.count);
        text.push_str(&format!("; line {line} keeps {kept} in {pieces} pieces"));
    }
    let collected: u64 = heap.collections.iter().sum();
    if collected > 0 {
        let [young, middle, full] = heap.collections;
        text.push_str(&format!(
            "; collections: {young} young, {middle} middle, {full} full, {:.0} ms of pauses",
            heap.paused * 1e3
        ));
    }
    text.push('.');
    text
}

/// Titles of the table's columns.
pub const COLUMNS: &[&str] = &[
    "resident (MiB)",
    "in use (MiB)",
    "kept (MiB)",
    "garbage (MiB)",
    "tracked objects",
    "collections",
    "pauses (ms)",
];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(heap) = scene.now().and_then(|lane| lane.heap.as_ref()) else {
        return Vec::new();
    };
    let kept: f64 = heap.sites.iter().map(|site| site.kept).sum();
    let garbage: f64 = heap.sites.iter().map(|site| site.garbage).sum();
    let mut row: Vec<String> = [heap.resident, heap.used, kept, garbage]
        .map(|mib| format!("{mib:.3}"))
        .into();
    row.push(format!("{:.0}", heap.objects));
    row.push(heap.collections.iter().sum::<u64>().to_string());
    row.push(format!("{:.3}", heap.paused * 1e3));
    row
}
