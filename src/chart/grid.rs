//! A table of units as a square grid: 1,024 descriptors are 32 × 32 cells.
//!
//! Cell 0 is at the upper left, numbers grow to the right, then down: the kernel's lowest-free rule
//! fills the grid like text. Beyond [`MOST_CELLS`] one cell stands for several neighbouring units
//! and shows the worst of them.

use super::shape::{Class, Picture, Rows};
use crate::sim::frame::{Slot, SlotRun, SlotState};

/// Cells that a grid has at most: 64 × 64.
pub const MOST_CELLS: u32 = 4096;
/// Width of a cell and the gap after it, in units.
const PITCH: f64 = 10.0;
/// Width of a cell, in units.
const SIDE: f64 = 8.4;

/// How a grid is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Cells in a row.
    pub columns: u32,
    /// Cells in all.
    pub cells: u32,
    /// Units that one cell stands for.
    pub units_per_cell: u32,
}

/// What one cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// First unit.
    pub first: u32,
    /// Last unit.
    pub last: u32,
    /// The worst state among them.
    pub slot: Slot,
}

impl Layout {
    /// The layout for so many units.
    pub fn new(units: u32) -> Self {
        let units_per_cell = units.div_ceil(MOST_CELLS).max(1);
        let cells = units.div_ceil(units_per_cell);
        let columns = libm::ceil(libm::sqrt(f64::from(cells.max(1)))) as u32;
        Self {
            columns,
            cells,
            units_per_cell,
        }
    }

    /// The layout for these units.
    pub fn of(slots: &[SlotRun]) -> Self {
        Self::new(slots.iter().map(|run| run.count).sum())
    }

    /// The middle of the cell that a unit is in, in the picture's units.
    pub fn middle(&self, unit: u32) -> (f64, f64) {
        let cell = unit / self.units_per_cell;
        let (row, column) = (cell / self.columns, cell % self.columns);
        let middle = |index: u32| f64::from(index) * PITCH + SIDE / 2.0;
        (middle(column), middle(row))
    }

    /// The cell at a position given as shares of width and height, if there is one.
    pub fn at(&self, x: f64, y: f64) -> Option<u32> {
        let rows = self.cells.div_ceil(self.columns);
        if !(0.0..1.0).contains(&x) || !(0.0..1.0).contains(&y) {
            return None;
        }
        let column = (x * f64::from(self.columns)) as u32;
        let row = (y * f64::from(rows)) as u32;
        let cell = row * self.columns + column;
        (cell < self.cells).then_some(cell)
    }

    /// What a cell shows.
    pub fn cell(&self, slots: &[SlotRun], index: u32) -> Option<Cell> {
        let first = index * self.units_per_cell;
        let mut units = units(slots)
            .skip(first as usize)
            .take(self.units_per_cell as usize);
        let mut slot = units.next()?;
        let mut last = first;
        for other in units {
            last += 1;
            if gravity(other.state) > gravity(slot.state) {
                slot = other;
            }
        }
        Some(Cell { first, last, slot })
    }
}

/// The grid of these units.
pub fn grid(slots: &[SlotRun]) -> Picture {
    let layout = Layout::of(slots);
    let rows = layout.cells.div_ceil(layout.columns);
    let mut by_state: [Vec<u32>; STATES.len()] = Default::default();
    let mut units = units(slots);
    for cell in 0..layout.cells {
        let group = units.by_ref().take(layout.units_per_cell as usize);
        let Some(worst) = group.map(|slot| gravity(slot.state)).max() else {
            break;
        };
        by_state[worst].push(cell);
    }
    let rows_of_cells = Rows {
        columns: layout.columns,
        pitch: PITCH,
        side: SIDE,
    };
    Picture {
        width: f64::from(layout.columns) * PITCH - (PITCH - SIDE),
        height: f64::from(rows) * PITCH - (PITCH - SIDE),
        shapes: rows_of_cells.cells(0.0, STATES.map(Class::from).into_iter().zip(by_state)),
    }
}

/// A cell in words.
pub fn describe(cell: &Cell, unit: &str) -> String {
    let number = match cell.first {
        first if first == cell.last => format!("{unit} {first}"),
        first => format!("{unit} {first} to {}", cell.last),
    };
    let standard = match (unit, cell.first, cell.last) {
        ("descriptor", 0, 0) => Some("standard input"),
        ("descriptor", 1, 1) => Some("standard output"),
        ("descriptor", 2, 2) => Some("standard error"),
        _ => None,
    };
    let state = match cell.slot.state {
        SlotState::Free => "free",
        SlotState::Reserved => standard.unwrap_or("held by the process itself"),
        SlotState::Open => "held by a request",
        SlotState::Lingering => "released, cannot be had again yet",
        SlotState::Garbage => "unreleased, waits for the collector",
        SlotState::Timed => "unreleased, returns after a time",
        SlotState::Leaked => "leaked",
    };
    match cell.slot.line {
        0 => format!("{number}: {state}"),
        line => format!("{number}: {state}, acquired on line {line}"),
    }
}

/// The states from lightest to gravest.
const STATES: [SlotState; 7] = [
    SlotState::Free,
    SlotState::Reserved,
    SlotState::Lingering,
    SlotState::Open,
    SlotState::Timed,
    SlotState::Garbage,
    SlotState::Leaked,
];

/// The units one by one, from number 0 up.
pub fn units(slots: &[SlotRun]) -> impl Iterator<Item = Slot> + '_ {
    let each = |run: &SlotRun| std::iter::repeat_n(run.slot, run.count as usize);
    slots.iter().flat_map(each)
}

fn gravity(state: SlotState) -> usize {
    STATES.iter().position(|known| *known == state).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;
    use crate::sim::frame::LaneFrame;
    use crate::sim::presets::Preset;
    use crate::sim::run::{Lanes, Run};

    fn leaky(time: f64) -> LaneFrame {
        let scenario = Preset::find("raw-descriptor").and_then(|p| p.scenario().ok());
        let mut run = Run::new(&scenario.expect("preset"), Lanes::One);
        run.seek(time).lanes.remove(0)
    }

    #[test]
    fn a_thousand_descriptors_are_a_square() {
        let layout = Layout::new(1024);
        assert_eq!(
            layout,
            Layout {
                columns: 32,
                cells: 1024,
                units_per_cell: 1
            }
        );
        let frame = leaky(500.0);
        let picture = grid(&frame.slots);
        let count = |wanted: Class| {
            let cells = picture.shapes.iter().find_map(|shape| match shape {
                Shape::Cells { class, corners, .. } if *class == wanted => Some(corners.len()),
                _ => None,
            });
            cells.unwrap_or(0) as u32
        };
        assert_eq!(count(Class::Reserved), 20);
        assert_eq!(count(Class::Leaked), frame.leaked);
        assert_eq!(count(Class::Free), frame.free);
        assert!(frame.leaked > 400);
    }

    #[test]
    fn a_cell_says_what_it_is() {
        let (layout, frame) = (Layout::new(1024), leaky(500.0));
        let words = |index| {
            let cell = layout.cell(&frame.slots, index).expect("a cell");
            describe(&cell, "descriptor")
        };
        assert_eq!(words(0), "descriptor 0: standard input");
        assert_eq!(words(100), "descriptor 100: leaked, acquired on line 2");
        assert_eq!(words(1023), "descriptor 1023: free");
        assert_eq!(layout.at(0.99, 0.0), Some(31));
        assert_eq!(layout.at(1.0, 0.5), None);
    }

    #[test]
    fn a_large_table_is_gathered() {
        let layout = Layout::new(65_536);
        assert_eq!(
            [layout.cells, layout.columns, layout.units_per_cell],
            [4096, 64, 16]
        );
    }
}
