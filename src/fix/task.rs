//! Keeps a task until it is done.

use super::guard::bound;
use super::{Proposal, Replacement, Shape};
use crate::syntax::ast::{Stmt, StmtKind};
use crate::text::Range;

/// The set that keeps tasks, as the documentation of `asyncio.create_task` calls it.
const TASKS: &str = "background_tasks";

impl Shape<'_, '_> {
    /// `asyncio.create_task(job())` becomes `task = …` with `background_tasks.add(task)` behind it, and the task
    /// leaves the set when it is done: it runs as before, and nobody takes it away.
    pub(super) fn keep_until_done(&self) -> Option<Proposal> {
        let place = self.place()?;
        let (stmt, call) = (place.stmt(), self.case.range());
        if !self.case.handle().to_keep || !self.is_alone(stmt) {
            return None;
        }
        let mut edits = Vec::new();
        let name = match &stmt.kind {
            StmtKind::Expr(value) if value.range == call => {
                let name = self.fresh("task");
                edits.push(Replacement {
                    range: Range::new(call.start, call.start),
                    text: format!("{name} = "),
                });
                name
            }
            _ => {
                let (name, value) = bound(stmt)?;
                (value.range == call).then(|| name.to_owned())?
            }
        };
        let (tasks, made) = self.set_of_tasks();
        edits.extend(made);
        let line = format!("{}{}", self.newline(), self.indent(stmt)?);
        let end = self.line_end(stmt);
        let add = format!("{line}{tasks}.add({name})");
        let discard = format!("{line}{name}.add_done_callback({tasks}.discard)");
        edits.push(Replacement {
            range: Range::new(end, end),
            text: format!("{add}{discard}"),
        });
        Some(Proposal {
            title: "Keep the task until it is done".to_owned(),
            edits,
        })
    }

    /// The set of the module that keeps tasks, and what makes it, if there is none.
    fn set_of_tasks(&self) -> (String, Option<Replacement>) {
        let is_it = |stmt: &&Stmt| {
            bound(stmt).is_some_and(|(name, value)| {
                name == TASKS && self.source(value.range).replace(' ', "") == "set()"
            })
        };
        if self.module.body.iter().any(|stmt| is_it(&stmt)) {
            return (TASKS.to_owned(), None);
        }
        let name = self.fresh(TASKS);
        let made = self.at_the_top(&format!("{name} = set()"));
        (name, Some(made))
    }
}
