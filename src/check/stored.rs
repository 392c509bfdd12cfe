//! Exceptions that are put where they stay.

use crate::syntax::ast::{Expr, ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::visit::{expressions, parts, statements, subexpressions};

/// Methods of collections that keep what they are given.
const KEEP: [&str; 7] = [
    "append",
    "appendleft",
    "add",
    "extend",
    "insert",
    "put",
    "setdefault",
];

/// Whether some handler stores the exception that it has caught: in a collection, in an item, or as an
/// attribute.
pub fn stores_exceptions(body: &[Stmt]) -> bool {
    let mut any = false;
    statements(body, &mut |stmt| {
        if let StmtKind::Try { handlers, .. } = &stmt.kind {
            any |= handlers.iter().any(stores);
        }
    });
    any
}

fn stores(handler: &Handler) -> bool {
    let Some(name) = &handler.name else {
        return false;
    };
    let mut any = false;
    statements(&handler.body, &mut |stmt| {
        any |= match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let stays = |target: &Expr| {
                    matches!(
                        target.kind,
                        ExprKind::Subscript { .. } | ExprKind::Attribute { .. }
                    )
                };
                has(value, name) && targets.iter().any(stays)
            }
            _ => false,
        };
        for expr in expressions(stmt) {
            subexpressions(expr, &mut |inner| any |= keeps(inner, name));
        }
    });
    any
}

/// Whether a call puts the exception into a collection.
fn keeps(expr: &Expr, name: &str) -> bool {
    let ExprKind::Call { func, args } = &expr.kind else {
        return false;
    };
    let ExprKind::Attribute { attr, .. } = &func.kind else {
        return false;
    };
    KEEP.contains(&attr.as_str()) && args.iter().any(|arg| has(&arg.value, name))
}

/// Whether the exception itself is a part of a value: what a call makes of it, such as its text, is
/// something else.
fn has(expr: &Expr, name: &str) -> bool {
    match &expr.kind {
        ExprKind::Name(it) => it == name,
        ExprKind::Call { .. } | ExprKind::Attribute { .. } => false,
        _ => {
            let mut any = false;
            parts(expr, &mut |part| any |= has(part, name));
            any
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Options, check};

    #[track_caller]
    fn stored(handler: &str, expected: bool) {
        let text = format!("try:\n    work()\nexcept ValueError as error:\n    {handler}\n");
        let report = check("a.py", &text, &Options::default());
        assert_eq!(report.stores_exceptions, expected, "{handler}");
    }

    #[test]
    fn what_keeps_an_exception_and_what_does_not() {
        for handler in [
            "failed.append(error)",
            "failed.append((path, error))",
            "self.last = error",
            "failed[path] = error",
            "if path:\n        queue.put(error)",
        ] {
            stored(handler, true);
        }
        for handler in [
            "failed.append(str(error))",
            "failed.append(error.args)",
            "last = error",
            "raise",
            "print(error)",
            "failed.append(path)",
        ] {
            stored(handler, false);
        }
    }
}
