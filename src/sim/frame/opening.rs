//! The first picture of a run, from its scenario alone: nothing has happened yet.
//!
//! The page draws it while the engine is still on its way to play the rest. A test holds it to what
//! the engine plays first.

use super::super::resource::Resource;
use super::super::scenario::{Memory, Scenario};
use super::{
    BufferFrame, Frame, HeapFrame, LaneFrame, ReplicaFrame, Slot, SlotRun, SlotState, UnitsFrame,
};

/// What is there before the first request: as written, and fixed.
pub fn opening(scenario: &Scenario) -> Frame {
    Frame {
        t: 0.0,
        lanes: vec![lane(scenario), lane(&scenario.fixed())],
        ended: None,
    }
}

fn lane(scenario: &Scenario) -> LaneFrame {
    let mut resources = scenario.resources();
    let first = resources.next().map(units).unwrap_or_default();
    let database = scenario.database.clone().map(Resource::Table);
    let memory = scenario.memory.as_ref();
    let replica = ReplicaFrame {
        resident: memory.map_or(0.0, |memory| memory.base),
        ..ReplicaFrame::default()
    };
    LaneFrame {
        slots: first.slots,
        free: first.free,
        others: resources.chain(database.as_ref()).map(units).collect(),
        heap: memory.map(|memory| heap(memory, scenario)),
        buffer: scenario.buffer.map(|buffer| BufferFrame {
            fill: 0,
            size: buffer.size,
        }),
        replicas: vec![replica; scenario.replicas as usize],
        ..LaneFrame::default()
    }
}

/// A resource of which nobody has taken anything.
fn units(resource: &Resource) -> UnitsFrame {
    let run = |state, count| SlotRun {
        slot: Slot { state, line: 0 },
        count,
    };
    let slots = [
        run(SlotState::Reserved, resource.reserved()),
        run(SlotState::Free, resource.capacity()),
    ];
    UnitsFrame {
        slots: slots.into_iter().filter(|run| run.count > 0).collect(),
        free: resource.capacity(),
        ..UnitsFrame::default()
    }
}

/// A heap that has only the program itself.
fn heap(memory: &Memory, scenario: &Scenario) -> HeapFrame {
    HeapFrame {
        used: memory.base,
        resident: memory.base,
        limit: memory.limit,
        objects: scenario.collector.base_objects,
        slowdown: memory.slowdown(memory.base),
        ..HeapFrame::default()
    }
}

#[cfg(test)]
mod tests {
    use super::opening;
    use crate::sim::presets::PRESETS;
    use crate::sim::run::{Lanes, Run};

    #[test]
    fn it_is_what_is_played_first() {
        for preset in PRESETS {
            let scenario = preset.scenario().expect("a preset");
            let first = Run::new(&scenario, Lanes::Twin).next_frame();
            assert_eq!(first, Some(opening(&scenario)), "{}", preset.id);
        }
    }
}
