//! What is asked for until nothing comes any more: a generator of the file, the rows of a cursor.

use super::library::names;
use super::machine::Machine;
use super::value::{Back, Gathered, Kind, State, Thing, V};
use crate::text::Range;

impl Machine<'_> {
    /// Runs a generator to its end; all that it gives goes into a list.
    pub(super) fn gather(&mut self, state: &mut State, at: usize, then: Gathered) -> bool {
        let list = state.things.len();
        state.things.push(Thing::Sequence(Vec::new()));
        match state.things.get(at) {
            Some(Thing::Paused(Some(_))) => {
                self.resume(state, at, Back::Gathered(list, then), None)
            }
            _ => self.gathered(state, list, then),
        }
    }

    /// The generator has given one of its values and is asked for the next.
    pub(super) fn gather_more(
        &mut self,
        state: &mut State,
        (at, value): (usize, V),
        (list, then): (usize, Gathered),
    ) -> bool {
        if let Some(Thing::Sequence(items)) = state.things.get_mut(list) {
            items.push(value);
        }
        self.resume(state, at, Back::Gathered(list, then), None)
    }

    /// Nothing comes any more: whoever waits gets the list, or one of its items.
    pub(super) fn gathered(&mut self, state: &mut State, list: usize, then: Gathered) -> bool {
        let list = V::of(Kind::Thing(list));
        let value = match then.of {
            Some((of, index)) => {
                self.set(state, of, list.clone());
                self.item(state, &list, index)
            }
            None => list,
        };
        self.set(state, then.dst, value);
        true
    }

    /// Whether rows of a table are asked for, so that to ask a cursor for its next is to call `fetchone`.
    pub(super) fn asks_for_rows(&self) -> bool {
        let asked = [self.asked.calls, self.asked.failing];
        asked.into_iter().any(|all| names(all, ".fetchone"))
    }

    /// Asks a cursor for its next row.
    pub(super) fn fetch(&mut self, state: &mut State, range: Range, cursor: V, back: Back) -> bool {
        let method = V::of(Kind::Member(Box::new(cursor), "fetchone".to_owned()));
        self.call_outside(state, Some(range), &method, &[], back)
    }
}
