//! Erlang's delay formula for a pool that shrinks: the chance to wait over the connections that are
//! left, and where the pool stands now.

use super::scene::Scene;
use super::shape::{Anchor, Class, Outline, Picture, Shape, label, rule};
use crate::sim::formulas::erlang_c;
use crate::sim::resource::Resource;
use crate::sim::scenario::Scenario;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// The highest and the lowest y of the curve.
const TOP: f64 = 22.0;
const FLOOR: f64 = 112.0;
/// Where the curve begins.
const LEFT: f64 = 4.0;

/// Whether a pool runs out.
pub fn applies(scenario: &Scenario) -> bool {
    matches!(scenario.resource, Some(Resource::Pool(_)))
}

/// Connections that the requests of one process need at a time, in Erlang.
fn load(scenario: &Scenario) -> f64 {
    scenario.rate * scenario.service.mean / f64::from(scenario.replicas.max(1))
}

/// Connections that there are, and those of them that are not lost.
fn left(scene: &Scene) -> Option<(u32, u32)> {
    let lane = scene.now()?;
    let all = scene.scenario.resource.as_ref()?.capacity();
    Some((all, all.saturating_sub(lane.leaked + lane.garbage)))
}

fn chance(scenario: &Scenario, left: u32) -> f64 {
    match left {
        0 => 1.0,
        some => erlang_c(some, load(scenario)),
    }
}

/// The curve, and the pool on it.
pub fn delay(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    if let Some((all, now)) = left(scene) {
        let x = |left: u32| {
            let lost = f64::from(all - left) / f64::from(all.max(1));
            LEFT + lost * (WIDTH - 2.0 * LEFT)
        };
        let y = |left: u32| FLOOR - chance(scene.scenario, left) * (FLOOR - TOP);
        shapes.push(rule(Class::Axis, (0.0, FLOOR), (WIDTH, FLOOR)));
        shapes.push(Shape::Line {
            class: Class::Curve,
            points: (0..=all).rev().map(|left| (x(left), y(left))).collect(),
            shape: Outline::Curve,
        });
        shapes.push(Shape::Circle {
            class: Class::Dot,
            centre: (x(now), y(now)),
            radius: 6.0,
        });
        let anchor = if now > all / 2 {
            Anchor::Start
        } else {
            Anchor::End
        };
        let beside = if now > all / 2 { 10.0 } else { -10.0 };
        let text = format!("{:.0} % wait", chance(scene.scenario, now) * 100.0);
        // Beside the curve's end the words stand below it, clear of those above.
        let is_high = y(now) < TOP + 14.0;
        let down = if is_high { 12.0 } else { -4.0 };
        let at = (x(now) + beside, y(now).min(FLOOR - 8.0) + down);
        shapes.push(label(Class::Strong, at, anchor, text));
        let axis =
            |x: f64, anchor, text: String| label(Class::Note, (x, FLOOR + 14.0), anchor, text);
        shapes.push(axis(0.0, Anchor::Start, format!("{all} left")));
        shapes.push(axis(WIDTH, Anchor::End, "0 left".to_owned()));
        let everybody = "everybody waits".to_owned();
        shapes.push(label(
            Class::Note,
            (WIDTH, TOP - 8.0),
            Anchor::End,
            everybody,
        ));
    }
    Picture {
        width: WIDTH,
        height: FLOOR + 18.0,
        shapes,
    }
}

/// The curve in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some((all, now)) = left(scene) else {
        return String::new();
    };
    format!(
        "Formula (Erlang C): requests need {:.1} connections at a time; with {now} of {all} left, \
         {:.1} % have to wait for one.",
        load(scene.scenario),
        chance(scene.scenario, now) * 100.0
    )
}

/// Titles of the table's columns.
pub const COLUMNS: &[&str] = &[
    "connections left",
    "chance to wait by formula (%)",
    "waiting in the run",
];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let (Some((_, now)), Some(lane)) = (left(scene), scene.now()) else {
        return Vec::new();
    };
    vec![
        now.to_string(),
        format!("{:.3}", chance(scene.scenario, now) * 100.0),
        lane.queued.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn the_pool_goes_down_its_own_curve() {
        let run = played("last-slots");
        let early = words(&run.scene(0).until(0));
        assert!(
            early.contains("15 of 15 left, 1.9 % have to wait"),
            "{early}"
        );
        assert!(words(&run.scene(0)).contains("with 0 of 15 left, 100.0 %"));
        assert!(words(&run.scene(1)).contains("15 of 15 left"));
    }
}
