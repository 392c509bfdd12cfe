//! Once and for all, or anew each time: what is meant to be made once, and what is made once and grows.

use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::Proposal;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, Function, Stmt, StmtKind};
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
        let is_empty = match made {
            "[]" | "{}" => true,
            "set()" | "list()" | "dict()" => self.page.is_free(made.trim_end_matches("()")),
            _ => false,
        };
        const LOOKING: [&str; 4] = ["__defaults__", "__kwdefaults__", "inspect", "signature"];
        let is_seen = LOOKING.iter().any(|it| self.page.text.contains(it))
            || self.gives_all_names()
            || !function.decorators.is_empty()
            || param.annotation.is_some();
        let is_fit = is_empty
            && !is_seen
            && self.is_only_filled(&param.name, function)
            && self.is_left_to_the_default(function, &param.name);
        if !is_fit {
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

    /// Whether all that the file calls by the name of a function leaves a parameter to its default, and nothing hands
    /// the function on.
    fn is_left_to_the_default(&self, function: &Function, param: &str) -> bool {
        let place = function.params.iter().position(|it| it.name == param);
        let is_method = function.params.first().is_some_and(|it| it.name == "self");
        let most = place.map_or(0, |it| it - usize::from(is_method && it > 0));
        let (mut named, mut fit) = (0, 0);
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            let is_it = |it: &Expr| {
                Called::Name(&function.name).is(it) || Called::Attribute(&function.name).is(it)
            };
            named += usize::from(is_it(expr));
            if let ExprKind::Call { func, args } = &expr.kind {
                let gives = |it: &Arg| {
                    it.keyword.as_deref() == Some(param)
                        || matches!(it.value.kind, ExprKind::Starred(_))
                };
                let is_plain = args.len() <= most && !args.iter().any(gives);
                fit += usize::from(is_it(func) && is_plain);
            }
        });
        named == fit
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

    /// `if not log.handlers:` before the one handler that a file adds, and that writes nothing.
    pub(super) fn added_once(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (logger, method, handler) = self.call_of(place.stmt())?;
        let is_silent = matches!(&handler.kind, ExprKind::Call { func, args }
            if args.is_empty() && self.is_from(func, "logging", &["NullHandler"]));
        let is_the_one = self.page.text.matches("addHandler").count() == 1
            && matches!(logger.kind, ExprKind::Name(_));
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
        let mut fit = vec![bound.stmt().range];
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Raise { exc: Some(exc), .. } = &stmt.kind {
                fit.push(exc.range);
            }
        });
        const OF_PYTHON: &[&str] = &[
            "ConnectionError",
            "Exception",
            "KeyError",
            "LookupError",
            "OSError",
            "PermissionError",
            "RuntimeError",
            "TimeoutError",
            "TypeError",
            "ValueError",
        ];
        // One of the file's own may count how many there are; who gets it may write on it.
        let is_python_s = OF_PYTHON.contains(&class.as_str()) && self.page.is_free(class);
        let mut is_looked_at = false;
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Try { handlers, .. } = &stmt.kind {
                is_looked_at |= handlers.iter().any(|it| it.name.is_some());
            }
        });
        let is_fit = self.growth.by == "raise"
            && are_fixed
            && self.is_of_the_module(bound.stmt())
            && is_python_s
            && !is_looked_at
            && self.is_only_named_in(Called::Name(name), &fit);
        let edit = replaced(exc.range, self.page.source(made.range));
        is_fit.then(|| proposal("Raise a new one each time", vec![edit]))?
    }
}
