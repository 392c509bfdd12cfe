//! Threads are a grid like descriptors; one of them has the interpreter, and all others that want it
//! wait. The ring on a cell is that baton.

use super::grid::{Layout, units};
use super::scene::Scene;
use super::shape::{Class, Shape};
use crate::sim::frame::{LaneFrame, SlotState};
use crate::sim::resource::{Entries, Resource};
use crate::sim::scenario::Scenario;

/// CPython hands the interpreter over after so many seconds (`sys.getswitchinterval`).
const INTERVAL: f64 = 0.005;
/// Radius of the ring, in units of the grid.
const RADIUS: f64 = 13.0;

/// Whether threads run out.
pub fn applies(scenario: &Scenario) -> bool {
    matches!(&scenario.resource, Some(Resource::Table(table)) if table.of == Entries::Threads)
}

/// The ring on the thread that has the interpreter.
///
/// Approximation: every thread that works or was left behind wants it, and they take turns.
pub fn baton(scene: &Scene) -> Vec<Shape> {
    let Some(lane) = scene.now() else {
        return Vec::new();
    };
    let wanting = wanting(lane);
    if wanting == 0 {
        return Vec::new();
    }
    let turn = (scene.t() / INTERVAL) as u64 % u64::from(wanting);
    let holds = |state| matches!(state, SlotState::Open | SlotState::Leaked);
    let has_it = units(&lane.slots)
        .enumerate()
        .filter(|(_, slot)| holds(slot.state))
        .nth(turn as usize);
    let layout = Layout::of(&lane.slots);
    let ring = |(unit, _)| Shape::Circle {
        class: Class::Baton,
        centre: layout.middle(unit as u32),
        radius: RADIUS,
    };
    has_it.map(ring).into_iter().collect()
}

fn wanting(lane: &LaneFrame) -> u32 {
    lane.in_use + lane.leaked
}

/// The threads in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(lane) = scene.now() else {
        return String::new();
    };
    let slower = f64::from(lane.leaked) * scene.scenario.gil * 1e3;
    format!(
        "One interpreter, {} threads that want it (◎ has it): {} were left behind, and each request \
         takes {slower:.0} ms longer for them. {} more can be started.",
        wanting(lane),
        lane.leaked,
        lane.free
    )
}
