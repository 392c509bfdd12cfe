//! Conditions become control flow: `and`, `or` and `not` are edges, what is left is one test.

use super::{BlockId, Builder, Terminator};
use crate::cfg::Condition;
use crate::syntax::ast::{BoolOp, CompareOp, Constant, Expr, ExprKind};

impl Builder<'_> {
    /// Goes to `yes` if `test` holds and to `no` if not; leaves no current block to continue in.
    pub(super) fn branch(&mut self, test: &Expr, yes: BlockId, no: BlockId) {
        if let Some((whole, is_empty)) = counted(test) {
            return self.emptiness(test, (whole, is_empty), (yes, no));
        }
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
                self.decide(test, (condition, remembered, is_negative(test)), (yes, no));
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
        let (condition, remembered) = match constant {
            Some(constant) => {
                let equals = |var| Condition::Equals(var, constant.clone());
                (equals(value), self.question(subject).map(equals))
            }
            None => {
                let condition = Condition::Same(value, self.expr(right));
                (condition, self.question(test).map(Condition::Truth))
            }
        };
        self.decide(test, (condition, remembered, is_negative(test)), ways);
    }

    /// `len(files) > 0` asks for the truth of `files`.
    fn emptiness(
        &mut self,
        test: &Expr,
        (whole, is_empty): (&Expr, bool),
        ways: (BlockId, BlockId),
    ) {
        if let ExprKind::Compare { op, left, right } = &test.kind {
            self.compared(test.range, *op, left, right);
        }
        let condition = Condition::Truth(self.expr(whole));
        let remembered = self.question(test).map(Condition::Truth);
        self.decide(test, (condition, remembered, is_empty), ways);
    }

    /// Ends the block with a test; conditions are put in the positive.
    fn decide(
        &mut self,
        test: &Expr,
        (condition, remembered, negative): (Condition, Option<Condition>, bool),
        (yes, no): (BlockId, BlockId),
    ) {
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

/// Whether a comparison is written in the negative.
fn is_negative(test: &Expr) -> bool {
    matches!(
        &test.kind,
        ExprKind::Compare {
            op: CompareOp::IsNot | CompareOp::NotEq | CompareOp::Other("not in"),
            ..
        }
    )
}

/// The variable of which a test asks whether there is anything in it, by its length, and whether it holds
/// when there is nothing.
fn counted(test: &Expr) -> Option<(&Expr, bool)> {
    let ExprKind::Compare { op, left, right } = &test.kind else {
        return None;
    };
    let is_empty = match (op, digits(right)?) {
        (CompareOp::Eq, "0") | (CompareOp::Other("<"), "1") => true,
        (CompareOp::NotEq | CompareOp::Other(">"), "0") | (CompareOp::Other(">="), "1") => false,
        _ => return None,
    };
    match &left.kind {
        ExprKind::Call { func, args } => match (&func.kind, args.as_slice()) {
            (ExprKind::Name(len), [only]) if len == "len" => {
                let is_name = matches!(only.value.kind, ExprKind::Name(_));
                is_name.then_some((&only.value, is_empty))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A number, as it is written.
fn digits(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Constant(Constant::Number(digits)) => Some(digits),
        _ => None,
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
