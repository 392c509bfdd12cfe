//! Which findings get what takes time: fixes, and paths for the simulator. In source order, up to a bound;
//! the rest gets them when these are repaired.

use super::memory::Answer;
use crate::options::Options;
use crate::report::{Confidence, Finding, LeakModel};

/// How many findings of a file get details, and how many of those that need an exception besides.
const DETAILED: usize = 100;

/// What may still be detailed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Details {
    /// By [`group`].
    left: [usize; 2],
    /// How many findings there was no room for.
    pub left_out: usize,
}

/// Those that need an exception are counted apart.
pub(super) fn group(confidence: Confidence) -> usize {
    usize::from(confidence >= Confidence::OnlyOnException)
}

impl Details {
    /// What a whole file may have.
    pub fn of(options: &Options) -> Self {
        Self {
            left: [if options.details { DETAILED } else { 0 }; 2],
            left_out: 0,
        }
    }

    /// Whether one more finding of this confidence gets them.
    pub fn has_room_for(&self, confidence: Confidence) -> bool {
        self.left[group(confidence)] > 0
    }

    /// These findings come next.
    pub fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            match &mut self.left[group(finding.confidence)] {
                0 => self.left_out += 1,
                left => *left -= 1,
            }
        }
    }

    /// Whether an answer lacks what there is room for.
    pub fn are_missing(&self, answer: &Answer) -> bool {
        let both = self.left.iter().zip(answer.bare);
        both.into_iter().any(|(left, bare)| *left > 0 && bare > 0)
    }

    /// The next finding as it is shown: without details if there is no room.
    pub fn shown(&mut self, mut finding: Finding) -> Finding {
        if !self.has_room_for(finding.confidence) {
            finding.fixes.clear();
            finding.model = LeakModel::default();
        }
        self.count(std::slice::from_ref(&finding));
        finding
    }
}
