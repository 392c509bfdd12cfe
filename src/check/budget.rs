//! How much work a text is worth: in proportion to its length, whatever stands in it.
//!
//! A scope may use what its own length allows, and half of what is left of a reserve that all scopes of
//! the file share. So one that has more paths than anybody could follow takes nothing from the others,
//! and a file of such scopes ends soon.
//!
//! There are two budgets of that kind: of work, whose unit is a state that is worked on, times what is
//! known in it; and of room, for the rows that list each way out with the lines it takes, which would be
//! as much as a scope is long, cubed. Its unit is a line.

use crate::cfg::Cfg;

/// What is left of a file's budgets.
#[derive(Clone, Debug, Default)]
pub(super) struct Budget {
    /// Of work.
    pub work: Work,
    /// For rows.
    pub room: Room,
}

/// What is left of a budget of work.
#[derive(Clone, Debug)]
pub(super) struct Work {
    left: Left,
    /// What was used so far.
    pub used: usize,
}

/// What is left of the room for rows.
#[derive(Clone, Debug)]
pub(super) struct Room(Left);

/// What is left of a budget.
#[derive(Clone, Debug)]
struct Left {
    /// What a step of a scope's graph allows.
    of_a_step: usize,
    reserve: usize,
    /// Which part of the reserve one scope may use: one in so many.
    share: usize,
}

/// What reading a byte of a text again costs.
pub(super) const OF_A_BYTE: usize = 3;
/// For proving the fixes of a file, each of which follows again what the scopes around it acquire: twice
/// as much where there are few findings.
pub(super) fn of_proofs(findings: usize) -> usize {
    const FEW: usize = 20;
    const PROOFS: usize = 6_000_000;
    match findings <= FEW {
        true => 2 * PROOFS,
        false => PROOFS,
    }
}

impl Default for Work {
    /// That of a file; an ordinary scope takes a few thousand.
    fn default() -> Self {
        let left = Left {
            of_a_step: 20,
            reserve: 10_000_000,
            share: 2,
        };
        Self { left, used: 0 }
    }
}

impl Work {
    /// The same for a proof, with no more than is left of what proofs may use; the scope that is
    /// repaired may use all of it.
    pub fn of_a_proof(left: usize) -> Self {
        let mut work = Self::default();
        work.left.reserve = work.left.reserve.min(left);
        work.left.share = 1;
        work
    }

    /// What a scope may use.
    pub fn of(&self, cfg: &Cfg) -> usize {
        self.left.of(cfg)
    }

    /// A scope has used this much.
    pub fn spend(&mut self, cfg: &Cfg, used: usize) {
        self.used += used;
        self.left.spend(cfg, used);
    }
}

/// What an exit takes of the room besides its lines.
pub(super) const OF_AN_EXIT: usize = 20;
/// How many nodes of its path are as much to look at as a line is to tell.
pub(super) const NODES_OF_A_LINE: usize = 8;

impl Default for Room {
    /// That of a file. The most that real code was seen to take is 3.5 million, in one function of `angr`
    /// that is 2,335 lines long; after that a tenth of it.
    fn default() -> Self {
        Self(Left {
            of_a_step: 4,
            reserve: 8_000_000,
            share: 2,
        })
    }
}

impl Room {
    /// What the rows of a scope may take.
    pub fn of(&self, cfg: &Cfg) -> usize {
        self.0.of(cfg)
    }

    /// The rows of a scope have taken this much.
    pub fn spend(&mut self, cfg: &Cfg, taken: usize) {
        self.0.spend(cfg, taken);
    }
}

impl Left {
    fn own(&self, cfg: &Cfg) -> usize {
        self.of_a_step.saturating_mul(cfg.steps.len())
    }

    fn of(&self, cfg: &Cfg) -> usize {
        self.own(cfg) + self.reserve / self.share
    }

    fn spend(&mut self, cfg: &Cfg, used: usize) {
        let over = used.saturating_sub(self.own(cfg));
        self.reserve -= over.min(self.reserve);
    }
}
