//! Who mentions what grows, and who calls whom: what a repair would let somebody see.

use super::Soil;
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::names_bound_by;
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::FxHashSet;

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

    /// Whether whoever calls a function, over however many others, may look at something besides, in its own text or by
    /// a function that it calls; or whether the function comes to look at it, or to itself, by what it calls.
    pub(super) fn is_seen_around(&self, what: Called<'_>, function: &'m Function) -> bool {
        let all = self.functions();
        let looks = |it: &Function| {
            let mut does = false;
            visit::all_expressions(&it.body, &mut |expr| does |= what.is(expr));
            does
        };
        let others = || all.iter().filter(|it| it.range != function.range);
        let readers = others().filter(|it| looks(it)).map(|it| &*it.name);
        let readers = self.callers_of(readers.collect());
        let callers = self.callers_of([&*function.name].into_iter().collect());
        others().any(|it| callers.contains(&*it.name) && readers.contains(&*it.name))
            || calls_one(function, &readers)
            || calls_one(function, &callers)
    }

    /// Whether a function comes to itself by what it calls.
    pub(super) fn is_recursive(&self, function: &'m Function) -> bool {
        calls_one(
            function,
            &self.callers_of([&*function.name].into_iter().collect()),
        )
    }

    /// Functions of some names, with whoever calls them, over however many others.
    fn callers_of(&self, mut names: FxHashSet<&'m str>) -> FxHashSet<&'m str> {
        let all = self.functions();
        loop {
            let is_new = |it: &&&'m Function| !names.contains(&*it.name) && calls_one(it, &names);
            let more: Vec<&'m str> = all.iter().filter(is_new).map(|it| &*it.name).collect();
            if more.is_empty() {
                return names;
            }
            names.extend(more);
        }
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
    pub(super) fn is_set(&self, attr: &str) -> bool {
        let is_it =
            |expr: &Expr| matches!(&expr.kind, ExprKind::Attribute { attr: it, .. } if it == attr);
        let mut is_set = false;
        visit::statements(&self.page.module.body, &mut |stmt| {
            let targets: Vec<&Expr> = match &stmt.kind {
                StmtKind::Delete(targets) => targets.iter().collect(),
                _ => crate::syntax::names::targets(stmt),
            };
            let sets = targets.iter().any(|it| visit::has(it, &is_it));
            let is_made = || {
                self.function_around(stmt.range)
                    .is_some_and(|it| matches!(it.name.as_str(), "__init__" | "__new__"))
            };
            is_set |= sets && !is_made();
        });
        is_set || self.gives_all_names()
    }

    /// Whether something in the file changes the collection that is an attribute of that name.
    pub(super) fn is_filled(&self, attr: &str) -> bool {
        const CHANGING: &[&str] = &[
            "add",
            "append",
            "clear",
            "discard",
            "extend",
            "insert",
            "pop",
            "popitem",
            "remove",
            "reverse",
            "setdefault",
            "sort",
            "update",
        ];
        let is_it = |it: &Expr| Called::Attribute(attr).is(it);
        let mut is_filled = false;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            is_filled |= match &expr.kind {
                ExprKind::Attribute { value, attr } => is_it(value) && CHANGING.contains(&&**attr),
                _ => false,
            };
        });
        visit::statements(&self.page.module.body, &mut |stmt| {
            let mut targets = crate::syntax::names::targets(stmt).into_iter();
            is_filled |= targets
                .any(|it| matches!(&it.kind, ExprKind::Subscript { value, .. } if is_it(value)));
        });
        is_filled
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
        let mut is_changed = false;
        visit::statements(&self.page.module.body, &mut |stmt| {
            is_changed |= match &stmt.kind {
                StmtKind::Delete(targets) => targets.iter().any(|it| Called::Name(name).is(it)),
                StmtKind::Global(names) => names.iter().any(|it| it == name),
                _ => false,
            };
        });
        own == 1 && !is_changed
    }
}

/// Whether a function calls one of some names.
fn calls_one(function: &Function, names: &FxHashSet<&str>) -> bool {
    let mut does = false;
    visit::all_expressions(&function.body, &mut |expr| {
        does |= called(expr).is_some_and(|name| names.contains(name));
    });
    does
}
