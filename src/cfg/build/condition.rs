//! Conditions become control flow: `and`, `or` and `not` are edges, what is left is one test.

use super::{BlockId, Builder, Terminator};
use crate::cfg::Condition;
use crate::syntax::ast::{BoolOp, CompareOp, Constant, Expr, ExprKind};

impl Builder<'_> {
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
            ExprKind::Compare {
                op: CompareOp::Is | CompareOp::IsNot | CompareOp::Eq | CompareOp::NotEq,
                left,
                right,
            } => self.comparison(test, (left, right), (yes, no)),
            _ => {
                let value = match &test.kind {
                    ExprKind::Compare { op, left, right } => {
                        self.compared(test.range, *op, left, right)
                    }
                    _ => self.expr(test),
                };
                let remembered = self.question(test).map(Condition::Truth);
                let condition = Condition::Truth(value);
                self.decide(test, (condition, remembered), (yes, no));
            }
        }
    }

    fn comparison(&mut self, test: &Expr, (left, right): (&Expr, &Expr), ways: (BlockId, BlockId)) {
        let (subject, constant) = match (&left.kind, &right.kind) {
            (_, ExprKind::Constant(constant)) => (left, Some(constant)),
            (ExprKind::Constant(constant), _) => (right, Some(constant)),
            _ => (left, None),
        };
        let value = self.expr(subject);
        let conditions = match constant {
            Some(constant) => {
                let equals = |var| Condition::Equals(var, constant.clone());
                (equals(value), self.question(subject).map(equals))
            }
            None => {
                let condition = Condition::Same(value, self.expr(right));
                (condition, self.question(test).map(Condition::Truth))
            }
        };
        self.decide(test, conditions, ways);
    }

    /// Ends the block with a test; conditions are put in the positive.
    fn decide(
        &mut self,
        test: &Expr,
        (condition, remembered): (Condition, Option<Condition>),
        (yes, no): (BlockId, BlockId),
    ) {
        let negative = matches!(
            &test.kind,
            ExprKind::Compare {
                op: CompareOp::IsNot | CompareOp::NotEq | CompareOp::Other("not in"),
                ..
            }
        );
        self.end(Terminator::Branch {
            condition,
            remembered,
            negative,
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
