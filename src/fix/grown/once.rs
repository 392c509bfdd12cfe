//! Once and for all, or anew each time: what is meant to be made once, and what is made once and grows.

use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'m> Soil<'m> {
    /// `rows=None`, and a new one in the call where it is `None`: where nothing reads what was put in by calls before.
    pub(super) fn made_in_the_call(&self) -> Option<Proposal> {
        let default = self.growth.made?;
        let has_it = |it: &&'m Function| {
            let mut defaults = it.params.iter().filter_map(|it| it.default.as_ref());
            defaults.any(|it| it.range == default)
        };
        let function = self.functions().into_iter().find(has_it)?;
        let param = function
            .params
            .iter()
            .find(|it| it.default.as_ref().is_some_and(|it| it.range == default))?;
        let made = self.page.source(default);
        let is_empty = matches!(made, "[]" | "{}" | "set()" | "list()" | "dict()");
        let is_seen = self.page.text.contains("__defaults__") || self.gives_all_names();
        if !is_empty || is_seen || !self.is_only_filled(&param.name, function) {
            return None;
        }
        let is_docstring = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Expr(expr) if matches!(expr.kind, ExprKind::Constant(Constant::Str(_))));
        let first = function.body.iter().find(|stmt| !is_docstring(stmt))?;
        let indent = self.page.indent(first)?;
        let (name, unit, newline) = (&param.name, self.page.unit(), self.page.newline());
        let start = self.page.line_start(first);
        let lines =
            format!("{indent}if {name} is None:{newline}{indent}{unit}{name} = {made}{newline}");
        let edits = vec![
            replaced(default, "None"),
            replaced(Range::new(start, start), lines),
        ];
        proposal("Make it in the call", edits)
    }

    /// Whether a function does nothing with a parameter but to put things in.
    fn is_only_filled(&self, param: &str, function: &Function) -> bool {
        let is_it = |it: &Expr| Called::Name(param).is(it);
        let (mut named, mut filled) = (0, 0);
        visit::all_expressions(&function.body, &mut |expr| {
            named += usize::from(is_it(expr));
        });
        visit::statements(&function.body, &mut |stmt| {
            filled += match &stmt.kind {
                StmtKind::Assign { targets, .. } => (targets.iter())
                    .filter(
                        |it| matches!(&it.kind, ExprKind::Subscript { value, .. } if is_it(value)),
                    )
                    .count(),
                _ => (self.call_of(stmt)).map_or(0, |(of, by, _)| {
                    usize::from(is_it(of) && matches!(by, "append" | "add" | "extend" | "update"))
                }),
            };
        });
        named == filled
    }

    /// `client = Client(…)` in front of the function instead of in it, where it is made of what does not change.
    pub(super) fn made_once(&self) -> Option<Proposal> {
        let (place, _) = self.place()?;
        let call = self.expression(self.growth.at)?;
        let ExprKind::Call { func, args } = &call.kind else {
            return None;
        };
        let last = match &func.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => name.as_str(),
            _ => return None,
        };
        let mut body = self.page.module.body.iter();
        let outer = body.find(|stmt| stmt.range.covers(self.growth.at))?;
        let StmtKind::Function(function) = &outer.kind else {
            return None;
        };
        let is_direct = function
            .body
            .iter()
            .any(|it| it.range == place.stmt().range);
        // What belongs to a loop of events ends with it; two classes are two.
        const OTHERS: &[&str] = &[
            "namedtuple",
            "type",
            "make_dataclass",
            "new_class",
            "create_model",
        ];
        let is_apart = function.is_async || last.contains("Async") || OTHERS.contains(&last);
        let is_above = |name: &str| {
            let above = self
                .page
                .module
                .body
                .iter()
                .take_while(|it| it.range.end <= outer.range.start);
            let mut bound = above.flat_map(crate::syntax::names::names_bound_by);
            bound.any(|it| it == name) && self.is_settled(name)
        };
        let mut is_fixed = true;
        visit::subexpressions(func, &mut |it| {
            is_fixed &= match &it.kind {
                ExprKind::Name(name) => is_above(name),
                it => matches!(it, ExprKind::Attribute { .. }),
            };
        });
        let are_fixed = args
            .iter()
            .all(|arg| matches!(arg.value.kind, ExprKind::Constant(_)));
        const ENDS: [&str; 4] = [".close(", ".aclose(", ".dispose(", ".shutdown("];
        let is_ended = ENDS.iter().any(|it| self.page.text.contains(it));
        if !is_direct
            || is_apart
            || !is_fixed
            || !are_fixed
            || is_ended
            || function.body.len() < 2
            || self.gives_all_names()
        {
            return None;
        }
        let newline = self.page.newline();
        let start = self.page.head_of(outer, function);
        let in_front = |line: String| {
            replaced(
                Range::new(start, start),
                format!("{line}{newline}{newline}{newline}"),
            )
        };
        match self.named(place.stmt(), function) {
            Some(name) => {
                let made: Replacement = in_front(self.page.source(place.stmt().range).to_owned());
                proposal(
                    format!("Make `{name}` once, for all calls"),
                    vec![made, self.page.removed(place.stmt())],
                )
            }
            None => {
                let is_late = |it: &Expr| {
                    matches!(
                        it.kind,
                        ExprKind::Lambda(_) | ExprKind::Comprehension { .. }
                    )
                };
                let mut is_in_passing = true;
                visit::expressions_in(&self.page.module.body, call.range, &mut |it| {
                    is_in_passing &= !(it.range.covers(call.range) && is_late(it));
                });
                let is_bound = matches!(&place.stmt().kind, StmtKind::Assign { value, .. } if value.range == call.range);
                let stem = last.rsplit('_').next().unwrap_or(last);
                let name = self.page.fresh(&stem.to_uppercase());
                let edits = vec![
                    in_front(format!("{name} = {}", self.page.source(call.range))),
                    replaced(call.range, &*name),
                ];
                (is_in_passing && !is_bound)
                    .then(|| proposal(format!("Make it once, for all calls: `{name}`"), edits))?
            }
        }
    }

    /// The name that a statement gives what is made, if it is the function's alone, and stands for that only.
    fn named(&self, stmt: &'m Stmt, function: &Function) -> Option<&'m str> {
        let StmtKind::Assign { targets, value } = &stmt.kind else {
            return None;
        };
        let [
            Expr {
                kind: ExprKind::Name(name),
                ..
            },
        ] = &targets[..]
        else {
            return None;
        };
        let is_its_own = self.page.is_bound_once(name)
            && !self.page.is_bound_again(name, &[])
            && self.is_only_named_in(Called::Name(name), &[function.range]);
        let mut is_deleted = false;
        visit::statements(&function.body, &mut |it| {
            is_deleted |= matches!(&it.kind, StmtKind::Delete(all) if all.iter().any(|it| Called::Name(name).is(it)));
        });
        (value.range == self.growth.at && is_its_own && !is_deleted).then_some(name)
    }

    /// `if not log.handlers:` before the one handler that a file adds, and that writes nothing.
    pub(super) fn added_once(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (logger, method, handler) = self.call_of(place.stmt())?;
        let is_silent = matches!(&handler.kind, ExprKind::Call { func, args }
            if args.is_empty() && self.is_from(func, "logging", &["NullHandler"]));
        let is_the_one = self.page.text.matches("addHandler").count() == 1;
        if method != "addHandler"
            || !is_silent
            || !is_the_one
            || self.page.text.contains(".handlers")
        {
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

    /// `raise Refused("…")` in place of one exception for all, where nothing tells the one from another.
    pub(super) fn raised_anew(&self) -> Option<Proposal> {
        let place = self.page.place()?;
        let StmtKind::Raise { exc: Some(exc), .. } = &place.stmt().kind else {
            return None;
        };
        let made = self.expression(self.growth.made?)?;
        let (ExprKind::Name(name), ExprKind::Call { func, args }) = (&exc.kind, &made.kind) else {
            return None;
        };
        let ExprKind::Name(class) = &func.kind else {
            return None;
        };
        let are_fixed = args
            .iter()
            .all(|arg| matches!(arg.value.kind, ExprKind::Constant(_)));
        let bound = self.page.place_of(made.range)?;
        let is_of_the_module = self
            .page
            .module
            .body
            .iter()
            .any(|it| it.range == bound.stmt().range);
        let mut fit = vec![bound.stmt().range];
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Raise { exc: Some(exc), .. } = &stmt.kind {
                fit.push(exc.range);
            }
        });
        let is_the_same = self.page.is_free(class) || self.is_settled(class);
        let is_local = (self.function_around(exc.range))
            .is_some_and(|it| it.names_bound().contains(class.as_str()));
        let is_fit = self.growth.by == "raise"
            && are_fixed
            && is_of_the_module
            && is_the_same
            && !is_local
            && self.is_only_named_in(Called::Name(name), &fit);
        let edit = replaced(exc.range, self.page.source(made.range));
        is_fit.then(|| proposal("Raise a new one each time", vec![edit]))?
    }
}
