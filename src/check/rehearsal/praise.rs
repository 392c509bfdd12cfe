//! Says how a program meets the goal, by what it does.

use crate::report::FileReport;
use crate::syntax::ast::{Expr, ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::{self, visit};

/// How a resource comes to be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Means {
    Handler,
    Finally,
    Stack,
    Closing,
    With,
}

/// One sentence about the solution that was given; none where nothing certain can be said.
pub fn praise(text: &str, report: &FileReport) -> Option<String> {
    let parsed = syntax::parse(text);
    let mut means = Vec::new();
    let mut reads_whole = None;
    visit::statements(&parsed.module.body, &mut |stmt| {
        means.extend(of_statement(stmt));
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Call { func, .. } = &expr.kind {
                    let name = last(func);
                    if matches!(name, "read_text" | "read_bytes") {
                        reads_whole = Some(name.to_owned());
                    }
                }
            });
        }
    });
    let rows = &report.acquisitions;
    let name = rows
        .iter()
        .map(|row| row.name.as_str())
        .find(|name| !name.is_empty());
    let thing = name.map_or("what was acquired".to_owned(), |name| format!("`{name}`"));
    if rows.is_empty()
        && let Some(name) = reads_whole
    {
        return Some(format!(
            "`{name}` opens the file, reads it and closes it: no open file ever reaches your function."
        ));
    }
    means.sort();
    Some(match means.last()? {
        Means::With => format!(
            "The `with` statement releases {thing} when its block is left, whichever way it is left."
        ),
        Means::Closing => format!(
            "`closing` releases {thing} when the block of its `with` is left, whichever way it is left."
        ),
        Means::Stack => format!(
            "The `ExitStack` releases {thing} when its block is left, whichever way it is left."
        ),
        Means::Finally => {
            format!("What stands under `finally` runs on every way out, and it releases {thing}.")
        }
        Means::Handler => format!(
            "The `except` releases {thing} and raises the error again; where nothing was raised, the line after it does. `finally` would say both in one place."
        ),
    })
}

fn of_statement(stmt: &Stmt) -> Option<Means> {
    match &stmt.kind {
        StmtKind::With { items, .. } => {
            let named = |name: &str| items.iter().any(|item| mentions(&item.context, name));
            Some(if named("ExitStack") || named("AsyncExitStack") {
                Means::Stack
            } else if named("closing") || named("aclosing") {
                Means::Closing
            } else if named("suppress") || named("nullcontext") {
                return None;
            } else {
                Means::With
            })
        }
        StmtKind::Try { finalbody, .. } if has_call(finalbody) => Some(Means::Finally),
        StmtKind::Try { handlers, .. } if handlers.iter().any(raises_again) => Some(Means::Handler),
        _ => None,
    }
}

fn raises_again(handler: &Handler) -> bool {
    has_call(&handler.body)
        && handler
            .body
            .iter()
            .any(|stmt| matches!(stmt.kind, StmtKind::Raise { .. }))
}

fn has_call(body: &[Stmt]) -> bool {
    let mut found = false;
    visit::statements(body, &mut |stmt| {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                found |= matches!(expr.kind, ExprKind::Call { .. })
            });
        }
    });
    found
}

fn mentions(expr: &Expr, name: &str) -> bool {
    let mut found = false;
    visit::subexpressions(expr, &mut |expr| {
        found |= matches!(&expr.kind, ExprKind::Call { func, .. } if last(func) == name);
    });
    found
}

fn last(func: &Expr) -> &str {
    match &func.kind {
        ExprKind::Name(name) => name,
        ExprKind::Attribute { attr, .. } => attr,
        _ => "",
    }
}
