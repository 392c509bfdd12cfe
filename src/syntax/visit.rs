//! Walks over the typed tree, for everyone who needs all of something.

mod ranges;

use super::ast::{Clause, Expr, ExprKind, Stmt, StmtKind};
use crate::text::Range;
pub use ranges::ranges_mut;

/// Calls `visit` on every statement of a body, outer before inner, in source order; the bodies of
/// nested functions and classes are entered too.
pub fn statements<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Stmt)) {
    for stmt in body {
        visit(stmt);
        for inner in bodies(stmt) {
            statements(inner, visit);
        }
    }
}

/// The same for those statements only that have something of a range.
pub fn statements_in<'a>(body: &'a [Stmt], range: Range, visit: &mut dyn FnMut(&'a Stmt)) {
    let touches = |stmt: &&Stmt| stmt.range.start < range.end && range.start < stmt.range.end;
    for stmt in body.iter().filter(touches) {
        visit(stmt);
        for inner in bodies(stmt) {
            statements_in(inner, range, visit);
        }
    }
}

/// The statement lists directly inside a statement, in source order.
pub fn bodies(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::If { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::For { body, orelse, .. } => vec![body, orelse],
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            let mut all: Vec<&[Stmt]> = vec![body];
            all.extend(handlers.iter().map(|handler| handler.body.as_slice()));
            all.extend([orelse.as_slice(), finalbody.as_slice()]);
            all
        }
        StmtKind::Match { cases, .. } => cases.iter().map(|case| case.body.as_slice()).collect(),
        StmtKind::Function(function) => vec![&function.body],
        StmtKind::Class(class) => vec![&class.body],
        _ => Vec::new(),
    }
}

/// The same lists, to be changed or taken out.
pub fn bodies_mut(stmt: &mut Stmt) -> Vec<&mut Vec<Stmt>> {
    match &mut stmt.kind {
        StmtKind::If { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::For { body, orelse, .. } => vec![body, orelse],
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            let handlers = handlers.iter_mut().map(|handler| &mut handler.body);
            let around = [body].into_iter().chain(handlers);
            around.chain([orelse, finalbody]).collect()
        }
        StmtKind::Match { cases, .. } => cases.iter_mut().map(|case| &mut case.body).collect(),
        StmtKind::Function(function) => vec![&mut function.body],
        StmtKind::Class(class) => vec![&mut class.body],
        _ => Vec::new(),
    }
}

/// The expressions directly in a statement (not those of statements inside it), in source order.
pub fn expressions(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::Expr(value) => vec![value],
        StmtKind::Assign { targets, value } => targets.iter().chain([value]).collect(),
        StmtKind::AugAssign { target, value } => vec![target, value],
        StmtKind::AnnAssign { target, value, .. } => [target].into_iter().chain(value).collect(),
        StmtKind::Return(value) => value.iter().collect(),
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).collect(),
        StmtKind::Assert { test, message } => [test].into_iter().chain(message).collect(),
        StmtKind::Delete(targets) => targets.iter().collect(),
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => vec![test],
        StmtKind::For { target, iter, .. } => vec![target, iter],
        StmtKind::With { items, .. } => items
            .iter()
            .flat_map(|item| [&item.context].into_iter().chain(&item.target))
            .collect(),
        StmtKind::Try { handlers, .. } => handlers
            .iter()
            .filter_map(|handler| handler.types.as_ref())
            .collect(),
        StmtKind::Match { subject, cases } => [subject]
            .into_iter()
            .chain(cases.iter().filter_map(|case| case.guard.as_ref()))
            .collect(),
        StmtKind::Function(function) => function
            .decorators
            .iter()
            .chain(
                function
                    .params
                    .iter()
                    .filter_map(|param| param.default.as_ref()),
            )
            .collect(),
        StmtKind::Class(class) => class.decorators.iter().chain(&class.bases).collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` on an expression and everything inside it, outer before inner; a lambda's body is
/// entered.
pub fn subexpressions<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(expr);
    parts(expr, &mut |inner| subexpressions(inner, visit));
}

/// Whether an expression, or anything inside it, is what is looked for.
pub fn has(expr: &Expr, is_it: &dyn Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    subexpressions(expr, &mut |inner| found |= is_it(inner));
    found
}

/// Whether a statement reads or binds what is looked for, those inside it apart.
pub fn mentions(stmt: &Stmt, is_it: &dyn Fn(&Expr) -> bool) -> bool {
    expressions(stmt).into_iter().any(|expr| has(expr, is_it))
}

/// Calls `each` on what stands directly in an expression; a lambda's body is entered.
pub fn parts<'a>(expr: &'a Expr, each: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::Opaque => {}
        ExprKind::Attribute { value, .. }
        | ExprKind::Await(value)
        | ExprKind::Not(value)
        | ExprKind::Starred(value) => each(value),
        ExprKind::Yield { value, .. } => value.iter().for_each(|value| each(value)),
        ExprKind::Call { func, args } => {
            each(func);
            args.iter().for_each(|arg| each(&arg.value));
        }
        ExprKind::Subscript { value, index } => {
            each(value);
            index.iter().for_each(each);
        }
        ExprKind::Bool { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            each(left);
            each(right);
        }
        ExprKind::Conditional { test, body, orelse } => {
            [test, body, orelse].into_iter().for_each(|part| each(part));
        }
        ExprKind::Lambda(function) => {
            for stmt in &function.body {
                expressions(stmt).into_iter().for_each(&mut *each);
            }
        }
        ExprKind::Tuple(parts)
        | ExprKind::List(parts)
        | ExprKind::Dict(parts)
        | ExprKind::Operation { parts, .. } => parts.iter().for_each(each),
        ExprKind::Named { target, value } => {
            each(target);
            each(value);
        }
        ExprKind::Comprehension { body, clauses, .. } => {
            for clause in clauses {
                match clause {
                    Clause::For { target, iter } => {
                        each(target);
                        each(iter);
                    }
                    Clause::If(test) => each(test),
                }
            }
            body.iter().for_each(each);
        }
    }
}

/// Every expression of a body, those of nested functions and classes too, for whoever needs all names or
/// all calls.
pub fn all_expressions<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Expr)) {
    statements(body, &mut |stmt| own_expressions(stmt, visit));
}

/// The same for those statements only that have something of a range.
pub fn expressions_in<'a>(body: &'a [Stmt], range: Range, visit: &mut dyn FnMut(&'a Expr)) {
    statements_in(body, range, &mut |stmt| own_expressions(stmt, visit));
}

/// The expressions of a statement, and what is inside them.
fn own_expressions<'a>(stmt: &'a Stmt, visit: &mut dyn FnMut(&'a Expr)) {
    for expr in expressions(stmt) {
        subexpressions(expr, visit);
    }
}
