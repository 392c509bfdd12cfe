//! Scopes of the last text, which are those of the next as long as their functions do not change.

use super::Scope;
use crate::syntax::ast::{Function, Stamp};
use rustc_hash::FxHashMap;

/// The scopes of the last text.
#[derive(Debug, Default)]
pub struct Known {
    scopes: Vec<Option<Scope>>,
    /// Where the scope of a function is.
    places: FxHashMap<Stamp, usize>,
}

impl Known {
    /// Those of a text; outer before inner.
    pub fn of(scopes: Vec<Scope>) -> Self {
        let places = scopes.iter().enumerate();
        let places = places.filter_map(|(at, scope)| Some((scope.made?, at)));
        Self {
            places: places.collect(),
            scopes: scopes.into_iter().map(Some).collect(),
        }
    }

    /// Puts the scope of a function and those inside it where they stand now, if they are known. They are
    /// taken to have nothing around them.
    pub(super) fn take(&mut self, function: &Function, into: &mut Vec<Scope>) -> bool {
        let known = self.places.get(&function.made);
        let Some((at, own)) = known.and_then(|at| Some((*at, self.scopes[*at].take()?))) else {
            return false;
        };
        let by = i64::from(function.range.start) - i64::from(own.cfg.range.start);
        let around = own.outer.len();
        let inside = at + 1..at + 1 + own.inside;
        let inner = self.scopes[inside].iter_mut().filter_map(Option::take);
        into.extend(std::iter::once(own).chain(inner).map(|mut scope| {
            scope.outer.truncate(scope.outer.len() - around);
            scope.cfg.move_by(by);
            scope
        }));
        true
    }
}
