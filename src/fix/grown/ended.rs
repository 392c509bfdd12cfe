//! An end in time: what is let go when it is done, what is dropped before a long wait.

use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::Proposal;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl Soil<'_> {
    /// `task.add_done_callback(tasks.discard)` behind what keeps a task, where the file asks nothing of those that it
    /// keeps: they are kept so that they are not dropped.
    pub(super) fn let_go_when_done(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (holder, method, kept) = self.call_of(place.stmt())?;
        let removes = match method {
            "add" => "discard",
            "append" => "remove",
            _ => return None,
        };
        let made = self.growth.made?;
        let kept_only = Called::of(holder)?;
        let is_fit = self.is_made_plain(kept_only, made)
            && self.is_only_named_in(kept_only, &[made, place.stmt().range]);
        if !is_fit {
            return None;
        }
        let written = self.page.source(holder.range);
        let callback = |task: &str| format!("{task}.add_done_callback({written}.{removes})");
        // `tasks.add(create_task(…))`: the task gets a name.
        let (task, named) = match &kept.kind {
            ExprKind::Name(task) => {
                let at = place.suite[..place.at]
                    .iter()
                    .rposition(|it| self.makes_task(it, task))?;
                let between = &place.suite[at + 1..place.at];
                if self.page.is_bound_again(task, between) {
                    return None;
                }
                (task.clone(), Vec::new())
            }
            _ if self.is_task(kept) => {
                let task = self.page.fresh("task");
                let start = self.page.line_start(place.stmt());
                let (made, newline) = (self.page.source(kept.range), self.page.newline());
                let line = format!("{indent}{task} = {made}{newline}");
                let edits = vec![
                    replaced(Range::new(start, start), line),
                    replaced(kept.range, &*task),
                ];
                (task, edits)
            }
            _ => return None,
        };
        let line = callback(&task);
        let mut edits = named;
        edits.push(self.behind(place.stmt(), &indent, std::slice::from_ref(&line)));
        proposal(format!("Let it go when it is done: `{line}`"), edits)
    }

    /// Whether an expression begins a task.
    fn is_task(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Call { func, .. } if self.is_from(func, "asyncio", &["create_task", "ensure_future"]))
    }

    /// Whether a statement binds a task to a name, and nothing else.
    fn makes_task(&self, stmt: &Stmt, name: &str) -> bool {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                targets.len() == 1 && Called::Name(name).is(&targets[0]) && self.is_task(value)
            }
            _ => false,
        }
    }

    /// `del rows` before what waits without end, where the name is bound on every way and nothing reads it any more.
    pub(super) fn dropped_before(&self) -> Option<Proposal> {
        let wait = self.page.place_of(self.growth.ends_at?)?;
        let name = &self.growth.name;
        let function = self.function_around(wait.stmt().range)?;
        let at = function
            .body
            .iter()
            .position(|it| it.range == wait.stmt().range)?;
        let is_it = |it: &Expr| Called::Name(name).is(it);
        let binds = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Assign { targets, .. } if targets.iter().any(is_it));
        let (before, rest) = function.body.split_at(at);
        let bound = before.iter().rposition(binds)?;
        if !matches!(&before[bound].kind, StmtKind::Assign { value, .. } if self.is_of_plain_things(value))
        {
            return None;
        }
        let mut is_read_later = false;
        visit::all_expressions(rest, &mut |it| is_read_later |= is_it(it));
        let mut is_caught = false;
        visit::statements(before, &mut |stmt| {
            is_caught |= matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_));
        });
        visit::all_expressions(before, &mut |expr| {
            let is_lazy = matches!(
                expr.kind,
                ExprKind::Lambda(_) | ExprKind::Comprehension { lazy: true, .. }
            );
            is_caught |= is_lazy && visit::has(expr, &is_it);
        });
        if is_read_later
            || is_caught
            || self.page.is_bound_again(name, &before[bound + 1..])
            || self.gives_all_names()
        {
            return None;
        }
        let indent = self.page.indent(wait.stmt())?;
        let start = self.page.line_start(wait.stmt());
        let newline = self.page.newline();
        let edit = replaced(
            Range::new(start, start),
            format!("{indent}del {name}{newline}"),
        );
        proposal(format!("Drop it before the wait: `del {name}`"), vec![edit])
    }

    /// Whether a value is a collection of Python's own that is made there, text that is read, or what JSON has: nothing
    /// whose end somebody notices.
    fn is_of_plain_things(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Attribute { attr, .. } => {
                    matches!(
                        attr.as_str(),
                        "read" | "read_bytes" | "read_text" | "readlines" | "split" | "splitlines"
                    ) || self.is_from(func, "json", &["load", "loads"])
                }
                _ => false,
            },
            ExprKind::Comprehension {
                lazy: false, body, ..
            } => body.iter().all(|it| {
                matches!(
                    it.kind,
                    ExprKind::Constant(_) | ExprKind::Operation { .. } | ExprKind::Name(_)
                )
            }),
            ExprKind::Operation { .. } => true,
            _ => false,
        }
    }
}
