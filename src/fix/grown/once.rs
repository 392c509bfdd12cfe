//! Once and for all, or anew each time: what is meant to be made once, and defaults that are made once.

use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'m> Soil<'m> {
    /// `rows=None`, and a new one in the call where it is `None`.
    pub(super) fn made_in_the_call(&self) -> Option<Proposal> {
        let default = self.growth.made?;
        let function = self.function_with(default)?;
        let param = function
            .params
            .iter()
            .find(|it| it.default.as_ref().is_some_and(|it| it.range == default))?;
        let is_docstring = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Expr(expr) if matches!(expr.kind, ExprKind::Constant(Constant::Str(_))));
        let first = function.body.iter().find(|stmt| !is_docstring(stmt))?;
        let indent = self.page.indent(first)?;
        let (name, unit, newline) = (&param.name, self.page.unit(), self.page.newline());
        let made = self.page.source(default);
        let start = self.page.line_start(first);
        let lines =
            format!("{indent}if {name} is None:{newline}{indent}{unit}{name} = {made}{newline}");
        proposal(
            "Make it in the call",
            vec![
                replaced(default, "None"),
                replaced(Range::new(start, start), lines),
            ],
        )
    }

    /// The function that has something among its parameters.
    fn function_with(&self, default: Range) -> Option<&'m Function> {
        let mut found = None;
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Function(function) = &stmt.kind {
                let has = |it: &crate::syntax::ast::Param| {
                    it.default.as_ref().is_some_and(|it| it.range == default)
                };
                if function.params.iter().any(has) {
                    found = Some(function);
                }
            }
        });
        found.map(|it| &**it)
    }

    /// `client = Client(…)` in front of the function instead of in it, where it is made of what does not change.
    pub(super) fn made_once(&self) -> Option<Proposal> {
        let (place, _) = self.place()?;
        let StmtKind::Assign { targets, value } = &place.stmt().kind else {
            return self.made_once_in_passing();
        };
        let ([target], true) = (&targets[..], value.range == self.growth.at) else {
            return None;
        };
        let (ExprKind::Name(name), ExprKind::Call { args, .. }) = (&target.kind, &value.kind)
        else {
            return None;
        };
        let mut body = self.page.module.body.iter();
        let outer = body.find(|stmt| stmt.range.covers(self.growth.at))?;
        let StmtKind::Function(function) = &outer.kind else {
            return None;
        };
        let is_of_the_module = |expr: &Expr| self.is_of_the_module(expr, function);
        // Nobody else may mean something else by the name, and nobody may end it.
        let once = self.page.is_bound_once(name);
        let ends = [".close(", ".aclose(", ".dispose(", ".shutdown("];
        let is_ended = ends
            .iter()
            .any(|it| self.page.text.contains(&format!("{name}{it}")));
        let are_fixed = args.iter().all(|arg| is_of_the_module(&arg.value));
        if !once || is_ended || !are_fixed || function.body.len() < 2 {
            return None;
        }
        let newline = self.page.newline();
        let start = self.page.head_of(outer, function);
        let made: Replacement = replaced(
            Range::new(start, start),
            format!(
                "{}{newline}{newline}{newline}",
                self.page.source(place.stmt().range)
            ),
        );
        proposal(
            format!("Make `{name}` once, for all calls"),
            vec![made, self.page.removed(place.stmt())],
        )
    }

    /// The same for `return Client(…)`, which gets a name of the module.
    fn made_once_in_passing(&self) -> Option<Proposal> {
        let call = self.expression(self.growth.at)?;
        let ExprKind::Call { func, args } = &call.kind else {
            return None;
        };
        let called = match &func.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => name,
            _ => return None,
        };
        let mut body = self.page.module.body.iter();
        let outer = body.find(|stmt| stmt.range.covers(self.growth.at))?;
        let StmtKind::Function(function) = &outer.kind else {
            return None;
        };
        let ends = [".close(", ".aclose(", ".dispose(", ".shutdown("];
        let is_ended = ends.iter().any(|it| self.page.text.contains(it));
        let are_fixed = args
            .iter()
            .all(|arg| self.is_of_the_module(&arg.value, function));
        if is_ended || !are_fixed {
            return None;
        }
        let last = called.rsplit('_').next().unwrap_or(called);
        let name = self.page.fresh(&last.to_uppercase());
        let newline = self.page.newline();
        let start = self.page.head_of(outer, function);
        let made = format!(
            "{name} = {}{newline}{newline}{newline}",
            self.page.source(call.range)
        );
        proposal(
            format!("Make it once, for all calls: `{name}`"),
            vec![
                replaced(Range::new(start, start), made),
                replaced(call.range, name),
            ],
        )
    }

    /// `if not log.handlers:` before a handler is added that is like the others.
    pub(super) fn added_once(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (logger, method, handler) = self.call_of(place.stmt())?;
        let is_fixed = match &handler.kind {
            ExprKind::Call { args, .. } => args
                .iter()
                .all(|arg| matches!(arg.value.kind, ExprKind::Constant(_))),
            _ => false,
        };
        if method != "addHandler" || !is_fixed {
            return None;
        }
        let logger = self.page.source(logger.range);
        let (unit, newline) = (self.page.unit(), self.page.newline());
        let start = self.page.line_start(place.stmt());
        let asked = format!("if not {logger}.handlers:");
        let mut edits = vec![replaced(
            Range::new(start, start),
            format!("{indent}{asked}{newline}{unit}"),
        )];
        let (from, to) = (place.stmt().range.start, place.stmt().range.end);
        edits.extend(self.page.indented_after_the_first_line(from, to));
        proposal(format!("Add it once: `{asked}`"), edits)
    }

    /// Whether an expression is made of constants and of what the module's own names stand for.
    fn is_of_the_module(&self, expr: &Expr, function: &Function) -> bool {
        let own = function.names_bound();
        let mut is_fixed = true;
        visit::subexpressions(expr, &mut |it| match &it.kind {
            ExprKind::Name(name) => is_fixed &= !own.contains(name.as_str()),
            ExprKind::Await(_)
            | ExprKind::Yield { .. }
            | ExprKind::Named { .. }
            | ExprKind::Call { .. } => {
                is_fixed = false;
            }
            _ => {}
        });
        is_fixed
    }
}
