//! Where CPython itself lets go of a handle: its name is bound to something else, or what has it is.
//!
//! What was written is there from then on, and the descriptor is free. A repair releases no later than that.

use super::Shape;
use super::guard::bound;
use super::place::Place;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::{names, visit};
use crate::text::Range;
use crate::typestate::Loss;

impl<'m> Shape<'_, 'm> {
    /// Some statements, of which the first acquires, if nothing that is made of the handle goes on behind them, nor
    /// its name stands for something else among them.
    pub(super) fn needed_up_to(&self, stmts: &'m [Stmt], name: &str) -> Option<&'m [Stmt]> {
        let (first, last) = (stmts.first()?, stmts.last()?);
        let made_of_it = |it: &str| it != name && self.tied().contains(it);
        let range = Range::new(first.range.start, last.range.end);
        let goes_on = self.is_captured(|it| it == name || made_of_it(it), range)
            || self.is_used_beyond(made_of_it, range.end)
            || self.is_bound_again(name, &stmts[1..]);
        (!goes_on).then_some(stmts)
    }

    /// The first statement of a suite behind the acquisition that does no more to a variable than to delete it, or to
    /// bind it to something that has nothing to do with the handle. If that is the same file, to be written, it is
    /// opened before the other one is closed.
    pub(super) fn dropped_at(&self, place: &Place<'_>, name: &str) -> Option<usize> {
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let drops = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Delete(targets) => matches!(targets.as_slice(), [only] if is_it(only)),
            StmtKind::Assign { targets, value } => {
                matches!(targets.as_slice(), [only] if is_it(only))
                    && !self.needs_it(value)
                    && (self.is_only_read()
                        || self.only_reads(value)
                        || !self.is_of_the_same(value))
            }
            _ => false,
        };
        let behind = place.suite[place.at + 1..].iter().position(drops)?;
        Some(place.at + 1 + behind)
    }

    /// Whether CPython may let go of the handle within some statements: a variable is bound again, a place in a
    /// collection gets another one, a collection gives it away. What is only read may be held a little longer, but
    /// not turn by turn of a loop.
    pub(super) fn may_be_dropped_within(&self, stmts: &[Stmt]) -> bool {
        let is_repeated = self.is_in_a_loop_of(stmts);
        let place = self.place_in_a_collection();
        let is_one_place = place.is_some_and(|(_, key)| matches!(key.kind, ExprKind::Constant(_)));
        if is_repeated && (self.is_lost_by_name() || is_one_place) {
            return true;
        }
        !self.is_only_read()
            && (place.is_some_and(|(of, key)| self.may_be_taken(of, key))
                || self.is_bound_later(stmts)
                || self.is_forgotten_by_a_handler(stmts)
                || self.is_gone_after_its_statement(stmts)
                || self.gives_away(stmts))
    }

    /// Whether nothing has the handle when the acquiring statement is done, and one of some statements around that
    /// goes on.
    fn is_gone_after_its_statement(&self, stmts: &[Stmt]) -> bool {
        let is_held = !self.case.name().is_empty() || !self.tied().is_empty();
        let is_whole = |stmt: &Stmt| self.place().is_some_and(|it| it.stmt().range == stmt.range);
        !is_held && !stmts.first().is_some_and(is_whole)
    }

    /// Whether the rest of a statement may fail after the acquisition, before the handle has a name, and one of some
    /// statements around it does something then.
    fn is_forgotten_by_a_handler(&self, stmts: &[Stmt]) -> bool {
        let call = self.case.range();
        let has_name = self
            .place()
            .is_some_and(|place| bound(place.stmt()).is_some_and(|(_, value)| value.range == call));
        let mut is_caught = false;
        visit::statements_in(stmts, call, &mut |stmt| {
            is_caught |= match &stmt.kind {
                StmtKind::Try {
                    handlers,
                    finalbody,
                    ..
                } => !handlers.is_empty() || !finalbody.is_empty(),
                StmtKind::With { .. } => true,
                _ => false,
            };
        });
        is_caught && !has_name
    }

    /// Whether the handle is lost where its name goes to something else, or is deleted.
    fn is_lost_by_name(&self) -> bool {
        let is_lost = |(loss, _)| matches!(loss, Loss::Overwritten | Loss::Deleted);
        let leaks = self.case.leaks();
        leaks.iter().any(|leak| leak.lost.is_some_and(is_lost))
    }

    /// Whether one of some statements is a loop around the acquisition, or has one.
    fn is_in_a_loop_of(&self, stmts: &[Stmt]) -> bool {
        let call = self.case.range();
        let covers = |body: &[Stmt]| body.iter().any(|inner| inner.range.covers(call));
        let mut is_inside = false;
        visit::statements_in(stmts, call, &mut |stmt| {
            is_inside |= matches!(&stmt.kind, StmtKind::For { body, .. } | StmtKind::While { body, .. } if covers(body));
        });
        is_inside
    }

    /// Whether one of some statements, behind the acquisition, deletes a name of what has the handle, or binds it to
    /// something that has not.
    fn is_bound_later(&self, stmts: &[Stmt]) -> bool {
        let name = self.case.name();
        let is_held = !name.is_empty() && !self.is_in_a_loop_of(stmts);
        let is_one = |it: &str| it == name || (!is_held && self.tied().contains(it));
        let mut is_bound = false;
        visit::statements(stmts, &mut |stmt| {
            let binds = || names::names_bound_by(stmt).into_iter().any(is_one);
            is_bound |= stmt.range.start >= self.case.range().end
                && match &stmt.kind {
                    StmtKind::Delete(_) => {
                        let mut parts = visit::expressions(stmt).into_iter();
                        parts.any(|expr| self.needs_it(expr))
                    }
                    // Another name for it drops nothing.
                    StmtKind::Assign { value, .. } if self.needs_it(value) => {
                        names::names_bound_by(stmt).contains(name.as_str())
                    }
                    _ => binds(),
                };
        });
        is_bound
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

    /// Whether some statements take something out of what has the handle.
    fn gives_away(&self, stmts: &[Stmt]) -> bool {
        const TAKING: &[&str] = &["clear", "discard", "pop", "popitem", "popleft", "remove"];
        let mut is_given = false;
        visit::all_expressions(stmts, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind {
                is_given |= TAKING.contains(&attr.as_str()) && self.needs_it(value);
            }
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
    pub(super) fn is_only_read(&self) -> bool {
        self.acquiring().is_some_and(|call| self.only_reads(call))
    }

    /// Whether an expression is a call with the same first argument.
    fn is_of_the_same(&self, other: &Expr) -> bool {
        let of_it = self.acquiring().and_then(first_argument);
        let of_both = of_it.zip(first_argument(other));
        of_both.is_some_and(|(one, other)| self.source(one.range) == self.source(other.range))
    }

    /// Whether an expression is `open(path)`, or `path.open()`, to read.
    fn only_reads(&self, expr: &Expr) -> bool {
        const OPENING: &[&str] = &[
            "builtins.open",
            "bz2.open",
            "codecs.open",
            "gzip.open",
            "io.open",
            "lzma.open",
            "tarfile.open",
            "zipfile.ZipFile",
        ];
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

/// The first argument of a call.
fn first_argument(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Call { args, .. } => args.first().map(|arg| &arg.value),
        _ => None,
    }
}
