//! Local ports: what holds them, and for those that are only waiting out TIME_WAIT, how long ago they
//! were released. A bar fades as its sixty seconds go by, and at the right its ports are free again.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label, rule};
use crate::sim::resource::{Entries, Resource, Table};
use crate::sim::scenario::Scenario;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Height of the strip of all ports.
const STRIP: f64 = 30.0;
/// Where the bars stand, and how high they may be.
const FLOOR: f64 = 158.0;
const HIGH: f64 = 84.0;
/// Bars: one for each sixtieth of the time that a port lingers.
const BARS: usize = 60;
/// The lowest opacity of a bar.
const FADED: f64 = 0.25;

/// The table of ports, if that is what runs out.
fn table(scenario: &Scenario) -> Option<&Table> {
    match &scenario.resource {
        Some(Resource::Table(table)) if table.of == Entries::Ports => Some(table),
        Some(_) | None => None,
    }
}

/// Whether ports run out.
pub fn applies(scenario: &Scenario) -> bool {
    table(scenario).is_some()
}

/// The strip of all ports and the ages of those in TIME_WAIT.
pub fn ports(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    strip(scene, &mut shapes);
    ages(scene, &mut shapes);
    Picture {
        width: WIDTH,
        height: FLOOR + 18.0,
        shapes,
    }
}

fn strip(scene: &Scene, shapes: &mut Vec<Shape>) {
    let Some(lane) = scene.now() else {
        return;
    };
    let groups = [
        (Class::Leaked, "▲ CLOSE_WAIT", lane.leaked + lane.garbage),
        (Class::Open, "open", lane.in_use),
        (Class::Timed, "TIME_WAIT", lane.lingering),
        (Class::Free, "free", lane.free),
    ];
    let all = f64::from(lane.limit().max(1));
    let mut x = 0.0;
    for (class, name, count) in groups {
        let width = f64::from(count) / all * WIDTH;
        if width <= 0.0 {
            continue;
        }
        shapes.push(Shape::Rect {
            class,
            frame: [x, 0.0, width, STRIP],
        });
        if width > 6.5 * name.chars().count() as f64 + 6.0 {
            let at = (x + width / 2.0, STRIP / 2.0 + 4.0);
            shapes.push(label(class, at, Anchor::Middle, name));
        }
        x += width;
    }
}

fn ages(scene: &Scene, shapes: &mut Vec<Shape>) {
    let (Some(lane), Some(table)) = (scene.now(), table(scene.scenario)) else {
        return;
    };
    if table.lingers <= 0.0 {
        return;
    }
    // As many released in each sixtieth as the table has room for: above it the ports run out.
    let wall = f64::from(lane.limit()) / BARS as f64;
    let most = lane.ages.iter().copied().max().unwrap_or(0);
    let scale = HIGH / (wall * 1.25).max(f64::from(most));
    let width = WIDTH / BARS as f64;
    let bar = |(index, count): (usize, &u32)| {
        let height = f64::from(*count) * scale;
        let opacity = 1.0 - (1.0 - FADED) * index as f64 / BARS as f64;
        let frame = [index as f64 * width, FLOOR - height, width - 0.8, height];
        (frame, opacity)
    };
    shapes.push(Shape::Bars {
        class: Class::Timed,
        bars: lane.ages.iter().enumerate().map(bar).collect(),
    });
    let y = FLOOR - wall * scale;
    shapes.push(rule(Class::Now, (0.0, y), (WIDTH, y)));
    let per_second = f64::from(lane.limit()) / table.lingers;
    let text = format!("the dashed wall: {per_second:.0} a second");
    shapes.push(label(
        Class::Strong,
        (WIDTH, FLOOR - HIGH - 4.0),
        Anchor::End,
        text,
    ));
    shapes.push(rule(Class::Axis, (0.0, FLOOR), (WIDTH, FLOOR)));
    let at = |x: f64| (x, FLOOR + 14.0);
    shapes.push(label(Class::Note, at(0.0), Anchor::Start, "just closed"));
    let end = format!("free after {:.0} s", table.lingers);
    shapes.push(label(Class::Note, at(WIDTH), Anchor::End, end));
}

/// The ports in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(lane) = scene.now() else {
        return String::new();
    };
    format!(
        "Of {} ports {} are open, {} in TIME_WAIT, {} stuck in CLOSE_WAIT, {} free.",
        lane.limit(),
        lane.in_use,
        lane.lingering,
        lane.leaked + lane.garbage,
        lane.free
    )
}

/// Titles of the table's columns.
pub const COLUMNS: &[&str] = &["open", "TIME_WAIT", "CLOSE_WAIT", "free"];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(lane) = scene.now() else {
        return Vec::new();
    };
    let stuck = lane.leaked + lane.garbage;
    let counts = [lane.in_use, lane.lingering, stuck, lane.free];
    counts.map(|count| count.to_string()).into()
}
