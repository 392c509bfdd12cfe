//! What is done too late: not as a finding of the Check page, but for whoever asks of a repair that it
//! works.

use super::budget::Budget;
use super::{File, Session};
use crate::options::Options;
use crate::syntax;
use crate::text::shorten;
use crate::typestate::ModuleScope;
use crate::typestate::dependence::{self, LateKind};

/// Something that a text does when what it needs has been released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLate {
    /// The line that acquired it, from 1.
    pub of: u32,
    /// The line that needs it, from 1.
    pub line: u32,
    /// The source of that, shortened.
    pub code: String,
}

/// What is surely used after it was released, in source order: the handle, or something that reads it as
/// it is asked, such as `map(int, f)`.
pub fn too_late(path: &str, text: &str, options: &Options) -> Vec<TooLate> {
    let parsed = syntax::parse(text);
    let file = File::new(path, text, &parsed);
    let catalogue = Session::new(options.clone()).catalogue;
    let module = ModuleScope::of(&parsed.module, path, &catalogue);
    let mut found = Vec::new();
    let mut budget = Budget::default().work;
    file.each_case(&module, &catalogue, &mut budget, |case| {
        let (site, acquired) = (case.tracked.site, case.tracked.acquired);
        // With some, such as a task that is done, that is fine.
        if acquired.handle.after.is_empty() {
            return;
        }
        let dependence = dependence::of(case.context, site, acquired, text);
        // What stands behind a `return` is no way out, and no use.
        let steps = &case.context.cfg().steps;
        let nodes = &case.tracked.exploration;
        let is_reached = |range| {
            let mut there = steps.iter().filter(|step| step.range == range);
            there.any(|step| nodes.iter().any(|(_, node)| node.block == step.block))
        };
        let late = dependence.late.into_iter();
        let late = late.filter(|it| {
            let is_wanted = matches!(it.kind, LateKind::Used | LateKind::Given);
            is_wanted && it.is_known && it.is_certain && is_reached(it.range)
        });
        found.extend(late.map(|it| TooLate {
            of: case.line_of(site).0,
            line: file.lines.line(it.range.start),
            code: shorten(it.range.of(text), 48),
        }));
    });
    found.sort_by_key(|it| (it.line, it.of));
    found
}
