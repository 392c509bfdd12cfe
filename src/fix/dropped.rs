//! Where CPython itself lets go of a handle: its name is bound to something else, or what has it is.
//!
//! What was written is there from then on, and the descriptor is free. A repair releases no later than that.

use super::Shape;
use super::place::{Guarded, Place};
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::Loss;

impl<'m> Shape<'_, 'm> {
    /// What has to be guarded where a statement of the suite drops the handle: what stands before it.
    pub(super) fn guarded_until_dropped(
        &self,
        place: &Place<'m>,
        name: &str,
        dropped: usize,
    ) -> Option<Guarded<'m>> {
        let stmts = &place.suite[place.at + 1..dropped];
        let end = stmts.last().unwrap_or(place.stmt()).range.end;
        let made_of_it = |it: &str| it != name && self.tied().contains(it);
        let range = Range::new(place.stmt().range.start, end);
        let goes_on = self.is_captured(|it| it == name || made_of_it(it), range)
            || self.is_used_beyond(made_of_it, end)
            || self.is_bound_again(name, stmts);
        (!goes_on).then_some(Guarded {
            stmts,
            release: None,
        })
    }

    /// The first statement of a suite behind the acquisition that does no more to a variable than to delete it, or to
    /// bind it to something that has nothing to do with the handle. What is opened there to be written may be the
    /// same file, and is opened before the other one is closed.
    pub(super) fn dropped_at(&self, place: &Place<'m>, name: &str) -> Option<usize> {
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let drops = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Delete(targets) => matches!(targets.as_slice(), [only] if is_it(only)),
            StmtKind::Assign { targets, value } => {
                matches!(targets.as_slice(), [only] if is_it(only))
                    && !self.needs_it(value)
                    && (self.is_only_read() || !is_call(value) || self.only_reads(value))
            }
            _ => false,
        };
        let behind = place.at + 1;
        let at = place.suite[behind..].iter().position(drops)?;
        Some(behind + at)
    }

    /// Whether the handle may be dropped within some statements while they go on: by a variable that is bound again,
    /// by a place in a collection that gets another one, by a collection that gives it away. What is only read may
    /// be, but the same place again and again has to let go.
    pub(super) fn may_be_dropped_within(&self, stmts: &[Stmt]) -> bool {
        let is_lost = |(loss, _)| matches!(loss, Loss::Overwritten | Loss::Deleted);
        let leaks = self.case.leaks();
        if leaks.iter().any(|leak| leak.lost.is_some_and(is_lost)) {
            return true;
        }
        let place = self.place_in_a_collection();
        if place.is_some_and(|(_, key)| matches!(key.kind, ExprKind::Constant(_))) {
            return true;
        }
        !self.is_only_read()
            && (place.is_some_and(|(of, key)| self.may_be_taken(of, key)) || self.gives_away(stmts))
    }

    /// The collection and the key under which the acquiring statement puts the handle.
    fn place_in_a_collection(&self) -> Option<(&'m Expr, &'m Expr)> {
        let place = self.place()?;
        let StmtKind::Assign { targets, value } = &place.stmt().kind else {
            return None;
        };
        let [target] = targets.as_slice() else {
            return None;
        };
        match &target.kind {
            ExprKind::Subscript { value: of, index } if value.range == self.case.range() => {
                Some((of, index.first()?))
            }
            _ => None,
        }
    }

    /// Whether a place in a collection may have a handle already, with which something has been done: nobody asks
    /// whether it is free, and the loop around does more with the collection.
    fn may_be_taken(&self, of: &Expr, key: &Expr) -> bool {
        let target = self.case.range();
        let free = format!(
            "{} not in {}",
            self.source(key.range),
            self.source(of.range)
        );
        let (mut is_asked, mut turn) = (false, None);
        visit::statements_in(&self.module.body, target, &mut |stmt| match &stmt.kind {
            StmtKind::If { test, .. } => is_asked |= self.source(test.range) == free,
            StmtKind::For { body, .. } | StmtKind::While { body, .. } => turn = Some(body),
            _ => {}
        });
        let mut named = 0;
        visit::all_expressions(turn.map_or(&[], |body| body.as_slice()), &mut |expr| {
            named += usize::from(self.source(expr.range) == self.source(of.range));
        });
        !is_asked && named > 1
    }

    /// Whether some statements take something out of what has the handle, or bind its name again.
    fn gives_away(&self, stmts: &[Stmt]) -> bool {
        const TAKING: &[&str] = &["clear", "discard", "pop", "popitem", "popleft", "remove"];
        let is_tied =
            |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if self.tied().contains(it));
        let mut is_given = false;
        visit::all_expressions(stmts, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind {
                is_given |= TAKING.contains(&attr.as_str()) && is_tied(value);
            }
        });
        visit::statements(stmts, &mut |stmt| match &stmt.kind {
            StmtKind::Delete(_) => {
                let mut parts = visit::expressions(stmt).into_iter();
                is_given |= parts.any(|expr| self.needs_it(expr));
            }
            StmtKind::Assign { targets, value } if !value.range.covers(self.case.range()) => {
                is_given |= targets.iter().any(is_tied) && !self.needs_it(value);
            }
            _ => {}
        });
        is_given
    }

    /// Whether an expression names the handle, or what works only as long as it is open.
    fn needs_it(&self, expr: &Expr) -> bool {
        let name = self.case.name();
        let mut is_named = false;
        visit::subexpressions(expr, &mut |part| {
            is_named |=
                matches!(&part.kind, ExprKind::Name(it) if *it == name || self.tied().contains(it));
        });
        is_named
    }

    /// Whether the handle is a file that is opened to be read: it matters to nobody else when it is closed.
    fn is_only_read(&self) -> bool {
        let mut is_read = false;
        visit::expressions_in(&self.module.body, self.case.range(), &mut |expr| {
            is_read |= expr.range == self.case.range() && self.only_reads(expr);
        });
        is_read
    }

    /// Whether an expression is `open(path)`, or `path.open()`, to read.
    fn only_reads(&self, expr: &Expr) -> bool {
        const OPENING: &[&str] = &["builtins.open", "io.open", "codecs.open"];
        let ExprKind::Call { func, args } = &expr.kind else {
            return false;
        };
        let path = self.case.context.module.resolve(self.source(func.range));
        let place = match (path, &func.kind) {
            (Some(path), _) if OPENING.contains(&path.as_str()) => 1,
            (None, ExprKind::Attribute { attr, .. }) if attr == "open" => 0,
            _ => return false,
        };
        let is_mode = |(at, arg): &(usize, &Arg)| match &arg.keyword {
            Some(keyword) => keyword == "mode",
            None => *at == place,
        };
        let is_starred = |arg: &Arg| matches!(arg.value.kind, ExprKind::Starred(_));
        let mut modes = args.iter().enumerate().filter(is_mode);
        let is_reading = |(_, arg): (usize, &Arg)| match &arg.value.kind {
            ExprKind::Constant(Constant::Str(mode)) => !mode.contains(['w', 'a', 'x', '+']),
            _ => false,
        };
        !args.iter().any(is_starred) && modes.all(is_reading)
    }
}

fn is_call(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { .. })
}
