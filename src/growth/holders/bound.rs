//! What statements bind, and to what.

use crate::growth::units::Unit;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};

/// What a statement binds to what: of `a, b = b, []` two.
pub(in crate::growth) fn bindings(stmt: &Stmt) -> Vec<(&Expr, &Expr)> {
    match &stmt.kind {
        StmtKind::Assign { targets, value } => {
            let each = targets.iter().flat_map(|target| {
                one_by_one(target, value).unwrap_or_else(|| vec![(target, value)])
            });
            each.collect()
        }
        StmtKind::AnnAssign {
            target,
            value: Some(value),
            ..
        } => vec![(target, value)],
        _ => Vec::new(),
    }
}

/// The parts of a target with what each gets, if that is written down part by part.
pub(in crate::growth) fn one_by_one<'a>(
    target: &'a Expr,
    value: &'a Expr,
) -> Option<Vec<(&'a Expr, &'a Expr)>> {
    let is_starred = |it: &Expr| matches!(it.kind, ExprKind::Starred(_));
    match (&target.kind, &value.kind) {
        (
            ExprKind::Tuple(parts) | ExprKind::List(parts),
            ExprKind::Tuple(values) | ExprKind::List(values),
        ) if parts.len() == values.len() && !parts.iter().chain(values).any(is_starred) => {
            Some(parts.iter().zip(values).collect())
        }
        _ => None,
    }
}

/// The attribute of the object that `__new__` makes, whatever it calls it: `cls._instance.rows`.
pub(super) fn of_the_one<'a>(target: &'a Expr, unit: &Unit<'_>) -> Option<&'a str> {
    let ExprKind::Attribute { value, attr } = &target.kind else {
        return None;
    };
    let this = unit.this()?;
    let is_one = match &value.kind {
        ExprKind::Attribute { value, .. } => is_this(value, this),
        ExprKind::Name(name) => name != this,
        _ => false,
    };
    (unit.name() == "__new__" && is_one).then_some(attr.as_str())
}

fn is_this(expr: &Expr, this: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name == this)
}

/// The attribute of an object that an expression is.
pub(in crate::growth) fn attribute_of<'a>(expr: &'a Expr, object: &str) -> Option<&'a str> {
    match &expr.kind {
        ExprKind::Attribute { value, attr } => is_this(value, object).then_some(attr.as_str()),
        _ => None,
    }
}

/// Whether a method runs when its object is made, before anything else is done with it.
pub(in crate::growth) fn is_of_the_beginning(method: &str) -> bool {
    matches!(
        method,
        "__init__"
            | "__new__"
            | "__post_init__"
            | "__attrs_post_init__"
            | "__setstate__"
            | "setup"
            | "setUp"
    )
}

/// Whether what is bound to a place has what was there before, as one more link of a chain has the next:
/// `head = Node(row, head)`, `head = (row, head)`.
pub(in crate::growth) fn has_itself(target: &Expr, value: &Expr) -> bool {
    let is_it = |it: &Expr| match (&it.kind, &target.kind) {
        (ExprKind::Name(it), ExprKind::Name(name)) => it == name,
        (
            ExprKind::Attribute { value, attr },
            ExprKind::Attribute {
                value: of,
                attr: name,
            },
        ) => match (&value.kind, &of.kind) {
            (ExprKind::Name(it), ExprKind::Name(of)) => it == of && attr == name,
            _ => false,
        },
        _ => false,
    };
    match &value.kind {
        ExprKind::Call { func, args } => {
            let is_class =
                matches!(&func.kind, ExprKind::Name(name) if name.starts_with(char::is_uppercase));
            is_class && args.len() > 1 && args.iter().any(|arg| is_it(&arg.value))
        }
        ExprKind::Tuple(parts) => parts.len() == 2 && parts.iter().any(is_it),
        _ => false,
    }
}
