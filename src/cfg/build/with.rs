//! `with`: each manager guards the ones after it and the body.

use super::{Builder, StepKind, VarId};
use crate::syntax::ast::{Stmt, WithItem};
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn with(&mut self, range: Range, items: &[WithItem], body: &[Stmt]) {
        let [item, rest @ ..] = items else {
            return self.statements(body);
        };
        let mark = self.next_var();
        let manager = self.detached(&item.context);
        let here = item.context.range;
        let entered = self.new_temp();
        self.emit_fallible(
            here,
            StepKind::Enter {
                dst: entered,
                manager,
            },
        );
        self.guarded(
            range,
            Some(manager),
            |builder| {
                if let Some(target) = &item.target {
                    builder.bind(target, entered);
                }
                builder.emit(here, StepKind::Drop(entered, VarId(entered.0 + 1)));
                builder.with(range, rest, body);
            },
            |builder| {
                builder.emit(here, StepKind::Leave(manager));
            },
        );
        // The manager itself goes away after its `with`.
        self.emit(here, StepKind::Drop(mark, entered));
    }
}
