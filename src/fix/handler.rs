//! Releases where something fails: for a handle that is handed over in the end, and for loops that try again.

use super::place::Place;
use super::{Proposal, Replacement, Shape, WHERE_IT_FAILS};
use crate::syntax::ast::{ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// The head of a handler for whatever may be raised.
const WHATEVER: &str = "except BaseException:";

impl<'m> Shape<'_, 'm> {
    /// What stands between the acquisition and the statement that hands over is guarded by a `try` that releases
    /// and raises again; a `try` that stands there already has its handlers release.
    pub(super) fn release_on_error(&self) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let name = self.bound_to(stmt)?;
        let (release, import) = self.release(&name)?;
        let after = &place.suite[place.at + 1..];
        let (next, stmts) = (after.first()?, self.before_it_goes(&place, &name));
        let is_attribute = name.contains('.');
        // Who fails does not wait for what may run for ever.
        if self.waits()
            || self.jobs_may_wait(stmts)
            || !self.is_alone(stmt)
            || !self.is_free("BaseException")
            || self.is_bound_again(&name, &after[..stmts.len().max(1)])
            || self.is_captured(|it| it == name, place.stmt().range)
            || (is_attribute && !self.is_of_a_half_made_object(&place, &name))
        {
            return None;
        }
        let mut edits = match stmts {
            // What the handlers swallow is no failure of the object.
            [] | [_] if has_handlers(next) && !is_attribute => {
                self.in_handlers(next, &name, &release)?
            }
            [] => return None,
            stmts => self.in_a_handler(&place, stmts, &release)?,
        };
        edits.extend(import);
        Some(Proposal {
            title: format!("Call `{release}` {WHERE_IT_FAILS}"),
            edits,
        })
    }

    /// What an assignment binds the handle to: a variable, or an attribute of one.
    fn bound_to(&self, stmt: &Stmt) -> Option<String> {
        let StmtKind::Assign { targets, value } = &stmt.kind else {
            return None;
        };
        let name = self.case.name();
        if !name.is_empty() {
            return Some(name);
        }
        let [target] = targets.as_slice() else {
            return None;
        };
        let ExprKind::Attribute { value: base, .. } = &target.kind else {
            return None;
        };
        let is_it = value.range == self.case.range() && matches!(base.kind, ExprKind::Name(_));
        is_it.then(|| self.source(target.range).to_owned())
    }

    /// The statements behind the acquisition up to the last that names the handle: there it goes to its owner.
    /// What an object keeps has its owner when the object is made, at the end.
    fn before_it_goes(&self, place: &Place<'m>, name: &str) -> &'m [Stmt] {
        let after = &place.suite[place.at + 1..];
        if name.contains('.') {
            return after;
        }
        let last = after.iter().rposition(|stmt| self.names(stmt, name));
        &after[..last.unwrap_or(0)]
    }

    /// Whether a variable, or an attribute of one, is named in a statement.
    fn names(&self, stmt: &Stmt, name: &str) -> bool {
        let mut is_named = false;
        visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
            is_named |= self.source(expr.range) == name;
        });
        is_named
    }

    /// A `try` around some statements, with a handler that releases.
    fn in_a_handler(
        &self,
        place: &Place<'_>,
        stmts: &[Stmt],
        release: &str,
    ) -> Option<Vec<Replacement>> {
        let (first, last) = (place.stmt(), stmts.last()?);
        if !stmts.iter().all(|stmt| self.is_alone(stmt)) {
            return None;
        }
        let indent = self.indent(first)?;
        let begin = self.line_end(first);
        let mut edits = self.indented(self.next_line(first), last.range.end);
        edits.push(Replacement {
            range: Range::new(begin, begin),
            text: format!("{}{indent}try:", self.newline()),
        });
        edits.push(self.handler_behind(self.line_end(last), &indent, release));
        Some(edits)
    }

    /// The handlers of a `try` release before all else, and one more releases whatever they do not catch.
    fn in_handlers(&self, stmt: &Stmt, name: &str, release: &str) -> Option<Vec<Replacement>> {
        let StmtKind::Try { handlers, .. } = &stmt.kind else {
            return None;
        };
        let indent = self.indent(stmt)?;
        let mut edits = Vec::new();
        for handler in handlers {
            let first = handler.body.first()?;
            if self.is_of_a_group(handler) {
                return None;
            }
            if handler.body.iter().any(|stmt| self.names(stmt, name)) {
                continue;
            }
            let inner = self.indent(first)?;
            let at = first.range.start;
            edits.push(Replacement {
                range: Range::new(at, at),
                text: format!("{release}{}{inner}", self.newline()),
            });
        }
        let last = handlers.last()?;
        if !self.catches_all(last) {
            let end = self.line_end(last.body.last()?);
            edits.push(self.handler_behind(end, &indent, release));
        }
        Some(edits)
    }

    /// A handler that releases and raises again, behind a place.
    fn handler_behind(&self, at: u32, indent: &str, release: &str) -> Replacement {
        let line = format!("{}{indent}", self.newline());
        let inner = format!("{line}{}", self.unit());
        Replacement {
            range: Range::new(at, at),
            text: format!("{line}{WHATEVER}{inner}{release}{inner}raise"),
        }
    }

    /// Whether a handler is an `except*`, beside which no `except` may stand.
    fn is_of_a_group(&self, handler: &Handler) -> bool {
        let head = self.source(handler.range).trim_start_matches("except");
        head.trim_start().starts_with('*')
    }

    /// Whether a handler catches whatever is raised.
    fn catches_all(&self, handler: &Handler) -> bool {
        let types = handler.types.as_ref();
        types.is_none_or(|types| self.source(types.range) == "BaseException")
    }
}

/// Whether a statement is a `try` that catches something.
fn has_handlers(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Try { handlers, .. } if !handlers.is_empty())
}
