//! What is known at a point: what each variable is to the handle, and whether it is open.

use crate::cfg::{StepId, VarId};
use std::collections::{BTreeMap, BTreeSet};

/// What a value is to the handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// What the acquiring call gave, if that is not the handle itself: a tuple, something to await.
    Source,
    /// The handle.
    Handle,
    /// A manager whose `with` gives it and releases it: `closing(f)`.
    Closing,
    /// A manager whose `with` gives it and leaves it open: `nullcontext(f)`.
    Lending,
    /// An exit stack that will release it.
    Stack,
    /// Something that reads it as it is asked, and gives plain data: a reader, a cursor, a generator.
    Rows,
    /// A collection made here that has it.
    Holds,
    /// Anything else that may need it.
    Part,
    /// The same of a handle that an earlier turn of a loop acquired and released.
    Stale,
}

/// What is known at a point of the scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    ties: BTreeMap<VarId, Tie>,
    /// Variables that hold what is tied on some paths only.
    mixed: BTreeSet<VarId>,
    /// Steps that gave what is tied to somebody else, and what that was.
    pub given: BTreeMap<StepId, Tie>,
    /// Steps that opened something on top of the handle that is open still.
    pub above: BTreeSet<StepId>,
    /// Steps that started work that nobody has waited for.
    pub work: BTreeSet<StepId>,
    /// What loops go over of which a turn has not asked, as yet, whether its item is done.
    pub owed: BTreeSet<VarId>,
    is_open: bool,
    is_released: bool,
}

impl State {
    /// The handle is acquired; what an earlier one left behind is stale.
    pub fn open(&mut self) {
        if self.is_released {
            self.ties.values_mut().for_each(|tie| *tie = Tie::Stale);
        }
        // What somebody got was another one.
        self.given.clear();
        self.is_open = true;
        self.is_released = false;
    }

    /// The handle is released.
    pub fn release(&mut self) {
        self.is_open = false;
        self.is_released = true;
    }

    /// The handle is released on some ways.
    pub fn release_perhaps(&mut self) {
        self.is_released = true;
    }

    /// Whether it is released on some path that comes here.
    pub fn may_be_released(&self) -> bool {
        self.is_released
    }

    /// Whether it is open on some path that comes here.
    pub fn may_be_open(&self) -> bool {
        self.is_open
    }

    /// What a variable is to the handle.
    pub fn of(&self, var: VarId) -> Option<Tie> {
        self.ties.get(&var).copied()
    }

    /// All variables that have to do with the handle.
    pub fn tied(&self) -> Vec<VarId> {
        self.ties.keys().copied().collect()
    }

    /// Whether a variable may hold something else.
    pub fn is_mixed(&self, var: VarId) -> bool {
        self.mixed.contains(&var)
    }

    /// A variable gets a value that has to do with the handle.
    pub fn tie(&mut self, var: VarId, tie: Tie) {
        self.ties.insert(var, tie);
        self.mixed.remove(&var);
    }

    /// A variable gets a value that has to do with the handle, and keeps what it held.
    pub fn tie_also(&mut self, var: VarId, tie: Tie) {
        let joined = self.of(var).map_or(tie, |known| joined(known, tie));
        self.ties.insert(var, joined);
    }

    /// What a variable holds may be something else.
    pub fn blend(&mut self, var: VarId) {
        self.mixed.insert(var);
    }

    /// A variable gets a value that has nothing to do with it.
    pub fn untie(&mut self, var: VarId) {
        self.ties.remove(&var);
        self.mixed.remove(&var);
    }

    /// Exit stacks no longer have what they were to release.
    pub fn let_go(&mut self) {
        self.ties.retain(|_, tie| *tie != Tie::Stack);
    }

    /// A variable gets the value of another one.
    pub fn copy(&mut self, from: VarId, to: VarId) {
        let is_mixed = self.is_mixed(from);
        match self.of(from) {
            Some(tie) => self.tie(to, tie),
            None => self.untie(to),
        }
        if is_mixed {
            self.blend(to);
        }
    }

    /// Two paths meet; whether that is news.
    pub fn join(&mut self, other: &Self) -> bool {
        let before = self.clone();
        let mine: BTreeSet<VarId> = self.ties.keys().copied().collect();
        for (var, tie) in &other.ties {
            self.tie_also(*var, *tie);
            if !mine.contains(var) {
                self.mixed.insert(*var);
            }
        }
        let only_mine = mine.iter().filter(|var| !other.ties.contains_key(var));
        self.mixed.extend(only_mine);
        self.mixed.extend(&other.mixed);
        for (step, tie) in &other.given {
            let known = self.given.entry(*step).or_insert(*tie);
            *known = joined(*known, *tie);
        }
        self.above.extend(&other.above);
        self.work.extend(&other.work);
        self.owed.extend(&other.owed);
        self.is_open |= other.is_open;
        self.is_released |= other.is_released;
        *self != before
    }
}

fn joined(one: Tie, other: Tie) -> Tie {
    match one == other {
        true => one,
        false => one.max(other).max(Tie::Part),
    }
}
