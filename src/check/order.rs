//! The order of what a report says.

use super::report::{Acquisition, FileReport};

impl FileReport {
    /// Source order for acquisitions and findings, keeping each finding's acquisition.
    pub(super) fn sort(&mut self) {
        let position = |it: &Acquisition| (it.line, it.column);
        let mut places: Vec<usize> = (0..self.acquisitions.len()).collect();
        places.sort_by_key(|at| position(&self.acquisitions[*at]));
        let mut place = vec![0_u32; places.len()];
        for (new, old) in places.iter().enumerate() {
            place[*old] = new as u32;
        }
        self.acquisitions.sort_by_key(position);
        for finding in &mut self.findings {
            let old = finding.acquisition;
            finding.acquisition = old.and_then(|old| place.get(old as usize).copied());
        }
        self.findings.sort_by_key(|it| (it.line, it.column));
    }
}
