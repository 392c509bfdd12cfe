//! Objects whose making fails: nobody has them yet, so that what they keep may be released.

use super::Shape;
use super::place::Place;
use crate::syntax::ast::{Class, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::{names, visit};
use crate::text::Range;
use crate::typestate::dependence;
use rustc_hash::FxHashSet;

/// Methods by which a class decides what making an object, or an assignment to its attribute, does.
const DECIDING: &[&str] = &[
    "__del__",
    "__getattr__",
    "__getattribute__",
    "__new__",
    "__setattr__",
];
/// Names by which a method has its object, or its variables, without naming it.
const UNNAMED: &[&str] = &["__class__", "eval", "exec", "locals", "super", "vars"];

impl<'m> Shape<'_, 'm> {
    /// Whether an acquisition is kept by an attribute of an object that is still being made, in a suite of
    /// `__init__` itself, and nobody else has the object, or anything made of the handle, before it is made:
    /// the class has nothing to say about its making, and the object is named for its plain attributes alone.
    pub(super) fn is_of_a_half_made_object(&self, place: &Place<'m>, attribute: &str) -> bool {
        let Some((class, init)) = self.maker(place) else {
            return false;
        };
        let Some((object, attr)) = attribute.split_once('.') else {
            return false;
        };
        let is_first = init.params.first().is_some_and(|it| it.name == object);
        let inner = names::used_inside(&init.body);
        let is_bound = names::bound_anywhere(&init.body).contains(object);
        if !is_first || is_bound || inner.contains(object) || !self.is_plain(class) {
            return false;
        }
        let (mut named, mut plain, mut is_hidden) = (0, 0, false);
        visit::all_expressions(&init.body, &mut |expr| match &expr.kind {
            ExprKind::Name(name) => {
                named += usize::from(name == object);
                is_hidden |= UNNAMED.contains(&name.as_str());
            }
            ExprKind::Attribute { value, attr } if is_name(value, object) => {
                plain += usize::from(is_plain_attribute(class, attr));
            }
            ExprKind::Comprehension { lazy: true, .. } => is_hidden |= mentions(expr, object),
            _ => {}
        });
        !is_hidden && named == plain && self.stays_inside(&init.body, object, attr)
    }

    /// Whether an attribute of an object, and what is made of it, only goes to attributes of the object.
    fn stays_inside(&self, body: &[Stmt], object: &str, attr: &str) -> bool {
        let handle = self.case.handle();
        let mut inside = FxHashSet::from_iter([attr]);
        let known = |expr: &Expr, inside: &FxHashSet<&str>| {
            attribute_of(expr, object).is_some_and(|attr| inside.contains(attr))
        };
        let (mut allowed, mut before) = (FxHashSet::default(), 0);
        // What is made of an attribute that is made of it is found in the next round.
        while before < inside.len() {
            before = inside.len();
            visit::statements(body, &mut |stmt| {
                let (target, value) = match &stmt.kind {
                    StmtKind::Expr(value) => (None, value),
                    StmtKind::Assign { targets, value } => match targets.as_slice() {
                        [target] => (attribute_of(target, object).map(|it| (it, target)), value),
                        _ => return,
                    },
                    _ => return,
                };
                if let Some((attr, target)) = target
                    && inside.contains(attr)
                {
                    allowed.insert(target.range);
                }
                if let ExprKind::Call { func, .. } = &value.kind
                    && let ExprKind::Attribute { value: of, attr } = &func.kind
                    && known(of, &inside)
                    && !handle.release.contains(attr)
                    && (target.is_some() || matches!(stmt.kind, StmtKind::Expr(_)))
                {
                    allowed.insert(of.range);
                    inside.extend(target.map(|(attr, _)| attr));
                }
            });
        }
        let mut called = FxHashSet::default();
        visit::all_expressions(body, &mut |expr| {
            if let ExprKind::Call { func, .. } = &expr.kind {
                called.insert(func.range);
            }
        });
        visit::all_expressions(body, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind
                && match called.contains(&expr.range) {
                    true => {
                        !handle.release.contains(attr)
                            && dependence::method_gives_data(handle, attr)
                    }
                    false => dependence::attribute_is_data(handle, attr),
                }
            {
                allowed.insert(value.range);
            }
        });
        let mut stays = true;
        visit::all_expressions(body, &mut |expr| {
            stays &= !known(expr, &inside) || allowed.contains(&expr.range);
        });
        stays
    }

    /// The class and the `__init__` whose own suite a place is in.
    fn maker(&self, place: &Place<'m>) -> Option<(&'m Class, &'m Function)> {
        let mut maker = None;
        visit::statements_in(&self.module.body, place.stmt().range, &mut |stmt| {
            let StmtKind::Class(class) = &stmt.kind else {
                return;
            };
            let functions = class.body.iter().filter_map(|stmt| match &stmt.kind {
                StmtKind::Function(function) => Some(&**function),
                _ => None,
            });
            let is_it = |it: &&Function| {
                let is_init = it.name == "__init__" && !it.is_async && it.decorators.is_empty();
                is_init && std::ptr::eq(it.body.as_slice(), place.suite)
            };
            let init = functions.into_iter().find(is_it);
            maker = init.map(|init| (&**class, init)).or(maker);
        });
        maker
    }

    /// Whether a class is made as all are: it has no bases, no metaclass, no decorators, and none of the
    /// methods that decide.
    fn is_plain(&self, class: &Class) -> bool {
        let Some(first) = class.body.first() else {
            return false;
        };
        let start = class.range.start;
        let head = self.source(Range::new(start, first.range.start));
        let behind = head.split_once(&class.name).map_or("", |(_, rest)| rest);
        let behind: String = behind.chars().filter(|c| !c.is_whitespace()).collect();
        let has_no_bases = ["", "()", "(object)"].iter().any(|bases| {
            behind
                .strip_prefix(bases)
                .is_some_and(|it| it.starts_with(':'))
        });
        let bound = names::bound_names(&class.body);
        let decides = DECIDING.iter().any(|name| bound.contains(name));
        class.decorators.is_empty() && has_no_bases && !decides && !self.is_made_otherwise(class)
    }

    /// Whether the file makes objects of a class in more ways than by calling it: by a class that is made of it, or
    /// by its `__init__` or `__new__`. Then somebody may have the object whose making fails.
    fn is_made_otherwise(&self, class: &Class) -> bool {
        let mut is_made = false;
        visit::statements(&self.module.body, &mut |stmt| {
            if let StmtKind::Class(other) = &stmt.kind {
                let mut bases = other.bases.iter();
                is_made |= bases.any(|base| self.source(base.range).ends_with(&class.name));
            }
        });
        visit::all_expressions(&self.module.body, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind {
                let is_above = self.source(value.range).starts_with("super(");
                is_made |= matches!(attr.as_str(), "__init__" | "__new__") && !is_above;
            }
        });
        is_made
    }
}

/// Whether an attribute of an object is nothing but a value: the class has no method, property or other object
/// of that name.
fn is_plain_attribute(class: &Class, attr: &str) -> bool {
    let is_value = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Assign { value, .. } => is_constant(value),
        StmtKind::AnnAssign { value, .. } => value.as_ref().is_none_or(is_constant),
        _ => false,
    };
    let mut binding = class.body.iter().filter(|stmt| {
        let alone = std::slice::from_ref(*stmt);
        names::bound_names(alone).contains(attr)
    });
    !attr.starts_with("__") && binding.all(is_value)
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(_))
}

fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(it) if it == name)
}

/// The attribute of a variable that an expression is.
fn attribute_of<'e>(expr: &'e Expr, object: &str) -> Option<&'e str> {
    match &expr.kind {
        ExprKind::Attribute { value, attr } if is_name(value, object) => Some(attr),
        _ => None,
    }
}

/// Whether a variable is named in an expression.
fn mentions(expr: &Expr, name: &str) -> bool {
    let mut is_named = false;
    visit::subexpressions(expr, &mut |part| is_named |= is_name(part, name));
    is_named
}
