//! Registers what is acquired with an `ExitStack`: for what has no single place where it could be released.

use super::place::Place;
use super::temporary::waits;
use super::{Proposal, Replacement, STACK, Shape};
use crate::resources::WithEffect;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'m> Shape<'_, 'm> {
    /// `f = open(p)` becomes `f = stack.enter_context(open(p))` inside of `with ExitStack() as stack:`.
    /// That goes around the rest of the loop's body: a turn of a loop keeps nothing for the next. What is needed
    /// behind the loop is released behind it, at the latest at the end of the function.
    pub(super) fn in_exit_stack(&self) -> Option<Proposal> {
        let handle = self.case.handle();
        if !handle.private || handle.with != WithEffect::Releases || handle.async_with {
            return None;
        }
        let call = self.case.range();
        let name = self.case.name();
        let needs = |it: &str| it == name || self.tied().contains(it);
        let around = self.suites_of_turns().into_iter().rev();
        let mut around = around.filter_map(|suite| {
            let at = suite.iter().position(|stmt| stmt.range.covers(call))?;
            let needed = self.needed_from(&Place { suite, at }, &name);
            let stmts = needed.or_else(|| self.up_to_the_last(&suite[at..], needs))?;
            Some((suite, at, stmts))
        });
        let (suite, at, stmts) = around.next()?;
        let mut head = visit::expressions(&suite[at]).into_iter();
        let stmt = self.place()?.stmt();
        if name.is_empty() && self.is_held_too_long(stmt, call) {
            return None;
        }
        if is_put_off(&suite[at], call)
            || self.is_asked_again(call)
            || self.may_be_dropped_within(stmts)
            || head.any(|expr| expr.range.covers(call) && waits(expr, call))
        {
            return None;
        }
        let last = stmts.last()?;
        if !stmts.iter().all(|stmt| self.is_alone(stmt)) {
            return None;
        }
        let (_, edits) = self.on_a_stack(&suite[at], last.range.end)?;
        Some(Proposal {
            title: STACK.to_owned(),
            edits,
        })
    }

    /// `self.files = [open(p) for p in paths]` opens on a stack that lets go of them when all are open: so they are
    /// closed where one cannot be opened, and by nobody else.
    pub(super) fn on_a_stack_until_all_are_open(&self) -> Option<Proposal> {
        let handle = self.case.handle();
        let place = self.place()?;
        let (stmt, call) = (place.stmt(), self.case.range());
        if handle.with != WithEffect::Releases || handle.async_with || !self.is_alone(stmt) {
            return None;
        }
        let is_given = match &stmt.kind {
            StmtKind::Assign { value, .. } => is_collected(value, call),
            StmtKind::Return(Some(value)) => is_collected(value, call),
            _ => false,
        };
        if !is_given {
            return None;
        }
        let (stack, mut edits) = self.on_a_stack(stmt, stmt.range.end)?;
        let line = format!("{}{}{}", self.newline(), self.indent(stmt)?, self.unit());
        let mut behind = format!("{line}{stack}.pop_all()");
        if let StmtKind::Return(Some(value)) = &stmt.kind {
            let name = self.fresh("opened");
            edits.push(Replacement {
                range: Range::new(stmt.range.start, value.range.start),
                text: format!("{name} = "),
            });
            behind.push_str(&format!("{line}return {name}"));
        }
        let end = self.line_end(stmt);
        edits.push(Replacement {
            range: Range::new(end, end),
            text: behind,
        });
        Some(Proposal {
            title: "Use an `ExitStack` until all are open".to_owned(),
            edits,
        })
    }

    /// The name of a stack around some statements, and what makes it and puts the handle on it.
    fn on_a_stack(&self, first: &Stmt, end: u32) -> Option<(String, Vec<Replacement>)> {
        let call = self.case.range();
        let indent = self.indent(first)?;
        let (stack, import) = self.of_contextlib("ExitStack")?;
        let name = self.fresh("stack");
        let start = first.range.start;
        let (newline, unit) = (self.newline(), self.unit());
        let insert = |at: u32, text: String| Replacement {
            range: Range::new(at, at),
            text,
        };
        let header = format!("with {stack}() as {name}:{newline}{indent}{unit}");
        let enter = format!("{name}.enter_context(");
        let mut edits = vec![insert(call.end, ")".to_owned())];
        match call.start == start {
            true => edits.push(insert(start, format!("{header}{enter}"))),
            false => edits.extend([insert(start, header), insert(call.start, enter)]),
        }
        edits.extend(import);
        edits.extend(self.indented_after_the_first_line(start, end));
        Some((name, edits))
    }

    /// Whether a call is in the test of a `while`.
    fn is_asked_again(&self, call: Range) -> bool {
        let mut is_asked = false;
        visit::statements_in(&self.module.body, call, &mut |stmt| {
            is_asked |=
                matches!(&stmt.kind, StmtKind::While { test, .. } if test.range.covers(call));
        });
        is_asked
    }

    /// The suites of the function around the acquisition and of the loops in it, from the outermost to the
    /// innermost; none in the body of a class.
    fn suites_of_turns(&self) -> Vec<&'m [Stmt]> {
        let target = self.case.range();
        let mut suite: &'m [Stmt] = &self.module.body;
        let mut turns = vec![suite];
        while let Some(stmt) = suite.iter().find(|stmt| stmt.range.covers(target)) {
            let bodies = visit::bodies(stmt);
            let covers = |body: &&[Stmt]| body.iter().any(|stmt| stmt.range.covers(target));
            let Some(at) = bodies.iter().position(covers) else {
                break;
            };
            suite = bodies[at];
            match &stmt.kind {
                StmtKind::Class(_) => turns = Vec::new(),
                StmtKind::Function(_) => turns = vec![suite],
                StmtKind::For { .. } | StmtKind::While { .. } if at == 0 => turns.push(suite),
                _ => {}
            }
        }
        turns
    }
}

/// Whether an expression is a list, set or dictionary of what a call gives again and again.
fn is_collected(value: &Expr, call: Range) -> bool {
    matches!(
        &value.kind,
        ExprKind::Comprehension { lazy: false, body, .. } if body.iter().any(|part| part.range == call)
    )
}

/// Whether a call is in something that runs later (a lambda, a generator expression), or again and again
/// without all of what it gives being kept: then a stack would hold what is dropped one by one.
fn is_put_off(stmt: &Stmt, call: Range) -> bool {
    let mut is_put_off = false;
    visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
        if expr.range.covers(call) {
            is_put_off |= match &expr.kind {
                ExprKind::Lambda(_) => true,
                ExprKind::Comprehension { lazy, body, .. } => {
                    *lazy || !body.iter().any(|part| part.range == call)
                }
                _ => false,
            };
        }
    });
    is_put_off
}
