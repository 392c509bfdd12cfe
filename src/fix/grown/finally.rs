//! An end on every way: what was put in, registered or switched off goes again in a `finally`.
//!
//! Whoever calls the function may not see the difference otherwise than by what stays.

use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::text::Range;

/// Something that is taken out: of what, by which key, and how that is written where it may be gone already.
struct Taken<'s> {
    of: &'s Expr,
    key: &'s Expr,
    written: String,
}

impl<'m> Soil<'m> {
    /// The statements between what puts something in and what takes it out go into a `try`, the removal into its
    /// `finally`: as one that does not mind when it is gone, as it would raise in place of what was raised.
    pub(super) fn in_a_finally(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let removal = self.growth.removal?;
        let end = place.suite.iter().position(|it| it.range.covers(removal))?;
        let between = place.suite.get(place.at + 1..end)?;
        let taken = &place.suite[end];
        let written = match self.taken(taken) {
            Some(out) => self
                .is_unseen(&out, place.stmt(), between, taken)
                .then_some(out.written)?,
            None => self
                .switches_on(taken)
                .then(|| self.page.source(taken.range).to_owned())?,
        };
        if between.is_empty() || self.leaves(between) || !self.page.is_alone(taken) {
            return None;
        }
        let mut edits = self.tried(between, &indent)?;
        let unit = self.page.unit();
        let start = self.page.line_start(taken);
        let newline = self.page.newline();
        edits.push(replaced(
            Range::new(start, taken.range.end),
            format!("{indent}finally:{newline}{indent}{unit}{written}"),
        ));
        proposal(format!("Do it in a `finally`: `{written}`"), edits)
    }

    /// What a statement takes out, if it does nothing else and nobody has what it gives.
    fn taken<'s>(&self, stmt: &'s Stmt) -> Option<Taken<'s>> {
        let source = |it: &Expr| self.page.source(it.range);
        // A comment within it would go.
        if self.page.source(stmt.range).contains(['#', '\n', '\r']) {
            return None;
        }
        let popped = |of: &'s Expr, key: &'s Expr| {
            let written = format!("{}.pop({}, None)", source(of), source(key));
            Some(Taken { of, key, written })
        };
        match &stmt.kind {
            StmtKind::Delete(targets) => match &targets[..] {
                [
                    Expr {
                        kind: ExprKind::Subscript { value, index },
                        ..
                    },
                ] => match &index[..] {
                    [key] => popped(value, key),
                    _ => None,
                },
                _ => None,
            },
            StmtKind::Expr(Expr {
                kind: ExprKind::Call { func, args },
                ..
            }) => {
                let ExprKind::Attribute { value, attr } = &func.kind else {
                    return None;
                };
                let is_none = |it: &Expr| matches!(it.kind, ExprKind::Constant(Constant::None));
                match (attr.as_str(), &args[..]) {
                    ("pop", [key]) => popped(value, &key.value),
                    ("pop", [key, default]) if is_none(&default.value) => popped(value, &key.value),
                    ("discard", [key]) => Some(Taken {
                        of: value,
                        key: &key.value,
                        written: self.page.source(stmt.range).to_owned(),
                    }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `gc.enable()`, where nothing asks whether it is on.
    fn switches_on(&self, stmt: &Stmt) -> bool {
        matches!(&stmt.kind, StmtKind::Expr(expr) if self.page.source(expr.range) == "gc.enable()")
            && !self.page.text.contains("isenabled")
    }

    /// Whether it makes no difference but that it does not stay if something is taken out in any case: the key is the
    /// same, it is a plain collection, and nothing else in the file has to do with it.
    fn is_unseen(&self, out: &Taken<'_>, put: &Stmt, between: &[Stmt], taken: &Stmt) -> bool {
        let (Some(holder), Some(made)) = (Called::of(out.of), self.growth.made) else {
            return false;
        };
        let key = self.page.source(out.key.range);
        let is_put = match &put.kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|it| match &it.kind {
                ExprKind::Subscript { value, index } => {
                    holder.is(value) && index.iter().all(|it| self.page.source(it.range) == key)
                }
                _ => false,
            }),
            _ => (self.call_of(put))
                .is_some_and(|(of, _, it)| holder.is(of) && self.page.source(it.range) == key),
        };
        is_put
            && self.is_the_same_after(out.key, between)
            && self.is_made_plain(holder, made)
            && self.is_only_named_in(holder, &[made, put.range, taken.range])
    }

    /// `try:` before some statements, which are indented.
    fn tried(&self, stmts: &[Stmt], indent: &str) -> Option<Vec<Replacement>> {
        let (first, last) = (stmts.first()?, stmts.last()?);
        let are_alone = stmts
            .iter()
            .all(|it| self.page.indent(it).as_deref() == Some(indent));
        if !are_alone || !self.page.is_alone(last) {
            return None;
        }
        let start = self.page.line_start(first);
        let newline = self.page.newline();
        let unit = self.page.unit();
        let mut edits = vec![replaced(
            Range::new(start, start),
            format!("{indent}try:{newline}{unit}"),
        )];
        let (from, to) = (first.range.start, last.range.end);
        edits.extend(self.page.indented_after_the_first_line(from, to));
        Some(edits)
    }
}
