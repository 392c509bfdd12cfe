//! An end on every way: what was put in, registered or switched off goes again in a `finally`.
//!
//! Whoever calls the function may not see the difference otherwise than by what stays.

use super::uses::{Called, called};
use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// Something that is taken out: of what, and by which key.
struct Taken<'s> {
    of: &'s Expr,
    key: &'s Expr,
    /// Whether it may be gone already.
    may_be_gone: bool,
}

impl<'m> Soil<'m> {
    /// The statements between what puts something in and what takes it out go into a `try`, the removal into its
    /// `finally`.
    pub(super) fn in_a_finally(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let removal = self.growth.removal?;
        let end = place.suite.iter().position(|it| it.range.covers(removal))?;
        let between = place.suite.get(place.at + 1..end)?;
        let taken = &place.suite[end];
        let is_fit = match self.taken(taken) {
            Some(out) => self.is_unseen(&out, place.stmt(), between, taken),
            None => self.switches_on(taken),
        };
        if between.is_empty() || !is_fit || self.leaves(between) || !self.page.is_alone(taken) {
            return None;
        }
        let mut edits = self.tried(between, &indent)?;
        let unit = self.page.unit();
        let start = self.page.line_start(taken);
        let newline = self.page.newline();
        edits.push(replaced(
            Range::new(start, taken.range.start),
            format!("{indent}finally:{newline}{indent}{unit}"),
        ));
        edits.extend(
            self.page
                .indented_after_the_first_line(taken.range.start, taken.range.end),
        );
        proposal(
            format!("Move `{}` into a `finally`", self.page.source(taken.range)),
            edits,
        )
    }

    /// What a statement takes out, if it does nothing else and nobody has what it gives.
    fn taken<'s>(&self, stmt: &'s Stmt) -> Option<Taken<'s>> {
        let taken = |of, key, may_be_gone| {
            Some(Taken {
                of,
                key,
                may_be_gone,
            })
        };
        match &stmt.kind {
            StmtKind::Delete(targets) => match &targets[..] {
                [
                    Expr {
                        kind: ExprKind::Subscript { value, index },
                        ..
                    },
                ] => match &index[..] {
                    [key] => taken(value, key, false),
                    _ => None,
                },
                _ => None,
            },
            StmtKind::Expr(Expr {
                kind: ExprKind::Call { func, args },
                ..
            }) => {
                let ExprKind::Attribute { value, attr } = &func.kind else {
                    return None;
                };
                let is_none = |it: &Expr| matches!(it.kind, ExprKind::Constant(Constant::None));
                match (attr.as_str(), &args[..]) {
                    ("pop", [key, default]) if is_none(&default.value) => {
                        taken(value, &key.value, true)
                    }
                    ("discard", [key]) => taken(value, &key.value, true),
                    ("pop" | "remove", [key]) => taken(value, &key.value, false),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `gc.enable()`, where nothing asks whether it is on.
    fn switches_on(&self, stmt: &Stmt) -> bool {
        matches!(&stmt.kind, StmtKind::Expr(expr) if self.page.source(expr.range) == "gc.enable()")
            && !self.page.text.contains("isenabled")
    }

    /// Whether it makes no difference but that it does not stay if something is taken out earlier, or at all: the
    /// key is the same, its function looks for nothing else there, nor does whoever calls that.
    fn is_unseen(&self, out: &Taken<'_>, put: &Stmt, between: &[Stmt], taken: &Stmt) -> bool {
        let Some(holder) = Called::of(out.of) else {
            return false;
        };
        let Some(function) = self.function_around(put.range) else {
            return false;
        };
        let key = self.page.source(out.key.range);
        let is_put = match &put.kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|it| match &it.kind {
                ExprKind::Subscript { value, index } => {
                    holder.is(value) && index.iter().all(|it| self.page.source(it.range) == key)
                }
                _ => false,
            }),
            _ => (self.call_of(put))
                .is_some_and(|(of, _, it)| holder.is(of) && self.page.source(it.range) == key),
        };
        is_put
            && self.is_the_same_after(out.key, between)
            && !self.is_named_besides(holder, function, &[put.range, taken.range])
            && !self.is_seen_around(holder, function)
            && (out.may_be_gone || !self.is_shrunk_besides(holder, taken.range))
            && !self.gives_all_names()
    }

    /// Whether a function names something outside of some ranges.
    fn is_named_besides(&self, what: Called<'_>, function: &Function, ranges: &[Range]) -> bool {
        let mut is = false;
        visit::all_expressions(&function.body, &mut |expr| {
            is |= what.is(expr) && !ranges.iter().any(|it| it.covers(expr.range));
        });
        is
    }

    /// Whether something else in the file makes a collection smaller.
    fn is_shrunk_besides(&self, holder: Called<'_>, taken: Range) -> bool {
        let mut is = false;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            let shrinks = match &expr.kind {
                ExprKind::Attribute { value, attr } => {
                    holder.is(value)
                        && matches!(
                            attr.as_str(),
                            "pop" | "popitem" | "remove" | "discard" | "clear"
                        )
                }
                _ => false,
            };
            is |= shrinks && !taken.covers(expr.range);
        });
        visit::statements(&self.page.module.body, &mut |stmt| {
            if let StmtKind::Delete(targets) = &stmt.kind {
                let has = targets.iter().any(|it| visit::has(it, &|it| holder.is(it)));
                is |= has && stmt.range != taken;
            }
        });
        is
    }

    /// What comes after something was put under a key goes into a `try`, and `pop` into its `finally`: where another
    /// function takes it out, and may never be called, while this one waits for it.
    pub(super) fn taken_out_by_itself(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let StmtKind::Assign {
            targets,
            value: put,
        } = &place.stmt().kind
        else {
            return None;
        };
        let [
            Expr {
                kind: ExprKind::Subscript { value, index },
                ..
            },
        ] = &targets[..]
        else {
            return None;
        };
        let ([key], ExprKind::Name(put)) = (&index[..], &put.kind) else {
            return None;
        };
        let rest = place.suite.get(place.at + 1..)?;
        let last = rest.last()?;
        let (holder, function) = (Called::of(value)?, self.function_around(self.growth.at)?);
        let is_fit = self.growth.raises.is_some()
            && self.waits_for(rest, put)
            && !self.page.is_bound_again(put, rest)
            && !self.gives_away(rest, put)
            && self.is_the_same_after(key, rest)
            && !self.is_named_besides(holder, function, &[place.stmt().range])
            && !self.is_recursive(function)
            && !self.gives_all_names();
        if !is_fit {
            return None;
        }
        let mut edits = self.tried(rest, &indent)?;
        let unit = self.page.unit();
        let pop = format!(
            "{}.pop({}, None)",
            self.page.source(value.range),
            self.page.source(key.range)
        );
        let lines = ["finally:".to_owned(), format!("{unit}{pop}")];
        edits.push(self.behind(last, &indent, &lines));
        proposal(format!("Take it out in a `finally`: `{pop}`"), edits)
    }

    /// Whether some statements wait for what a name stands for, for a time.
    fn waits_for(&self, stmts: &[Stmt], name: &str) -> bool {
        let mut waits = false;
        visit::all_expressions(stmts, &mut |expr| {
            if let ExprKind::Call { args, .. } = &expr.kind {
                let first = args.first().map(|it| &it.value);
                waits |= called(expr) == Some("wait_for")
                    && first.is_some_and(|it| Called::Name(name).is(it));
            }
        });
        waits
    }

    /// Whether some statements return, store or hand out what a name stands for, so that it is needed later.
    fn gives_away(&self, stmts: &[Stmt], name: &str) -> bool {
        let is_it = |it: &Expr| Called::Name(name).is(it);
        let is_plain = |it: &Expr| match &it.kind {
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(is_it)
            }
            _ => is_it(it),
        };
        let mut gives = false;
        visit::statements(stmts, &mut |stmt| match &stmt.kind {
            StmtKind::Return(Some(value)) | StmtKind::Assign { value, .. } => {
                gives |= is_plain(value);
            }
            _ => {}
        });
        gives
    }

    /// What comes after a handler was added goes into a `try`, and what removes it into its `finally`: where the
    /// function makes the handler, runs what it was given, and lets nobody else have the handler.
    pub(super) fn taken_back(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let (logger, method, handler) = self.call_of(place.stmt())?;
        let ExprKind::Name(handler) = &handler.kind else {
            return None;
        };
        let rest = place.suite.get(place.at + 1..)?;
        let last = rest.last()?;
        let function = self.function_around(self.growth.at)?;
        let is_fit = method == "addHandler"
            && self.is_the_same_after(logger, rest)
            && self.is_own(handler, function, place.stmt())
            && runs_what_it_was_given(function, rest)
            && !self.gives_all_names();
        if !is_fit {
            return None;
        }
        let mut edits = self.tried(rest, &indent)?;
        let unit = self.page.unit();
        let back = format!(
            "{}.removeHandler({handler})",
            self.page.source(logger.range)
        );
        let lines = ["finally:".to_owned(), format!("{unit}{back}")];
        edits.push(self.behind(last, &indent, &lines));
        proposal(format!("Take it back in a `finally`: `{back}`"), edits)
    }

    /// Whether a local name is bound once, to something made there, and nothing is done with that but to call its
    /// methods and to register it.
    fn is_own(&self, name: &str, function: &Function, registers: &Stmt) -> bool {
        let is_it = |it: &Expr| Called::Name(name).is(it);
        let (mut made, mut fit) = (0, vec![registers.range]);
        visit::statements(&function.body, &mut |stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } if targets.len() == 1 && is_it(&targets[0]) => {
                made += usize::from(matches!(value.kind, ExprKind::Call { .. }));
                fit.push(targets[0].range);
            }
            StmtKind::Expr(Expr {
                kind: ExprKind::Call { func, .. },
                ..
            }) => match &func.kind {
                ExprKind::Attribute { value, .. } if is_it(value) => fit.push(value.range),
                _ => {}
            },
            _ => {}
        });
        made == 1
            && self.page.is_bound_once(name)
            && !self.is_named_besides(Called::Name(name), function, &fit)
    }

    /// `try:` before some statements, which are indented.
    fn tried(&self, stmts: &[Stmt], indent: &str) -> Option<Vec<Replacement>> {
        let (first, last) = (stmts.first()?, stmts.last()?);
        let are_alone = stmts
            .iter()
            .all(|it| self.page.indent(it).as_deref() == Some(indent));
        if !are_alone || !self.page.is_alone(last) {
            return None;
        }
        let start = self.page.line_start(first);
        let newline = self.page.newline();
        let unit = self.page.unit();
        let mut edits = vec![replaced(
            Range::new(start, start),
            format!("{indent}try:{newline}{unit}"),
        )];
        let (from, to) = (first.range.start, last.range.end);
        edits.extend(self.page.indented_after_the_first_line(from, to));
        Some(edits)
    }
}

/// Whether some statements of a function call one of its parameters, or a method of one.
fn runs_what_it_was_given(function: &Function, stmts: &[Stmt]) -> bool {
    let is_given = |it: &Expr| {
        let mut params = function
            .params
            .iter()
            .filter(|it| !matches!(it.name.as_str(), "self" | "cls"));
        params.any(|param| Called::Name(&param.name).is(it))
    };
    let mut runs = false;
    visit::all_expressions(stmts, &mut |expr| {
        if let ExprKind::Call { func, .. } = &expr.kind {
            runs |= is_given(func)
                || matches!(&func.kind, ExprKind::Attribute { value, .. } if is_given(value));
        }
    });
    runs
}
