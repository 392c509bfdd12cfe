//! Conditions become control flow: `and`, `or` and `not` are edges, what is left is one test.

use super::{BlockId, Builder, Terminator};
use crate::cfg::Condition;
use crate::syntax::ast::{BoolOp, CompareOp, Constant, Expr, ExprKind};

impl Builder {
    /// Goes to `yes` if `test` holds and to `no` if not; leaves no current block to continue in.
    pub(super) fn branch(&mut self, test: &Expr, yes: BlockId, no: BlockId) {
        match &test.kind {
            ExprKind::Not(inner) => self.branch(inner, no, yes),
            ExprKind::Bool { op, left, right } => {
                let middle = self.new_block();
                match op {
                    BoolOp::And => self.branch(left, middle, no),
                    BoolOp::Or => self.branch(left, yes, middle),
                }
                self.current = middle;
                self.branch(right, yes, no);
            }
            ExprKind::Constant(constant) => {
                self.goto(if is_true(constant) { yes } else { no });
            }
            ExprKind::Compare { op, left, right } if *op != CompareOp::Other => {
                self.comparison(test, *op, (left, right), (yes, no));
            }
            _ => {
                let value = self.expr(test);
                let condition = Condition::Truth(value);
                self.end(Terminator::Branch {
                    condition,
                    range: test.range,
                    yes,
                    no,
                });
            }
        }
    }

    fn comparison(
        &mut self,
        test: &Expr,
        op: CompareOp,
        (left, right): (&Expr, &Expr),
        (yes, no): (BlockId, BlockId),
    ) {
        let (value, constant) = match (&left.kind, &right.kind) {
            (_, ExprKind::Constant(constant)) => (self.expr(left), Some(constant)),
            (ExprKind::Constant(constant), _) => (self.expr(right), Some(constant)),
            _ => (self.expr(left), None),
        };
        let condition = match constant {
            Some(constant) => Condition::Equals(value, constant.clone()),
            None => Condition::Same(value, self.expr(right)),
        };
        let positive = matches!(op, CompareOp::Is | CompareOp::Eq);
        let (yes, no) = if positive { (yes, no) } else { (no, yes) };
        self.end(Terminator::Branch {
            condition,
            range: test.range,
            yes,
            no,
        });
    }
}

/// The truth of a literal.
pub fn is_true(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Number(digits) => digits.chars().any(|digit| ('1'..='9').contains(&digit)),
        Constant::Str(text) => !text.is_empty(),
        Constant::Ellipsis => true,
    }
}
