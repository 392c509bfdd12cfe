//! What a step does: who is tied to the handle afterwards, and what comes too late.

use super::callee::Callee;
use super::state::{State, Tie};
use super::{Follow, LateKind, Start, known};
use crate::cfg::{Reach, StepId, StepKind, Value, VarId};
use crate::resources::{Form, WithEffect};
use crate::syntax::ast::is_slice;
use crate::typestate::written::scopes::Yields;

/// What a collection is that has something of this tie.
fn collected(tie: Tie) -> Tie {
    match tie {
        Tie::Handle => Tie::Holds,
        // A collection of collections, too: its items are no handles.
        tie => tie.max(Tie::Part),
    }
}

impl Follow<'_> {
    /// One step.
    pub(super) fn step(&self, id: StepId, state: &mut State) {
        let step = self.cfg().step(id);
        match &step.kind {
            StepKind::Assign { dst, value } => self.assign(id, *dst, value, state),
            StepKind::StoreAttr { base, value, .. } | StepKind::StoreItem { base, value, .. } => {
                self.touch(id, *base, state);
                self.put(id, *value, *base, state);
            }
            StepKind::Collect { into, value } => self.put(id, *value, *into, state),
            StepKind::Delete(var) => state.untie(*var),
            StepKind::Enter { dst, manager } => self.enter(id, *dst, *manager, state),
            StepKind::Leave(manager) => self.leave(id, *manager, state),
            StepKind::Return(Some(value)) | StepKind::Raise(Some(value)) => {
                if let Some(tie) = state.of(*value) {
                    self.give(id, tie, state);
                }
            }
            StepKind::Next { dst, iter } => {
                match state.of(*iter) {
                    Some(Tie::Holds) => {}
                    _ => self.touch(id, *iter, state),
                }
                match self.item_of(*iter, state) {
                    Some(tie) => self.tie(id, *dst, tie, state),
                    None => state.untie(*dst),
                }
            }
            StepKind::Return(None)
            | StepKind::Raise(None)
            | StepKind::Drop(..)
            | StepKind::Push(_)
            | StepKind::Pop
            | StepKind::Slip { .. }
            | StepKind::Turn => {}
        }
    }

    fn assign(&self, id: StepId, dst: VarId, value: &Value, state: &mut State) {
        if let Start::Acquired(site, acquired) = self.start
            && site == id
        {
            state.open();
            let tie = match acquired.form {
                Form::Returned if !acquired.awaited => Tie::Handle,
                _ => Tie::Source,
            };
            if acquired.form == Form::Receiver
                && let Value::Call { func, .. } = value
                && let Callee::Method(base, _) = self.callee(*func)
            {
                self.tie_all(base, state);
                return state.untie(dst);
            }
            return self.tie(id, dst, tie, state);
        }
        let tie = match value {
            Value::Copy(from) => {
                state.copy(*from, dst);
                return self.named(id, dst, state);
            }
            Value::Attribute(base, attr) => self.attribute(id, *base, attr, state),
            Value::Item { of, index, key } => match state.of(*of) {
                Some(Tie::Source) => self.element(*index),
                Some(Tie::Holds) if key.is_some_and(|key| self.is_slice(key)) => Some(Tie::Holds),
                Some(Tie::Holds) => Some(Tie::Handle),
                Some(tie) => {
                    self.touch(id, *of, state);
                    let is_data = tie == Tie::Rows
                        || (tie == Tie::Handle && known::has_data_items(self.handle()));
                    (!is_data).then_some(tie.max(Tie::Part))
                }
                None => None,
            },
            Value::Element { of, index } => match state.of(*of) {
                Some(Tie::Source) => self.element(*index),
                // A starred target gets a list, a pattern whatever it finds.
                Some(tie) if index.is_none() => Some(tie.max(Tie::Part)),
                Some(_) => self.item_of(*of, state),
                None => None,
            },
            Value::Call { func, args } => self.call(id, *func, args, state),
            Value::Await(from) => match state.of(*from) {
                Some(Tie::Source) => match self.form() {
                    Form::Returned => Some(Tie::Handle),
                    _ => Some(Tie::Source),
                },
                tie => tie,
            },
            Value::Yield(given) => {
                // Whoever gets it may be done with it before control comes back; who only borrows it is.
                if let Some(given) = given
                    && self.context.scope.yields == Yields::Given
                    && let Some(tie) = state.of(*given)
                {
                    let lent = if state.may_be_open() {
                        Tie::Part.max(tie)
                    } else {
                        tie
                    };
                    self.give(id, lent, state);
                }
                None
            }
            Value::Tuple(parts) | Value::Collection(parts) => {
                let tied = parts.iter().filter_map(|part| state.of(*part)).max();
                tied.map(collected)
            }
            Value::Definition { captures, .. } => {
                let tied = captures.iter().any(|var| state.of(*var).is_some());
                tied.then_some(Tie::Part)
            }
            Value::Operation { op, parts } => {
                self.added(id, op, parts, state);
                let tied = parts.iter().filter_map(|part| state.of(*part)).max();
                tied.filter(|_| {
                    known::keeps_operands(op)
                        || (*op == "f-string" && known::goes_by_what_is_written(self.handle()))
                })
            }
            Value::Constant(_)
            | Value::Param { .. }
            | Value::Global(_)
            | Value::Import(_)
            | Value::Unknown => match self.start {
                Start::Given(param, tie, _) if param == dst => Some(tie),
                _ => None,
            },
        };
        match tie {
            Some(tie) => self.tie(id, dst, tie, state),
            None => state.untie(dst),
        }
    }

    /// `rows += [f]` puts something into what `rows` stands for, whoever has that besides.
    fn added(&self, id: StepId, op: &str, parts: &[VarId], state: &mut State) {
        if op == "+="
            && let [into, value] = parts
            && let Some(tie) = state.of(*value)
            && state.of(*into).is_none()
            && !self.is_own(*into)
        {
            self.keep(id, tie, state);
        }
    }

    /// Which part of what the site gave is the handle: its other half may need it.
    fn element(&self, index: Option<usize>) -> Option<Tie> {
        match (self.form(), index) {
            (Form::FirstOfTuple, Some(0)) | (Form::SecondOfTuple, Some(1)) => Some(Tie::Handle),
            (Form::BothOfTuple, _) => Some(Tie::Handle),
            _ if self.handle().by_path => Some(Tie::Handle),
            // What comes behind a handle says something about it: an address, a path.
            (Form::FirstOfTuple, Some(_)) if !self.handle().kept_by_parts => None,
            _ => Some(Tie::Part),
        }
    }

    fn attribute(&self, id: StepId, base: VarId, attr: &str, state: &mut State) -> Option<Tie> {
        let tie = state.of(base)?;
        let handle = self.handle();
        if handle.by_path {
            return Some(tie);
        }
        // An object that was made here has what was put into it, whatever it calls that.
        if tie == Tie::Holds {
            return Some(Tie::Part);
        }
        match known::attribute(handle, attr) {
            known::Member::Label => None,
            known::Member::Data => {
                self.touch(id, base, state);
                (tie == Tie::Part).then_some(tie)
            }
            known::Member::Rows => Some(tie.max(Tie::Rows)),
            known::Member::Part => Some(tie.max(Tie::Part)),
        }
    }

    fn enter(&self, id: StepId, dst: VarId, manager: VarId, state: &mut State) {
        let tie = match state.of(manager) {
            Some(Tie::Source | Tie::Closing | Tie::Lending | Tie::Handle) => Tie::Handle,
            Some(Tie::Stack) => Tie::Stack,
            Some(tie) => {
                self.touch(id, manager, state);
                tie
            }
            None => return state.untie(dst),
        };
        let is_mixed = state.is_mixed(manager);
        self.tie(id, dst, tie, state);
        if is_mixed {
            state.blend(dst);
        }
    }

    fn leave(&self, id: StepId, manager: VarId, state: &mut State) {
        match state.of(manager) {
            Some(Tie::Closing | Tie::Stack) => self.release(id, manager, "close", state),
            Some(Tie::Handle | Tie::Source) if self.handle().with == WithEffect::Releases => {
                self.release(id, manager, "__exit__", state);
            }
            Some(Tie::Handle | Tie::Source | Tie::Lending) | None => {}
            Some(Tie::Rows | Tie::Holds | Tie::Part | Tie::Stale) => {
                self.touch(id, manager, state);
                state.above.clear();
            }
        }
    }

    /// What a variable holds is released.
    pub(super) fn release(&self, id: StepId, var: VarId, how: &str, state: &mut State) {
        if state.may_be_released() && !known::is_harmless_twice(self.handle(), how) {
            self.late(id, (LateKind::Twice, None), state);
        }
        // A stack releases what it was given, and nothing else.
        if state.is_mixed(var) && state.of(var) != Some(Tie::Stack) {
            self.late(id, (LateKind::Foreign, None), state);
        }
        if !state.above.is_empty() {
            self.late(id, (LateKind::Beneath, None), state);
        }
        if !state.work.is_empty() {
            self.late(id, (LateKind::GoesOn, None), state);
            let code = self.cfg().step(id).range.of(self.text);
            self.found.borrow_mut().waits |= known::waits_at_the_end(self.handle(), code);
        }
        self.released(state);
    }

    /// From here on it is closed: what was given to somebody before has come too late.
    pub(super) fn released(&self, state: &mut State) {
        state.release();
        for (step, tie) in &state.given {
            self.late(*step, (LateKind::Given, Some(*tie)), state);
        }
    }

    /// Somebody else has got something that is tied to it.
    pub(super) fn keep(&self, id: StepId, tie: Tie, state: &mut State) {
        state.given.insert(id, tie);
        if state.may_be_released() {
            self.late(id, (LateKind::Given, Some(tie)), state);
        }
    }

    /// Something is done with all that the scope has. Gives what its result is.
    pub(super) fn touch_all(&self, id: StepId, state: &mut State) -> Option<Tie> {
        let tied = state.tied();
        for var in &tied {
            self.touch(id, *var, state);
        }
        (!tied.is_empty()).then_some(Tie::Part)
    }

    /// Something is done with what a variable holds.
    pub(super) fn touch(&self, id: StepId, var: VarId, state: &mut State) {
        let Some(tie) = state.of(var) else { return };
        if state.may_be_released() || tie == Tie::Stale {
            self.late(id, (LateKind::Used, Some(tie)), state);
        }
        let at = self.cfg().step(id).range;
        for (made, generator) in &self.generators {
            if *made != id && self.cfg().step(*made).range.covers(at) {
                state.tie_also(*generator, tie.max(Tie::Rows));
            }
        }
    }

    /// An exit stack gets what it will release, and with it the manager whose `with` gave the stack.
    pub(super) fn register(&self, stack: VarId, state: &mut State) {
        let mut waiting = vec![stack];
        while let Some(var) = waiting.pop() {
            if state.of(var) == Some(Tie::Stack) {
                continue;
            }
            state.tie(var, Tie::Stack);
            for step in self.cfg().givers(var) {
                match &step.kind {
                    StepKind::Assign {
                        value: Value::Copy(from),
                        ..
                    }
                    | StepKind::Enter { manager: from, .. } => waiting.push(*from),
                    _ => {}
                }
            }
        }
    }

    /// What one variable holds is put into another.
    pub(super) fn put(&self, id: StepId, value: VarId, into: VarId, state: &mut State) {
        let Some(tie) = state.of(value) else { return };
        let is_own = self.is_own(into);
        let kept = if is_own {
            collected(tie)
        } else {
            Tie::Part.max(tie)
        };
        state.tie_also(into, kept);
        self.named(id, into, state);
        if !is_own {
            self.keep(id, tie, state);
        }
    }

    /// What a variable holds is given to whoever called this, or to whoever asks for the next item.
    fn give(&self, id: StepId, tie: Tie, state: &mut State) {
        self.keep(id, tie, state);
        let known = self.found.borrow().result;
        self.found.borrow_mut().result = known.max(Some(tie));
    }

    fn tie(&self, id: StepId, var: VarId, tie: Tie, state: &mut State) {
        state.tie(var, tie);
        self.named(id, var, state);
    }

    /// A variable that has got a value: its name is noted, and whether others see it.
    fn named(&self, id: StepId, var: VarId, state: &mut State) {
        let Some(tie) = state.of(var) else { return };
        let known = self.cfg().var(var);
        if known.name.is_empty() {
            return;
        }
        self.found.borrow_mut().names.insert(known.name.clone());
        let is_seen = match known.reach {
            Reach::Local | Reach::Captured => false,
            Reach::Global => !self.cfg().is_module || self.context.functions().reads(&known.name),
            Reach::Nonlocal | Reach::ClassAttribute => true,
        };
        if is_seen {
            self.keep(id, tie, state);
        }
    }

    /// An object becomes the handle, with all that it was copied from.
    fn tie_all(&self, base: VarId, state: &mut State) {
        state.tie(base, Tie::Handle);
        for value in self.cfg().given(base) {
            if let Value::Copy(from) = value {
                state.tie(*from, Tie::Handle);
            }
        }
        for (at, var) in self.cfg().vars.iter().enumerate() {
            let var_id = VarId(at as u32);
            let is_copy = |value: &Value| matches!(value, Value::Copy(from) if *from == base);
            if !var.name.is_empty() && self.cfg().given(var_id).any(is_copy) {
                state.tie(var_id, Tie::Handle);
                self.found.borrow_mut().names.insert(var.name.clone());
            }
        }
        let name = &self.cfg().var(base).name;
        if !name.is_empty() {
            self.found.borrow_mut().names.insert(name.clone());
        }
    }

    /// Whether a variable is what a slice is asked for by.
    fn is_slice(&self, key: VarId) -> bool {
        let mut given = self.cfg().given(key);
        given.any(|value| matches!(value, Value::Operation { op, .. } if is_slice(op)))
    }

    /// What an item is to the handle that is got from a variable.
    fn item_of(&self, var: VarId, state: &State) -> Option<Tie> {
        match state.of(var)? {
            Tie::Rows => None,
            Tie::Holds => Some(Tie::Handle),
            Tie::Handle if known::has_data_items(self.handle()) => None,
            tie => Some(tie.max(Tie::Part)),
        }
    }
}
