//! Generators that are made and never asked: nothing of what is written in them is done.

use crate::syntax::ast::{Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::own_statements;
use crate::syntax::{self, visit};
use crate::text::LineIndex;
use std::collections::BTreeSet;

/// The line of the first of them in a text.
pub fn unasked(text: &str) -> Option<u32> {
    let parsed = syntax::parse(text);
    let body = &parsed.module.body;
    let mut generators = BTreeSet::new();
    let mut names: Vec<&str> = Vec::new();
    visit::statements(body, &mut |stmt| {
        if let StmtKind::Function(function) = &stmt.kind
            && is_generator(function)
        {
            generators.insert(function.name.as_str());
        }
        if let StmtKind::Global(given) | StmtKind::Nonlocal(given) = &stmt.kind {
            names.extend(given.iter().map(String::as_str));
        }
    });
    visit::all_expressions(body, &mut |expr| {
        if let ExprKind::Name(name) = &expr.kind {
            names.push(name);
        }
    });
    let is_named_once = |name: &str| names.iter().filter(|own| **own == name).count() == 1;
    let mut found = None;
    visit::statements(body, &mut |stmt: &Stmt| {
        let waits = match &stmt.kind {
            StmtKind::Expr(value) => is_lazy(value) || is_call_of(value, &generators),
            // One of the file's own that is kept may be there for nothing; it does no harm.
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [only] if matches!(&only.kind, ExprKind::Name(name) if is_named_once(name)) => {
                    is_lazy(value)
                }
                _ => false,
            },
            _ => false,
        };
        if found.is_none() && waits {
            found = Some(stmt.range.start);
        }
    });
    Some(LineIndex::new(text).line(found?))
}

/// Whether a function gives values one after the other, when it is asked.
fn is_generator(function: &Function) -> bool {
    let mut found = false;
    own_statements(&function.body, &mut |stmt| {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| {
                found |= matches!(expr.kind, ExprKind::Yield { .. });
            });
        }
    });
    found && function.decorators.is_empty()
}

/// Whether a value is a call of one of some functions.
fn is_call_of(value: &Expr, generators: &BTreeSet<&str>) -> bool {
    let ExprKind::Call { func, .. } = &value.kind else {
        return false;
    };
    matches!(&func.kind, ExprKind::Name(name) if generators.contains(name.as_str()))
}

/// Whether an expression does something only when it is asked for its values.
fn is_lazy(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Comprehension {
            lazy: true, body, ..
        } => {
            let mut calls = false;
            for part in body {
                visit::subexpressions(part, &mut |expr| {
                    calls |= matches!(expr.kind, ExprKind::Call { .. });
                });
            }
            calls
        }
        ExprKind::Call { func, .. } => {
            matches!(&func.kind, ExprKind::Name(name) if name == "map")
        }
        _ => false,
    }
}
