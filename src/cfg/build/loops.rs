//! `while` and `for`, with their `else`.

use super::{Builder, Frame, StepKind, Terminator, VarId};
use crate::syntax::ast::{Expr, Stmt};
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn while_loop(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let (head, start) = (self.new_block(), self.new_block());
        let (done, after) = (self.new_block(), self.new_block());
        self.goto_and_continue(head);
        self.emit(test.range, StepKind::Turn);
        let mark = self.next_var();
        self.branch(test, start, done);
        let tested = self.next_var();
        for block in [start, done] {
            self.current = block;
            if mark < tested {
                self.emit(test.range, StepKind::Drop(mark, tested));
            }
        }
        self.current = start;
        self.frames.push(Frame::Loop {
            on_break: after,
            on_continue: head,
        });
        self.statements(body);
        self.frames.pop();
        self.goto(head);
        self.current = done;
        self.statements(orelse);
        self.goto_and_continue(after);
    }

    pub(super) fn for_loop(&mut self, target: &Expr, iter: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let mark = self.next_var();
        let value = self.detached(iter);
        let made = self.next_var();
        let (head, start) = (self.new_block(), self.new_block());
        let (done, broken, after) = (self.new_block(), self.new_block(), self.new_block());
        self.goto_and_continue(head);
        let item = self.ask_for_next(iter.range, value, start, done);
        self.current = start;
        self.bind(target, item);
        self.drop_since(target.range, item);
        self.frames.push(Frame::Loop {
            on_break: broken,
            on_continue: head,
        });
        self.statements(body);
        self.frames.pop();
        self.goto(head);
        // Whatever was iterated goes away when the loop is over.
        for (block, statements) in [(done, orelse), (broken, [].as_slice())] {
            self.current = block;
            if mark < made {
                self.emit(iter.range, StepKind::Drop(mark, made));
            }
            self.statements(statements);
            self.goto(after);
        }
        self.current = after;
    }

    /// A loop of a comprehension: `body` for every item.
    pub(super) fn iterate(
        &mut self,
        target: &Expr,
        range: Range,
        iter: VarId,
        body: impl FnOnce(&mut Self),
    ) {
        let (head, start, done) = (self.new_block(), self.new_block(), self.new_block());
        self.goto_and_continue(head);
        let item = self.ask_for_next(range, iter, start, done);
        self.current = start;
        self.bind(target, item);
        body(self);
        self.drop_since(range, item);
        self.goto(head);
        self.current = done;
    }

    fn ask_for_next(
        &mut self,
        range: Range,
        iter: VarId,
        item: super::BlockId,
        done: super::BlockId,
    ) -> VarId {
        let dst = self.new_temp();
        self.emit(range, StepKind::Next { dst, iter });
        self.end(Terminator::Iterate {
            item,
            done,
            raise: self.raise_target,
        });
        dst
    }
}
