//! Exceptions that are put where they stay, one with the other.

use crate::syntax::ast::{Expr, ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::names::{self, Inner};
use crate::syntax::visit::{expressions, parts, statements, subexpressions};
use crate::typestate::evidence;

/// Whether some handler adds the exception that it has caught to a collection which outlives the call. An attribute
/// has the last one only.
pub fn stores_exceptions(body: &[Stmt]) -> bool {
    stores_in(body, &|_| false)
}

/// The same of a scope, with the names that stand for what goes with it.
fn stores_in(body: &[Stmt], goes: &dyn Fn(&str) -> bool) -> bool {
    let mut any = false;
    names::own_statements(body, &mut |stmt| {
        if let StmtKind::Try { handlers, .. } = &stmt.kind {
            any |= handlers.iter().any(|handler| stores(handler, goes));
        }
    });
    names::scopes_inside(body, &mut |inner| {
        any |= match inner {
            Inner::Class(body) => stores_in(body, &|_| false),
            Inner::Function(function) => {
                let made = names::bound_names(&function.body);
                let shared = names::declared_global(&function.body);
                stores_in(&function.body, &|name| {
                    made.contains(name) && !shared.contains(name)
                })
            }
        };
    });
    any
}

fn stores(handler: &Handler, goes: &dyn Fn(&str) -> bool) -> bool {
    let Some(name) = &handler.name else {
        return false;
    };
    let stays = |collection: &Expr| !matches!(&collection.kind, ExprKind::Name(it) if goes(it));
    let mut any = false;
    statements(&handler.body, &mut |stmt| {
        any |= match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_place = |target: &Expr| match &target.kind {
                    ExprKind::Subscript { value, index } => {
                        let is_one = |key: &Expr| matches!(key.kind, ExprKind::Constant(_));
                        stays(value) && !index.iter().all(is_one)
                    }
                    _ => false,
                };
                has(value, name) && targets.iter().any(is_place)
            }
            _ => false,
        };
        for expr in expressions(stmt) {
            subexpressions(expr, &mut |inner| {
                any |= added(inner, name).is_some_and(stays);
            });
        }
    });
    any
}

/// The collection that a call puts the exception into.
fn added<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    let ExprKind::Call { func, args } = &expr.kind else {
        return None;
    };
    let ExprKind::Attribute { value, attr } = &func.kind else {
        return None;
    };
    let adds = evidence::stores(attr) || attr == "extend";
    (adds && args.iter().any(|arg| has(&arg.value, name))).then_some(value)
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
        is_stored(&text, expected);
    }

    #[track_caller]
    fn is_stored(text: &str, expected: bool) {
        let handler = text;
        let report = check("a.py", text, &Options::default());
        assert_eq!(report.stores_exceptions, expected, "{handler}");
    }

    #[test]
    fn what_keeps_an_exception_and_what_does_not() {
        for handler in [
            "failed.append(error)",
            "failed.append((path, error))",
            "failed[path] = error",
            "if path:\n        queue.put(error)",
        ] {
            stored(handler, true);
        }
        for handler in [
            "failed.append(str(error))",
            "failed.append(error.args)",
            "last = error",
            // The next one takes its place.
            "self.last = error",
            "failed[\"last\"] = error",
            "raise",
            "print(error)",
            "failed.append(path)",
        ] {
            stored(handler, false);
        }
    }

    #[test]
    fn a_collection_of_the_call_goes_with_it() {
        let text = |first: &str, head: &str| {
            format!(
                "failed = []\n\n\ndef work({head}):\n    {first}\n    try:\n        run()\n    except ValueError as error:\n        failed.append(error)\n"
            )
        };
        is_stored(&text("pass", ""), true);
        is_stored(&text("pass", "failed"), true);
        is_stored(&text("global failed", ""), true);
        is_stored(&text("failed = []", ""), false);
    }
}
