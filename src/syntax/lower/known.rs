//! Statements of the last text, found again by where they stand now.
//!
//! What an edit does not touch, and where the parser finds the same nodes as before, is the same but for
//! where it stands.

use super::{Aside, DEPTH_LIMIT, Lower};
use crate::syntax::ast::{Module, Stmt};
use crate::syntax::grammar::{Kind, Node};
use crate::syntax::visit;
use crate::text::{Change, Range};
use rustc_hash::FxHashMap;

/// No statement deeper than this is taken from the last text: in a new place, less of it might be too
/// deep to be seen, or more.
const FAR_FROM_TOO_DEEP: u32 = DEPTH_LIMIT / 2;

/// What is known from the last text.
#[derive(Default)]
pub(in crate::syntax) struct Known {
    /// By where they stand in the new text; they say where they stood in the old one.
    statements: FxHashMap<Range, Stmt>,
    multiline_strings: Vec<Range>,
    aside: Aside,
}

impl Known {
    /// What may still be true of the last text after a change, if there was any: each statement as a
    /// whole, or what is in it, where it was changed or the new tree differs.
    pub(in crate::syntax) fn of(
        module: Module,
        aside: Aside,
        change: Option<Change>,
        differing: impl Iterator<Item = tree_sitter::Range>,
    ) -> Self {
        let mut known = Self {
            statements: FxHashMap::default(),
            multiline_strings: module.multiline_strings,
            aside,
        };
        if known.aside.deepest <= FAR_FROM_TOO_DEEP {
            let differing =
                differing.map(|it| Range::new(it.start_byte as u32, it.end_byte as u32));
            known.learn(module.body, change, &differing.collect::<Vec<_>>());
        }
        known
    }

    /// What the next tree begins with.
    pub(super) fn begin(&self) -> Aside {
        Aside {
            deepest: self.aside.deepest,
            stamps: self.aside.stamps,
            ..Aside::default()
        }
    }

    fn learn(&mut self, body: Vec<Stmt>, change: Option<Change>, differing: &[Range]) {
        for mut stmt in body {
            let place = change.map_or(Some(stmt.range), |change| change.new_place(stmt.range));
            let is_same = |place: &Range| {
                let next = differing.partition_point(|it| it.end < place.start);
                differing.get(next).is_none_or(|it| place.end < it.start)
            };
            if let Some(place) = place.filter(is_same) {
                self.statements.insert(place, stmt);
                continue;
            }
            for inner in visit::bodies_mut(&mut stmt) {
                self.learn(std::mem::take(inner), change, differing);
            }
        }
    }

    /// The statement that a node was, if it is known.
    pub(super) fn take(&mut self, node: Node<'_>, depth: u32) -> Option<Stmt> {
        if self.statements.is_empty() || depth > FAR_FROM_TOO_DEEP || node.kind() == Kind::Error {
            return None;
        }
        self.statements.remove(&node.range())
    }
}

impl Lower<'_, '_> {
    /// A known statement where it stands now, and what stands in it besides.
    pub(super) fn moved(&mut self, mut stmt: Stmt, node: Node<'_>) -> Stmt {
        let (from, to) = (stmt.range, node.range());
        let by = i64::from(to.start) - i64::from(from.start);
        let inside = |ranges: &[Range]| {
            let first = ranges.partition_point(|range| range.start < from.start);
            let ranges = ranges[first..].iter();
            let ranges = ranges.take_while(|range| range.start < from.end);
            ranges.map(|range| range.moved(by)).collect::<Vec<_>>()
        };
        let known = &self.known;
        (self.aside.comments).extend(inside(&known.aside.comments));
        (self.aside.python2).extend(inside(&known.aside.python2));
        (self.multiline_strings).extend(inside(&known.multiline_strings));
        if by != 0 {
            visit::ranges_mut(&mut stmt, &mut |range| *range = range.moved(by));
        }
        stmt
    }
}
