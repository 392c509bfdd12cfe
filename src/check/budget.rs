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
#[derive(Clone, Debug)]
pub(super) struct Budget {
    /// Of work; an ordinary scope takes a few thousand.
    pub work: Left,
    /// Of room for rows. The most that real code was seen to take is 3.5 million, in one function of `angr`
    /// that is 2,335 lines long; after that a tenth of it.
    pub room: Left,
}

/// What is left of a budget.
#[derive(Clone, Debug)]
pub(super) struct Left {
    /// What a step of a scope's graph allows.
    of_a_step: usize,
    reserve: usize,
    /// Which part of the reserve one scope may use: one in so many.
    share: usize,
    /// What was used so far.
    pub used: usize,
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

/// What an exit takes of the room besides its lines.
pub(super) const OF_AN_EXIT: usize = 20;
/// How many nodes of its path are as much to look at as a line is to tell.
pub(super) const NODES_OF_A_LINE: usize = 8;

impl Default for Budget {
    fn default() -> Self {
        Self {
            work: Left::new(20, 10_000_000),
            room: Left::new(4, 8_000_000),
        }
    }
}

impl Left {
    fn new(of_a_step: usize, reserve: usize) -> Self {
        Self {
            of_a_step,
            reserve,
            share: 2,
            used: 0,
        }
    }

    /// For a proof: no more than is left of what proofs may use; the scope that is repaired may use all
    /// of it.
    pub fn of_a_proof(left: usize) -> Self {
        let usual = Budget::default().work;
        Self {
            reserve: usual.reserve.min(left),
            share: 1,
            ..usual
        }
    }

    /// What a scope may use.
    pub fn of(&self, cfg: &Cfg) -> usize {
        self.own(cfg) + self.reserve / self.share
    }

    /// A scope has used this much.
    pub fn spend(&mut self, cfg: &Cfg, used: usize) {
        self.used += used;
        let over = used.saturating_sub(self.own(cfg));
        self.reserve -= over.min(self.reserve);
    }

    fn own(&self, cfg: &Cfg) -> usize {
        self.of_a_step.saturating_mul(cfg.steps.len())
    }
}
