//! The state of one path: the handle, the names, and why control is where it is.

mod env;
pub(super) mod exceptions;
pub(super) mod facts;
pub(super) mod misuse;
pub(super) mod values;

use crate::cfg::{StepId, VarId, Why};
use env::Env;
use exceptions::Raised;
use values::Val;

/// What is known at a point of one path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    /// The variables that hold something known, by variable.
    env: Env,
    /// Where the handle is.
    pub status: Status,
    /// The operation whose exception took control away while the handle was open, if any.
    pub diverted: Option<StepId>,
    /// Whether that is none of the exceptions that the operation is documented to raise, and a handler for those
    /// has let it pass.
    pub unusual: bool,
    /// Why control is on its way.
    pub completion: Completion,
    /// What the running `finally` blocks and handlers wait for, innermost last.
    pub pending: Vec<(Why, Completion)>,
}

/// Where the handle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Not acquired yet, on this path.
    #[default]
    Waiting,
    /// Acquired, and neither released nor handed over.
    Open,
    /// Released by a step.
    Released(StepId),
    /// Somebody else's since a step.
    HandedOver(Handover, StepId),
    /// Its last name went away at a step.
    Lost(Loss, StepId),
}

/// How a handle changes owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Handover {
    /// Returned to the caller.
    Returned,
    /// Something that may keep it is returned or stored.
    MaybeReturned,
    /// Yielded to whoever iterates.
    Yielded,
    /// Stored in an attribute.
    Attribute,
    /// Stored in an attribute of the object whose method this is.
    Own,
    /// Stored in an attribute that nothing releases.
    Kept,
    /// Stored in a container.
    Container,
    /// Stored in a global.
    Global,
    /// Stored in a variable of the enclosing function.
    Nonlocal,
    /// Used by a function defined here.
    Captured,
    /// Taken over by what was called.
    Argument,
    /// Its release was registered to run later.
    Registered,
    /// Wrapped by a new handle that owns it.
    Wrapped,
}

/// How the last name of a handle goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Loss {
    /// It was bound to something else.
    Overwritten,
    /// It never had one: a temporary.
    Discarded,
    /// `del`.
    Deleted,
    /// It is in an attribute that nothing releases.
    Kept,
}

/// Why control is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Completion {
    /// It just goes on.
    #[default]
    Normal,
    /// A `return`, with what it returns.
    Return(StepId, Val),
    /// An exception: the operation that raised and what.
    Raise(StepId, Raised),
}

impl State {
    /// How much work it is to go on from it: what it holds, and what is done for any state.
    pub fn size(&self) -> usize {
        2 + self.env.len() + self.pending.len()
    }

    /// What a variable holds.
    pub fn get(&self, var: VarId) -> Val {
        self.env.get(var).cloned().unwrap_or(Val::Unknown)
    }

    /// The variables that hold something known.
    pub fn known(&self) -> impl Iterator<Item = VarId> {
        self.env.iter().map(|(var, _)| var)
    }

    /// The variables of a range, from the first to before the second, that hold something known.
    pub fn known_from(&self, first: VarId, end: VarId) -> Vec<VarId> {
        let known = self.env.vars_from(first);
        known.take_while(|var| *var < end).collect()
    }

    /// Whether any name keeps the handle alive.
    pub fn is_held(&self) -> bool {
        let pending = self.pending.iter().map(|(_, completion)| completion);
        let returned = pending
            .chain([&self.completion])
            .any(|completion| match completion {
                Completion::Return(_, val) => val.holds_tracked(),
                _ => false,
            });
        returned || self.env.iter().any(|(_, val)| val.holds_tracked())
    }

    /// Gives a variable a value; the handle is lost if this was its last name.
    pub fn set(&mut self, var: VarId, val: Val, loss: Loss, step: StepId) {
        let held = self.env.put(var, val);
        if held {
            self.lose(loss, step);
        }
    }

    /// Takes a variable's value away.
    pub fn clear(&mut self, var: VarId, loss: Loss, step: StepId) {
        self.set(var, Val::Unknown, loss, step);
    }

    /// Learns something about a variable's value; it keeps what it holds.
    pub fn refine(&mut self, var: VarId, val: Val) {
        self.env.put(var, val);
    }

    /// Forgets what is not worth keeping.
    pub fn forget(&mut self, keep: impl Fn(VarId, &Val) -> bool) {
        self.env.retain(keep);
    }

    /// The same without what is not worth keeping; none if all of it is.
    pub fn without(&self, keep: impl Fn(VarId, &Val) -> bool) -> Option<Self> {
        let all = self.env.iter().all(|(var, val)| keep(var, val));
        (!all).then(|| {
            let mut state = self.clone();
            state.forget(keep);
            state
        })
    }

    /// Every variable that holds exactly `old` holds `new` from now on.
    pub fn replace(&mut self, old: &Val, new: &Val) {
        self.env.replace(old, new);
    }

    /// The exception that is being handled.
    pub fn handled(&self) -> Option<&Raised> {
        self.pending
            .iter()
            .rev()
            .find_map(|(why, completion)| match (why, completion) {
                (Why::Handling | Why::Raise, Completion::Raise(_, raised)) => Some(raised),
                _ => None,
            })
    }

    /// The handle is released, if it is this path's to release.
    pub fn release(&mut self, step: StepId) {
        if matches!(self.status, Status::Open | Status::HandedOver(..)) {
            self.status = Status::Released(step);
            self.settles();
        }
    }

    /// What a variable was to give is not there.
    pub fn not_acquired(&mut self, promise: VarId) {
        if self.status == Status::Open {
            self.status = Status::Waiting;
            self.settles();
            self.refine(promise, Val::Unknown);
        }
    }

    /// What releases all of a kind finds those that have no name any more.
    pub fn found_again(&mut self) {
        if matches!(self.status, Status::Lost(..)) {
            self.status = Status::Open;
        }
    }

    /// What was held when the scope was entered is given back: taking it again restores that.
    pub fn give_back_before(&mut self, step: StepId) {
        if self.status == Status::Waiting {
            self.status = Status::Released(step);
        }
    }

    /// The handle is somebody else's from now on.
    pub fn hand_over(&mut self, how: Handover, step: StepId) {
        let how = match (self.status, how) {
            (Status::Open | Status::HandedOver(Handover::Kept, _), how) => how,
            // In two attributes: which of them releases it is not followed.
            (Status::HandedOver(Handover::Own, _), Handover::Own) => Handover::Attribute,
            (Status::HandedOver(Handover::Own, _), Handover::Kept) => return,
            (Status::HandedOver(Handover::Own, _), how) => how,
            _ => return,
        };
        self.status = Status::HandedOver(how, step);
        self.settles();
    }

    /// Which exception came while the handle was open does not matter any more.
    fn settles(&mut self) {
        (self.diverted, self.unusual) = (None, false);
    }

    /// The object that keeps the handle is known to somebody else, who may release it.
    pub fn share_object(&mut self) {
        if let Status::HandedOver(Handover::Own, step) = self.status {
            self.status = Status::HandedOver(Handover::Attribute, step);
        }
    }

    /// The attribute that keeps the handle gets another value.
    pub fn overwrite_own(&mut self, step: StepId) {
        self.status = match self.is_held() {
            true => Status::Open,
            false => Status::Lost(Loss::Overwritten, step),
        };
    }

    fn lose(&mut self, loss: Loss, step: StepId) {
        if self.status == Status::Open && !self.is_held() {
            self.status = Status::Lost(loss, step);
        }
    }
}
