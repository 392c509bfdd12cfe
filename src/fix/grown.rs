//! Repairs of what grows: a bound, an end on every way, one for all calls.
//!
//! A repair is proposed only where nobody can see a difference but by what stays: who else names the holder (`uses`),
//! and whether an answer that is dropped is worked out the same (`computed`), is asked of the whole file. It is
//! offered if analysing the repaired text then shows that the growth is gone, that nothing else grows or leaks that
//! did not, and that what a person wrote besides stays; `tests/growth.rs` runs them in CPython and measures. What
//! cannot be shown is left to the finding's sentence on what to do by hand.

mod bounded;
mod computed;
mod ended;
mod finally;
mod once;
mod uses;

use super::page::Page;
use super::{Place, Proposal, Replacement, sorted};
use crate::growth::{Growth, Kind};
use crate::syntax::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::{LineIndex, Range};

/// The repairs worth trying for something that grows, best first.
pub fn of_growth(growth: &Growth, module: &Module, text: &str, lines: &LineIndex) -> Vec<Proposal> {
    let soil = Soil {
        page: Page::new(text, lines, module, growth.at),
        growth,
    };
    let tried: Vec<Option<Proposal>> = match growth.kind {
        Kind::Missed | Kind::Collector => vec![soil.in_a_finally()],
        Kind::Cached => vec![soil.with_a_size()],
        Kind::Default => vec![soil.made_in_the_call()],
        Kind::Exception => vec![soil.raised_anew()],
        Kind::Held => vec![soil.dropped_before()],
        Kind::Unbounded => vec![
            soil.asked_without_making(),
            soil.let_go_when_done(),
            soil.with_a_last_so_many(),
        ],
        Kind::Registered => vec![soil.added_once()],
        // What is shared from call to call has a state that is shared, too.
        Kind::Made | Kind::Cycle => Vec::new(),
    };
    sorted(tried.into_iter().flatten().collect())
}

/// Something that grows, in its text.
struct Soil<'m> {
    page: Page<'m>,
    growth: &'m Growth,
}

impl<'m> Soil<'m> {
    /// The statement that makes it grow, if it has its lines for itself, and its indentation.
    fn place(&self) -> Option<(Place<'m>, String)> {
        let place = self.page.place()?;
        let indent = self.page.indent(place.stmt())?;
        self.page.is_alone(place.stmt()).then_some((place, indent))
    }

    /// The object, the method and the one argument, if a statement does nothing but call a method with that.
    fn call_of<'s>(&self, stmt: &'s Stmt) -> Option<(&'s Expr, &'s str, &'s Expr)> {
        let StmtKind::Expr(Expr {
            kind: ExprKind::Call { func, args },
            ..
        }) = &stmt.kind
        else {
            return None;
        };
        match (&func.kind, &args[..]) {
            (ExprKind::Attribute { value, attr }, [only]) => Some((value, attr, &only.value)),
            _ => None,
        }
    }

    /// The expression that stands exactly at a range.
    fn expression(&self, at: Range) -> Option<&'m Expr> {
        let mut found = None;
        visit::expressions_in(&self.page.module.body, at, &mut |expr| {
            found = found.or(Some(expr).filter(|expr| expr.range == at));
        });
        found
    }

    /// Lines behind a statement, indented as it is.
    fn behind(&self, stmt: &Stmt, indent: &str, lines: &[String]) -> Replacement {
        let newline = self.page.newline();
        let text = lines.iter().map(|line| match line.is_empty() {
            true => newline.to_owned(),
            false => format!("{newline}{indent}{line}"),
        });
        let end = self.page.line_end(stmt);
        Replacement {
            range: Range::new(end, end),
            text: text.collect(),
        }
    }

    /// Whether an expression stands for one of some functions or classes of a module.
    fn is_from(&self, expr: &Expr, module: &str, names: &[&str]) -> bool {
        match &expr.kind {
            ExprKind::Name(bound) => {
                (names.iter()).any(|name| self.page.is_imported(bound, &format!("{module}.{name}")))
            }
            ExprKind::Attribute { value, attr } => {
                let is_module =
                    matches!(&value.kind, ExprKind::Name(it) if self.page.is_imported(it, module));
                is_module && names.contains(&attr.as_str())
            }
            _ => false,
        }
    }

    /// How a function or class of a module is written here, and the import that this needs.
    fn of_module(&self, module: &str, name: &str) -> Option<(String, Option<Replacement>)> {
        let is_imported = self.page.is_imported(name, &format!("{module}.{name}"));
        if is_imported {
            return Some((name.to_owned(), None));
        }
        let import = self.page.imported_module(module)?;
        Some((format!("{module}.{name}"), import))
    }
}

/// The one replacement of a range.
fn replaced(range: Range, text: impl Into<String>) -> Replacement {
    Replacement {
        range,
        text: text.into(),
    }
}

fn proposal(title: impl Into<String>, edits: Vec<Replacement>) -> Option<Proposal> {
    Some(Proposal {
        title: title.into(),
        edits,
    })
}
