//! From what grows to the report's plain data.

use super::moved::{self, Prose};
use super::{File, Source, budget, mended};
use crate::growth::{self, Growth, Kind};
use crate::options::Options;
use crate::report::{
    Confidence, FileReport, Finding, Kept, LeakModel, ModelPath, ModelStep, Outcome, Span,
    TraceKind, TraceStep,
};
use crate::resources::{Catalogue, Registries};
use crate::rules::{self, Grown};
use crate::text::{Range, capitalise};
use crate::typestate::ModuleScope;

/// What the kernel's end of a process that has grown too large looks like from outside.
const ENDS_IN: &str = "Killed (exit code 137)";

/// Whether fixes are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// They are, to be proved.
    Fixes,
    /// They come later.
    Findings,
}

/// Adds what grows in a file to what is found there, as far as it is shown and not told already.
pub(super) fn add(
    file: &File<'_>,
    scope: &ModuleScope,
    (catalogue, options): (&Catalogue, &Options),
    report: &mut FileReport,
) {
    let wanted = match options.details {
        true => Wanted::Fixes,
        false => Wanted::Findings,
    };
    let found = of(file, scope, catalogue.registries(), wanted).into_iter();
    let grown: Vec<Finding> = found
        .filter(|it| options.show.contains(&it.confidence) && !is_told(it, report))
        .collect();
    report.findings.extend(grown);
}

/// Everything that grows in a file, in source order; those have fixes that come within what proposing may cost.
pub(super) fn of(
    file: &File<'_>,
    scope: &ModuleScope,
    registries: &Registries,
    wanted: Wanted,
) -> Vec<Finding> {
    let all = growth::of(&file.parsed.module, scope, registries, file.text);
    let cost = budget::OF_A_BYTE * file.text.len();
    let mut left = budget::of_proofs(all.len());
    let findings = all.iter().filter_map(|growth| {
        let has_room = wanted == Wanted::Fixes && cost < left;
        let found = finding(
            file,
            growth,
            if has_room { wanted } else { Wanted::Findings },
        );
        left -= if has_room { cost } else { 0 };
        found
    });
    findings.collect()
}

/// What is told of something that grows, if that is told.
pub(super) fn finding(file: &File<'_>, growth: &Growth, wanted: Wanted) -> Option<Finding> {
    let prose = match file.source {
        Source::Written => Prose::Told,
        Source::Pasted => Prose::Marked,
    };
    // Nothing is fixed in what is not as it was written, nor where the file is broken.
    let is_sound = file.parsed.problems.is_empty() && file.source == Source::Written;
    let told = told(file, growth)?;
    let fixes = match wanted == Wanted::Fixes && is_sound {
        true => mended::proposals(file, growth),
        false => Vec::new(),
    };
    Some(moved::finding(Finding { fixes, ..told }, 0, prose))
}

/// Whether what is left with every call is a resource that is never released, and told as one already: as surely, or
/// surely enough to be shown to everyone.
fn is_told(finding: &Finding, report: &FileReport) -> bool {
    let may_be = matches!(
        finding.rule.as_str(),
        "registered-per-call" | "made-per-call"
    );
    let enough = finding.confidence.max(Confidence::OnlyOnException);
    let mut others = report.findings.iter();
    may_be
        && others.any(|it| {
            it.confidence <= enough && it.line <= finding.end_line && finding.line <= it.end_line
        })
}

fn told(file: &File<'_>, growth: &Growth) -> Option<Finding> {
    let grown = Grown {
        growth,
        text: file.text,
        lines: &file.lines,
    };
    let (rule, said) = rules::of_growth(&grown)?;
    let at = span(file, growth.at);
    Some(Finding {
        rule: rule.id.to_owned(),
        confidence: growth.confidence,
        resource: "memory".to_owned(),
        api: growth.by.clone(),
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        message: capitalise(&said.what),
        because: said.because,
        help: said.help,
        trace: trace(file, &grown),
        fixes: Vec::new(),
        acquisition: None,
        kept: Some(Kept {
            by: growth.chain.clone(),
            until: growth.until.clone(),
            each: growth.kept.clone(),
            removal: growth.removal.map(|it| span(file, it)),
            look: look(growth),
            presumed: growth.presumed.clone(),
        }),
        function: growth.function.clone(),
        leak_class: growth.class,
        python_warns: String::new(),
        ends_in: ENDS_IN.to_owned(),
        model: model(file, &grown),
    })
}

fn span(file: &File<'_>, range: Range) -> Span {
    let start = file.lines.position(file.text, range.start);
    let end = file.lines.position(file.text, range.end);
    Span {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// One call, step by step.
fn trace(file: &File<'_>, grown: &Grown<'_>) -> Vec<TraceStep> {
    let growth = grown.growth;
    let step = |range: Range, kind: TraceKind, note: String, open: u32| {
        let at = span(file, range);
        TraceStep {
            line: at.line,
            column: at.column,
            end_line: at.end_line,
            end_column: at.end_column,
            kind,
            note,
            open,
        }
    };
    let mut steps = Vec::new();
    if let Some((asked, holds)) = growth.asked {
        let is = if holds { "holds" } else { "does not hold" };
        let note = format!("`{}` {is}", grown.code(asked));
        steps.push(step(asked, TraceKind::Pass, note, 0));
    }
    let note = format!("{} is kept from here on", growth.kept);
    steps.push(step(growth.at, TraceKind::Acquire, capitalise(&note), 1));
    if let Some(raises) = growth.raises {
        let note = format!("`{}` raises", grown.code(raises));
        steps.push(step(raises, TraceKind::Raise, note, 1));
    }
    let last = growth.removal.unwrap_or(growth.at);
    let note = match growth.removal {
        Some(removal) => format!(
            "`{}` would take it out, and does not run",
            grown.code(removal)
        ),
        None => format!("It stays until {}", growth.until),
    };
    steps.push(step(last, TraceKind::Leak, note, 1));
    steps
}

/// The ways of one call, for the simulator: a condition holds or not, a call raises or not.
fn model(file: &File<'_>, grown: &Grown<'_>) -> LeakModel {
    let growth = grown.growth;
    let line = |range: Range| file.lines.line(range.start);
    let acquire = ModelStep::Acquire {
        line: line(growth.at),
    };
    let branch = |range: Range, taken: bool| ModelStep::Branch {
        line: line(range),
        what: grown.code(range),
        taken,
    };
    let kept = |steps: Vec<ModelStep>| ModelPath {
        steps,
        outcome: Outcome::Leaked,
    };
    let mut paths = match (growth.kind, growth.raises, growth.removal) {
        (Kind::Missed | Kind::Collector, Some(raises), Some(removal)) => {
            let call = |raises_here: bool| ModelStep::Call {
                line: line(raises),
                what: grown.code(raises),
                raises: raises_here,
            };
            let release = ModelStep::Release {
                line: line(removal),
            };
            vec![
                kept(vec![acquire.clone(), call(true)]),
                ModelPath {
                    steps: vec![acquire, call(false), release],
                    outcome: Outcome::Released,
                },
            ]
        }
        (Kind::Missed | Kind::Collector, None, Some(removal)) => {
            let release = ModelStep::Release {
                line: line(removal),
            };
            vec![
                kept(vec![acquire.clone(), branch(removal, false)]),
                ModelPath {
                    steps: vec![acquire, branch(removal, true), release],
                    outcome: Outcome::Released,
                },
            ]
        }
        _ => vec![kept(vec![acquire])],
    };
    if let Some((asked, holds)) = growth.asked {
        for path in &mut paths {
            path.steps.insert(0, branch(asked, holds));
        }
        paths.push(ModelPath {
            steps: vec![branch(asked, !holds)],
            outcome: Outcome::NotAcquired,
        });
    }
    LeakModel {
        exhausts: "memory".to_owned(),
        paths,
    }
}

/// Two lines that show it in a running program.
fn look(growth: &Growth) -> Vec<String> {
    let lines: [&str; 2] = match growth.kind {
        Kind::Cycle | Kind::Collector => [
            "import gc; gc.set_debug(gc.DEBUG_STATS)",
            "print(gc.isenabled(), gc.collect(), gc.get_count())",
        ],
        Kind::Exception => [
            "import gc, types",
            "print(sum(isinstance(it, types.FrameType) for it in gc.get_objects()))",
        ],
        _ => [
            "import tracemalloc; tracemalloc.start(10)",
            "print(*tracemalloc.take_snapshot().statistics(\"lineno\")[:10], sep=\"\\n\")",
        ],
    };
    lines.map(str::to_owned).to_vec()
}
