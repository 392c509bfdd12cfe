//! The façade of the analyzer: text in, [`report::Report`] out.

pub mod report;

use report::{Confidence, FileReport};
use serde::{Deserialize, Serialize};

/// What to show and what to know beyond the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// The confidences that are shown.
    pub show: Vec<Confidence>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show: vec![
                Confidence::Definite,
                Confidence::SomePath,
                Confidence::OnlyOnException,
            ],
        }
    }
}

/// Analyses one file from scratch.
pub fn check(path: &str, text: &str, options: &Options) -> FileReport {
    Session::new(options.clone()).check(path, text)
}

/// An editing session: keeps the syntax tree, so that the next text is parsed incrementally.
pub struct Session {
    options: Options,
}

impl Session {
    /// A session with no text yet.
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// Analyses `text`, reusing whatever of the previous text's tree is unchanged.
    pub fn check(&mut self, path: &str, text: &str) -> FileReport {
        let _ = (&self.options, text);
        FileReport {
            path: path.to_owned(),
            ..FileReport::default()
        }
    }
}
