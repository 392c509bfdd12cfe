//! Expressions, in order of evaluation; each gives the variable that holds its value.

use super::slips::{ATTRIBUTE, NAME, OPERATION};
use super::{Builder, Reach, StepKind, Terminator, Value, VarId};
use crate::cfg::Condition;
use crate::syntax::ast::{self, BoolOp, Clause, CompareOp, Constant, Expr, ExprKind};
use crate::syntax::names::comprehension_names;
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) -> VarId {
        let range = expr.range;
        match &expr.kind {
            ExprKind::Name(name) => {
                let local = self.is_bound_here(name).then(|| self.local(name));
                self.slip(range, NAME, local);
                local.unwrap_or_else(|| self.temp(range, Value::Global(name.clone())))
            }
            ExprKind::Constant(constant) => self.temp(range, Value::Constant(constant.clone())),
            ExprKind::Attribute { value, attr } => {
                let base = self.expr(value);
                self.slip(range, ATTRIBUTE, Some(base));
                self.temp(range, Value::Attribute(base, attr.clone()))
            }
            ExprKind::Call { func, args } => self.call(range, func, args),
            ExprKind::Subscript { value, index } => {
                let of = self.expr(value);
                let keys = self.exprs(index);
                let value = Value::Item {
                    of,
                    index: written_index(index),
                    key: only(&keys),
                };
                // A slice of a sequence is empty where there is nothing.
                match index.as_slice() {
                    [only] if is_slice(only) => self.temp(range, value),
                    _ => self.fallible_temp(range, value),
                }
            }
            ExprKind::Await(value) => {
                let value = self.expr(value);
                self.fallible_temp(range, Value::Await(value))
            }
            ExprKind::Yield { value, .. } => {
                self.cfg.is_generator = true;
                let value = value.as_ref().map(|value| self.expr(value));
                self.fallible_temp(range, Value::Yield(value))
            }
            ExprKind::Bool { op, left, right } => self.short_circuit(range, *op, left, right),
            ExprKind::Conditional { test, body, orelse } => {
                self.conditional(range, test, body, orelse)
            }
            ExprKind::Not(_) => self.truth(expr),
            ExprKind::Compare {
                op: CompareOp::Other("not in"),
                ..
            } => self.truth(expr),
            ExprKind::Compare { op, left, right } => self.compared(range, *op, left, right),
            ExprKind::Lambda(function) => {
                let mut captures = self.captures(function);
                captures.extend(self.defaults(function));
                self.temp(
                    range,
                    Value::Definition {
                        name: function.name.clone(),
                        captures,
                    },
                )
            }
            ExprKind::Tuple(parts) => {
                let parts = self.exprs(parts);
                self.temp(range, Value::Tuple(parts))
            }
            ExprKind::List(parts) | ExprKind::Dict(parts) => {
                let parts = self.exprs(parts);
                self.temp(range, Value::Collection(parts))
            }
            ExprKind::Starred(inner) => self.expr(inner),
            ExprKind::Named { target, value } => {
                let value = self.expr(value);
                self.bind(target, value);
                match &target.kind {
                    ExprKind::Name(name) => self.local(name),
                    _ => value,
                }
            }
            ExprKind::Comprehension { body, clauses, .. } => {
                self.comprehension(range, body, clauses)
            }
            ExprKind::Operation { op, parts } => {
                let parts = self.exprs(parts);
                self.slip(range, OPERATION, None);
                self.temp(range, Value::Operation { op, parts })
            }
            ExprKind::Opaque => self.temp(range, Value::Unknown),
        }
    }

    /// A comparison; one that is negative in the positive.
    pub(super) fn compared(
        &mut self,
        range: Range,
        op: CompareOp,
        left: &Expr,
        right: &Expr,
    ) -> VarId {
        let op = match op {
            CompareOp::Other("not in") => "in",
            CompareOp::Other(op) => op,
            CompareOp::Eq => "==",
            CompareOp::NotEq => "!=",
            CompareOp::Is | CompareOp::IsNot => "is",
        };
        let parts = vec![self.expr(left), self.expr(right)];
        self.slip(range, OPERATION, None);
        self.temp(range, Value::Operation { op, parts })
    }

    fn exprs(&mut self, parts: &[Expr]) -> Vec<VarId> {
        parts.iter().map(|part| self.expr(part)).collect()
    }

    /// `a or b` as a value: `a`, unless its truth asks for `b`.
    fn short_circuit(&mut self, range: Range, op: BoolOp, left: &Expr, right: &Expr) -> VarId {
        let result = self.new_temp();
        let left_value = self.expr(left);
        self.assign(range, result, Value::Copy(left_value));
        let (more, after) = (self.new_block(), self.new_block());
        let (yes, no) = match op {
            BoolOp::And => (more, after),
            BoolOp::Or => (after, more),
        };
        let condition = Condition::Truth(result);
        self.end(Terminator::Branch {
            condition,
            remembered: None,
            negative: false,
            range: left.range,
            yes,
            no,
        });
        self.current = more;
        let right_value = self.expr(right);
        self.assign(range, result, Value::Copy(right_value));
        self.goto_and_continue(after);
        result
    }

    fn conditional(&mut self, range: Range, test: &Expr, body: &Expr, orelse: &Expr) -> VarId {
        let result = self.new_temp();
        let (yes, no, after) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(test, yes, no);
        for (block, part) in [(yes, body), (no, orelse)] {
            self.current = block;
            let value = self.expr(part);
            self.assign(range, result, Value::Copy(value));
            self.goto(after);
        }
        self.current = after;
        result
    }

    /// A condition as a value.
    pub(super) fn truth(&mut self, expr: &Expr) -> VarId {
        let result = self.new_temp();
        let (yes, no, after) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(expr, yes, no);
        for (block, holds) in [(yes, true), (no, false)] {
            self.current = block;
            let constant = Constant::Bool(holds);
            self.assign(expr.range, result, Value::Constant(constant));
            self.goto(after);
        }
        self.current = after;
        result
    }

    /// A comprehension runs its loops here and now.
    ///
    /// Approximation: a generator expression is treated the same, though it runs later or never.
    fn comprehension(&mut self, range: Range, body: &[Expr], clauses: &[Clause]) -> VarId {
        // Nameless, so that they go away with the statement.
        let mut names: Vec<_> = comprehension_names(clauses).into_iter().collect();
        names.sort();
        let scope = names.into_iter().map(|name| {
            let var = self.new_var(String::new(), Reach::Local);
            (name.to_owned(), var)
        });
        let scope = scope.collect();
        let result = self.temp(range, Value::Collection(Vec::new()));
        self.scoped.push(scope);
        self.clauses(clauses, body, result);
        self.scoped.pop();
        result
    }

    fn clauses(&mut self, clauses: &[Clause], body: &[Expr], result: VarId) {
        match clauses {
            [] => {
                for part in body {
                    let value = self.expr(part);
                    self.emit(
                        part.range,
                        StepKind::Collect {
                            into: result,
                            value,
                        },
                    );
                }
            }
            [Clause::If(test), rest @ ..] => {
                let (yes, after) = (self.new_block(), self.new_block());
                self.branch(test, yes, after);
                self.current = yes;
                self.clauses(rest, body, result);
                self.goto_and_continue(after);
            }
            [Clause::For { target, iter }, rest @ ..] => {
                let iter_range = iter.range;
                let iter = self.detached(iter);
                self.iterate(target, iter_range, iter, |builder| {
                    builder.clauses(rest, body, result);
                });
            }
        }
    }
}

/// The key of a subscript that has one.
pub(super) fn only(keys: &[VarId]) -> Option<VarId> {
    match keys {
        [key] => Some(*key),
        _ => None,
    }
}

/// The position that a subscript is written as, if it is a plain number.
fn written_index(index: &[Expr]) -> Option<usize> {
    match index {
        [
            Expr {
                kind: ExprKind::Constant(Constant::Number(digits)),
                ..
            },
        ] => digits.parse().ok(),
        _ => None,
    }
}

fn is_slice(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Operation { op, .. } if ast::is_slice(op))
}
