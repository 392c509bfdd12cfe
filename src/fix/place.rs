//! Where an acquisition stands: its statement, the statements around it, the lines they take.

use super::Shape;
use crate::resources::Handle;
use crate::syntax::ast::{Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::{names, visit};
use crate::text::Range;
use crate::typestate::dependence;
use std::collections::BTreeSet;

/// A statement among its siblings.
pub(super) struct Place<'m> {
    /// The statements of the suite.
    pub suite: &'m [Stmt],
    /// Which of them it is.
    pub at: usize,
}

impl<'m> Place<'m> {
    /// The statement itself.
    pub fn stmt(&self) -> &'m Stmt {
        &self.suite[self.at]
    }
}

/// What a guard goes around.
pub(super) struct Guarded<'m> {
    /// The statements, none of which releases.
    pub stmts: &'m [Stmt],
    /// The release behind them that the guard takes the place of, so that it happens where it did.
    pub release: Option<&'m Stmt>,
}

impl<'m> Shape<'_, 'm> {
    /// The acquiring call.
    pub(super) fn acquiring(&self) -> Option<&'m Expr> {
        let mut call = None;
        visit::expressions_in(&self.module.body, self.case.range(), &mut |expr| {
            call = call.or(Some(expr).filter(|expr| expr.range == self.case.range()));
        });
        call
    }

    /// Whether the acquisition stands in an `async def`, where `await` is allowed.
    pub(super) fn is_in_coroutine(&self) -> bool {
        self.function_around().is_some_and(|it| it.is_async)
    }

    /// Whether CPython may refuse one more block around the acquisition: it takes twenty within each other.
    pub(super) fn is_nested_deeply(&self) -> bool {
        const MOST: usize = 17;
        let mut blocks = 0;
        visit::statements_in(&self.module.body, self.case.range(), &mut |stmt| {
            blocks += usize::from(!visit::bodies(stmt).is_empty());
        });
        blocks > MOST
    }

    /// The innermost function around the acquisition.
    pub(super) fn function_around(&self) -> Option<&'m Function> {
        let target = self.case.range();
        let mut around = None;
        visit::statements_in(&self.module.body, target, &mut |stmt| {
            if let StmtKind::Function(function) = &stmt.kind
                && function.range.covers(target)
            {
                around = Some(&**function);
            }
        });
        around
    }

    /// Where the innermost class around the acquisition stands.
    pub(super) fn class_around(&self) -> Option<Range> {
        let target = self.case.range();
        let mut around = None;
        visit::statements_in(&self.module.body, target, &mut |stmt| {
            if let StmtKind::Class(class) = &stmt.kind
                && class.range.covers(target)
            {
                around = Some(class.range);
            }
        });
        around
    }

    /// The names of all that works only as long as the handle is open.
    pub(super) fn tied(&self) -> &BTreeSet<String> {
        self.tied.get_or_init(|| {
            let (case, tracked) = (self.case, self.case.tracked);
            dependence::of(case.context, tracked.site, tracked.acquired, case.text).names
        })
    }

    /// What has to be guarded after the acquisition: all before the release, if one follows in the same
    /// suite, and otherwise all that needs the handle. None if what needs it goes on beyond the suite, or if
    /// the name stands for something else before.
    pub(super) fn guarded(&self, place: &Place<'m>, name: &str) -> Option<Guarded<'m>> {
        let after = &place.suite[place.at + 1..];
        let release = after.iter().position(|stmt| self.releases(stmt, name));
        let dropped = self.dropped_at(place, name).unwrap_or(usize::MAX);
        // What is released behind that is something else.
        let release = release.filter(|at| place.at + 1 + at < dropped);
        let stmts = match release {
            Some(at) => &after[..at],
            None => &self.needed_from(place, name)?[1..],
        };
        (!self.is_bound_again(name, stmts)).then_some(Guarded {
            stmts,
            release: release.map(|at| &after[at]),
        })
    }

    /// The acquiring statement of a suite, and the others up to the last that needs the handle by a name, or by what
    /// is made of it; none if something needs it after them.
    pub(super) fn needed_from(&self, place: &Place<'m>, name: &str) -> Option<&'m [Stmt]> {
        let needs = |it: &str| it == name || self.tied().contains(it);
        let stmts = &place.suite[place.at..];
        if let Some(end) = self.dropped_at(place, name) {
            return self.needed_up_to(&place.suite[place.at..end], name);
        }
        self.up_to_the_last(stmts, needs).or_else(|| {
            // Where the name stands for something else afterwards, it does not go on.
            let last = stmts[1..]
                .iter()
                .rposition(|stmt| asks_for_name(stmt, &needs));
            self.needed_up_to(&stmts[..=last.map_or(0, |last| last + 1)], name)
        })
    }

    /// The first of some statements, and the others up to the last that needs one of some names; none if
    /// one is needed after them as well.
    pub(super) fn up_to_the_last(
        &self,
        stmts: &'m [Stmt],
        needs: impl Fn(&str) -> bool,
    ) -> Option<&'m [Stmt]> {
        let last = stmts.iter().rposition(|stmt| uses_name(stmt, &needs));
        let stmts = &stmts[..=last.unwrap_or(0)];
        let range = Range::new(stmts.first()?.range.start, stmts.last()?.range.end);
        let goes_on = self.is_captured(&needs, range) || self.is_used_beyond(needs, range.end);
        (!goes_on).then_some(stmts)
    }

    /// Whether a function inside of the scope, outside of a place, has one of some names from the scope: it may be
    /// called at any time.
    pub(super) fn is_captured(&self, is_one: impl Fn(&str) -> bool, range: Range) -> bool {
        let around = self.function_around();
        let body = around.map_or(&self.module.body, |function| &function.body);
        let mut is_captured = false;
        names::scopes_inside(body, &mut |inner| {
            is_captured |= match inner {
                names::Inner::Function(function) => {
                    // Who decorates it may keep it.
                    let is_inside = range.covers(function.range)
                        && function.decorators.is_empty()
                        && !self.is_used_beyond(|it| it == function.name, range.end);
                    !is_inside && function.free_names().iter().any(|name| is_one(name))
                }
                names::Inner::Class(body) => names::used_inside(body).into_iter().any(&is_one),
            };
        });
        is_captured
    }

    /// What a callable gives, if the catalogue knows it.
    pub(super) fn given_by(&self, func: &Expr) -> Option<&Handle> {
        let context = self.case.context;
        let path = context.module.resolve(self.source(func.range))?;
        context
            .catalogue
            .acquired_by(&path)
            .map(|(handle, _)| handle)
    }

    /// Whether a statement does nothing but release the handle of this name, as a repair would do it: to talk to a
    /// child process until it ends does more, to commit something else, and to remove an empty directory less.
    pub(super) fn releases(&self, stmt: &Stmt, name: &str) -> bool {
        let StmtKind::Expr(expr) = &stmt.kind else {
            return false;
        };
        let call = match &expr.kind {
            ExprKind::Await(call) => &call.kind,
            call => call,
        };
        let ExprKind::Call { func, args } = call else {
            return false;
        };
        let handle = self.case.handle();
        let is_name = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return false;
        };
        if is_name(value) {
            return args.is_empty() && handle.release.first() == Some(attr);
        }
        // An attribute may stand for its object: `os.remove(tmp.name)`.
        let is_it = |expr: &Expr| match &expr.kind {
            ExprKind::Attribute { value, attr } => {
                is_name(value) && handle.attributes.contains(attr)
            }
            _ => is_name(expr) && handle.attributes.is_empty(),
        };
        let given = matches!(args.as_slice(), [only] if is_it(&only.value));
        let called = self.source(func.range);
        let last = |path: &String| path.rsplit('.').next() == Some(attr);
        let is_same = |path: &String| path == called || last(path);
        let removes = |name: &str| matches!(name, "os.remove" | "os.unlink");
        let first = handle.release_calls.first();
        given
            && (handle.given_back.contains(attr)
                || first.is_some_and(|it| is_same(it) || (removes(it) && removes(called))))
    }

    /// Whether what works only as long as a handle of this name is open is used in the scope after a place.
    pub(super) fn is_asked_beyond(&self, name: &str, end: u32) -> bool {
        let scope = self.case.context.cfg().range;
        let rest = Range::new(end, scope.end.max(end));
        let needs = |it: &String| it == name || self.tied().contains(it);
        let (mut named, mut labels) = (0, 0);
        visit::expressions_in(&self.module.body, rest, &mut |expr| match &expr.kind {
            _ if !rest.covers(expr.range) => {}
            ExprKind::Name(it) => named += usize::from(needs(it)),
            ExprKind::Attribute { value, attr } => {
                let is_known = dependence::attribute_is_label(self.case.handle(), attr);
                let is_its = matches!(&value.kind, ExprKind::Name(it) if it == name);
                labels += usize::from(is_its && is_known);
            }
            _ => {}
        });
        named > labels
    }

    /// Whether one of some names is used in the scope after a place.
    pub(super) fn is_used_beyond(&self, is_one: impl Fn(&str) -> bool, end: u32) -> bool {
        let mut beyond = false;
        let scope = self.case.context.cfg().range;
        let rest = Range::new(end, scope.end.max(end));
        visit::expressions_in(&self.module.body, rest, &mut |expr| {
            let inside = scope.covers(expr.range) && expr.range.start >= end;
            beyond |= inside && matches!(&expr.kind, ExprKind::Name(it) if is_one(it));
        });
        beyond
    }
}

/// Whether what has one of some names is asked for in a statement: to bind the name asks for nothing.
fn asks_for_name(stmt: &Stmt, is_one: &impl Fn(&str) -> bool) -> bool {
    let mut is_asked = false;
    visit::statements(std::slice::from_ref(stmt), &mut |stmt| {
        let bound = names::targets(stmt);
        let is_bound = |expr: &Expr| bound.iter().any(|target| target.range == expr.range);
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |part| {
                let is_named = matches!(&part.kind, ExprKind::Name(it) if is_one(it));
                is_asked |= is_named && !is_bound(part);
            });
        }
    });
    is_asked
}

/// Whether one of some names occurs in a statement.
fn uses_name(stmt: &Stmt, is_one: &impl Fn(&str) -> bool) -> bool {
    let mut used = false;
    visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
        used |= matches!(&expr.kind, ExprKind::Name(it) if is_one(it));
    });
    used
}
