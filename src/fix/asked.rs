//! What may be `None`: a repair begins behind the question whether it is.

use super::guard::bound;
use super::place::Place;
use super::{IF_THERE, Proposal, Replacement, Shape};
use crate::resources::WithEffect;
use crate::syntax::ast::{CompareOp, Constant, Expr, ExprKind, Stmt, StmtKind};
use crate::text::Range;

/// Kinds of handles that are true whatever is in them.
const ALWAYS_TRUE: &[&str] = &[
    "child process",
    "database connection",
    "executor",
    "file",
    "socket",
];

impl Shape<'_, '_> {
    /// `f = find(p)` and `if f is None: return …` stay as they are; what follows goes into `with f:`, or into a `try`
    /// whose `finally` releases. Where nobody asks, the `finally` does.
    pub(super) fn behind_the_question(&self) -> Vec<Proposal> {
        let with = self.guarded_behind_the_question(true);
        let by_hand = self.guarded_behind_the_question(false);
        let all = with.into_iter().chain(by_hand);
        all.chain(self.guarded_with_a_question()).collect()
    }

    /// What follows goes into a `try` whose `finally` asks whether there is something, and releases it.
    fn guarded_with_a_question(&self) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let (name, value) = bound(stmt)?;
        if value.range != self.case.range() || !self.is_alone(stmt) {
            return None;
        }
        let guarded = self.guarded(&place, name)?;
        let last = guarded.stmts.last()?;
        if !self.may_release_after(&guarded) || self.may_wait_for_ever() {
            return None;
        }
        let (release, import) = self.release(name)?;
        let (line, unit) = (
            format!("{}{}", self.newline(), self.indent(stmt)?),
            self.unit(),
        );
        let insert = |at: u32, text: String| Replacement {
            range: Range::new(at, at),
            text,
        };
        let mut edits = self.body(&place, &guarded, name)?;
        edits.extend(import);
        edits.push(insert(self.line_end(stmt), format!("{line}try:")));
        let question = format!("{line}{unit}if {name} is not None:{line}{unit}{unit}{release}");
        edits.push(insert(
            self.line_end(last),
            format!("{line}finally:{question}"),
        ));
        Some(Proposal {
            title: format!("Call `{release}` in a `finally`, {IF_THERE}"),
            edits,
        })
    }

    fn guarded_behind_the_question(&self, with: bool) -> Option<Proposal> {
        let handle = self.case.handle();
        let has_with =
            handle.with == WithEffect::Releases && !handle.async_with && self.is_managed_plainly();
        if with && !has_with {
            return None;
        }
        let place = self.place()?;
        let (name, value) = bound(place.stmt())?;
        let question = place.suite.get(place.at + 1)?;
        if value.range != self.case.range()
            || !self.is_question(question, name)
            || !self.is_alone(place.stmt())
        {
            return None;
        }
        let asked = Place {
            suite: place.suite,
            at: place.at + 1,
        };
        let guarded = self.guarded(&asked, name)?;
        let last = guarded.stmts.last()?;
        if !self.may_release_after(&guarded) || (!with && self.may_wait_for_ever()) {
            return None;
        }
        let (release, import) = self.release(name)?;
        let line = format!("{}{}", self.newline(), self.indent(question)?);
        let insert = |at: u32, text: String| Replacement {
            range: Range::new(at, at),
            text,
        };
        let mut edits = self.body(&asked, &guarded, name)?;
        let begin = self.line_end(question);
        let title = match with {
            true => {
                edits.push(insert(begin, format!("{line}with {name}:")));
                self.with_title()
            }
            false => {
                edits.extend(import);
                edits.push(insert(begin, format!("{line}try:")));
                let text = format!("{line}finally:{line}{}{release}", self.unit());
                edits.push(insert(self.line_end(last), text));
                format!("Call `{release}` in a `finally`")
            }
        };
        Some(Proposal { title, edits })
    }

    /// Whether a statement asks whether something is there, and leaves where it is not.
    fn is_question(&self, stmt: &Stmt, name: &str) -> bool {
        let StmtKind::If { test, body, orelse } = &stmt.kind else {
            return false;
        };
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let is_none = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(Constant::None));
        let asks = match &test.kind {
            // What is empty may be false.
            ExprKind::Not(inner) => {
                is_it(inner) && ALWAYS_TRUE.contains(&self.case.handle().kind.as_str())
            }
            ExprKind::Compare {
                op: CompareOp::Is | CompareOp::Eq,
                left,
                right,
            } => is_it(left) && is_none(right),
            _ => false,
        };
        let leaves = matches!(
            body.last().map(|it| &it.kind),
            Some(
                StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Continue | StmtKind::Break
            )
        );
        asks && leaves && orelse.is_empty()
    }
}
