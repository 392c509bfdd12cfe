//! What is known of the files that are being edited.

use crate::check::{Options, Session};
use crate::report::{FileReport, Repair};
use std::collections::HashMap;

/// The files, by their names.
#[derive(Default)]
pub struct Files(HashMap<String, File>);

/// A file, and what is known of it.
pub struct File {
    options: Options,
    session: Session,
    /// The last text with its report.
    last: (String, FileReport),
}

impl Files {
    /// What is known of a file; nothing if its options have changed.
    pub fn of(&mut self, path: &str, options: &Options) -> &mut File {
        /// Files kept; a page has one file, lessons have a few.
        const MOST: usize = 8;
        if self.0.len() >= MOST && !self.0.contains_key(path) {
            self.0.clear();
        }
        let fresh = || File::new(options.clone());
        let file = self.0.entry(path.to_owned()).or_insert_with(fresh);
        if file.options != *options {
            *file = fresh();
        }
        file
    }
}

impl File {
    fn new(options: Options) -> Self {
        Self {
            session: Session::new(options.clone()),
            options,
            last: Default::default(),
        }
    }

    /// What is found soon in a text: without fixes.
    pub fn sketch(&mut self, path: &str, text: &str) -> FileReport {
        self.session.sketch(path, text)
    }

    /// The whole report of a text.
    pub fn check(&mut self, path: &str, text: String) -> &FileReport {
        let report = self.session.check(path, &text);
        self.last = (text, report);
        &self.last.1
    }

    /// What can be fixed together in a text. An engine that was started anew has not seen it before.
    pub fn repairs(&mut self, path: &str, text: String) -> Vec<Repair> {
        if self.last.0 != text {
            self.check(path, text);
        }
        let (text, report) = &self.last;
        self.session.repairs(path, text, report)
    }
}
