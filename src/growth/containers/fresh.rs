//! What is put into an object that the call has made itself, and that goes with it.

use crate::growth::Reading;
use crate::growth::holders::{Root, bindings};
use crate::growth::sites::Site;
use crate::growth::units::{Unit, UnitId, is_named};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'a> Reading<'a> {
    /// Whether whoever calls what puts something into an object of a class has just made that object, or got it from
    /// what makes one: `scope = everybody.fork()`, `scope.add(processor)`.
    pub(super) fn goes_into_a_fresh_one(&self, site: &Site<'a>) -> bool {
        let Root::Object(class) = self.holders.all[site.holder].root else {
            return false;
        };
        // What has a `__new__` may give the same one again.
        let mut methods =
            (self.units.class(class).into_iter()).flat_map(|it| self.units.methods(it));
        if methods.any(|(_, it)| it.name() == "__new__") {
            return false;
        }
        let method = self.units.all[site.unit].name();
        let mut places = self.units.places_of(method).peekable();
        places.peek().is_some()
            && places.all(|(unit, at, called)| {
                let it = &self.units.all[unit];
                let name = object_of(it.spots[at].stmt, called);
                name.is_some_and(|name| self.is_fresh(it, name, class))
            })
    }

    /// Whether a local name of a unit stands for an object that the unit makes, or has made for it, and keeps to itself.
    fn is_fresh(&self, unit: &Unit<'a>, name: &str, class: &str) -> bool {
        let mut bound = unit
            .binding(name)
            .flat_map(|spot| bindings(spot.stmt))
            .filter(|(target, _)| is_named(target, name))
            .peekable();
        unit.local.contains(name)
            && !unit.leaves_behind(name)
            && bound.peek().is_some()
            && bound.all(|(_, value)| self.makes_one(value, class))
    }

    /// Whether an expression makes an object of a class, or calls a method of the class that gives a new one.
    fn makes_one(&self, value: &Expr, class: &str) -> bool {
        let is_made =
            |value: &Expr| (self.units.class_made(value)).is_some_and(|it| it.name == class);
        let ExprKind::Call { func, .. } = &value.kind else {
            return false;
        };
        let gives_one = |unit: &Unit<'a>| {
            let mut returned = unit.spots.iter().filter_map(|spot| match &spot.stmt.kind {
                StmtKind::Return(Some(value)) => Some(value),
                _ => None,
            });
            let is_new = |name: &str| {
                let mut bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
                bound.any(|(_, value)| is_made(value))
            };
            returned.any(|value| match &value.kind {
                ExprKind::Name(name) => is_new(name),
                _ => is_made(value),
            })
        };
        let by_a_method = || match &func.kind {
            ExprKind::Attribute { attr, .. } => {
                let methods = self.units.class(class).into_iter();
                let mut methods = methods.flat_map(|it| self.units.methods(it));
                methods.any(|(_, it): (UnitId, _)| it.name() == attr && gives_one(it))
            }
            _ => false,
        };
        is_made(value) || by_a_method()
    }
}

/// The name of the object whose method is called at a place of a statement.
fn object_of(stmt: &Stmt, called: Range) -> Option<&str> {
    let mut found = None;
    for expr in visit::expressions(stmt) {
        visit::subexpressions(expr, &mut |inner| {
            if inner.range == called
                && let ExprKind::Attribute { value, .. } = &inner.kind
                && let ExprKind::Name(name) = &value.kind
            {
                found = Some(name.as_str());
            }
        });
    }
    found
}
