//! The scopes of a file: its top level and every function, nested ones and methods included.

use crate::cfg::{self, Cfg};
use crate::syntax::ast::{Expr, ExprKind, Function, Module, StmtKind};
use crate::syntax::visit;
use crate::typestate::Yields;

/// A scope that is analysed on its own.
pub(super) struct Scope {
    /// Its graph.
    pub cfg: Cfg,
    /// What happens to what it yields.
    pub yields: Yields,
}

/// Every scope of a module, outer before inner.
///
/// Approximation: the body of a lambda is not a scope of its own; what it acquires is not followed.
pub(super) fn of(module: &Module) -> Vec<Scope> {
    let mut scopes = vec![Scope {
        cfg: cfg::module(module),
        yields: Yields::Given,
    }];
    visit::statements(&module.body, &mut |stmt| {
        if let StmtKind::Function(function) = &stmt.kind {
            scopes.push(Scope {
                cfg: cfg::function(function),
                yields: yields(function),
            });
        }
    });
    scopes
}

/// Whether a decorator makes a context manager or a fixture of a generator.
fn yields(function: &Function) -> Yields {
    let name = |expr: &Expr| match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Attribute { attr, .. } => Some(attr.clone()),
        _ => None,
    };
    let lent = function.decorators.iter().find_map(|decorator| {
        let decorator = match &decorator.kind {
            ExprKind::Call { func, .. } => name(func),
            _ => name(decorator),
        };
        match decorator.as_deref() {
            Some("contextmanager" | "asynccontextmanager") => Some(Yields::Lent),
            Some("fixture") => Some(Yields::LentToTests),
            _ => None,
        }
    });
    lent.unwrap_or(Yields::Given)
}
