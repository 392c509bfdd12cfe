//! The scopes of a file: its top level and every function, nested ones and methods included.

use crate::cfg::{self, Cfg};
use crate::syntax::ast::{Expr, ExprKind, Function, Module, StmtKind};
use crate::syntax::visit;

/// A scope that is analysed on its own.
pub(super) struct Scope {
    /// Its graph.
    pub cfg: Cfg,
    /// Whether it is a context manager's generator: what it yields is lent, not given.
    pub lends_yields: bool,
}

/// Every scope of a module, outer before inner.
///
/// Approximation: the body of a lambda is not a scope of its own; what it acquires is not followed.
pub(super) fn of(module: &Module) -> Vec<Scope> {
    let mut scopes = vec![Scope {
        cfg: cfg::module(module),
        lends_yields: false,
    }];
    visit::statements(&module.body, &mut |stmt| {
        if let StmtKind::Function(function) = &stmt.kind {
            scopes.push(Scope {
                cfg: cfg::function(function),
                lends_yields: lends(function),
            });
        }
    });
    scopes
}

/// Whether a decorator makes a context manager or a fixture of a generator.
fn lends(function: &Function) -> bool {
    let name = |expr: &Expr| match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Attribute { attr, .. } => Some(attr.clone()),
        _ => None,
    };
    function.decorators.iter().any(|decorator| {
        let decorator = match &decorator.kind {
            ExprKind::Call { func, .. } => name(func),
            _ => name(decorator),
        };
        matches!(
            decorator.as_deref(),
            Some("contextmanager" | "asynccontextmanager" | "fixture")
        )
    })
}
