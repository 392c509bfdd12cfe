//! A connection pool: its slots in rows, and under them the requests that wait, each with a ring
//! that empties as its timeout comes near.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape};
use crate::sim::frame::{LaneFrame, SHOWN_WAITERS, SlotState};
use crate::sim::resource::Resource;

/// Slots in a row.
const COLUMNS: usize = 5;
/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Height of a slot, in units.
const SLOT: f64 = 34.0;
/// Gap between slots, in units.
const GAP: f64 = 6.0;
/// Radius of a waiting request, in units.
const RING: f64 = 7.0;
/// Waiting requests in a row.
const LINE: usize = 16;

/// The slots and the waiting line of a lane.
pub fn pool(scene: &Scene) -> Picture {
    let Some(lane) = scene.now() else {
        return Picture::default();
    };
    let timeout = match &scene.scenario.resource {
        Some(Resource::Pool(pool)) => pool.timeout,
        Some(Resource::Table(_)) | None => None,
    };
    let mut shapes = Vec::new();
    let width = (WIDTH - GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let mut rows = 0;
    for (index, slot) in lane.units().enumerate() {
        let (row, column) = (index / COLUMNS, index % COLUMNS);
        rows = row + 1;
        let (x, y) = (column as f64 * (width + GAP), row as f64 * (SLOT + GAP));
        shapes.push(Shape::Rect {
            class: slot.state.into(),
            frame: [x, y, width, SLOT],
        });
        let text = match (slot.state, slot.line) {
            (SlotState::Leaked | SlotState::Garbage | SlotState::Timed, line) if line > 0 => {
                format!("▲ line {line}")
            }
            (SlotState::Leaked | SlotState::Garbage | SlotState::Timed, _) => "▲".to_owned(),
            (SlotState::Open, _) => "●".to_owned(),
            (SlotState::Free | SlotState::Lingering | SlotState::Reserved, _) => continue,
        };
        let at = (x + width / 2.0, y + SLOT / 2.0 + 4.0);
        shapes.push(Shape::Label {
            class: slot.state.into(),
            at,
            anchor: Anchor::Middle,
            text,
        });
    }
    let top = rows as f64 * (SLOT + GAP) + RING;
    waiting(lane, timeout, top, &mut shapes);
    let lines = SHOWN_WAITERS.div_ceil(LINE) as f64;
    let height = top + lines * (2.0 * RING + GAP) + 14.0;
    Picture {
        width: WIDTH,
        height,
        shapes,
    }
}

fn waiting(lane: &LaneFrame, timeout: Option<f64>, top: f64, shapes: &mut Vec<Shape>) {
    let shown = (lane.queued as usize).min(SHOWN_WAITERS);
    for index in 0..shown {
        let x = RING + 1.0 + (index % LINE) as f64 * (2.0 * RING + GAP);
        let y = top + RING + (index / LINE) as f64 * (2.0 * RING + GAP);
        let share = match (lane.patience.get(index), timeout) {
            (Some(left), Some(timeout)) if timeout > 0.0 => (left / timeout).clamp(0.0, 1.0),
            _ => 1.0,
        };
        shapes.push(Shape::Ring {
            class: Class::Waiting,
            centre: (x, y),
            radius: RING,
            share,
        });
    }
    let text = match lane.queued as usize {
        0 => "nobody waits".to_owned(),
        1 => "1 request waits".to_owned(),
        queued if queued > shown => format!("{queued} requests wait; the first {shown} are shown"),
        queued => format!("{queued} requests wait"),
    };
    let y = top + SHOWN_WAITERS.div_ceil(LINE) as f64 * (2.0 * RING + GAP) + 10.0;
    shapes.push(Shape::Label {
        class: Class::Note,
        at: (0.0, y),
        anchor: Anchor::Start,
        text,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn every_slot_and_every_shown_waiter_is_drawn() {
        let run = played("pool-slot");
        let scene = run.scene(0).until(run.frames.len() - 5);
        let lane = scene.now().expect("a lane");
        let picture = pool(&scene);
        let slots = picture
            .shapes
            .iter()
            .filter(|s| matches!(s, Shape::Rect { .. }))
            .count();
        let rings: Vec<f64> = picture
            .shapes
            .iter()
            .filter_map(|s| match s {
                Shape::Ring { share, .. } => Some(*share),
                _ => None,
            })
            .collect();
        assert_eq!(slots, 15);
        assert_eq!(rings.len(), (lane.queued as usize).min(SHOWN_WAITERS));
        assert!(
            rings.windows(2).all(|pair| pair[0] <= pair[1]),
            "first come, first out"
        );
    }
}
