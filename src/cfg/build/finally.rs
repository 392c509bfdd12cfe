//! What `finally`, `with` and handlers share: code that runs on every way out.

use super::{Builder, Frame, StepKind, Terminator, VarId, Why};
use crate::cfg::EndFinally;
use crate::text::Range;

impl Builder<'_> {
    /// Builds `body` so that `last` runs on every way out of it.
    ///
    /// `manager` is given for a `with`, whose `__exit__` may swallow an exception.
    pub(super) fn guarded(
        &mut self,
        range: Range,
        manager: Option<VarId>,
        body: impl FnOnce(&mut Self),
        last: impl FnOnce(&mut Self),
    ) {
        let outer = self.raise_target;
        let (entry, landing, abandoned) = (self.new_block(), self.new_block(), self.new_block());
        let mark = self.next_var();
        self.raise_target = landing;
        self.frames.push(Frame::Guarded {
            entry,
            used: Vec::new(),
        });
        body(self);
        let end = Range::new(range.end, range.end);
        self.emit(end, StepKind::Push(Why::Normal));
        self.goto(entry);
        let used = match self.frames.pop() {
            Some(Frame::Guarded { used, .. }) => used,
            _ => Vec::new(),
        };
        self.current = landing;
        self.drop_since(end, mark);
        self.emit(end, StepKind::Push(Why::Raise));
        self.goto(entry);

        self.current = abandoned;
        self.emit(end, StepKind::Pop);
        self.goto(outer);
        self.raise_target = abandoned;
        self.frames.push(Frame::Running);
        self.current = entry;
        last(self);
        self.frames.pop();
        self.raise_target = outer;
        self.end_finally(range, manager, &used);
    }

    fn end_finally(&mut self, range: Range, manager: Option<VarId>, used: &[Why]) {
        let here = self.current;
        let mut way = |why: Why| {
            used.contains(&why).then(|| {
                let block = self.new_block();
                self.current = block;
                self.jump(range, why);
                block
            })
        };
        let (on_return, on_break) = (way(Why::Return), way(Why::Break));
        let on_continue = way(Why::Continue);
        let normal = self.new_block();
        let raise = self.raise_target;
        self.current = here;
        let end = EndFinally {
            manager,
            normal,
            raise,
            on_return,
            on_break,
            on_continue,
        };
        self.end(Terminator::EndFinally(Box::new(end)));
        self.current = normal;
    }
}
