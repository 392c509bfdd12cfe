//! The bench: the goal, the program in the editor, its ways out; or the simulation.

use super::arrange::Lines;
use super::exercise::Tone;
use super::question::{is_told, undo};
use super::{goal, raw};
use crate::app::bench::{Reveal, marks};
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Desk, Learn, Msg, Open};
use crate::app::parts::editor::CodeEditor;
use crate::app::parts::matrix::{ExitTable, exit_table};
use crate::app::parts::text::words;
use crate::app::store::Dispatch;
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Exercise, Leaks, Opened, Run, Standing, Step, StepKind, Ways};
use crate::report::{Acquisition, FileReport, Outcome};
use std::rc::Rc;
use yew::prelude::*;

/// The bench of a step, if it has one.
pub(super) fn bench(
    learn: &Learn,
    open: &Open,
    opened: &Opened,
    step: &Step,
    dispatch: &Dispatch,
) -> Option<Html> {
    let mark = learn.mark();
    let desk = &open.desk;
    let inside = match &step.kind {
        StepKind::Exercise(exercise) => {
            let report = desk
                .verdict()
                .map(|verdict| verdict.report.clone())
                .unwrap_or_default();
            html! {
                <>
                    {banner(desk, exercise, Tone::Alarm)}
                    {editor(desk, &exercise.start.name, &report, Reveal::Yes, Some(&mark), dispatch)}
                    {ways_out(desk, &report, Reveal::Yes, dispatch)}
                </>
            }
        }
        StepKind::Simulate(goal) => goal::bench(open, goal, &mark, dispatch),
        StepKind::Arrange(arrangement) => html! {
            <>
                if desk.order.is_empty() {
                    <p class="goal waiting"><span>{"Goal: "}{words(&arrangement.exercise.goal.says)}</span></p>
                } else {
                    {banner(desk, &arrangement.exercise, Tone::of_lines(desk, arrangement))}
                }
                <Lines key={desk.number} arrangement={(**arrangement).clone()} mark={mark}
                    order={desk.order.clone()} />
            </>
        },
        StepKind::Run(run) => {
            let program = step.program.as_ref()?;
            html! {
                <>
                    {editor(desk, &program.name, &FileReport::default(), Reveal::NotYet, None, dispatch)}
                    {printed(run, mark.state == State::Done, dispatch)}
                </>
            }
        }
        StepKind::Read | StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Sketch(_) => {
            let program = step.program.as_ref()?;
            let report = opened.reports.get(open.at).cloned().unwrap_or_default();
            let is_read = matches!(step.kind, StepKind::Read);
            let is_covered = match program.ways {
                Ways::Shown => false,
                Ways::Covered => is_read,
                Ways::Never => true,
            };
            let reveal = match !is_covered && (is_read || is_told(&mark, &step.kind)) {
                true => Reveal::Yes,
                false => Reveal::NotYet,
            };
            html! {
                <>
                    {editor(desk, &program.name, &report, reveal, None, dispatch)}
                    if !is_covered {
                        {ways_out(desk, &report, reveal, dispatch)}
                    }
                </>
            }
        }
    };
    Some(html! { <section class="lesson-bench" aria-label="Bench">{inside}</section> })
}

/// What the program of a step prints, once it was run.
fn printed(run: &Run, is_run: bool, dispatch: &Dispatch) -> Html {
    html! {
        <div class="slab">
            <header class="slab-head">{"What Python prints"}
                <span class="slab-end">
                    if !is_run {
                        <button type="button" class="button small main"
                            onclick={dispatch.to(AppMsg::Learn(Msg::Read))}>{"Run it"}</button>
                    }
                </span>
            </header>
            <div role="status">
                if is_run {
                    <pre class="prints" tabindex="0"><samp>{run.output.clone()}</samp></pre>
                    <p class="hint">{"As CPython printed it when this page was tested."}</p>
                    if !run.reveal.is_empty() {
                        <div class="prose reveal">{raw(&run.reveal)}</div>
                    }
                } else {
                    <p class="waits">{"Not run yet."}</p>
                }
            </div>
        </div>
    }
}

/// What is wrong and what is wanted; someone who lands here from a link reads this first.
fn banner(desk: &Desk, exercise: &Exercise, tone: Tone) -> Html {
    let (waiting, shape) = match tone {
        Tone::Calm => (Some("waiting"), "○"),
        Tone::Alarm => (None, "▲"),
    };
    let Some(verdict) = desk.verdict() else {
        return html! {
            <p class={classes!("goal", waiting)}><span>{words(&exercise.goal.says)}</span></p>
        };
    };
    if verdict.standing == Standing::Solved {
        return html! {
            <p class="goal reached"><span aria-hidden="true">{"✓"}</span>
                <span>{"Goal reached: "}{words(&exercise.goal.says)}</span></p>
        };
    }
    let exits = verdict
        .report
        .acquisitions
        .iter()
        .flat_map(|row| &row.exits);
    let outcomes: Vec<Outcome> = exits
        .map(|exit| exit.outcome)
        .filter(|outcome| *outcome != Outcome::NotAcquired)
        .collect();
    let leaking = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Leaked)
        .count();
    let state = match (verdict.standing, exercise.goal.leaks) {
        (Standing::NotPython, _) => "Not Python yet.".to_owned(),
        (_, Leaks::Some) => "Nothing leaks yet.".to_owned(),
        (_, Leaks::None) if leaking > 0 => {
            let verb = if leaking == 1 { "leaks" } else { "leak" };
            let is_given = *desk.text == *exercise.start.code;
            let broken = if is_given {
                "Broken on purpose"
            } else {
                "Still broken"
            };
            let all = outcomes.len();
            format!("{broken}: {leaking} of {all} ways out {verb}.")
        }
        _ => "Not there yet.".to_owned(),
    };
    html! {
        <p class={classes!("goal", waiting)}><span aria-hidden="true">{shape}</span>
            <span><strong>{state}</strong>{" Goal: "}{words(&exercise.goal.says)}</span></p>
    }
}

fn editor(
    desk: &Desk,
    name: &str,
    report: &FileReport,
    reveal: Reveal,
    mark: Option<&Mark>,
    dispatch: &Dispatch,
) -> Html {
    let drawn = marks(report, &desk.text, desk.cell, reveal);
    let changed = mark.is_some_and(|mark| mark.draft.is_some());
    html! {
        <div class="slab">
            <header class="slab-head">
                <code>{name.to_owned()}</code>
                <span class="slab-end">
                    {for mark.map(|mark| undo(mark, "Undo reset", dispatch))}
                    if changed {
                        <button type="button" class="button small quiet"
                            onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{"Reset"}</button>
                    }
                </span>
            </header>
            <CodeEditor key={desk.number} text={Rc::clone(&desk.text)} marks={Rc::new(drawn)}
                command={desk.command.clone()} read_only={mark.is_none()}
                label={format!("Python code of {name}")}
                onedit={dispatch.with(|()| AppMsg::Learn(Msg::Edited))}
                ontext={dispatch.with(|text| AppMsg::Learn(Msg::Text(text)))} />
        </div>
    }
}

/// The exit matrix, once it may be seen.
fn ways_out(desk: &Desk, report: &FileReport, reveal: Reveal, dispatch: &Dispatch) -> Html {
    if report.acquisitions.is_empty() {
        return html! {};
    }
    let body = match reveal {
        Reveal::NotYet => html! {
            <p class="waits">{"Hidden until you have answered."}</p>
        },
        Reveal::Yes => {
            let rows: Vec<(usize, Acquisition)> =
                report.acquisitions.iter().cloned().enumerate().collect();
            html! {
                <div class="slab-body">
                    {exit_table(&ExitTable {
                        rows,
                        lit: desk.cell,
                        label: "Ways out".into(),
                        oncell: dispatch.with(|(row, column)| AppMsg::Learn(Msg::Cell(row, column))),
                        online: None,
                    })}
                    if desk.cell.is_none() {
                        <p class="hint">{"Choose a cell: its path lights up in the program."}</p>
                    }
                </div>
            }
        }
    };
    html! {
        <div class="slab">
            <header class="slab-head">{"Ways out"}</header>
            {body}
        </div>
    }
}
