//! How much work a text is worth: in proportion to its length, whatever stands in it.
//!
//! A scope may use what its own length allows, and half of what is left of a reserve that all scopes of
//! the file share. So one that has more paths than anybody could follow takes nothing from the others,
//! and a file of such scopes ends soon.
//!
//! A unit is a state that is worked on, times what is known in it.

use crate::cfg::Cfg;

/// What a step of a scope's graph allows.
const OF_A_STEP: usize = 20;

/// What is left of a file's budget.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    reserve: usize,
    /// Which part of the reserve one scope may use: one in so many.
    share: usize,
    used: usize,
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

impl Default for Budget {
    /// That of a file; an ordinary scope takes a few thousand.
    fn default() -> Self {
        Self {
            reserve: 10_000_000,
            share: 2,
            used: 0,
        }
    }
}

impl Budget {
    /// The same for a proof, with no more than is left of what proofs may use; the scope that is
    /// repaired may use all of it.
    pub fn of_a_proof(left: usize) -> Self {
        let usual = Self::default();
        Self {
            reserve: usual.reserve.min(left),
            share: 1,
            ..usual
        }
    }

    /// What a scope may use.
    pub fn of(&self, cfg: &Cfg) -> usize {
        own(cfg) + self.reserve / self.share
    }

    /// A scope has used this much.
    pub fn spend(&mut self, cfg: &Cfg, used: usize) {
        self.used += used;
        self.reserve -= used.saturating_sub(own(cfg)).min(self.reserve);
    }

    /// What was used so far.
    pub fn used(&self) -> usize {
        self.used
    }
}

fn own(cfg: &Cfg) -> usize {
    OF_A_STEP.saturating_mul(cfg.steps.len())
}
