//! Every range in a statement, for whoever moves it.

use super::bodies_mut;
use crate::syntax::ast::{Clause, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::text::Range;

/// Calls `change` on the range of a statement and of everything in it.
pub fn ranges_mut(stmt: &mut Stmt, change: &mut impl FnMut(&mut Range)) {
    change(&mut stmt.range);
    match &mut stmt.kind {
        StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Import(_)
        | StmtKind::ImportFrom { .. } => {}
        StmtKind::Expr(value) => in_expr(value, change),
        StmtKind::Return(value) => in_all(value, change),
        StmtKind::Delete(targets) => in_all(targets, change),
        StmtKind::Assign { targets, value } => {
            in_all(targets, change);
            in_expr(value, change);
        }
        StmtKind::AugAssign { target, value } => {
            in_expr(target, change);
            in_expr(value, change);
        }
        StmtKind::AnnAssign {
            target,
            annotation,
            value,
        } => {
            in_expr(target, change);
            in_expr(annotation, change);
            in_all(value, change);
        }
        StmtKind::Raise { exc, cause } => {
            in_all(exc, change);
            in_all(cause, change);
        }
        StmtKind::Assert { test, message } => {
            in_expr(test, change);
            in_all(message, change);
        }
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => in_expr(test, change),
        StmtKind::For { target, iter, .. } => {
            in_expr(target, change);
            in_expr(iter, change);
        }
        StmtKind::With { items, .. } => {
            for item in items {
                in_expr(&mut item.context, change);
                in_all(&mut item.target, change);
            }
        }
        StmtKind::Try { handlers, .. } => {
            for handler in handlers {
                change(&mut handler.range);
                in_all(&mut handler.types, change);
            }
        }
        StmtKind::Match { subject, cases } => {
            in_expr(subject, change);
            for case in cases {
                change(&mut case.range);
                in_all(&mut case.guard, change);
            }
        }
        StmtKind::Function(function) => in_head(function, change),
        StmtKind::Class(class) => {
            change(&mut class.range);
            in_all(&mut class.decorators, change);
            in_all(&mut class.bases, change);
        }
    }
    for body in bodies_mut(stmt) {
        in_body(body, change);
    }
}

fn in_body(body: &mut [Stmt], change: &mut impl FnMut(&mut Range)) {
    for stmt in body {
        ranges_mut(stmt, change);
    }
}

/// In all of a function but its body.
fn in_head(function: &mut Function, change: &mut impl FnMut(&mut Range)) {
    change(&mut function.range);
    in_all(&mut function.decorators, change);
    for param in &mut function.params {
        in_all(&mut param.annotation, change);
        in_all(&mut param.default, change);
    }
}

fn in_all<'a>(exprs: impl IntoIterator<Item = &'a mut Expr>, change: &mut impl FnMut(&mut Range)) {
    for expr in exprs {
        in_expr(expr, change);
    }
}

fn in_expr(expr: &mut Expr, change: &mut impl FnMut(&mut Range)) {
    change(&mut expr.range);
    match &mut expr.kind {
        ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::Opaque => {}
        ExprKind::Attribute { value, .. }
        | ExprKind::Await(value)
        | ExprKind::Not(value)
        | ExprKind::Starred(value) => in_expr(value, change),
        ExprKind::Yield { value, .. } => {
            if let Some(value) = value {
                in_expr(value, change);
            }
        }
        ExprKind::Call { func, args } => {
            in_expr(func, change);
            in_all(args.iter_mut().map(|arg| &mut arg.value), change);
        }
        ExprKind::Subscript { value, index } => {
            in_expr(value, change);
            in_all(index, change);
        }
        ExprKind::Bool { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            in_expr(left, change);
            in_expr(right, change);
        }
        ExprKind::Conditional { test, body, orelse } => {
            in_expr(test, change);
            in_expr(body, change);
            in_expr(orelse, change);
        }
        ExprKind::Lambda(function) => {
            in_head(function, change);
            in_body(&mut function.body, change);
        }
        ExprKind::Tuple(parts)
        | ExprKind::List(parts)
        | ExprKind::Dict(parts)
        | ExprKind::Operation { parts, .. } => in_all(parts, change),
        ExprKind::Named { target, value } => {
            in_expr(target, change);
            in_expr(value, change);
        }
        ExprKind::Comprehension { body, clauses, .. } => {
            in_all(body, change);
            for clause in clauses {
                match clause {
                    Clause::For { target, iter } => {
                        in_expr(target, change);
                        in_expr(iter, change);
                    }
                    Clause::If(test) => in_expr(test, change),
                }
            }
        }
    }
}
