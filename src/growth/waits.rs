//! What is large and not needed any more, and stays because a call that never returns has the name.

use super::holders::bindings;
use super::spots::{Loop, Spot, spots};
use super::units::{Unit, UnitId, last_name, read_by, reads};
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
            let is_endless = |it: &Expr| matches!(&it.kind, ExprKind::Call { func, .. } if last_name(func).is_some_and(|name| ENDLESS.contains(&name)));
            goes_on(stmt) || reads(stmt, &is_endless)
        };
        // One after the other, so that everything before it is over.
        let flow = one_after_the_other(&function.body);
        let wait = flow.iter().position(|it| waits(it))?;
        let (before, after) = flow.split_at(wait);
        let names_it = |stmt: &Stmt, name: &str| {
            let mut words = stmt
                .range
                .of(self.text)
                .split(|c: char| !c.is_alphanumeric() && c != '_');
            !deletes(stmt, name) && words.any(|word| word == name)
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
        let later = || before.iter().filter(|stmt| stmt.range.start > at.start);
        let is_used_between = later().any(|stmt| names_it(stmt, name));
        let is_used_after = after.iter().any(|stmt| names_it(stmt, name));
        let is_dropped = later().any(|stmt| {
            let again = bindings(stmt)
                .into_iter()
                .any(|(target, _)| matches!(&target.kind, ExprKind::Name(it) if it == name));
            let is_emptied = stmt.range.of(self.text) == format!("{name}.clear()");
            // A function made here may use it later; another name may stand for it.
            let is_lent = match &stmt.kind {
                StmtKind::Function(_) | StmtKind::Class(_) => names_it(stmt, name),
                _ => self.is_lent(stmt, name, |kept| after.iter().any(|it| names_it(it, kept))),
            };
            again || is_emptied || deletes(stmt, name) || is_lent
        });
        if is_used_after || is_dropped || !is_used_between {
            return None;
        }
        let wait = after.first()?;
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
            ends_at: Some(wait.range),
            class: LeakClass::R2,
            ..self.growth(Kind::Held, Confidence::Definite, at, id)
        })
    }
}

/// The statements of a body in the order in which they run if nothing fails: those of `try` and `with` as well.
fn one_after_the_other(body: &[Stmt]) -> Vec<&Stmt> {
    let mut flow = Vec::new();
    for stmt in body {
        match &stmt.kind {
            StmtKind::Try {
                body,
                orelse,
                finalbody,
                ..
            } => {
                for part in [body, orelse, finalbody] {
                    flow.extend(one_after_the_other(part));
                }
            }
            StmtKind::With { body, .. } => flow.extend(one_after_the_other(body)),
            _ => flow.push(stmt),
        }
    }
    flow
}

/// Whether a statement deletes a name.
fn deletes(stmt: &Stmt, name: &str) -> bool {
    match &stmt.kind {
        StmtKind::Delete(targets) => targets
            .iter()
            .any(|it| matches!(&it.kind, ExprKind::Name(it) if it == name)),
        _ => false,
    }
}

/// Whether a statement is a loop that nothing in it ends.
fn goes_on(stmt: &Stmt) -> bool {
    let StmtKind::While { body, .. } = &stmt.kind else {
        return false;
    };
    let ends = |it: &Spot<'_>| {
        matches!(
            it.stmt.kind,
            StmtKind::Break | StmtKind::Return(_) | StmtKind::Raise { .. }
        )
    };
    let all = spots(std::slice::from_ref(stmt));
    let is_endless = body.first().is_some_and(|first| {
        let inner = all.iter().find(|it| it.stmt.range == first.range);
        inner.is_some_and(|it| it.around == Loop::Endless)
    });
    is_endless && !all.iter().any(ends)
}

impl<'a> Reading<'a> {
    /// Whether a statement gives what a name stands for to something that is used later on: it is bound, or an
    /// argument of a call whose value is, or of a method of something that is.
    fn is_lent(&self, stmt: &Stmt, name: &str, is_used: impl Fn(&str) -> bool) -> bool {
        const COUNTING: &[&str] = &[
            "len", "sum", "min", "max", "any", "all", "str", "hash", "print",
        ];
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let mut given_to: Vec<&str> = Vec::new();
        let mut is_given = false;
        for expr in read_by(stmt) {
            visit::subexpressions(expr, &mut |inner| {
                let ExprKind::Call { func, args } = &inner.kind else {
                    return;
                };
                let counts = last_name(func).is_some_and(|it| COUNTING.contains(&it));
                let given = args.iter().position(|arg| is_it(&arg.value));
                if given.is_none_or(|place| counts || self.only_goes_through(func, place)) {
                    return;
                }
                is_given = true;
                if let ExprKind::Attribute { value, .. } = &func.kind {
                    given_to.extend(last_name(value));
                }
            });
        }
        let bound = bindings(stmt);
        let is_bound = bound.iter().any(|(target, value)| {
            is_it(value) || (is_given && last_name(target).is_some_and(&is_used))
        });
        is_bound || given_to.into_iter().any(is_used)
    }

    /// Whether a function of the file only goes through what it is given at a place, and keeps nothing of it.
    fn only_goes_through(&self, func: &Expr, place: usize) -> bool {
        const LOOKING: &[&str] = &[
            "len",
            "sum",
            "min",
            "max",
            "any",
            "all",
            "str",
            "enumerate",
            "zip",
            "iter",
            "range",
            "print",
        ];
        let ExprKind::Name(name) = &func.kind else {
            return false;
        };
        let Some(called) = self.units.function(name).map(|it| &self.units.all[it]) else {
            return false;
        };
        let params = called.function.map_or(&[][..], |it| &it.params);
        let Some(param) = params.get(place) else {
            return false;
        };
        let mut its: Vec<&str> = vec![&param.name];
        for spot in &called.spots {
            if let StmtKind::For { target, iter, .. } = &spot.stmt.kind
                && iter.range.of(self.text).contains(param.name.as_str())
            {
                // Of `enumerate` the second is one of them.
                let element = match &target.kind {
                    ExprKind::Tuple(parts) => parts.last().unwrap_or(target),
                    _ => target,
                };
                visit::subexpressions(element, &mut |it| {
                    if let ExprKind::Name(name) = &it.kind {
                        its.push(name);
                    }
                });
            }
        }
        let is_its = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if its.contains(&name.as_str()) );
        !called.spots.iter().any(|spot| {
            let mut keeps = bindings(spot.stmt)
                .into_iter()
                .any(|(_, value)| is_its(value));
            keeps |= matches!(&spot.stmt.kind, StmtKind::Return(Some(value)) if is_its(value));
            let read = match &spot.stmt.kind {
                StmtKind::For { iter, .. } => vec![iter],
                _ => read_by(spot.stmt),
            };
            for expr in read {
                visit::subexpressions(expr, &mut |inner| match &inner.kind {
                    ExprKind::Call { func, args } => {
                        let looks = last_name(func).is_some_and(|it| LOOKING.contains(&it));
                        keeps |= !looks && args.iter().any(|arg| is_its(&arg.value));
                    }
                    ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
                        keeps |= parts.iter().any(is_its);
                    }
                    _ => {}
                });
            }
            keeps
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
