//! What pictures are made of. Coordinates grow to the right and down, in the picture's own units.

use crate::sim::frame::SlotState;
use std::ops::Range;

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Width, in its own units.
    pub width: f64,
    /// Height, in its own units.
    pub height: f64,
    /// Its parts, back to front.
    pub shapes: Vec<Shape>,
}

/// One part of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Many equal-sized squares of one class: one drawing instruction for a thousand cells. The gaps
    /// in a row are covered, and [`Shape::Gaps`] opens them.
    Cells {
        /// What they are.
        class: Class,
        /// Side, in units.
        side: f64,
        /// From one cell to the next in its row, in units.
        pitch: f64,
        /// Upper left corners, row by row.
        corners: Vec<(f64, f64)>,
    },
    /// The gaps between the columns of cells, drawn over them.
    Gaps {
        /// Left edges, in units.
        at: Vec<f64>,
        /// Width of each, in units.
        width: f64,
        /// From the top of the first row to the foot of the last, in units.
        rows: Range<f64>,
    },
    /// A rectangle.
    Rect {
        /// What it is.
        class: Class,
        /// Upper left corner and size: x, y, width, height.
        frame: [f64; 4],
    },
    /// Many rectangles of one class, each more or less faded.
    Bars {
        /// What they are.
        class: Class,
        /// Upper left corner and size (x, y, width, height), and opacity from 0 to 1.
        bars: Vec<([f64; 4], f64)>,
    },
    /// A line through points, or an area when closed.
    Line {
        /// What it is.
        class: Class,
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Whether it is an area.
        shape: Outline,
    },
    /// A circle.
    Circle {
        /// What it is.
        class: Class,
        /// Centre.
        centre: (f64, f64),
        /// Radius.
        radius: f64,
    },
    /// A ring that is partly full, clockwise from the top.
    Ring {
        /// What it is.
        class: Class,
        /// Centre.
        centre: (f64, f64),
        /// Radius.
        radius: f64,
        /// Share that is full, from 0 to 1.
        share: f64,
    },
    /// Words.
    Label {
        /// What they are.
        class: Class,
        /// Where: the anchor's x, and the baseline's y.
        at: (f64, f64),
        /// Which part of the text is at x.
        anchor: Anchor,
        /// The words.
        text: String,
    },
}

/// Whether a line is a curve or the edge of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A curve.
    Curve,
    /// The edge of an area.
    Area,
}

/// Square cells in rows, numbered from the left.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Cells in a row.
    pub columns: u32,
    /// From one cell to the next, in units.
    pub pitch: f64,
    /// Side of a cell, in units.
    pub side: f64,
}

impl Rows {
    /// Cells of several classes, by their numbers. The first row is `top` units down.
    pub fn cells<Numbers: IntoIterator<Item = u32>>(
        self,
        top: f64,
        classes: impl IntoIterator<Item = (Class, Numbers)>,
    ) -> Vec<Shape> {
        let corner = |number: u32| {
            let (row, column) = (number / self.columns, number % self.columns);
            let down = top + f64::from(row) * self.pitch;
            (f64::from(column) * self.pitch, down)
        };
        let (mut shapes, mut foot) = (Vec::new(), top);
        for (class, numbers) in classes {
            let corners: Vec<_> = numbers.into_iter().map(corner).collect();
            let Some((_, last)) = corners.last() else {
                continue;
            };
            foot = foot.max(last + self.side);
            shapes.push(Shape::Cells {
                class,
                side: self.side,
                pitch: self.pitch,
                corners,
            });
        }
        let gap = |column: u32| f64::from(column) * self.pitch + self.side;
        shapes.push(Shape::Gaps {
            at: (0..self.columns - 1).map(gap).collect(),
            width: self.pitch - self.side,
            rows: top..foot,
        });
        shapes
    }
}

/// A label.
pub fn label(class: Class, at: (f64, f64), anchor: Anchor, text: impl Into<String>) -> Shape {
    Shape::Label {
        class,
        at,
        anchor,
        text: text.into(),
    }
}

/// A straight line.
pub fn rule(class: Class, from: (f64, f64), to: (f64, f64)) -> Shape {
    Shape::Line {
        class,
        points: vec![from, to],
        shape: Outline::Curve,
    }
}

/// Which part of a text is at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What a shape stands for; decides its colour and hatching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A free unit.
    Free,
    /// A unit that the process itself has.
    Reserved,
    /// A unit that a request holds.
    Open,
    /// A unit that the next garbage collection closes.
    Garbage,
    /// A unit that comes back after a time.
    Timed,
    /// A unit lost for good.
    Leaked,
    /// Something that came through: a record that was written, a process that serves.
    Released,
    /// A request that waits.
    Waiting,
    /// Memory that the process does not use and has not given back.
    Resident,
    /// A limit, and the room below it.
    Limit,
    /// What a monitor saw.
    Sample,
    /// The one thing that many want, such as the interpreter.
    Baton,
    /// An area of likely outcomes.
    Band,
    /// A curve.
    Curve,
    /// An axis.
    Axis,
    /// The moment that was simulated.
    Dot,
    /// Now.
    Now,
    /// Words on an axis.
    Note,
    /// A number that matters.
    Strong,
}

impl Class {
    /// Its name in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Reserved => "reserved",
            Self::Open => "open",
            Self::Garbage => "garbage",
            Self::Timed => "timed",
            Self::Leaked => "leaked",
            Self::Released => "released",
            Self::Waiting => "waiting",
            Self::Resident => "resident",
            Self::Limit => "limit",
            Self::Sample => "sample",
            Self::Baton => "baton",
            Self::Band => "band",
            Self::Curve => "curve",
            Self::Axis => "axis",
            Self::Dot => "dot",
            Self::Now => "now",
            Self::Note => "note",
            Self::Strong => "strong",
        }
    }
}

impl From<SlotState> for Class {
    fn from(state: SlotState) -> Self {
        match state {
            SlotState::Free => Self::Free,
            SlotState::Reserved => Self::Reserved,
            SlotState::Open => Self::Open,
            SlotState::Garbage => Self::Garbage,
            SlotState::Timed | SlotState::Lingering => Self::Timed,
            SlotState::Leaked => Self::Leaked,
        }
    }
}
