//! From what grows to the report's plain data.

use super::File;
use crate::growth::{self, Growth, Kind};
use crate::report::{Acquisition, Finding, LeakModel, Outcome};
use crate::typestate::ModuleScope;

/// The rule that tells of a kind of growth.
fn rule(kind: Kind) -> &'static str {
    match kind {
        Kind::Unbounded => "grows-without-bound",
        Kind::Missed => "removal-missed",
        Kind::Cached => "cached-without-bound",
        Kind::Default => "default-that-grows",
        Kind::Registered => "registered-per-call",
        Kind::Exception => "exception-kept",
        Kind::Cycle => "kept-by-a-cycle",
        Kind::Collector => "collector-left-off",
    }
}

/// What grows in a file, each with its row.
pub(super) fn of(file: &File<'_>, scope: &ModuleScope) -> Vec<(Acquisition, Finding)> {
    let all = growth::of(&file.parsed.module, scope, file.text);
    all.into_iter().map(|it| told(file, it)).collect()
}

fn told(file: &File<'_>, it: Growth) -> (Acquisition, Finding) {
    let start = file.lines.position(file.text, it.at.start);
    let end = file.lines.position(file.text, it.at.end);
    let row = Acquisition {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        resource: "memory".to_owned(),
        api: it.by.clone(),
        name: it.name.clone(),
        function: it.function.clone(),
        verdict: Outcome::Leaked,
        exits: Vec::new(),
    };
    let finding = Finding {
        rule: rule(it.kind).to_owned(),
        confidence: it.confidence,
        resource: "memory".to_owned(),
        api: it.by,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: format!("`{}` keeps {} and nothing takes it out", it.name, it.kept),
        because: it.chain.join(" → "),
        help: String::new(),
        trace: Vec::new(),
        fixes: Vec::new(),
        acquisition: 0,
        function: it.function,
        leak_class: it.class,
        python_warns: String::new(),
        ends_in: String::new(),
        model: LeakModel::default(),
    };
    (row, finding)
}
