//! Calls that Python refuses, as far as what is given shows it.

use super::library::last;
use super::machine::Machine;
use super::value::{Kind, State, Thing, V};

impl Machine<'_> {
    /// Whether a call raises because of what it is given; notes what was read to its end.
    pub(super) fn is_refused(
        &self,
        state: &mut State,
        callee: &str,
        base: Option<&V>,
        values: &[V],
    ) -> bool {
        let base_kind = base.map(|base| &base.kind);
        let first = values.first().map(|value| &value.kind);
        match (callee, base_kind, first) {
            // A name in a text opens nothing.
            (_, Some(Kind::Given | Kind::Constant(_)), _) => {
                matches!(last(callee), "open" | "read_text" | "read_bytes")
            }
            // A tuple is no path.
            ("open" | "io.open" | "os.open", _, Some(Kind::Thing(at))) => state.rests.contains(at),
            ("json.load", _, Some(Kind::Text | Kind::Given | Kind::Constant(_))) => true,
            ("json.load", _, Some(Kind::Thing(at))) => read_to_the_end(state, *at),
            ("json.loads", _, Some(Kind::Thing(at))) => {
                matches!(state.things.get(*at), Some(Thing::Handle { .. }))
            }
            (".read" | ".readlines", Some(Kind::Thing(at)), None) => read_to_the_end(state, *at),
            // What it gives is empty: taken as a refusal, as nobody wants that.
            (".readline", Some(Kind::Thing(at)), None) => matches!(
                state.things.get(*at),
                Some(Thing::Handle { is_read: true, .. })
            ),
            (".seek", Some(Kind::Thing(at)), _) => {
                if let Some(Thing::Handle { is_read, .. }) = state.things.get_mut(*at) {
                    *is_read = false;
                }
                false
            }
            _ => false,
        }
    }
}

/// Reads what a handle has; true when nothing was left.
fn read_to_the_end(state: &mut State, at: usize) -> bool {
    match state.things.get_mut(at) {
        Some(Thing::Handle { is_read, .. }) => std::mem::replace(is_read, true),
        _ => false,
    }
}
