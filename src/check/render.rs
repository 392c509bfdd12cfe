//! From cases to the report's plain data.

use super::budget::{NODES_OF_A_LINE, OF_AN_EXIT};
use crate::cfg::StepId;
use crate::fix;
use crate::report::{
    Acquisition, Confidence, Exit, ExitKind, Finding, Fix, LeakClass, LeakModel, Outcome,
};
use crate::rules::{self, Case, Rule, outcome};
use crate::syntax::ast::Module;
use crate::text::capitalise;
use crate::typestate::ways::{Fate, WayKind, WayOut};
use crate::typestate::{Handover, Loss};
use crate::witness;
use rustc_hash::FxHashSet;

/// A row of the exit matrix. What it takes of the `room` for rows is taken from it; when nothing is left,
/// of the ways out that fare alike only the first is told, and not which lines it takes.
pub(super) fn acquisition(case: &Case<'_>, room: &mut usize) -> Acquisition {
    let mut seen = FxHashSet::default();
    let ways = case.ways.iter().filter_map(|way| {
        let is_first = seen.insert((way.kind, outcome(way.worst())));
        if *room == 0 && !is_first {
            return None;
        }
        let (path, nodes) = match way.fates.first() {
            Some((fate, node)) if *room > 0 && *fate != Fate::NotAcquired => {
                witness::lines(case, *node)
            }
            _ => (Vec::new(), 0),
        };
        *room = room.saturating_sub(OF_AN_EXIT + path.len() + nodes / NODES_OF_A_LINE);
        Some(Exit {
            because: capitalise(&because(case, way, way.worst())),
            path,
            ..exit(case, way)
        })
    });
    row(case, ways.collect())
}

/// The same without what only a person reads.
pub(super) fn bare(case: &Case<'_>) -> Acquisition {
    row(case, case.ways.iter().map(|way| exit(case, way)).collect())
}

fn row(case: &Case<'_>, exits: Vec<Exit>) -> Acquisition {
    let start = case.lines.position(case.text, case.range().start);
    let end = case.lines.position(case.text, case.range().end);
    let verdict = exits.iter().map(|exit| exit.outcome).max();
    Acquisition {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        resource: case.handle().kind.clone(),
        api: api(case),
        name: case.name(),
        function: case.context.cfg().name.clone(),
        verdict: verdict.unwrap_or(Outcome::NotAcquired),
        exits,
    }
}

/// A finding; its fixes and its model come later.
pub(super) fn finding(
    case: &Case<'_>,
    rule: &Rule,
    confidence: Confidence,
    acquisition: u32,
) -> Finding {
    let misuse = rule.misuse(case);
    let range = misuse.map_or(case.range(), |it| case.context.cfg().step(it.step).range);
    let start = case.lines.position(case.text, range.start);
    let end = case.lines.position(case.text, range.end);
    let said = rules::said(rule, case);
    let handle = case.handle();
    Finding {
        rule: rule.id.to_owned(),
        confidence,
        resource: handle.kind.clone(),
        api: api(case),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: said.what,
        because: said.because + &assumption(case),
        help: said.help,
        trace: misuse.map_or_else(|| witness::trace(case), |it| witness::misuse(case, &it)),
        fixes: Vec::new(),
        acquisition: Some(acquisition),
        kept: None,
        function: case.context.cfg().name.clone(),
        leak_class: leak_class(&handle.leak_class),
        python_warns: case.tracked.acquired.warns().to_owned(),
        ends_in: handle.ends_in.clone(),
        model: LeakModel::default(),
    }
}

/// What the finding rests on and the file does not show: that a call only borrows the handle.
fn assumption(case: &Case<'_>) -> String {
    match case.assumed_use() {
        Some(step) => format!(
            " Assumed: `{}` on line {} only uses it.",
            case.code_of(step),
            case.line_of(step)
        ),
        None => String::new(),
    }
}

/// The repairs worth proving.
pub(super) fn proposals(case: &Case<'_>, module: &Module) -> Vec<Fix> {
    let proposals = fix::proposals(case, module).into_iter();
    let edits = |proposal: &fix::Proposal| {
        proposal
            .edits
            .iter()
            .map(|edit| fix::edit(case.text, case.lines, edit))
            .collect()
    };
    proposals
        .map(|it| Fix {
            edits: edits(&it),
            title: it.title,
        })
        .collect()
}

/// The callable as people know it.
fn api(case: &Case<'_>) -> String {
    let name = case.tracked.acquired.name;
    name.strip_prefix("builtins.").unwrap_or(name).to_owned()
}

fn leak_class(written: &str) -> LeakClass {
    match written {
        "R1" => LeakClass::R1,
        "R2" => LeakClass::R2,
        "R3" => LeakClass::R3,
        "R4" => LeakClass::R4,
        "R5" => LeakClass::R5,
        "R6" => LeakClass::R6,
        _ => LeakClass::R0,
    }
}

fn exit(case: &Case<'_>, way: &WayOut) -> Exit {
    let range = case.context.cfg().step(way.step).range;
    // The end of a body is after its last character; its line is that character's.
    let shown = if way.kind == WayKind::End {
        range.start.max(1) - 1
    } else {
        range.start
    };
    let at = case.lines.position(case.text, shown);
    Exit {
        kind: match way.kind {
            WayKind::Return => ExitKind::Return,
            WayKind::End => ExitKind::End,
            WayKind::Raise => ExitKind::Raise,
        },
        line: at.line,
        column: at.column,
        what: match way.kind {
            WayKind::End => "end".to_owned(),
            WayKind::Return | WayKind::Raise => case.code_of(way.step),
        },
        outcome: outcome(way.worst()),
        because: String::new(),
        path: Vec::new(),
    }
}

fn because(case: &Case<'_>, way: &WayOut, fate: Fate) -> String {
    let at = |step: StepId| format!("`{}` on line {}", case.code_of(step), case.line_of(step));
    let released = &case.handle().released;
    match fate {
        Fate::NotAcquired if way.step == case.tracked.site => {
            "nothing is acquired when the acquisition itself raises".to_owned()
        }
        Fate::NotAcquired => "this way out is taken without it".to_owned(),
        Fate::Released(step) => format!("{released} by {}", at(step)),
        Fate::HandedOver(how, step) => match how {
            Handover::Returned | Handover::MaybeReturned => {
                "returned: the caller has to release it".to_owned()
            }
            Handover::Yielded => format!("yielded by {}", at(step)),
            Handover::Attribute | Handover::Kept | Handover::Own => {
                format!("stored in an attribute by {}", at(step))
            }
            Handover::Container => format!("stored in a container by {}", at(step)),
            Handover::Global => {
                format!("stored in a global that functions use, by {}", at(step))
            }
            Handover::Nonlocal => format!("stored in the enclosing function by {}", at(step)),
            Handover::Captured => format!("used by a function defined here, since {}", at(step)),
            Handover::Argument => format!("taken over by {}", at(step)),
            Handover::Registered => format!("its release was registered by {}", at(step)),
            Handover::Wrapped => format!("owned by the wrapper made by {}", at(step)),
        },
        Fate::Unclear(step) => format!("{} may keep it", at(step)),
        Fate::Leaked { diverted, lost } => leaked(case, diverted, lost),
    }
}

fn leaked(case: &Case<'_>, diverted: Option<StepId>, lost: Option<(Loss, StepId)>) -> String {
    let how = match lost {
        Some((Loss::Overwritten, step)) => {
            format!(
                "its only name is bound to something else on line {}",
                case.line_of(step)
            )
        }
        Some((Loss::Discarded, step)) => {
            format!("nothing names it after line {}", case.line_of(step))
        }
        Some((Loss::Deleted, step)) => {
            format!("its name is deleted on line {}", case.line_of(step))
        }
        Some((Loss::Kept, step)) => {
            let line = case.line_of(step);
            format!("line {line} stores it where nothing in the file releases it")
        }
        None => match case.releases().as_slice() {
            [] => format!("nothing has {}", case.handle().has_released_it()),
            [step] => format!(
                "line {}, which would have {}, is not reached",
                case.line_of(*step),
                case.handle().has_released_it()
            ),
            _ => format!(
                "the lines that would have {} are not reached",
                case.handle().has_released_it()
            ),
        },
    };
    match diverted {
        Some(step) => format!(
            "`{}` on line {} raised: {how}",
            case.code_of(step),
            case.line_of(step)
        ),
        None => how,
    }
}
