//! `match`: cases are tried in order; what a pattern looks at is not understood.

use super::{Builder, Terminator, Value};
use crate::cfg::Condition;
use crate::syntax::ast::{Case, Expr};

impl Builder {
    pub(super) fn match_statement(&mut self, subject: &Expr, cases: &[Case]) {
        self.expr(subject);
        let after = self.new_block();
        for case in cases {
            let (matched, next) = (self.new_block(), self.new_block());
            if case.irrefutable {
                self.goto(matched);
            } else {
                let condition = Condition::Unknown;
                self.end(Terminator::Branch {
                    condition,
                    range: case.range,
                    yes: matched,
                    no: next,
                });
            }
            self.current = matched;
            for name in &case.binds {
                let dst = self.local(name);
                self.assign(case.range, dst, Value::Unknown);
            }
            if let Some(guard) = &case.guard {
                let holds = self.new_block();
                self.branch(guard, holds, next);
                self.current = holds;
            }
            self.statements(&case.body);
            self.goto(after);
            self.current = next;
        }
        self.goto_and_continue(after);
    }
}
