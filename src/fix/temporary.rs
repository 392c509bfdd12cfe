//! Gives a temporary a name in a `with` around its statement.

use super::{Proposal, Replacement, Shape};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl Shape<'_, '_> {
    /// `json.load(open(p))` becomes `with open(p) as f:` around `json.load(f)`.
    pub(super) fn name_temporary(&self) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let call = self.case.range();
        // A temporary that is awaited would be awaited twice.
        if self.case.handle().async_with {
            return None;
        }
        if !self.case.name().is_empty() || !self.is_alone(stmt) || !runs_once(stmt, call) {
            return None;
        }
        let indent = self.indent(stmt)?;
        let name = self.fresh_name();
        let (manager, import) = self.manager(self.source(call));
        let header = format!(
            "with {manager} as {name}:{}{indent}{}",
            self.newline(),
            self.unit()
        );
        // What is made of it and needs it goes into the `with` as well.
        let guarded = self.guarded(&place, &name)?;
        let last = guarded.stmts.last().unwrap_or(stmt);
        if !guarded.stmts.iter().all(|stmt| self.is_alone(stmt)) {
            return None;
        }
        let start = stmt.range.start;
        let mut edits = vec![
            Replacement {
                range: Range::new(start, start),
                text: header,
            },
            Replacement {
                range: call,
                text: name,
            },
        ];
        edits.extend(import);
        edits.extend(self.indented_after_the_first_line(start, last.range.end));
        Some(Proposal {
            title: self.with_title(),
            edits,
        })
    }
}

/// Whether the call is evaluated exactly once, before anything else the statement's body does.
fn runs_once(stmt: &Stmt, call: Range) -> bool {
    let head: Vec<&Expr> = match &stmt.kind {
        StmtKind::Expr(_)
        | StmtKind::Assign { .. }
        | StmtKind::AnnAssign { .. }
        | StmtKind::AugAssign { .. }
        | StmtKind::Return(_) => visit::expressions(stmt),
        StmtKind::For { iter, .. } => vec![iter],
        StmtKind::If { test, .. } => vec![test],
        _ => return false,
    };
    let Some(head) = head.into_iter().find(|expr| expr.range.covers(call)) else {
        return false;
    };
    // The handle itself returned or stored is no temporary.
    if head.range == call {
        return matches!(stmt.kind, StmtKind::For { .. });
    }
    let mut once = true;
    visit::subexpressions(head, &mut |expr| {
        let around = expr.range.covers(call) && expr.range != call;
        once &= !around || !is_conditional(expr, call);
    });
    once
}

/// Whether a part of an expression may not run, or run again.
fn is_conditional(expr: &Expr, call: Range) -> bool {
    match &expr.kind {
        ExprKind::Lambda(_) | ExprKind::Comprehension { .. } | ExprKind::Conditional { .. } => true,
        ExprKind::Bool { right, .. } => right.range.covers(call),
        _ => false,
    }
}
