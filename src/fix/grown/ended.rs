//! An end on every way: what is taken out in a `finally`, what is let go when it is done, what is dropped in time.

use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl Soil<'_> {
    /// The statements between what puts something in and what takes it out go into a `try`, the removal into its
    /// `finally`.
    pub(super) fn in_a_finally(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let removal = self.growth.removal?;
        let end = place.suite.iter().position(|it| it.range.covers(removal))?;
        let between = place.suite.get(place.at + 1..end)?;
        let taken = &place.suite[end];
        let is_plain = taken.range == removal
            || matches!(&taken.kind, StmtKind::Expr(expr) if expr.range.covers(removal));
        if between.is_empty() || !is_plain || !self.page.is_alone(taken) {
            return None;
        }
        let mut edits = self.tried(between, &indent)?;
        let unit = self.page.unit();
        let start = self.page.line_start(taken);
        let newline = self.page.newline();
        edits.push(replaced(
            Range::new(start, taken.range.start),
            format!("{indent}finally:{newline}{indent}{unit}"),
        ));
        edits.extend(
            self.page
                .indented_after_the_first_line(taken.range.start, taken.range.end),
        );
        proposal(
            format!("Move `{}` into a `finally`", self.page.source(taken.range)),
            edits,
        )
    }

    /// What comes after something was put under a key goes into a `try`, and `pop` into its `finally`: where another
    /// function takes it out, and may never be called.
    pub(super) fn taken_out_by_itself(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let StmtKind::Assign { targets, .. } = &place.stmt().kind else {
            return None;
        };
        let [target] = &targets[..] else { return None };
        let ExprKind::Subscript { value, index } = &target.kind else {
            return None;
        };
        let [key] = &index[..] else { return None };
        let rest = place.suite.get(place.at + 1..)?;
        let is_here = place.suite.iter().any(|it| {
            self.growth
                .removal
                .is_some_and(|removal| it.range.covers(removal))
        });
        let is_a_name = matches!(key.kind, ExprKind::Name(_) | ExprKind::Attribute { .. });
        if is_here || !is_a_name || self.growth.raises.is_none() {
            return None;
        }
        let last = rest.last()?;
        let mut edits = self.tried(rest, &indent)?;
        let unit = self.page.unit();
        let pop = format!(
            "{}.pop({}, None)",
            self.page.source(value.range),
            self.page.source(key.range)
        );
        let lines = ["finally:".to_owned(), format!("{unit}{pop}")];
        edits.push(self.behind(last, &indent, &lines));
        proposal(format!("Take it out in a `finally`: `{pop}`"), edits)
    }

    /// What comes after a registration goes into a `try`, and what takes it back into its `finally`.
    pub(super) fn taken_back(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let back = self.growth.back.as_ref()?;
        let rest = place.suite.get(place.at + 1..)?;
        let last = rest.last()?;
        let is_call =
            matches!(&place.stmt().kind, StmtKind::Expr(expr) if expr.range == self.growth.at);
        let makes_objects = matches!(
            self.growth.function.as_str(),
            "__init__" | "__new__" | "module"
        );
        if !is_call || makes_objects || self.gives_away(rest) {
            return None;
        }
        let mut edits = self.tried(rest, &indent)?;
        let unit = self.page.unit();
        let lines = ["finally:".to_owned(), format!("{unit}{back}")];
        edits.push(self.behind(last, &indent, &lines));
        proposal(format!("Take it back in a `finally`: `{back}`"), edits)
    }

    /// Whether statements return or store what is registered, or what it is registered with: it is needed later.
    fn gives_away(&self, rest: &[Stmt]) -> bool {
        let call = self.page.source(self.growth.at);
        let words: Vec<&str> = call
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty() && *word != "self")
            .collect();
        let is_it = |range: Range| {
            let written = self.page.source(range);
            words.contains(&written.trim_start_matches("self."))
        };
        let mut gives = false;
        visit::statements(rest, &mut |stmt| match &stmt.kind {
            StmtKind::Return(Some(value)) => gives |= is_it(value.range),
            StmtKind::Assign { targets, value } => {
                let is_stored = |it: &crate::syntax::ast::Expr| {
                    matches!(
                        it.kind,
                        ExprKind::Attribute { .. } | ExprKind::Subscript { .. }
                    )
                };
                gives |= targets.iter().any(is_stored) && is_it(value.range);
            }
            _ => {}
        });
        gives
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

    /// `task.add_done_callback(tasks.discard)` behind what keeps a task.
    pub(super) fn let_go_when_done(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (holder, method, kept) = self.call_of(place.stmt())?;
        let removes = match method {
            "add" => "discard",
            "append" => "remove",
            _ => return None,
        };
        const MAKING: [&str; 3] = ["create_task(", "ensure_future(", ".submit("];
        let makes = |range: Range| {
            let written = self.page.source(range);
            MAKING.iter().any(|it| written.contains(it))
        };
        let written = self.page.source(holder.range);
        // `tasks.add(create_task(…))`: the task gets a name.
        if matches!(kept.kind, ExprKind::Call { .. }) && makes(kept.range) {
            let task = self.page.fresh("task");
            let line = format!("{task}.add_done_callback({written}.{removes})");
            let newline = self.page.newline();
            let start = self.page.line_start(place.stmt());
            let made = self.page.source(kept.range);
            let edits = vec![
                replaced(
                    Range::new(start, start),
                    format!("{indent}{task} = {made}{newline}"),
                ),
                replaced(kept.range, task),
                self.behind(place.stmt(), &indent, std::slice::from_ref(&line)),
            ];
            return proposal(format!("Let it go when it is done: `{line}`"), edits);
        }
        let ExprKind::Name(task) = &kept.kind else {
            return None;
        };
        let makes_a_task = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_it = |it: &crate::syntax::ast::Expr| matches!(&it.kind, ExprKind::Name(name) if name == task);
                targets.iter().any(is_it) && makes(value.range)
            }
            _ => false,
        };
        let is_task = place.suite[..place.at].iter().any(makes_a_task);
        let line = format!("{task}.add_done_callback({written}.{removes})");
        is_task
            .then(|| self.behind(place.stmt(), &indent, std::slice::from_ref(&line)))
            .and_then(|edit| proposal(format!("Let it go when it is done: `{line}`"), vec![edit]))
    }

    /// `del rows` before what waits without end.
    pub(super) fn dropped_before(&self) -> Option<Proposal> {
        let wait = self.page.place_of(self.growth.ends_at?)?;
        let indent = self.page.indent(wait.stmt())?;
        let start = self.page.line_start(wait.stmt());
        let newline = self.page.newline();
        let name = &self.growth.name;
        let edit = replaced(
            Range::new(start, start),
            format!("{indent}del {name}{newline}"),
        );
        proposal(format!("Drop it before the wait: `del {name}`"), vec![edit])
    }

    /// `raise Refused("…") from None` in place of one exception for all.
    pub(super) fn raised_anew(&self) -> Option<Proposal> {
        let place = self.page.place()?;
        let StmtKind::Raise { exc: Some(exc), .. } = &place.stmt().kind else {
            return None;
        };
        if self.growth.by != "raise" {
            return None;
        }
        // Of the object's own, one of its kind that says the same.
        let written = match self.growth.made {
            Some(made) => self.page.source(made).to_owned(),
            None => {
                let kept = self.page.source(exc.range);
                format!("type({kept})(*{kept}.args)")
            }
        };
        let edit = replaced(exc.range, written);
        proposal("Raise a new one each time", vec![edit])
    }

    /// `errors.append(error.with_traceback(None))`.
    pub(super) fn without_its_frames(&self) -> Option<Proposal> {
        let place = self.page.place()?;
        let (_, _, kept) = self.call_of(place.stmt())?;
        let ExprKind::Name(error) = &kept.kind else {
            return None;
        };
        // Whoever raises it afterwards would raise it without its past.
        let is_raised = place.suite[place.at..]
            .iter()
            .any(|it| matches!(it.kind, StmtKind::Raise { .. }));
        let edit = replaced(kept.range, format!("{error}.with_traceback(None)"));
        (!is_raised && self.growth.by != "raise")
            .then(|| proposal("Keep it without its frames", vec![edit]))?
    }
}
