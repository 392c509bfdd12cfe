//! Says how a program meets its goal, by what it does.

use super::entries;
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
    let named = rows.iter().filter(|row| !row.name.is_empty());
    let unnamed = rows.iter().filter(|row| row.name.is_empty());
    let mut each = named.chain(unnamed).map(|row| Row {
        row,
        text,
        lines: &lines,
    });
    let (row, means) = each.find_map(|row| Some((row.row, row.means(&parsed.module.body)?)))?;
    let thing = if row.name.is_empty() {
        "what was acquired".to_owned()
    } else {
        format!("`{}`", row.name)
    };
    Some(match means {
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

/// An acquisition, and where it stands.
struct Row<'a> {
    row: &'a Acquisition,
    text: &'a str,
    lines: &'a LineIndex,
}

impl Row<'_> {
    /// How it comes to be released.
    fn means(&self, body: &[Stmt]) -> Option<Means> {
        let name = self.row.name.as_str();
        let goes_in = |expr: &Expr| match &expr.kind {
            ExprKind::Call { func, args } => {
                let is_stack = matches!(last(func), "enter_context" | "callback" | "push");
                is_stack && (args.iter().any(|arg| self.is_in(&arg.value)))
            }
            _ => false,
        };
        let has_stack = has(body, &goes_in);
        let mut means = Vec::new();
        visit::statements(body, &mut |stmt| match &stmt.kind {
            StmtKind::With { items, .. } => {
                means.extend(
                    items
                        .iter()
                        .filter_map(|item| self.of_item(item, has_stack)),
                );
            }
            StmtKind::Try { finalbody, .. } if has_name(finalbody, name) => {
                means.push(Means::Finally);
            }
            StmtKind::Try { handlers, .. } if handlers.iter().any(|it| raises_again(it, name)) => {
                means.push(Means::Handler);
            }
            _ => {}
        });
        means.into_iter().max()
    }

    /// What an item of a `with` does for it: by itself only what is entered, if leaving it releases it.
    fn of_item(&self, item: &WithItem, has_stack: bool) -> Option<Means> {
        let called = match &item.context.kind {
            ExprKind::Call { func, .. } => last(func),
            _ => "",
        };
        match called {
            "ExitStack" | "AsyncExitStack" => has_stack.then_some(Means::Stack),
            "closing" | "aclosing" => self.is_in(&item.context).then_some(Means::Closing),
            _ => {
                let releases = entries::releases_by_with(entries::entry_of(self.row));
                (releases && self.is_it(&item.context)).then_some(Means::With)
            }
        }
    }

    /// Whether an expression is what acquires it, or its name.
    fn is_it(&self, expr: &Expr) -> bool {
        let row = self.row;
        let expr = match &expr.kind {
            ExprKind::Await(inner) => inner,
            _ => expr,
        };
        let from = self.lines.position(self.text, expr.range.start);
        let to = self.lines.position(self.text, expr.range.end);
        let is_call = (from.line, from.column) == (row.line, row.column)
            && (to.line, to.column) == (row.end_line, row.end_column);
        is_call || matches!(&expr.kind, ExprKind::Name(name) if *name == row.name)
    }

    /// Whether something of an expression is that.
    fn is_in(&self, expr: &Expr) -> bool {
        let mut found = false;
        visit::subexpressions(expr, &mut |expr| found |= self.is_it(expr));
        found
    }
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
