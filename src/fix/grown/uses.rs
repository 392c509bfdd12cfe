//! Who else names what grows, how it is made and what may change it: what a repair would let somebody see.

use super::Soil;
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::{names_bound_by, targets};
use crate::syntax::visit;
use crate::text::Range;

/// What is looked for in a file: a name, or an attribute of any object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Called<'e> {
    Name(&'e str),
    Attribute(&'e str),
}

impl<'e> Called<'e> {
    /// What an expression is called, if it is a name, or an attribute of one.
    pub fn of(expr: &'e Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Name(name) => Some(Self::Name(name)),
            ExprKind::Attribute { value, attr } if matches!(value.kind, ExprKind::Name(_)) => {
                Some(Self::Attribute(attr))
            }
            _ => None,
        }
    }

    /// Whether an expression is called so.
    pub fn is(self, expr: &Expr) -> bool {
        match (self, &expr.kind) {
            (Self::Name(name), ExprKind::Name(it)) => it == name,
            (Self::Attribute(name), ExprKind::Attribute { attr, .. }) => attr == name,
            _ => false,
        }
    }

    fn name(self) -> &'e str {
        match self {
            Self::Name(name) | Self::Attribute(name) => name,
        }
    }
}

/// The name of what an expression calls.
pub(super) fn called(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Call { func, .. } => match &func.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => Some(name),
            _ => None,
        },
        _ => None,
    }
}

impl<'m> Soil<'m> {
    /// Whether all that names something in the file stands within some ranges, and nothing gets at it in another
    /// way: by a string, by what gives all names.
    pub(super) fn is_only_named_in(&self, what: Called<'_>, ranges: &[Range]) -> bool {
        let mut is_only = true;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            let is_told =
                matches!(&expr.kind, ExprKind::Constant(Constant::Str(it)) if it == what.name());
            let is_there = ranges.iter().any(|range| range.covers(expr.range));
            is_only &= is_there || !(is_told || what.is(expr));
        });
        is_only && !self.gives_all_names()
    }

    /// Whether the file asks for names by computed ones, where anything may be meant.
    pub(super) fn gives_all_names(&self) -> bool {
        const ALL: &[&str] = &[
            "globals", "locals", "vars", "eval", "exec", "getattr", "setattr", "delattr", "dir",
        ];
        let mut gives = false;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            let is_plain = matches!(&expr.kind, ExprKind::Call { func, .. } if matches!(func.kind, ExprKind::Name(_)));
            gives |= is_plain && called(expr).is_some_and(|name| ALL.contains(&name));
        });
        gives || self.page.text.contains("__dict__")
    }

    /// The functions of the file, outer before inner.
    pub(super) fn functions(&self) -> Vec<&'m Function> {
        let mut all = Vec::new();
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Function(function) = &stmt.kind {
                all.push(&**function);
            }
        });
        all
    }

    /// The innermost function around a range.
    pub(super) fn function_around(&self, range: Range) -> Option<&'m Function> {
        let mut all = self.functions().into_iter();
        all.rfind(|it| it.range.covers(range))
    }

    /// Whether a collection that a name of the module or of an object stands for is made plain, where the module begins
    /// or the object is made, and no class of the file has a place of that name besides.
    pub(super) fn is_made_plain(&self, what: Called<'_>, made: Range) -> bool {
        let Some(place) = self.page.place_of(made) else {
            return false;
        };
        let stmt = place.stmt();
        let (places, value) = match &stmt.kind {
            StmtKind::Assign { targets, value } => (&targets[..], value),
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            } => (std::slice::from_ref(target), value),
            _ => return false,
        };
        let is_plain = match &value.kind {
            ExprKind::List(parts) | ExprKind::Dict(parts) => parts.is_empty(),
            ExprKind::Call { func, args } => {
                let is_python_s = matches!(&func.kind, ExprKind::Name(name)
                    if matches!(name.as_str(), "dict" | "list" | "set") && self.page.is_free(name));
                (is_python_s && args.is_empty())
                    || self.is_from(func, "collections", &["defaultdict"])
            }
            _ => false,
        };
        let is_its_place = match what {
            Called::Name(name) => self.is_settled(name) && self.is_of_the_module(stmt),
            Called::Attribute(attr) => {
                let is_first = |it: &Function| it.name == "__init__";
                self.function_around(stmt.range).is_some_and(is_first)
                    && self.is_made_in_one_place(attr)
            }
        };
        places.len() == 1 && what.is(&places[0]) && is_plain && is_its_place
    }

    /// Whether a statement is one of the module's own.
    pub(super) fn is_of_the_module(&self, stmt: &Stmt) -> bool {
        let mut body = self.page.module.body.iter();
        body.any(|it| it.range == stmt.range)
    }

    /// Whether one statement of the file only binds an attribute of that name, and no class has it in its body.
    fn is_made_in_one_place(&self, attr: &str) -> bool {
        let is_it = |it: &Expr| Called::Attribute(attr).is(it);
        let mut times = 0;
        visit::statements(&self.page.module.body, &mut |stmt| {
            times += targets(stmt)
                .into_iter()
                .filter(|it| visit::has(it, &is_it))
                .count();
            let own: &[Stmt] = match &stmt.kind {
                StmtKind::Class(class) => &class.body,
                _ => &[],
            };
            times += own
                .iter()
                .filter(|it| names_bound_by(it).contains(attr))
                .count();
        });
        times == 1
    }

    /// Whether an expression stands for the same before and behind some statements: a constant, a name that they do
    /// not bind, an attribute that nothing sets but what makes the object.
    pub(super) fn is_the_same_after(&self, expr: &Expr, stmts: &[Stmt]) -> bool {
        match &expr.kind {
            ExprKind::Constant(_) => true,
            ExprKind::Name(name) => !self.page.is_bound_again(name, stmts),
            ExprKind::Attribute { value, attr } => {
                self.is_the_same_after(value, stmts) && !self.is_set(attr)
            }
            ExprKind::Tuple(parts) => parts.iter().all(|it| self.is_the_same_after(it, stmts)),
            _ => false,
        }
    }

    /// Whether an attribute of that name is set or deleted outside of the methods that make objects.
    fn is_set(&self, attr: &str) -> bool {
        let is_it =
            |expr: &Expr| matches!(&expr.kind, ExprKind::Attribute { attr: it, .. } if it == attr);
        let mut is_set = false;
        visit::statements(&self.page.module.body, &mut |stmt| {
            let places: Vec<&Expr> = match &stmt.kind {
                StmtKind::Delete(deleted) => deleted.iter().collect(),
                _ => targets(stmt),
            };
            let sets = places.iter().any(|it| visit::has(it, &is_it));
            let is_made = || {
                self.function_around(stmt.range)
                    .is_some_and(|it| matches!(it.name.as_str(), "__init__" | "__new__"))
            };
            is_set |= sets && !is_made();
        });
        is_set || self.gives_all_names()
    }

    /// Whether some statements leave what is around them in another way than by going on or raising, or give control
    /// away.
    pub(super) fn leaves(&self, stmts: &[Stmt]) -> bool {
        let mut leaves = false;
        visit::statements(stmts, &mut |stmt| {
            leaves |= matches!(
                stmt.kind,
                StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue
            );
        });
        visit::all_expressions(stmts, &mut |expr| {
            leaves |= matches!(expr.kind, ExprKind::Yield { .. });
        });
        leaves
    }

    /// Whether a name of the module stands for one thing as long as the program runs: it is bound by one statement
    /// of the module's own, and nothing deletes it or declares it `global`.
    pub(super) fn is_settled(&self, name: &str) -> bool {
        let binds = |stmt: &&Stmt| names_bound_by(stmt).contains(name);
        let own = self.page.module.body.iter().filter(binds).count();
        let mut is_changed = self.page.text.contains("sys.modules");
        visit::statements(&self.page.module.body, &mut |stmt| {
            is_changed |= match &stmt.kind {
                StmtKind::Delete(targets) => targets.iter().any(|it| Called::Name(name).is(it)),
                StmtKind::Global(names) | StmtKind::Nonlocal(names) => {
                    names.iter().any(|it| it == name)
                }
                _ => false,
            };
        });
        own == 1 && !is_changed
    }
}
