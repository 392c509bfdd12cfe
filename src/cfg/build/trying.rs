//! `try`: handlers by type around the body, `finally` around both.

use super::{BlockId, Builder, Frame, StepKind, Terminator, Value, Why};
use crate::cfg::Catches;
use crate::syntax::ast::{Expr, ExprKind, Handler, Stmt};
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn try_statement(
        &mut self,
        body: &[Stmt],
        handlers: &[Handler],
        orelse: &[Stmt],
        finalbody: &[Stmt],
    ) {
        let (Some(first), Some(last)) = (finalbody.first(), finalbody.last()) else {
            return self.try_except(body, handlers, orelse);
        };
        let range = Range::new(first.range.start, last.range.end);
        self.guarded(
            range,
            None,
            |builder| builder.try_except(body, handlers, orelse),
            |builder| builder.statements(finalbody),
        );
    }

    fn try_except(&mut self, body: &[Stmt], handlers: &[Handler], orelse: &[Stmt]) {
        if handlers.is_empty() {
            self.statements(body);
            return self.statements(orelse);
        }
        let outer = self.raise_target;
        let (dispatch, after) = (self.new_block(), self.new_block());
        let mark = self.next_var();
        self.raise_target = dispatch;
        self.awaited(body, handlers);
        let made = self.next_var();
        self.raise_target = outer;
        self.statements(orelse);
        self.goto(after);

        let entries: Vec<_> = handlers.iter().map(|_| self.new_block()).collect();
        self.current = dispatch;
        if let (true, Some(first)) = (mark < made, handlers.first()) {
            let start = Range::new(first.range.start, first.range.start);
            self.emit(start, StepKind::Drop(mark, made));
        }
        let catches = handlers
            .iter()
            .map(|handler| catches(handler.types.as_ref()));
        let handled = catches.zip(entries.iter().copied()).collect();
        self.end(Terminator::Dispatch {
            handlers: handled,
            otherwise: outer,
        });
        for (handler, entry) in handlers.iter().zip(entries) {
            self.handler(handler, entry, after);
        }
        self.current = after;
    }

    fn handler(&mut self, handler: &Handler, entry: BlockId, after: BlockId) {
        let outer = self.raise_target;
        let start = Range::new(handler.range.start, handler.range.start);
        let abandoned = self.new_block();
        self.current = abandoned;
        self.emit(start, StepKind::Pop);
        self.goto(outer);

        self.current = entry;
        self.emit(start, StepKind::Push(Why::Handling));
        let name = handler.name.as_ref().map(|name| self.local(name));
        if let Some(name) = name {
            self.assign(start, name, Value::Unknown);
        }
        self.raise_target = abandoned;
        self.frames.push(Frame::Running);
        self.statements(&handler.body);
        self.frames.pop();
        self.raise_target = outer;
        self.emit(start, StepKind::Pop);
        if let Some(name) = name {
            self.emit(start, StepKind::Delete(name));
        }
        self.goto(after);
    }
}

/// The types named in a handler.
pub(super) fn catches(types: Option<&Expr>) -> Catches {
    let Some(types) = types else {
        return Catches::Everything;
    };
    let names = match &types.kind {
        ExprKind::Tuple(parts) => parts.iter().map(dotted_name).collect(),
        _ => dotted_name(types).map(|name| vec![name]),
    };
    names.map_or(Catches::Unknown, Catches::Types)
}

/// `a.b.c` as written, if the expression is nothing but names.
pub(super) fn dotted_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Attribute { value, attr } => Some(format!("{}.{attr}", dotted_name(value)?)),
        _ => None,
    }
}
