//! Statements that the grammar takes and Python's compiler does not.

use super::Wrong;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Function, Param, Stmt, StmtKind};
use crate::syntax::names::own_statements;
use crate::syntax::visit;

/// What a body belongs to.
#[derive(Clone, Copy)]
enum Of<'a> {
    Module,
    Class,
    Function(&'a Function),
}

/// The first statement of a text that the compiler refuses.
pub(super) fn refused(text: &str, body: &[Stmt]) -> Option<Wrong> {
    in_body(text, body, Of::Module)
}

fn in_body(text: &str, body: &[Stmt], of: Of<'_>) -> Option<Wrong> {
    let on_one_line = body.windows(2).find_map(|two| match two {
        [one, next] if is_on_line_of(text, one, next) => {
            Some((next.range, "one statement ends and another begins here"))
        }
        _ => None,
    });
    let each = body.iter().filter_map(|stmt| {
        let inside = match &stmt.kind {
            StmtKind::Function(function) => Of::Function(function),
            StmtKind::Class(_) => Of::Class,
            _ => of,
        };
        let own = alone(text, stmt, of).map(|message| (stmt.range, message));
        let bodies = visit::bodies(stmt).into_iter();
        own.or_else(|| {
            let found = bodies.filter_map(|body| in_body(text, body, inside));
            found.min_by_key(|(range, _)| range.start)
        })
    });
    each.chain(on_one_line).min_by_key(|(range, _)| range.start)
}

/// Whether nothing parts two statements.
fn is_on_line_of(text: &str, one: &Stmt, next: &Stmt) -> bool {
    let whole = one.range.of(text).trim_end();
    let end = one.range.start as usize + whole.len();
    let between = text.get(end..next.range.start as usize);
    let parts = |between: &str| between.contains(['\n', '\r', ';']);
    !whole.ends_with(';') && between.is_some_and(|between| !parts(between))
}

/// What is wrong with a statement, without those inside it.
fn alone(text: &str, stmt: &Stmt, of: Of<'_>) -> Option<&'static str> {
    let own = match &stmt.kind {
        StmtKind::Expr(value) => match &value.kind {
            ExprKind::Named { .. } if !stmt.range.of(text).starts_with('(') => {
                Some("`:=` needs parentheses around it where it stands alone")
            }
            ExprKind::Starred(_) => Some("`*` stands for nothing here"),
            _ => None,
        },
        StmtKind::Return(Some(value)) if matches!(value.kind, ExprKind::Starred(_)) => {
            Some("`*` stands for nothing here")
        }
        StmtKind::Assign { targets, value } => assigned(text, targets, value),
        StmtKind::AugAssign { target, value } => {
            assigned(text, std::slice::from_ref(target), value)
        }
        StmtKind::For { target, .. } => {
            (!is_target(target)).then_some("this cannot be given a value")
        }
        StmtKind::With { items, .. } => {
            let mut targets = items.iter().filter_map(|item| item.target.as_ref());
            let wrong = targets.any(|target| !is_target(target));
            wrong.then_some("this cannot be given a value")
        }
        StmtKind::Delete(targets) => {
            let wrong = targets.iter().any(|target| !is_target(target));
            wrong.then_some("this cannot be deleted")
        }
        StmtKind::ImportFrom { names, .. } if !matches!(of, Of::Module) => {
            let is_all = names.iter().any(|name| name.name == "*");
            is_all.then_some("`import *` stands in a function or a class")
        }
        StmtKind::Global(names) | StmtKind::Nonlocal(names) => declared(stmt, names, of),
        StmtKind::Function(function) => params(&function.params),
        _ => None,
    };
    let mut inside = None;
    for expr in visit::expressions(stmt) {
        visit::subexpressions(expr, &mut |expr| {
            if inside.is_none() {
                inside = expression(text, expr);
            }
        });
    }
    own.or(inside)
}

/// What is wrong with an assignment.
fn assigned(text: &str, targets: &[Expr], value: &Expr) -> Option<&'static str> {
    let ends = targets.iter().map(|target| target.range.end as usize);
    let starts = targets.iter().skip(1).chain([value]);
    let is_cut = |(end, next): (usize, &Expr)| {
        let between = text.get(end..next.range.start as usize).unwrap_or_default();
        let after = between.rsplit('=').next().unwrap_or_default();
        between.contains('=')
            && after
                .trim_start_matches([' ', '\t'])
                .starts_with(['\n', '\r', '#'])
    };
    if ends.zip(starts).any(is_cut) {
        return Some("a value is missing behind `=`");
    }
    let is_good = |target: &Expr| is_target(target) && !matches!(target.kind, ExprKind::Starred(_));
    (!targets.iter().all(is_good)).then_some("this cannot be given a value")
}

/// Whether something can be given a value, or be deleted.
fn is_target(target: &Expr) -> bool {
    match &target.kind {
        ExprKind::Name(name) => name != "__debug__",
        ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            let is_rest = |part: &&Expr| matches!(part.kind, ExprKind::Starred(_));
            parts.iter().all(is_target) && parts.iter().filter(is_rest).count() < 2
        }
        ExprKind::Starred(inner) => is_target(inner),
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Opaque => true,
        _ => false,
    }
}

/// What is wrong with `global` or `nonlocal`.
fn declared(stmt: &Stmt, names: &[String], of: Of<'_>) -> Option<&'static str> {
    let function = match of {
        Of::Function(function) => function,
        Of::Module if matches!(stmt.kind, StmtKind::Nonlocal(_)) => {
            return Some("`nonlocal` stands in no function");
        }
        _ => return None,
    };
    if function
        .params
        .iter()
        .any(|param| names.contains(&param.name))
    {
        return Some("a parameter is a name of its function, and of nothing around it");
    }
    let mut is_used = false;
    own_statements(&function.body, &mut |other| {
        if other.range.start < stmt.range.start {
            for expr in visit::expressions(other) {
                visit::subexpressions(expr, &mut |expr| {
                    let is_before = expr.range.start < stmt.range.start;
                    is_used |= matches!(&expr.kind, ExprKind::Name(name) if names.contains(name))
                        && is_before;
                });
            }
        }
    });
    is_used.then_some("the name is used before this says whose it is")
}

/// What is wrong with parameters.
fn params(params: &[Param]) -> Option<&'static str> {
    let is_again =
        |(at, param): (usize, &Param)| params[..at].iter().any(|before| before.name == param.name);
    if params.iter().enumerate().any(is_again) {
        return Some("two parameters have the same name");
    }
    let stars = |by_name| {
        let is_it = |param: &&Param| param.is_starred && param.is_by_name == by_name;
        params.iter().filter(is_it).count()
    };
    if stars(false) > 1 || stars(true) > 1 {
        return Some("a parameter with `*` stands here a second time");
    }
    let mut by_place = params.iter().filter(|it| !it.is_starred && !it.is_by_name);
    let has_default = |param: &Param| param.default.is_some();
    let first = by_place.by_ref().any(has_default);
    let bare = first && by_place.any(|param| !has_default(param));
    bare.then_some("a parameter without a default follows one that has a default")
}

/// What is wrong with an expression, without those inside it.
fn expression(text: &str, expr: &Expr) -> Option<&'static str> {
    match &expr.kind {
        ExprKind::Call { args, .. } => arguments(text, args),
        ExprKind::Lambda(function) => params(&function.params),
        ExprKind::Name(name) if matches!(name.as_str(), "async" | "await") => {
            Some("`async` and `await` are no names")
        }
        ExprKind::Constant(Constant::Number(digits)) if !is_number(digits) => {
            Some("this is no number")
        }
        ExprKind::Comprehension { body, .. }
            if body
                .iter()
                .any(|it| matches!(it.kind, ExprKind::Starred(_))) =>
        {
            Some("`*` stands for nothing here")
        }
        _ => None,
    }
}

/// What is wrong with the arguments of a call.
fn arguments(text: &str, args: &[Arg]) -> Option<&'static str> {
    let is_spread = |arg: &Arg| arg.value.range.of(text).starts_with("**");
    let by_place = |arg: &Arg| arg.keyword.is_none() && !is_spread(arg);
    let is_list = |arg: &Arg| by_place(arg) && matches!(arg.value.kind, ExprKind::Starred(_));
    for (at, arg) in args.iter().enumerate() {
        let before = &args[..at];
        if arg.keyword.is_some() && before.iter().any(|other| other.keyword == arg.keyword) {
            return Some("the same argument is given twice");
        }
        let named = before.iter().any(|other| other.keyword.is_some());
        let spread = before.iter().any(is_spread);
        if by_place(arg) && (spread || (named && !is_list(arg))) {
            return Some("an argument without a name follows one that has a name");
        }
        let is_generator = matches!(arg.value.kind, ExprKind::Comprehension { lazy: true, .. });
        if args.len() > 1 && is_generator && !arg.value.range.of(text).starts_with('(') {
            return Some("a generator expression needs parentheses beside other arguments");
        }
    }
    None
}

/// Whether a number is written as Python wants it.
fn is_number(written: &str) -> bool {
    let text = written.to_ascii_lowercase();
    let based = [("0x", 16), ("0o", 8), ("0b", 2)];
    if let Some((head, base)) = based.iter().find(|(head, _)| text.starts_with(head)) {
        return are_digits(text[head.len()..].trim_start_matches('_'), *base);
    }
    let plain = text.strip_suffix('j').unwrap_or(&text);
    let (before, power) = plain.split_once('e').unwrap_or((plain, "0"));
    let (whole, part) = before.split_once('.').unwrap_or((before, ""));
    let is_whole = plain == text && !plain.contains(['.', 'e']);
    let starts_with_zero =
        whole.starts_with('0') && whole.contains(|digit| matches!(digit, '1'..='9'));
    let digits = |part: &str| part.is_empty() || are_digits(part, 10);
    !(is_whole && starts_with_zero)
        && digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && are_digits(power.trim_start_matches(['+', '-']), 10)
}

/// Whether a text is digits of a base, with single `_` between them.
fn are_digits(text: &str, base: u32) -> bool {
    let is_one = |part: &str| !part.is_empty() && part.chars().all(|digit| digit.is_digit(base));
    text.split('_').all(is_one)
}
