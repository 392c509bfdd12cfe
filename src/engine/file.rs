//! What is known of the files that are being edited.

use crate::check::{Options, Session};
use crate::protocol::Draft;
use crate::report::{FileReport, Further, Repair};
use std::collections::HashMap;

/// The files, by their names.
#[derive(Default)]
pub struct Files(HashMap<String, File>);

/// A file, and what is known of it.
pub struct File {
    options: Options,
    session: Session,
    last: Last,
}

/// The last text with what is known of it.
#[derive(Default)]
struct Last {
    text: String,
    report: FileReport,
    /// Where the findings of the report are among those that were told: the surest come first.
    order: Vec<usize>,
    /// Whether the report has its details.
    is_complete: bool,
}

impl Files {
    /// What is known of a file; nothing if its options have changed.
    pub fn of(&mut self, Draft { path, options, .. }: &Draft) -> &mut File {
        /// Files kept; a page has one file, lessons have a few.
        const MOST: usize = 8;
        if self.0.len() >= MOST && !self.0.contains_key(path) {
            self.0.clear();
        }
        let fresh = || File::new(options.clone());
        let file = self.0.entry(path.clone()).or_insert_with(fresh);
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
            last: Last::default(),
        }
    }

    /// What is found soon in a text, without details; the surest findings come first.
    pub fn sketch(&mut self, Draft { path, text, .. }: Draft) -> FileReport {
        let report = self.session.sketch(&path, &text);
        let mut order: Vec<usize> = (0..report.findings.len()).collect();
        order.sort_by_key(|at| report.findings[*at].confidence);
        let findings = order.iter().map(|at| report.findings[*at].clone());
        let told = FileReport {
            findings: findings.collect(),
            ..report.clone()
        };
        self.last = Last {
            text,
            report,
            order,
            is_complete: false,
        };
        told
    }

    /// Some of the details of what was told of a text. An engine that was started anew has not seen it
    /// before.
    pub fn detail(
        &mut self,
        draft: Draft,
        first: Option<u32>,
        may_go_on: impl FnMut() -> bool,
    ) -> Further {
        let path = draft.path.clone();
        if self.last.text != draft.text {
            self.sketch(draft);
        }
        let last = &mut self.last;
        let first = first.and_then(|at| last.order.get(at as usize).copied());
        let mut further = self.session.detail(&path, &last.text, first, may_go_on);
        last.report.add(further.clone());
        last.is_complete = !further.has_more;
        for detail in &mut further.details {
            let told = last
                .order
                .iter()
                .position(|at| *at == detail.finding as usize);
            detail.finding = told.map_or(u32::MAX, |at| at as u32);
        }
        further
    }

    /// What can be fixed together in a text.
    pub fn repairs(&mut self, draft: Draft) -> Vec<Repair> {
        let path = draft.path.clone();
        if self.last.text != draft.text || !self.last.is_complete {
            self.detail(draft, None, || true);
        }
        let Last { text, report, .. } = &self.last;
        self.session.repairs(&path, text, report)
    }
}
