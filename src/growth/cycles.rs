//! Cycles that keep what should go with its last name: an object that has a function which has the object.

use super::holders::{attribute_of, bindings};
use super::makers::path_of;
use super::units::{Unit, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// What is kept by a cycle, or by what was to end it.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        let Some(this) = unit.this() else { continue };
        for spot in &unit.spots {
            let told = file
                .finalizer(spot.stmt, this)
                .or_else(|| file.on_itself(spot.stmt, unit, this));
            if let Some((at, class, because)) = told {
                found.push(Growth {
                    by: file.written(at),
                    name: this.to_owned(),
                    chain: vec![format!(
                        "an object of `{}`",
                        unit.class.map_or("", |it| &it.name)
                    )],
                    kept: "the object, with all that it has".to_owned(),
                    class,
                    because,
                    ..file.growth(Kind::Cycle, Confidence::Definite, at, id)
                });
            }
        }
    }
    found
}

impl<'a> Reading<'a> {
    /// `weakref.finalize(self, …self…)`: who waits for the object to go has it.
    fn finalizer(&self, stmt: &'a Stmt, this: &str) -> Option<(Range, LeakClass, String)> {
        let mut found = None;
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |inner| {
                if let ExprKind::Call { func, args } = &inner.kind
                    && path_of(func, self.scope).as_deref() == Some("weakref.finalize")
                    && matches!(args.first().map(|arg| &arg.value.kind), Some(ExprKind::Name(name)) if name == this)
                    && args.iter().skip(1).any(|arg| has(&arg.value, this))
                {
                    found = Some(inner.range);
                }
            });
        }
        found.map(|at| {
            (
                at,
                LeakClass::R2,
                "what is to be called when the object goes has the object".to_owned(),
            )
        })
    }

    /// `self.handler = lambda: self…`, `self.child = Child(self.method)`, in a class whose objects matter by going.
    fn on_itself(
        &self,
        stmt: &'a Stmt,
        unit: &Unit<'a>,
        this: &str,
    ) -> Option<(Range, LeakClass, String)> {
        let class = unit.class?;
        let is_missed = self
            .units
            .methods(class)
            .any(|(_, it)| it.name() == "__del__");
        let (target, value) = bindings(stmt).into_iter().next()?;
        attribute_of(target, this).filter(|_| is_missed)?;
        let is_kept = match &value.kind {
            ExprKind::Lambda(function) => function.body.iter().any(|stmt| is_of(stmt, this)),
            ExprKind::Attribute { .. } => self.is_a_method(value, unit, this),
            ExprKind::Call { func, args } => {
                let is_given = args
                    .iter()
                    .any(|arg| self.is_a_method(&arg.value, unit, this));
                is_given && self.keeps_what_it_is_given(func)
            }
            _ => false,
        };
        is_kept.then(|| {
            (
                stmt.range,
                LeakClass::R1,
                "the object has something that has the object".to_owned(),
            )
        })
    }

    fn is_a_method(&self, expr: &Expr, unit: &Unit<'a>, this: &str) -> bool {
        let attr = attribute_of(expr, this);
        let class = unit.class;
        attr.zip(class)
            .is_some_and(|(attr, class)| self.units.methods(class).any(|(_, it)| it.name() == attr))
    }

    /// Whether a class of the file stores what it is made with as it is.
    fn keeps_what_it_is_given(&self, func: &Expr) -> bool {
        let Some(class) = last_name(func).and_then(|name| self.units.class(name)) else {
            return false;
        };
        let init = self
            .units
            .methods(class)
            .find(|(_, it)| it.name() == "__init__");
        init.is_some_and(|(_, init)| {
            let this = init.this().unwrap_or("self");
            let stores = |stmt: &'a Stmt| {
                bindings(stmt).into_iter().any(|(target, value)| {
                    attribute_of(target, this).is_some() && matches!(value.kind, ExprKind::Name(_))
                })
            };
            init.spots.iter().any(|spot| stores(spot.stmt))
        })
    }
}

/// Whether an expression is an object, has a method of it, or makes something that does.
fn has(expr: &Expr, this: &str) -> bool {
    match &expr.kind {
        ExprKind::Lambda(function) => function.body.iter().any(|stmt| is_of(stmt, this)),
        ExprKind::Name(name) => name == this,
        ExprKind::Attribute { value, attr } => {
            // What the object has is not the object; a method is.
            matches!(&value.kind, ExprKind::Name(name) if name == this)
                && !attr.starts_with("_read")
                && is_verb(attr)
        }
        _ => false,
    }
}

/// Whether an attribute is called like what does something.
fn is_verb(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    [
        "close", "release", "cleanup", "stop", "dispose", "free", "shutdown", "finish", "delete",
        "remove", "on_",
    ]
    .iter()
    .any(|verb| name.starts_with(verb))
}

/// Whether a statement of a lambda names an object.
fn is_of(stmt: &Stmt, this: &str) -> bool {
    let mut any = false;
    for expr in visit::expressions(stmt) {
        visit::subexpressions(expr, &mut |inner| {
            any |= matches!(&inner.kind, ExprKind::Name(name) if name == this)
        });
    }
    any || matches!(&stmt.kind, StmtKind::Return(Some(value)) if has(value, this))
}
