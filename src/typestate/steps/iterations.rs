//! What a loop does when it asks for the next item.

use crate::cfg::{BlockId, StepId, StepKind};
use crate::dataflow::Edge;
use crate::typestate::evidence;
use crate::typestate::evidence::paths::{self, PATH};
use crate::typestate::handle::Following;
use crate::typestate::handle::outcome::Ways;
use crate::typestate::state::State;
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;

impl Following<'_, '_> {
    /// The next item, or none any more.
    pub(super) fn iterate(
        &self,
        id: StepId,
        state: &State,
        [item, done, raise]: [BlockId; 3],
    ) -> Ways {
        let StepKind::Next { dst, iter } = &self.context.cfg().step(id).kind else {
            return Vec::new();
        };
        let mut state = state.clone();
        if self.is_promise(*iter, &state) {
            state.not_acquired(*iter);
        }
        let iterated = state.get(*iter);
        self.used(&state, *iter, id);
        let mut ways = Vec::new();
        let mut with_item = state.clone();
        let holds = match &iterated {
            Val::Holds | Val::Ends | Val::Places => true,
            Val::Tuple(_) => iterated.gives_tracked(),
            _ => false,
        };
        let val = match &iterated {
            Val::Places => Val::Place,
            _ if holds => Val::Tracked,
            Val::Tracked if self.is_kept_by_parts() => Val::Tracked,
            Val::Object { class, .. } if paths::gives_paths(class) => Val::object(PATH, None),
            _ => Val::Unknown,
        };
        // A whole iteration over a collection meets the handle it holds, once.
        let mut after = state.clone();
        // What has given its last item, or has raised, is done.
        let by_parts = self.acquired_handle().is_some_and(|it| it.by_parts);
        if (iterated == Val::Tracked && self.ends_by_iteration())
            || (iterated == Val::Part && by_parts)
        {
            after.release(id);
        }
        if holds {
            with_item.refine(
                *iter,
                match iterated {
                    Val::Places => Val::Fresh,
                    _ => Val::Met,
                },
            );
        } else {
            ways.push((done, Edge::False, after.clone()));
        }
        self.bind(&mut with_item, *dst, val, id);
        ways.push((item, Edge::True, with_item));
        let quiet = match &iterated {
            Val::Holds | Val::Ends | Val::Places | Val::Met | Val::Fresh | Val::Tuple(_) => true,
            Val::Object { class, .. } => evidence::is_quiet(class),
            _ => false,
        };
        if !quiet {
            ways.push((raise, Edge::Raise, self.raising(id, after, Raised::Any)));
        }
        ways
    }
}
