//! An end in time: what is let go when it is done, what is dropped before a long wait.

use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::Proposal;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl Soil<'_> {
    /// `task.add_done_callback(tasks.discard)` behind what keeps a task that nobody asks for but whoever ends all.
    pub(super) fn let_go_when_done(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (holder, method, kept) = self.call_of(place.stmt())?;
        let removes = match method {
            "add" => "discard",
            "append" => "remove",
            _ => return None,
        };
        if !self.is_asked_for_at_the_end_only(Called::of(holder)?, place.stmt().range) {
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

    /// Whether nothing looks at a collection but what ends everything, and that does not go through it while it
    /// waits, when it may change.
    fn is_asked_for_at_the_end_only(&self, holder: Called<'_>, put: Range) -> bool {
        const ENDING: &[&str] = &[
            "shutdown",
            "close",
            "aclose",
            "stop",
            "on_shutdown",
            "on_cleanup",
            "__aexit__",
        ];
        let mut fit = vec![put];
        fit.extend(self.growth.made);
        for function in self.functions() {
            let mut waits = false;
            visit::statements(&function.body, &mut |stmt| {
                if let StmtKind::For { iter, body, .. } = &stmt.kind {
                    let has = visit::has(iter, &|it| holder.is(it));
                    visit::all_expressions(body, &mut |it| {
                        waits |= has && matches!(it.kind, ExprKind::Await(_));
                    });
                }
            });
            if ENDING.contains(&function.name.as_str()) && !waits {
                fit.push(function.range);
            }
        }
        self.is_only_named_in(holder, &fit)
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
}
