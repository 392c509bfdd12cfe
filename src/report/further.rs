//! What is worked out about findings when there is time.

use super::{FileReport, Fix, LeakModel};
use serde::{Deserialize, Serialize};

/// What is worked out about a finding when there is time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Index of the finding in the report.
    pub finding: u32,
    /// Its [fixes](Finding::fixes).
    pub fixes: Vec<Fix>,
    /// Its [model](Finding::model).
    pub model: LeakModel,
}

/// Some of the details of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Further {
    /// The details.
    pub details: Vec<Detail>,
    /// Whether there are more.
    pub has_more: bool,
    /// What must be known about them, once they are complete.
    pub notices: Vec<String>,
}

impl FileReport {
    /// Adds details that were worked out later.
    pub fn add(&mut self, further: Further) {
        for detail in further.details {
            if let Some(finding) = self.findings.get_mut(detail.finding as usize) {
                finding.fixes = detail.fixes;
                finding.model = detail.model;
            }
        }
        self.notices.extend(further.notices);
    }
}
