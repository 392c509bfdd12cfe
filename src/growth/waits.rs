//! What is large and not needed any more, and stays because a call that never returns has the name.

use super::holders::bindings;
use super::units::{Unit, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;

/// Calls that go on as long as the process does.
const ENDLESS: &[&str] = &[
    "exec_",
    "loop_forever",
    "mainloop",
    "poll_forever",
    "run_app",
    "run_forever",
    "run_polling",
    "run_server",
    "serve",
    "serve_forever",
    "start_consuming",
    "start_polling",
    "wait_for_termination",
];

/// Words of calls that give much: what was read, parsed, fetched.
const LARGE: &[&str] = &[
    "read", "load", "loads", "parse", "fetch", "fetchall", "download", "dump", "decode", "unpickle",
];

/// What is held across a wait without end.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate().skip(1) {
        found.extend(file.held(id, unit));
    }
    found
}

impl<'a> Reading<'a> {
    fn held(&self, id: UnitId, unit: &Unit<'a>) -> Option<Growth> {
        let function = unit.function?;
        let waits = |stmt: &Stmt| {
            let mut any = false;
            for expr in read_by(stmt) {
                visit::subexpressions(expr, &mut |it| {
                    any |= matches!(&it.kind, ExprKind::Call { func, .. } if last_name(func).is_some_and(|name| ENDLESS.contains(&name)));
                });
            }
            any
        };
        // At the top of the function, so that everything before it is over.
        let wait = function.body.iter().position(waits)?;
        let (before, after) = function.body.split_at(wait);
        let names_it = |stmts: &[Stmt], name: &str| {
            let text = |stmt: &Stmt| stmt.range.of(self.text);
            stmts.iter().any(|stmt| {
                let mut words = text(stmt).split(|c: char| !c.is_alphanumeric() && c != '_');
                words.any(|word| word == name)
            })
        };
        let (at, name, value) = before.iter().find_map(|stmt| {
            bindings(stmt)
                .into_iter()
                .find_map(|(target, value)| match &target.kind {
                    ExprKind::Name(name)
                        if unit.local.contains(name.as_str()) && is_large(value) =>
                    {
                        Some((stmt.range, name, value))
                    }
                    _ => None,
                })
        })?;
        let is_used_between = before
            .iter()
            .any(|stmt| stmt.range.start > at.start && names_it(std::slice::from_ref(stmt), name));
        let is_dropped = before.iter().any(|stmt| {
            let again = bindings(stmt).into_iter().any(|(target, _)| {
                stmt.range.start > at.start && matches!(&target.kind, ExprKind::Name(it) if it == name)
            });
            let deleted = matches!(&stmt.kind, StmtKind::Delete(targets) if targets.iter().any(|it| matches!(&it.kind, ExprKind::Name(it) if it == name)));
            // A function made here may use it later; another name may stand for it.
            let is_lent = match &stmt.kind {
                StmtKind::Function(_) | StmtKind::Class(_) => names_it(std::slice::from_ref(stmt), name),
                _ => bindings(stmt).into_iter().any(|(_, value)| matches!(&value.kind, ExprKind::Name(it) if it == name)),
            };
            again || deleted || is_lent
        });
        if names_it(after, name) || is_dropped || !is_used_between {
            return None;
        }
        let wait = &function.body[wait];
        Some(Growth {
            made: Some(at),
            by: "=".to_owned(),
            name: name.clone(),
            chain: vec![
                format!("the frame of `{}`", function.name),
                format!("its name `{name}`"),
            ],
            kept: format!("what `{}` has given", self.written(value.range)),
            until: format!("`{}` returns", self.written(wait.range)),
            class: LeakClass::R2,
            ..self.growth(Kind::Held, Confidence::Definite, at, id)
        })
    }
}

/// Whether a call gives much, by its name.
fn is_large(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { func, .. } => {
            last_name(func).is_some_and(|name| name.split('_').any(|word| LARGE.contains(&word)))
        }
        ExprKind::Await(inner) => is_large(inner),
        ExprKind::Comprehension { lazy: false, .. } => true,
        _ => false,
    }
}
