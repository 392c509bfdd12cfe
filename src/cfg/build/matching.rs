//! `match`: cases are tried in order; of patterns only literals are understood.

use super::{Builder, StepKind, Terminator, Value, VarId};
use crate::cfg::Condition;
use crate::syntax::ast::{Case, Expr};
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn match_statement(&mut self, subject: &Expr, cases: &[Case]) {
        let mark = self.next_var();
        let value = self.expr(subject);
        let tested = self.next_var();
        let after = self.new_block();
        for case in cases {
            let (matched, next) = (self.new_block(), self.new_block());
            if case.irrefutable {
                self.goto(matched);
            } else {
                let condition = match &case.literal {
                    Some(literal) => Condition::Equals(value, literal.clone()),
                    None => Condition::Unknown,
                };
                self.end(Terminator::Branch {
                    remembered: None,
                    negative: false,
                    condition,
                    range: case.range,
                    yes: matched,
                    no: next,
                });
            }
            self.current = matched;
            for name in &case.binds {
                let dst = self.local(name);
                let given = match &case.whole {
                    Some(whole) if whole == name => Value::Copy(value),
                    _ => Value::Element {
                        of: value,
                        index: None,
                    },
                };
                self.assign(case.range, dst, given);
            }
            if let Some(guard) = &case.guard {
                let holds = self.new_block();
                self.branch(guard, holds, next);
                self.current = holds;
            }
            self.forget_subject(subject.range, mark, tested);
            self.statements(&case.body);
            self.goto(after);
            self.current = next;
        }
        self.forget_subject(subject.range, mark, tested);
        self.goto_and_continue(after);
    }

    /// What was made for the subject goes away when its case is found.
    fn forget_subject(&mut self, range: Range, mark: VarId, tested: VarId) {
        if mark < tested {
            self.emit(range, StepKind::Drop(mark, tested));
        }
    }
}
