//! Says how a program meets its goal, by what it does.

use crate::report::{Acquisition, FileReport};
use crate::syntax::ast::{Expr, ExprKind, Handler, Stmt, StmtKind, WithItem};
use crate::syntax::{self, visit};
use crate::text::LineIndex;

/// How a resource comes to be released; of several the last is told.
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
    let lines = LineIndex::new(text);
    let rows = &report.acquisitions;
    if rows.is_empty() {
        let name = ["read_text", "read_bytes"]
            .into_iter()
            .find(|name| has_call(&parsed.module.body, name))?;
        return Some(format!(
            "`{name}` opens the file, reads it and closes it: no open file ever reaches your function."
        ));
    }
    let named = rows.iter().find(|row| !row.name.is_empty());
    let name = named.map(|row| row.name.as_str()).unwrap_or_default();
    let thing = if name.is_empty() {
        "what was acquired".to_owned()
    } else {
        format!("`{name}`")
    };
    let has_stack = ["enter_context", "callback", "push"]
        .iter()
        .any(|name| has_call(&parsed.module.body, name));
    let mut means = Vec::new();
    visit::statements(&parsed.module.body, &mut |stmt| match &stmt.kind {
        StmtKind::With { items, .. } => {
            let each = items.iter().filter_map(|item| {
                of_item(item, has_stack, &|expr| manages(expr, rows, text, &lines))
            });
            means.extend(each);
        }
        StmtKind::Try { finalbody, .. } if has_name(finalbody, name) => means.push(Means::Finally),
        StmtKind::Try { handlers, .. } if handlers.iter().any(|it| raises_again(it, name)) => {
            means.push(Means::Handler);
        }
        _ => {}
    });
    Some(match means.into_iter().max()? {
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
            "The `except` releases {thing} and raises the error again; where nothing is raised, a \
             line of its own does it. `finally` would say both in one place."
        ),
    })
}

fn of_item(item: &WithItem, has_stack: bool, manages: &dyn Fn(&Expr) -> bool) -> Option<Means> {
    let called = match &item.context.kind {
        ExprKind::Call { func, .. } => last(func),
        _ => "",
    };
    match called {
        "ExitStack" | "AsyncExitStack" => has_stack.then_some(Means::Stack),
        _ if !manages(&item.context) => None,
        "closing" | "aclosing" => Some(Means::Closing),
        _ => Some(Means::With),
    }
}

/// Whether a manager is one of the acquisitions, or is made from one.
fn manages(context: &Expr, rows: &[Acquisition], text: &str, lines: &LineIndex) -> bool {
    let from = lines.position(text, context.range.start);
    let to = lines.position(text, context.range.end);
    rows.iter().any(|row| {
        let is_inside = (from.line, from.column) <= (row.line, row.column)
            && (row.end_line, row.end_column) <= (to.line, to.column);
        let mut is_named = false;
        visit::subexpressions(context, &mut |expr| {
            is_named |= matches!(&expr.kind, ExprKind::Name(name) if *name == row.name);
        });
        is_inside || is_named
    })
}

fn raises_again(handler: &Handler, name: &str) -> bool {
    let is_raise = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Raise { .. });
    has_name(&handler.body, name) && handler.body.iter().any(is_raise)
}

fn has_name(body: &[Stmt], wanted: &str) -> bool {
    has(
        body,
        &|expr| matches!(&expr.kind, ExprKind::Name(name) if name == wanted),
    )
}

fn has_call(body: &[Stmt], name: &str) -> bool {
    has(
        body,
        &|expr| matches!(&expr.kind, ExprKind::Call { func, .. } if last(func) == name),
    )
}

fn has(body: &[Stmt], is_it: &dyn Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    visit::statements(body, &mut |stmt| {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| found |= is_it(expr));
        }
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
