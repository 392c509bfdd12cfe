//! What statements bind, and to what.

use crate::growth::units::{Unit, is_named, last_name};
use crate::syntax::ast::{Clause, Expr, ExprKind, Stmt, StmtKind};

/// Targets, each with what it gets.
pub(in crate::growth) type Bindings<'a> = Vec<(&'a Expr, &'a Expr)>;

/// What a statement binds to what: of `a, b = b, []` two.
pub(in crate::growth) fn bindings(stmt: &Stmt) -> Bindings<'_> {
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
pub(in crate::growth) fn one_by_one<'a>(target: &'a Expr, value: &'a Expr) -> Option<Bindings<'a>> {
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
        ExprKind::Attribute { value, .. } => is_named(value, this),
        ExprKind::Name(name) => name != this,
        _ => false,
    };
    (unit.name() == "__new__" && is_one).then_some(attr.as_str())
}

/// The attribute of an object that an expression is.
pub(in crate::growth) fn attribute_of<'a>(expr: &'a Expr, object: &str) -> Option<&'a str> {
    match &expr.kind {
        ExprKind::Attribute { value, attr } => is_named(value, object).then_some(attr.as_str()),
        _ => None,
    }
}

/// What an expression is an attribute or an item of, over however many: `model` of `model.layers[0].weight`.
pub(in crate::growth) fn base_of(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => base_of(value),
        _ => expr,
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
/// `head = Node(row, head)`, `head = (row, head)`, `rows = filter(wanted, rows)`; or under a name that the unit gives
/// it first: `node = Node(row)`, `node.next = self.head`, `self.head = node`.
pub(in crate::growth) fn has_itself(target: &Expr, value: &Expr, unit: &Unit<'_>) -> bool {
    const AROUND: &[&str] = &[
        "accumulate",
        "chain",
        "dropwhile",
        "filter",
        "islice",
        "map",
        "starmap",
        "takewhile",
        "zip",
    ];
    // A name of the call's own goes with the call.
    if matches!(&target.kind, ExprKind::Name(name) if unit.function.is_some() && unit.local.contains(name.as_str()))
    {
        return false;
    }
    let is_it = |it: &Expr| is_the_same_place(it, target);
    let is_a_link = |value: &Expr| match &value.kind {
        ExprKind::Call { func, args } => {
            let name = last_name(func).unwrap_or_default();
            let is_made = name.starts_with(char::is_uppercase) || AROUND.contains(&name);
            is_made && args.len() > 1 && args.iter().any(|arg| is_it(&arg.value))
        }
        ExprKind::Tuple(parts) => parts.len() == 2 && parts.iter().any(is_it),
        ExprKind::Comprehension {
            lazy: true,
            clauses,
            ..
        } => clauses
            .iter()
            .any(|it| matches!(it, Clause::For { iter, .. } if is_it(iter))),
        _ => false,
    };
    let ExprKind::Name(name) = &value.kind else {
        return is_a_link(value);
    };
    let is_its = |it: &Expr| matches!(&it.kind, ExprKind::Name(it) if it == name);
    let mut bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
    unit.local.contains(name.as_str())
        && bound.any(|(to, value)| match &to.kind {
            ExprKind::Attribute { value: of, .. } => is_its(of) && is_it(value),
            _ => is_its(to) && is_a_link(value),
        })
}

/// Whether two expressions are the same name, or the same attribute of the same name.
fn is_the_same_place(one: &Expr, other: &Expr) -> bool {
    match (&one.kind, &other.kind) {
        (ExprKind::Name(it), ExprKind::Name(name)) => it == name,
        (
            ExprKind::Attribute { value, attr },
            ExprKind::Attribute {
                value: of,
                attr: name,
            },
        ) => attr == name && is_the_same_place(value, of),
        _ => false,
    }
}
