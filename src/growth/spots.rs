//! Where a statement stands: the conditions under which it runs, the loop around it, the exception at hand.

use crate::syntax::ast::{Constant, Expr, ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::visit;

/// Most conditions that are remembered of what has led away before: each statement has its own list.
const MOST: usize = 32;

/// A condition under which a statement runs.
#[derive(Clone, Copy)]
pub(super) struct Guard<'a> {
    /// What is asked.
    pub test: &'a Expr,
    /// Whether it holds there.
    pub holds: bool,
}

/// The loop around a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loop {
    /// None.
    None,
    /// One with an end.
    Finite,
    /// One that goes on until the process ends.
    Endless,
}

/// A statement and what stands around it in its function.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    /// The statement.
    pub stmt: &'a Stmt,
    /// The conditions, the outermost first.
    pub guards: Vec<Guard<'a>>,
    /// The innermost loop that matters.
    pub around: Loop,
    /// The handlers that it stands in, the outermost first.
    pub handlers: Vec<&'a Handler>,
    /// Whether it stands in a `finally`.
    pub in_finally: bool,
}

/// The statements of a body, those inside others too, but for functions and classes.
pub(super) fn spots(body: &[Stmt]) -> Vec<Spot<'_>> {
    let mut found = Vec::new();
    walk(body, &Around::default(), &mut found);
    found
}

#[derive(Clone)]
struct Around<'a> {
    guards: Vec<Guard<'a>>,
    around: Loop,
    handlers: Vec<&'a Handler>,
    in_finally: bool,
}

impl Default for Around<'_> {
    fn default() -> Self {
        Self {
            guards: Vec::new(),
            around: Loop::None,
            handlers: Vec::new(),
            in_finally: false,
        }
    }
}

impl<'a> Around<'a> {
    fn under(&self, test: &'a Expr, holds: bool) -> Self {
        let mut inner = self.clone();
        inner.guards.push(Guard { test, holds });
        inner
    }

    fn within(&self, around: Loop) -> Self {
        let mut inner = self.clone();
        if self.around != Loop::Endless {
            inner.around = around;
        }
        inner
    }
}

fn walk<'a>(body: &'a [Stmt], outer: &Around<'a>, found: &mut Vec<Spot<'a>>) {
    let mut here = outer.clone();
    for stmt in body {
        found.push(Spot {
            stmt,
            guards: here.guards.clone(),
            around: here.around,
            handlers: here.handlers.clone(),
            in_finally: here.in_finally,
        });
        match &stmt.kind {
            StmtKind::If { test, body, orelse } => {
                walk(body, &here.under(test, true), found);
                walk(orelse, &here.under(test, false), found);
                for (branch, holds) in [(body, false), (orelse, true)] {
                    if leads_away(branch) && here.guards.len() < MOST {
                        here.guards.push(Guard { test, holds });
                    }
                }
            }
            StmtKind::While { test, body, orelse } => {
                let around = if is_endless(test) {
                    Loop::Endless
                } else {
                    Loop::Finite
                };
                let inner = match around {
                    Loop::Endless => here.within(around),
                    _ => here.under(test, true).within(around),
                };
                walk(body, &inner, found);
                walk(orelse, &here, found);
            }
            StmtKind::For { body, orelse, .. } => {
                walk(body, &here.within(Loop::Finite), found);
                walk(orelse, &here, found);
            }
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                walk(body, &here, found);
                for handler in handlers {
                    let mut inner = here.clone();
                    inner.handlers.push(handler);
                    walk(&handler.body, &inner, found);
                }
                walk(orelse, &here, found);
                let mut last = here.clone();
                last.in_finally = true;
                walk(finalbody, &last, found);
            }
            StmtKind::Function(_) | StmtKind::Class(_) => {}
            _ => {
                for inner in visit::bodies(stmt) {
                    walk(inner, &here, found);
                }
            }
        }
    }
}

/// Whether control never comes to the end of a body.
fn leads_away(body: &[Stmt]) -> bool {
    matches!(
        body.last().map(|it| &it.kind),
        Some(StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Continue | StmtKind::Break)
    )
}

/// Whether a loop with such a condition is meant to go on: `while True`, `while not stopped.is_set()`.
pub(super) fn is_endless(test: &Expr) -> bool {
    match &test.kind {
        ExprKind::Constant(Constant::Bool(it)) => *it,
        ExprKind::Constant(Constant::Number(it)) => it == "1",
        ExprKind::Not(inner) => match &inner.kind {
            ExprKind::Call { func, .. } => {
                matches!(&func.kind, ExprKind::Attribute { attr, .. } if matches!(attr.as_str(), "is_set" | "wait"))
            }
            _ => false,
        },
        _ => false,
    }
}
