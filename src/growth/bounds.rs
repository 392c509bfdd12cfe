//! What keeps a growth within bounds: a question about how much there is, or whether it was done before.

use super::Reading;
use super::sites::Site;
use super::spots::{Guard, Spot};
use super::units::{is_a_mark, read_by};
use crate::syntax::ast::{CompareOp, Expr, ExprKind};
use crate::syntax::visit;

impl<'a> Reading<'a> {
    /// The statement of a site with what stands around it.
    pub(super) fn spot(&self, site: &Site<'a>) -> &Spot<'a> {
        &self.units.all[site.unit].spots[site.spot]
    }

    /// Whether a question asked before keeps a growth within bounds: how much there is, whether there is anything,
    /// or a mark that it was done.
    pub(super) fn is_held_back(&self, site: &Site<'a>) -> bool {
        let holder = &self.holders.all[site.holder];
        let spot = self.spot(site);
        spot.guards.iter().any(|guard| {
            asks_how_much(guard.test, holder.name)
                || (asks_whether_any(guard, holder.name) && !site.is_inner)
                || (is_a_mark(guard, &self.units.all[site.unit], self.text)
                    // `if not hasattr(self._local, "session")`: every thread has its own.
                    && !visit::has(guard.test, &|it| self.holders.is_of_threads(it)))
        })
    }

    /// Whether a growth of a list asks first whether it is there: then it is a set.
    pub(super) fn asks_whether_it_is_there(&self, site: &Site<'a>) -> bool {
        let name = self.holders.all[site.holder].name;
        let spot = self.spot(site);
        // `rows[key] if key in rows else 0`
        let here = read_by(spot.stmt)
            .into_iter()
            .any(|it| asks_what_is_in(it, name));
        here || spot
            .guards
            .iter()
            .any(|guard| asks_what_is_in(guard.test, name))
    }
}

/// Whether a test asks whether something is in a collection.
pub(super) fn asks_what_is_in(test: &Expr, name: &str) -> bool {
    let mut asks = false;
    visit::subexpressions(test, &mut |inner| {
        if let ExprKind::Compare {
            op: CompareOp::Other("in" | "not in"),
            right,
            ..
        } = &inner.kind
        {
            asks |= names(right, name);
        }
    });
    asks
}

/// Whether a test compares how much there is of something: `len(self.seen) < LIMIT`, `queue.full()`.
pub(super) fn asks_how_much(test: &Expr, name: &str) -> bool {
    let mut asks = false;
    visit::subexpressions(test, &mut |inner| {
        if let ExprKind::Call { func, args } = &inner.kind {
            let is_len = super::units::last_name(func) == Some("len");
            asks |= is_len && args.first().is_some_and(|arg| names(&arg.value, name));
            if let ExprKind::Attribute { value, attr } = &func.kind {
                asks |= matches!(attr.as_str(), "full" | "qsize") && names(value, name);
            }
        }
    });
    asks
}

/// Whether a condition holds only where there is nothing: `if not self._handlers`.
fn asks_whether_any(guard: &Guard<'_>, name: &str) -> bool {
    match &guard.test.kind {
        ExprKind::Not(inner) => guard.holds && names(inner, name),
        ExprKind::Name(_) | ExprKind::Attribute { .. } => !guard.holds && names(guard.test, name),
        ExprKind::Compare {
            op: CompareOp::Is | CompareOp::Eq,
            left,
            ..
        } => guard.holds && names(left, name),
        _ => false,
    }
}

/// Whether an expression is a name, or an attribute of that name.
fn names(expr: &Expr, name: &str) -> bool {
    match &expr.kind {
        ExprKind::Name(it) | ExprKind::Attribute { attr: it, .. } => it == name,
        _ => false,
    }
}
