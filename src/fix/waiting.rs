//! Releases that wait: for a child process, a thread, the jobs of an executor, an answer of the other side.

use super::Shape;
use super::doubts::last;
use crate::resources::Missing;
use crate::syntax::ast::{Expr, ExprKind, Stmt};
use crate::syntax::visit;

impl Shape<'_, '_> {
    /// Whether a release talks to the other side, and fails where that has gone.
    pub(super) fn says_goodbye(&self) -> bool {
        let release = self.case.handle().release.first();
        release.is_some_and(|it| matches!(it.as_str(), "quit" | "logout"))
    }

    /// Whether a release waits for something that runs, or breaks it off.
    pub(super) fn waits(&self) -> bool {
        const WAITING: &[&str] = &["cancel", "communicate", "join", "loop_stop", "wait"];
        let handle = self.case.handle();
        let first = handle.release.first();
        handle.missing == Missing::Work
            || first.is_some_and(|release| WAITING.contains(&release.as_str()))
    }

    /// Whether to wait may take for ever where something fails: what is written to waits for its end as well, and who
    /// has waited for a limited time would not wait longer.
    pub(super) fn may_wait_for_ever(&self) -> bool {
        let (name, handle) = (self.case.name(), self.case.handle());
        // A task that is cancelled would not be done until the other one is.
        if handle.awaited && self.waits() {
            return true;
        }
        let has = |call: &Expr, keyword: &str| match &call.kind {
            ExprKind::Call { args, .. } => args
                .iter()
                .any(|arg| arg.keyword.as_deref() == Some(keyword)),
            _ => false,
        };
        let is_release = |call: &Expr| match &call.kind {
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Attribute { value, attr } => {
                    handle.release.contains(attr) && self.source(value.range) == name
                }
                _ => false,
            },
            _ => false,
        };
        // Who waits does not read, and a pipe that is full stops whoever writes into it.
        let piped = |call: &Expr| {
            ["stdin", "stdout", "stderr"]
                .iter()
                .any(|pipe| has(call, pipe))
        };
        let mut may_wait = self.acquiring().is_some_and(piped);
        let scope = self.case.context.cfg().range;
        visit::expressions_in(&self.module.body, scope, &mut |expr| {
            may_wait |= is_release(expr) && has(expr, "timeout");
        });
        may_wait && self.waits()
    }

    /// Whether what an executor is given to do may wait for something that is only done if nothing fails: then a
    /// release that waits would wait for ever.
    pub(super) fn jobs_may_wait(&self, stmts: &[Stmt]) -> bool {
        const WAKING: &[&str] = &[
            "abort",
            "cancel",
            "close",
            "notify",
            "notify_all",
            "put",
            "put_nowait",
            "release",
            "send",
            "set",
            "set_exception",
            "set_result",
            "wait",
        ];
        if self.case.handle().kind != "executor" {
            return false;
        }
        let mut given: Vec<&str> = Vec::new();
        let mut woken: Vec<&str> = Vec::new();
        visit::all_expressions(stmts, &mut |expr| {
            let ExprKind::Call { func, args } = &expr.kind else {
                return;
            };
            if matches!(last(func), "submit" | "map") {
                for arg in args {
                    visit::subexpressions(&arg.value, &mut |part| {
                        if let ExprKind::Name(name) = &part.kind {
                            given.push(name);
                        }
                    });
                }
            }
            if let ExprKind::Attribute { value, attr } = &func.kind
                && let ExprKind::Name(name) = &value.kind
                && WAKING.contains(&attr.as_str())
            {
                woken.push(name);
            }
        });
        given.iter().any(|name| woken.contains(name))
    }
}
