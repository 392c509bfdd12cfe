//! The path that proves a finding, step by step, and the lines of a path.
//!
//! The exploration was breadth first, so following a leaking node's parents back gives a shortest
//! path. Each node's block is read again for what a person wants to see of it: the acquisition, the
//! calls that returned on the way, the branches, what raised, and where the handle was lost.

use crate::cfg::{StepId, StepKind, Terminator, Value};
use crate::dataflow::{Edge, NodeId};
use crate::report::{TraceKind, TraceStep};
use crate::resources::Form;
use crate::rules::Case;
use crate::text::{Line, Range, shorten};
use crate::typestate::ways::WayKind;
use crate::typestate::{Handover, Loss, Misuse, MisuseKind, Status};

/// More steps than this are not shown; the ones that matter are kept.
const LIMIT: usize = 14;

/// The witness of a case's worst leak.
pub fn trace(case: &Case<'_>) -> Vec<TraceStep> {
    let Some(leak) = case.worst_leak() else {
        return Vec::new();
    };
    let mut trace = steps_to(case, leak.node);
    if leak.lost.is_none() {
        let left = left(case, &leak, &trace);
        trace.push(left);
    }
    trace
}

/// What a person wants to see of the path to a node.
fn steps_to(case: &Case<'_>, node: NodeId) -> Vec<TraceStep> {
    let mut trace = Vec::new();
    let path = case.tracked.exploration.path_to(node);
    for window in path.windows(2) {
        let [(from, Some(edge)), (to, _)] = window else {
            continue;
        };
        node_steps(case, *from, *edge, *to, &mut trace);
        if trace
            .last()
            .is_some_and(|step: &TraceStep| step.kind == TraceKind::Leak)
        {
            break;
        }
    }
    trim(&mut trace);
    trace
}

/// The path to a misuse.
pub fn misuse(case: &Case<'_>, misuse: &Misuse) -> Vec<TraceStep> {
    let mut trace = steps_to(case, misuse.node);
    let range = range_of(case, misuse.step);
    if misuse.kind == MisuseKind::Replaces {
        let lost = format!(
            "`{}`: what the object kept there is lost",
            case.code_of(misuse.step)
        );
        trace.push(step_at(case, range, TraceKind::Leak, lost, 0));
        return trace;
    }
    let released = format!("`{}` releases it", case.code_of(misuse.released));
    let before = range_of(case, misuse.released);
    trace.push(step_at(case, before, TraceKind::Pass, released, 0));
    let done = format!(
        "`{}`: it has been {} already",
        case.code_of(misuse.step),
        case.handle().released
    );
    trace.push(step_at(case, range, TraceKind::Raise, done, 0));
    trace
}

/// The lines of the path to a node, from the acquisition on, in order; and how many nodes were looked at.
pub fn lines(case: &Case<'_>, node: NodeId) -> (Vec<u32>, usize) {
    let exploration = &case.tracked.exploration;
    let home = case.context.cfg().home(case.tracked.site);
    let mut lines = Vec::new();
    let path = exploration.path_to(node);
    for (id, _) in &path {
        let node = exploration.node(*id);
        let block = case.context.cfg().block(node.block);
        let acquires = home == Some(node.block);
        if node.state.status == Status::Waiting && !acquires {
            continue;
        }
        for step in block.steps.iter().filter(|step| is_visible(case, **step)) {
            let line = case.line_of(*step).0;
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
    }
    (lines, path.len())
}

/// Steps that stand for something a person wrote.
fn is_visible(case: &Case<'_>, step: StepId) -> bool {
    let step = case.context.cfg().step(step);
    let bookkeeping = matches!(
        step.kind,
        StepKind::Drop(..)
            | StepKind::Push(_)
            | StepKind::Pop
            | StepKind::Leave(_)
            | StepKind::Turn
    );
    !bookkeeping && step.range.start < step.range.end
}

fn node_steps(case: &Case<'_>, from: NodeId, edge: Edge, to: NodeId, trace: &mut Vec<TraceStep>) {
    let exploration = &case.tracked.exploration;
    let (before, after) = (&exploration.node(from).state, &exploration.node(to).state);
    let block = case.context.cfg().block(exploration.node(from).block);
    let held = matches!(
        before.status,
        Status::Open | Status::HandedOver(Handover::Own, _)
    );
    if let (true, Status::Lost(loss, step)) = (held, after.status) {
        return trace.push(lost(case, loss, step));
    }
    let last = block.steps.last().copied();
    match (&block.terminator, edge, last) {
        (Terminator::Fallible { .. }, Edge::Next, Some(step)) if step == case.tracked.site => {
            if before.status == Status::Waiting && after.status != Status::Waiting {
                trace.push(acquired(case));
            }
            if let Status::Lost(loss, step) = after.status {
                trace.push(lost(case, loss, step));
            }
        }
        (Terminator::Fallible { .. } | Terminator::Iterate { .. }, Edge::Raise, Some(step)) => {
            let note = format!("{} raises", case.raising(step));
            let own = matches!(after.status, Status::HandedOver(Handover::Own, _));
            let open = u32::from(own || after.status == Status::Open);
            trace.push(step_at(
                case,
                range_of(case, step),
                TraceKind::Raise,
                note,
                open,
            ));
        }
        (Terminator::Fallible { .. }, Edge::Next, Some(step))
            if after.status == Status::Open && is_call(case, step) =>
        {
            let note = format!("`{}` returns", case.code_of(step));
            trace.push(step_at(
                case,
                range_of(case, step),
                TraceKind::Pass,
                note,
                1,
            ));
        }
        (Terminator::Branch { range, .. }, Edge::True | Edge::False, _) => {
            let holds = if edge == Edge::True { "true" } else { "false" };
            let code = shorten(range.of(case.text), 40);
            let open = u32::from(after.status == Status::Open);
            let note = format!("`{code}` is {holds}");
            trace.push(step_at(case, *range, TraceKind::Pass, note, open));
        }
        (Terminator::Iterate { .. }, Edge::False, Some(step)) => {
            let note = format!("`{}` has no more items", case.code_of(step));
            let open = u32::from(after.status == Status::Open);
            trace.push(step_at(
                case,
                range_of(case, step),
                TraceKind::Pass,
                note,
                open,
            ));
        }
        _ => {}
    }
}

fn is_call(case: &Case<'_>, step: StepId) -> bool {
    let kind = &case.context.cfg().step(step).kind;
    matches!(
        kind,
        StepKind::Assign {
            value: Value::Call { .. } | Value::Yield(_),
            ..
        }
    )
}

fn acquired(case: &Case<'_>) -> TraceStep {
    let (code, handle) = (case.code(), case.handle());
    let note = match case.tracked.acquired.form {
        Form::Held => format!("`{code}` takes {}", handle.a_kind()),
        Form::Receiver => format!(
            "`{code}`: the {} has to be {} now",
            handle.kind, handle.released
        ),
        _ => format!("`{code}` gives {}", handle.a_kind()),
    };
    step_at(case, case.range(), TraceKind::Acquire, note, 1)
}

fn lost(case: &Case<'_>, loss: Loss, step: StepId) -> TraceStep {
    let name = case.name();
    let note = match loss {
        Loss::Overwritten if name.is_empty() => {
            "its only name is bound to something else".to_owned()
        }
        Loss::Overwritten => format!("`{name}` is bound to something else: this one is lost"),
        Loss::Discarded => "the expression is over, and nothing has a name for it".to_owned(),
        Loss::Deleted => format!("`{name}` is deleted: this one is lost"),
        Loss::Kept => "it is stored where nothing releases it".to_owned(),
    };
    step_at(case, range_of(case, step), TraceKind::Leak, note, 0)
}

fn left(case: &Case<'_>, leak: &crate::rules::Leak, trace: &[TraceStep]) -> TraceStep {
    let how = match leak.kind {
        WayKind::Return => "the function returns",
        WayKind::End if case.context.cfg().name == "module" => "the module ends",
        WayKind::End => "the function ends",
        WayKind::Raise => "left by the exception",
    };
    if case.kept_by_its_object().is_some() {
        let note = format!("{how}: nobody has the object that could release it");
        return step_at(case, range_of(case, leak.step), TraceKind::Leak, note, 0);
    }
    let missed: Vec<Line> = case
        .releases()
        .iter()
        .map(|step| case.line_of(*step))
        .collect();
    let runs = |line: Line| trace.iter().any(|step| step.line == line.0);
    let missed = match missed.as_slice() {
        [line] if runs(*line) && case.releases().iter().all(|it| takes_one_out(case, *it)) => {
            format!("line {line} takes out one of them, and another may be left")
        }
        [] => format!("nothing has {}", case.handle().has_released_it()),
        [line] => format!("line {line} never runs"),
        _ => format!(
            "none of the lines that would have {} is reached",
            case.handle().has_released_it()
        ),
    };
    let range = range_of(case, leak.step);
    step_at(case, range, TraceKind::Leak, format!("{how}: {missed}"), 0)
}

/// Whether what a step releases was taken out of a collection: `files.pop().close()`.
fn takes_one_out(case: &Case<'_>, step: StepId) -> bool {
    let cfg = case.context.cfg();
    let StepKind::Assign { value, .. } = &cfg.step(step).kind else {
        return false;
    };
    let mut value = value;
    for _ in 0..8 {
        let next = match value {
            Value::Attribute(_, name) if matches!(name.as_str(), "pop" | "popleft") => return true,
            Value::Call { func: var, .. } | Value::Attribute(var, _) | Value::Copy(var) => {
                cfg.given(*var).next()
            }
            _ => None,
        };
        let Some(known) = next else { return false };
        value = known;
    }
    false
}

fn range_of(case: &Case<'_>, step: StepId) -> Range {
    case.context.cfg().step(step).range
}

fn step_at(case: &Case<'_>, range: Range, kind: TraceKind, note: String, open: u32) -> TraceStep {
    let start = case.lines.position(case.text, range.start);
    let end = case.lines.position(case.text, range.end);
    TraceStep {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        kind,
        note,
        open,
    }
}

/// Long witnesses lose steps that only passed, first those before the acquisition.
fn trim(trace: &mut Vec<TraceStep>) {
    while trace.len() > LIMIT {
        let acquired = trace
            .iter()
            .position(|step| step.kind == TraceKind::Acquire)
            .unwrap_or(0);
        let passes = |step: &TraceStep| step.kind == TraceKind::Pass;
        let before = trace[..acquired].iter().position(passes);
        let Some(at) = before.or_else(|| trace.iter().position(passes)) else {
            break;
        };
        trace.remove(at);
    }
}
