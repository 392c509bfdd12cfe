//! Gives a temporary a name in a `with` around its statement.

use super::guard::bound;
use super::place::{Guarded, Place};
use super::{Proposal, Replacement, Shape};
use crate::resources::{Handle, WithEffect};
use crate::syntax::ast::{Clause, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl Shape<'_, '_> {
    /// `json.load(open(p))` becomes `with open(p) as f:` around `json.load(f)`.
    pub(super) fn name_temporary(&self) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let call = self.case.range();
        // A temporary that is awaited would be awaited twice, and some give something else when they are entered.
        if self.case.handle().async_with || self.case.handle().entered.is_some() {
            return None;
        }
        if !self.case.name().is_empty() || !self.is_alone(stmt) || !runs_once(stmt, call) {
            return None;
        }
        let indent = self.indent(stmt)?;
        let name = self.fresh_name();
        let (manager, import) = self.manager(self.source(call))?;
        let header = format!(
            "with {manager} as {name}:{}{indent}{}",
            self.newline(),
            self.unit()
        );
        // What is made of it and needs it goes into the `with` as well.
        let made = bound(stmt).map(|(made, _)| made);
        let made = made.filter(|made| self.tied().contains(*made));
        let stmts = self.needed_from(&place, made.unwrap_or_default())?;
        let last = stmts.last().unwrap_or(stmt);
        if self.may_be_dropped_within(stmts) || !stmts.iter().all(|stmt| self.is_alone(stmt)) {
            return None;
        }
        if self.is_held_too_long(stmt, call) {
            return None;
        }
        // What a generator goes through goes when it is at its end, wherever that is.
        if stmts.len() > 1 && is_in_a_generator(stmt, call) {
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

    /// Whether a `with` around a statement would hold a temporary while more is done than with it: what is written
    /// has to be there for that, and others may wait for who is connected, or for what has ended.
    pub(super) fn is_held_too_long(&self, stmt: &Stmt, call: Range) -> bool {
        if self.is_only_read() && self.case.handle().private && !self.waits() {
            return false;
        }
        let has_body = matches!(
            stmt.kind,
            StmtKind::If { .. }
                | StmtKind::For { .. }
                | StmtKind::While { .. }
                | StmtKind::With { .. }
        );
        let mut does_more = false;
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |part| {
                let acts = matches!(
                    part.kind,
                    ExprKind::Call { .. } | ExprKind::Comprehension { .. }
                );
                does_more |= acts && part.range.start >= call.end;
            });
        }
        has_body || does_more
    }

    /// `z = ZipFile(open(p))` becomes `with open(p) as f, ZipFile(f) as z:` around what needs `z`, and so does
    /// `f = open(p)` with `z = ZipFile(f)` behind it: what is made on top of the handle is closed before it.
    pub(super) fn with_both(&self) -> Option<Proposal> {
        let place = self.place()?;
        let (stmt, handle) = (place.stmt(), self.case.range());
        let (name, outer) = match self.case.name() {
            name if name.is_empty() => (None, place.stmt()),
            name => (Some(name), place.suite.get(place.at + 1)?),
        };
        let (of, value) = bound(outer)?;
        let ExprKind::Call { func, args } = &value.kind else {
            return None;
        };
        let is_it = |arg: &Expr| match &name {
            Some(name) => matches!(&arg.kind, ExprKind::Name(it) if it == name),
            None => arg.range == handle,
        };
        let given = args.iter().find(|arg| is_it(&arg.value))?.value.range;
        let is_simple = name.is_none() || bound(stmt).is_some_and(|(_, it)| it.range == handle);
        let are_alone = self.is_alone(stmt) && self.is_alone(outer);
        let between = Range::new(stmt.range.end, outer.range.start.max(stmt.range.end));
        if self.case.handle().async_with
            || !is_simple
            || !are_alone
            || !self.source(between).trim().is_empty()
            || !self.is_left_by_with(func)
            || !is_first(value, given)
            || waits(value, given)
        {
            return None;
        }
        let behind = Place {
            suite: place.suite,
            at: place.at + usize::from(name.is_some()),
        };
        let guarded = self.guarded(&behind, of)?;
        if is_wrapped(guarded.stmts, of) {
            return None;
        }
        let is_needed = |name: &String| self.is_asked_beyond(name, guarded_end(&guarded, outer));
        if guarded.stmts.is_empty() || name.as_ref().is_some_and(is_needed) {
            return None;
        }
        let name = name.unwrap_or_else(|| self.fresh_name());
        let (manager, import) = self.manager(self.source(handle))?;
        let before = self.source(Range::new(value.range.start, given.start));
        let after = self.source(Range::new(given.end, value.range.end));
        let mut edits = vec![Replacement {
            range: Range::new(stmt.range.start, outer.range.end),
            text: format!("with {manager} as {name}, {before}{name}{after} as {of}:"),
        }];
        edits.extend(import);
        edits.extend(self.body(&behind, &guarded, of)?);
        Some(Proposal {
            title: "Use `with` for both".to_owned(),
            edits,
        })
    }

    /// Whether what a callable gives is closed when its `with` is left.
    fn is_left_by_with(&self, func: &Expr) -> bool {
        let is_left = |handle: &Handle| handle.with == WithEffect::Releases && !handle.async_with;
        self.given_by(func).is_some_and(is_left)
    }
}

/// Whether a call is in a generator expression.
fn is_in_a_generator(stmt: &Stmt, call: Range) -> bool {
    let mut is_inside = false;
    visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
        is_inside |= expr.range.covers(call)
            && matches!(expr.kind, ExprKind::Comprehension { lazy: true, .. });
    });
    is_inside
}

/// Whether something is made of what has a name, and gets a name itself: it may have to write what it has when that is
/// closed.
fn is_wrapped(stmts: &[Stmt], name: &str) -> bool {
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
    let mut is_wrapped = false;
    visit::statements(stmts, &mut |stmt| {
        if let Some((_, value)) = bound(stmt)
            && let ExprKind::Call { args, .. } = &value.kind
        {
            is_wrapped |= args.iter().any(|arg| is_it(&arg.value));
        }
    });
    is_wrapped
}

/// Where what is guarded ends.
fn guarded_end(guarded: &Guarded<'_>, first: &Stmt) -> u32 {
    let last = guarded.release.or(guarded.stmts.last());
    last.unwrap_or(first).range.end
}

/// Whether the call is evaluated exactly once, before anything else the statement's body does.
fn runs_once(stmt: &Stmt, call: Range) -> bool {
    let head: Vec<&Expr> = match &stmt.kind {
        StmtKind::Expr(_)
        | StmtKind::Assign { .. }
        | StmtKind::AnnAssign { .. }
        | StmtKind::Return(_) => visit::expressions(stmt),
        // What it is added to is looked for first.
        StmtKind::AugAssign { target, .. } if matches!(target.kind, ExprKind::Name(_)) => {
            visit::expressions(stmt)
        }
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
    once && is_first(head, call) && !waits(head, call)
}

/// Whether somebody waits in an expression, outside of a call in it: what the call gives would be held for so long.
pub(super) fn waits(expr: &Expr, call: Range) -> bool {
    let mut waits = false;
    visit::subexpressions(expr, &mut |part| {
        let is_pause = matches!(part.kind, ExprKind::Await(_) | ExprKind::Yield { .. });
        waits |= is_pause && !call.covers(part.range);
    });
    waits
}

/// Whether nothing is done before a call in an expression: what is opened first is empty, if it is opened to be
/// written.
fn is_first(expr: &Expr, call: Range) -> bool {
    let (mut is_first, mut around) = (true, None);
    visit::subexpressions(expr, &mut |part| {
        // What a comprehension does with each comes after what it goes through.
        if let ExprKind::Comprehension { clauses, .. } = &part.kind
            && matches!(clauses.first(), Some(Clause::For { iter, .. }) if iter.range.covers(call))
        {
            around = around.or(Some(part.range));
        }
        is_first &= match &part.kind {
            _ if around.is_some_and(|around| around.covers(part.range))
                && part.range.end <= call.start =>
            {
                true
            }
            ExprKind::Call { .. } | ExprKind::Comprehension { .. } | ExprKind::Subscript { .. } => {
                part.range.end > call.start
            }
            _ => true,
        };
    });
    is_first
}

/// Whether a part of an expression may not run, or run again.
fn is_conditional(expr: &Expr, call: Range) -> bool {
    match &expr.kind {
        ExprKind::Lambda(_) | ExprKind::Conditional { .. } => true,
        // What it goes through first is asked for at once, and once.
        ExprKind::Comprehension { clauses, .. } => {
            !matches!(clauses.first(), Some(Clause::For { iter, .. }) if iter.range.covers(call))
        }
        ExprKind::Bool { right, .. } => right.range.covers(call),
        // A chain of comparisons ends with the first that does not hold.
        ExprKind::Operation { op, parts } => op.is_empty() && parts.len() > 2,
        _ => false,
    }
}
