//! What is put into an object that the call has made itself, and that goes with it.

use crate::growth::Reading;
use crate::growth::holders::{Root, bindings};
use crate::growth::sites::Site;
use crate::growth::units::{Unit, UnitId, is_named, last_name};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// Most places that are looked at: beyond that it is not known.
const MOST: usize = 32;

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
        let places: Vec<_> = self.units.places_of(method).take(MOST + 1).collect();
        (1..=MOST).contains(&places.len())
            && places.into_iter().all(|(unit, at, called)| {
                let it = &self.units.all[unit];
                let object = object_of(it.spots[at].stmt, called);
                object.is_some_and(|object| match &object.kind {
                    ExprKind::Name(name) => self.is_fresh(it, name, site),
                    _ => self.makes_one(object, site),
                })
            })
    }

    /// Whether a local name of a unit stands for an object that the unit makes, or has made for it, and keeps to itself.
    fn is_fresh(&self, unit: &Unit<'a>, name: &str, site: &Site<'a>) -> bool {
        let mut bound = unit
            .binding(name)
            .flat_map(|spot| bindings(spot.stmt))
            .filter(|(target, _)| is_named(target, name))
            .peekable();
        unit.local.contains(name)
            && !unit.leaves_behind(name)
            && bound.peek().is_some()
            && bound.all(|(_, value)| self.makes_one(value, site))
    }

    /// Whether an expression makes an object of the class that has what a site fills, or calls a method of the class
    /// that gives a new one, or a copy.
    fn makes_one(&self, value: &Expr, site: &Site<'a>) -> bool {
        let holder = &self.holders.all[site.holder];
        let (Root::Object(class), ExprKind::Call { func, .. }) = (holder.root, &value.kind) else {
            return false;
        };
        let is_made =
            |value: &Expr| (self.units.class_made(value)).is_some_and(|it| it.name == class);
        let gives_one = |unit: &Unit<'a>| {
            let is_own = |value: &Expr| {
                let this = unit.this().filter(|_| unit.is_given_its_class());
                matches!(&value.kind, ExprKind::Call { func, .. } if this.is_some_and(|this| is_named(func, this)))
            };
            let is_one = |value: &Expr| is_made(value) || is_own(value);
            let is_new = |name: &str| {
                let mut bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
                bound.any(|(_, value)| is_one(value))
            };
            let mut bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
            let is_it = |it: &Expr| matches!(&it.kind, ExprKind::Attribute { attr, .. } if attr == holder.name);
            // Two that have the same collection are no copies.
            let shares = bound.any(|(target, value)| is_it(target) && is_it(value));
            let mut returned = unit.spots.iter().filter_map(|spot| match &spot.stmt.kind {
                StmtKind::Return(Some(value)) => Some(value),
                _ => None,
            });
            !shares
                && returned.any(|value| match &value.kind {
                    ExprKind::Name(name) => is_new(name),
                    _ => is_one(value),
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
        is_made(value) || last_name(func) == Some("deepcopy") || by_a_method()
    }
}

/// What a method is called on at a place of a statement.
fn object_of(stmt: &Stmt, called: Range) -> Option<&Expr> {
    let mut found = None;
    for expr in visit::expressions(stmt) {
        visit::subexpressions(expr, &mut |inner| {
            if inner.range == called
                && let ExprKind::Attribute { value, .. } = &inner.kind
            {
                found = Some(&**value);
            }
        });
    }
    found
}
