//! Generators that are made and never asked: nothing of what is written in them is done.

use super::faults::on_line;
use crate::lessons::Counterexample;
use crate::syntax::ast::{Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::own_statements;
use crate::syntax::{self, visit};
use crate::text::LineIndex;
use std::collections::BTreeSet;

/// The first of them in a text.
pub(super) fn first(text: &str) -> Option<Counterexample> {
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
        let waiting = match &stmt.kind {
            StmtKind::Expr(value) => value,
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [only] if matches!(&only.kind, ExprKind::Name(name) if is_named_once(name)) => {
                    value
                }
                _ => return,
            },
            _ => return,
        };
        if found.is_none() && waits(waiting, &generators) {
            found = Some(stmt.range.start);
        }
    });
    let line = LineIndex::new(text).line(found?);
    let says = format!(
        "Line {line} makes a generator that nobody asks for its values: nothing in it is done."
    );
    Some(on_line(says, line))
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

/// Whether a value does something only when it is asked for its values.
fn waits(value: &Expr, generators: &BTreeSet<&str>) -> bool {
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
        ExprKind::Call { func, .. } => match &func.kind {
            ExprKind::Name(name) => name == "map" || generators.contains(name.as_str()),
            _ => false,
        },
        _ => false,
    }
}
