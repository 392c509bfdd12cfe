//! Where what a local name stands for goes: nowhere, on with a call, or to where it stays.

use super::{Unit, is_named, last_name};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::syntax::visit;

impl Unit<'_> {
    /// Whether what a name stands for is an argument of something that the unit calls.
    pub fn gives_away(&self, name: &str) -> bool {
        let gives = |it: &Expr| match &it.kind {
            ExprKind::Call { args, .. } => args.iter().any(|arg| is_named(&arg.value, name)),
            _ => false,
        };
        self.spots
            .iter()
            .any(|spot| visit::mentions(spot.stmt, &gives))
    }

    /// Whether what a name stands for goes where it stays: it is returned, stored, or given to whoever asks for the next.
    pub fn leaves_behind(&self, name: &str) -> bool {
        let is_it = |expr: &Expr| is_named(expr, name);
        // What a `with` is given goes when it ends.
        let decorators = self.function.into_iter().flat_map(|it| &it.decorators);
        let mut decorators = decorators.filter_map(last_name);
        let is_lent = decorators.any(|it| it.ends_with("contextmanager"));
        let yields = |expr: &Expr| match &expr.kind {
            ExprKind::Yield {
                value: Some(value), ..
            } => is_it(value) && !is_lent,
            _ => false,
        };
        self.spots.iter().any(|spot| {
            let goes = match &spot.stmt.kind {
                StmtKind::Return(Some(value)) => {
                    is_it(value)
                        || matches!(&value.kind, ExprKind::Tuple(parts) if parts.iter().any(is_it))
                }
                StmtKind::Assign { value, .. } => is_it(value),
                _ => false,
            };
            goes || visit::mentions(spot.stmt, &yields)
        })
    }
}
