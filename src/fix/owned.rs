//! Objects of the file's own classes: what their `close` and their `with` do besides releasing what they have.

use super::Shape;
use super::doubts::last;
use crate::syntax::ast::{Class, Constant, Expr, ExprKind, Function, Param, Stmt, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence;

impl<'m> Shape<'_, 'm> {
    /// Whether releasing an object of a class of the file does nothing but to release what it has, and may be done
    /// twice. Of others the catalogue says so.
    pub(super) fn is_closed_plainly(&self) -> bool {
        let Some(class) = self.own_class() else {
            return true;
        };
        let release = self.case.handle().release.first();
        let method = release.and_then(|name| self.method(class, name));
        method.is_some_and(|it| asks_for(it, 1) && self.only_releases(&it.body, it))
    }

    /// Whether the `with` of an object of a class of the file gives the object, and does at its end what releasing it
    /// does. Of others the catalogue says so.
    pub(super) fn is_managed_plainly(&self) -> bool {
        let Some(class) = self.own_class() else {
            return !self.case.handle().with_commits;
        };
        let enter = self
            .method(class, "__enter__")
            .or_else(|| self.method(class, "__aenter__"));
        let exit = self
            .method(class, "__exit__")
            .or_else(|| self.method(class, "__aexit__"));
        let (Some(enter), Some(exit)) = (enter, exit) else {
            return false;
        };
        asks_for(enter, 1)
            && asks_for(exit, 4)
            && gives_itself(enter)
            && self.only_releases(&enter.body[..enter.body.len() - 1], enter)
            && self.only_releases(&exit.body, exit)
    }

    /// The class of the file that the handle is an object of.
    fn own_class(&self) -> Option<&'m Class> {
        self.class(&self.case.handle().class)
    }

    /// The class of a name.
    fn class(&self, name: &str) -> Option<&'m Class> {
        let mut found = None;
        visit::statements(&self.module.body, &mut |stmt| {
            if let StmtKind::Class(class) = &stmt.kind
                && class.name == name
            {
                found = Some(&**class);
            }
        });
        found
    }

    /// A method of a class, or of the nearest that it inherits from.
    fn method(&self, class: &'m Class, name: &str) -> Option<&'m Function> {
        self.lineage(class).into_iter().find_map(|class| {
            class.body.iter().find_map(|stmt| match &stmt.kind {
                StmtKind::Function(it) if it.name == name => Some(&**it),
                _ => None,
            })
        })
    }

    /// A class and those of the file that it inherits from, nearest first.
    fn lineage(&self, class: &'m Class) -> Vec<&'m Class> {
        let mut all = vec![class];
        let mut at = 0;
        while let Some(class) = all.get(at).copied() {
            at += 1;
            for base in &class.bases {
                let ExprKind::Name(base) = &base.kind else {
                    continue;
                };
                let is_new = all.iter().all(|known| known.name != *base);
                all.extend(self.class(base).filter(|_| is_new));
            }
        }
        all
    }

    /// Whether some statements do nothing but to release what their object has, and to note that.
    fn only_releases(&self, body: &[Stmt], method: &Function) -> bool {
        let this = method.params.first().map_or("self", |it| it.name.as_str());
        body.iter().all(|stmt| match &stmt.kind {
            StmtKind::Pass | StmtKind::Return(None) => true,
            StmtKind::Return(Some(value)) => is_nothing(value),
            StmtKind::Expr(value) => matches!(value.kind, ExprKind::Constant(_)) || self.is_release(value, this),
            StmtKind::Assign { targets, value } => {
                let is_own = |it: &Expr| matches!(&it.kind, ExprKind::Attribute { value, .. } if is_name(value, this));
                targets.iter().all(is_own) && matches!(value.kind, ExprKind::Constant(_))
            }
            StmtKind::If { .. } | StmtKind::Try { .. } | StmtKind::With { .. } => {
                visit::bodies(stmt).into_iter().all(|inner| self.only_releases(inner, method))
            }
            _ => false,
        })
    }

    /// Whether an expression calls what releases something of an object, or the object itself.
    fn is_release(&self, expr: &Expr, this: &str) -> bool {
        let call = match &expr.kind {
            ExprKind::Await(call) => &call.kind,
            call => call,
        };
        let ExprKind::Call { func, args } = call else {
            return false;
        };
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return false;
        };
        let is_known = evidence::releases(attr) || self.case.handle().release.contains(attr);
        let is_of_it = matches!(&value.kind, ExprKind::Attribute { value, .. } if is_name(value, this))
            || is_name(value, this)
            || matches!(&value.kind, ExprKind::Call { func, .. } if last(func) == "super");
        let is_said = matches!(
            attr.as_str(),
            "debug" | "info" | "warning" | "error" | "exception"
        );
        let closes = self.path(func) == "os.close" && args.len() == 1;
        (is_known && is_of_it) || is_said || closes
    }
}

fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(it) if it == name)
}

/// Whether a method, as it is written, can be called with so many arguments, its object among them.
fn asks_for(method: &Function, given: usize) -> bool {
    let is_wanted = |it: &&Param| !it.is_starred && it.default.is_none();
    let by_place = method.params.iter().filter(|it| !it.is_by_name);
    let wanted = by_place.clone().filter(is_wanted).count();
    let has_room = method
        .params
        .iter()
        .any(|it| it.is_starred && !it.is_by_name);
    let by_name = method
        .params
        .iter()
        .filter(|it| it.is_by_name)
        .any(|it| is_wanted(&it));
    method.decorators.is_empty()
        && !by_name
        && wanted <= given
        && (has_room || by_place.count() >= given)
}

/// Whether a value swallows no exception: `None`, `False`.
fn is_nothing(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Constant(Constant::None | Constant::Bool(false))
    )
}

/// Whether a method ends by giving its object.
fn gives_itself(method: &Function) -> bool {
    let this = method.params.first().map_or("self", |it| it.name.as_str());
    matches!(method.body.last().map(|it| &it.kind), Some(StmtKind::Return(Some(value))) if is_name(value, this))
}
