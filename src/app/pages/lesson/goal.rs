//! A goal in the simulator: knobs, a run to its end, and what became of the resource.

use super::dial::Dial;
use super::exercise::hints;
use super::question::undo;
use super::raw;
use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Learn, Msg, Open, Playing};
use crate::app::parts::text::words;
use crate::app::store::Dispatch;
use crate::lessons::Standing;
use crate::lessons::progress::{Mark, State};
use crate::lessons::simulate::{Knob, Lane, Moment, RunVerdict, Settings, SimGoal};
use crate::sim::fate::{Kept, Runtime};
use crate::sim::resource::Resource;
use crate::sim::scenario::Scenario;
use crate::text::grouped;
use yew::prelude::*;

/// What stands beside the text: the answer to the last run, hints, and the end of the story.
pub(super) fn guide(learn: &Learn, open: &Open, goal: &SimGoal, dispatch: &Dispatch) -> Html {
    let mark = learn.mark();
    let message = match &open.desk.playing {
        Playing::Done(verdict) => verdict.message.clone(),
        _ => None,
    };
    html! {
        <>
            if let Some(message) = message {
                <div class="message prose" role="status">{raw(&message)}</div>
            }
            {hints(&goal.hints, mark.hints, dispatch)}
            <p><button type="button" class="button small quiet"
                onclick={dispatch.to(AppMsg::Learn(Msg::TakeSolution))}>{"Set the knobs as a solution has them"}</button></p>
            if mark.state >= State::Skipped && !goal.reveal.is_empty() {
                <div class="prose reveal">{raw(&goal.reveal)}</div>
            }
        </>
    }
}

/// The knobs, the button, and what became of the run.
pub(super) fn bench(open: &Open, goal: &SimGoal, mark: &Mark, dispatch: &Dispatch) -> Html {
    let desk = &open.desk;
    let verdict = match &desk.playing {
        Playing::Done(verdict) => Some(verdict.as_ref()),
        _ => None,
    };
    let reached = verdict.is_some_and(|verdict| verdict.standing == Standing::Solved);
    let running = desk.playing == Playing::Running;
    let seconds = goal.scenario.stop.time.unwrap_or_default();
    let resource = goal.scenario.resource.as_ref();
    let reserved = resource.map_or(0, Resource::reserved);
    html! {
        <>
            <p class={classes!("goal", reached.then_some("reached"))}>
                <span aria-hidden="true">{if reached { "✓" } else { "◎" }}</span>
                <span><strong>{if reached { "Goal reached: " } else { "Goal: " }}</strong>{words(&goal.says)}</span>
            </p>
            <div class="slab">
                <header class="slab-head">{"What you may change"}</header>
                <div class="slab-body dials">
                    {for goal.knobs.iter().map(|knob| control(*knob, goal, &desk.settings, dispatch))}
                    <p class="row">
                        <button type="button" class="button main" disabled={running}
                            onclick={dispatch.to(AppMsg::Learn(Msg::Play))}>
                            {if running { "Playing…".to_owned() } else { format!("Play {} minutes", (seconds / 60.0).round()) }}
                        </button>
                        if desk.settings == Settings::default() {
                            {undo(mark, "Undo reset", dispatch)}
                        } else {
                            <button type="button" class="button small quiet"
                                onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{"Start over"}</button>
                        }
                    </p>
                </div>
            </div>
            if let Some(verdict) = verdict {
                {result(verdict, reserved, seconds)}
            } else if desk.playing == Playing::Failed {
                <p class="said bad-news" role="alert">{"The simulator stopped. Change something and play again."}</p>
            }
        </>
    }
}

fn control(knob: Knob, goal: &SimGoal, now: &Settings, dispatch: &Dispatch) -> Html {
    let start = &goal.scenario;
    let now = *now;
    let turn = |make: fn(Settings, String) -> Settings| {
        dispatch
            .with(move |event: Event| AppMsg::Learn(Msg::Turn(make(now, dom::value_of(&event)))))
    };
    match knob {
        Knob::Program => choice(
            "The program",
            &[
                ("as-written", "as written"),
                ("fixed", "releasing on every way out"),
            ],
            if now.program == Some(Lane::Fixed) {
                "fixed"
            } else {
                "as-written"
            },
            turn(|old, value| {
                let lane = if value == "fixed" {
                    Lane::Fixed
                } else {
                    Lane::AsWritten
                };
                Settings {
                    program: Some(lane),
                    ..old
                }
            }),
        ),
        Knob::Rate | Knob::Chance | Knob::Size | Knob::Timeout => {
            let Some(limits) = knob.limits(start) else {
                return Html::default();
            };
            let now_at = now.number(knob).unwrap_or_else(|| started(knob, start));
            let onturn =
                dispatch.with(move |value| AppMsg::Learn(Msg::Turn(now.with_number(knob, value))));
            html! { <Dial {knob} {limits} now={now_at} {onturn} /> }
        }
        Knob::Runtime => choice(
            "The Python",
            &[
                ("counting", "CPython: counts references"),
                ("tracing", "PyPy: collects now and then"),
                ("none", "none: nothing is ever collected"),
            ],
            match now.runtime.unwrap_or(start.runtime) {
                Runtime::ReferenceCounting => "counting",
                Runtime::Tracing => "tracing",
                Runtime::None => "none",
            },
            turn(|old, value| {
                let runtime = match value.as_str() {
                    "tracing" => Runtime::Tracing,
                    "none" => Runtime::None,
                    _ => Runtime::ReferenceCounting,
                };
                Settings {
                    runtime: Some(runtime),
                    ..old
                }
            }),
        ),
        Knob::Kept => choice(
            "Errors, once they are handled,",
            &[
                ("nothing", "are forgotten"),
                ("exceptions", "are kept for a report"),
                ("everything", "are kept, and so is every file"),
            ],
            match now.kept.unwrap_or(start.kept) {
                Kept::Nothing => "nothing",
                Kept::Exceptions => "exceptions",
                Kept::Everything => "everything",
            },
            turn(|old, value| {
                let kept = match value.as_str() {
                    "exceptions" => Kept::Exceptions,
                    "everything" => Kept::Everything,
                    _ => Kept::Nothing,
                };
                Settings {
                    kept: Some(kept),
                    ..old
                }
            }),
        ),
    }
}

fn choice(
    label: &'static str,
    options: &[(&'static str, &'static str)],
    now: &str,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="dial">
            <span>{label}</span>
            <select {onchange}>
                {for options.iter().map(|(value, words)| html! {
                    <option value={*value} selected={*value == now}>{*words}</option>
                })}
            </select>
        </label>
    }
}

/// Where a number stands before it is turned.
fn started(knob: Knob, start: &Scenario) -> f64 {
    let (units, timeout) = match &start.resource {
        Some(Resource::Pool(pool)) => (pool.size + pool.overflow, pool.timeout.unwrap_or(30.0)),
        Some(Resource::Table(table)) => (table.limit, 0.0),
        None => (0, 0.0),
    };
    let first = start.assumptions.first();
    match knob {
        Knob::Rate => start.rate,
        Knob::Chance => first.map_or(0.0, |assumption| assumption.chance),
        Knob::Size => f64::from(units),
        _ => timeout,
    }
}

fn result(verdict: &RunVerdict, reserved: u32, seconds: f64) -> Html {
    let shown = &verdict.shown;
    let capacity = shown.limit();
    let reached = verdict.standing == Standing::Solved;
    html! {
        <div class="slab">
            <header class="slab-head">{"What happened"}</header>
            <div class="slab-body run-result">
                <p class={classes!("said", if reached { "good" } else { "bad-news" })} role="status">
                    {verdict.says.clone()}
                </p>
                if capacity > 0 {
                    {curve(&verdict.moments, (reserved, capacity), seconds)}
                    <p class="remark">{if verdict.ran_out.is_some() { "At the moment it ran out:" } else { "At the end:" }}</p>
                    <dl class="run-facts">
                        {fact("leaked", "▲ gone for good", shown.leaked)}
                        {fact("open", "● in use", shown.in_use)}
                        if reserved > 0 {
                            {fact("none", "held from the start", reserved)}
                        }
                        {fact("none", "waiting for the collector", shown.garbage)}
                        {fact("none", "free", shown.free)}
                    </dl>
                }
                if let Some(error) = &verdict.error {
                    <p class="run-error">{"The first request that found nothing left got:"}</p>
                    <pre class="prints" tabindex="0"><samp>{error.clone()}</samp></pre>
                }
            </div>
        </div>
    }
}

fn fact(class: &'static str, words: &'static str, count: u32) -> Html {
    html! { <div class={classes!("run-fact", class)}><dt>{words}</dt><dd>{grouped(count.into())}</dd></div> }
}

/// How many are gone and in use over time, on those that were held from the start, under the line of how many
/// there are.
fn curve(moments: &[Moment], (reserved, capacity): (u32, u32), seconds: f64) -> Html {
    const WIDTH: f64 = 600.0;
    const HEIGHT: f64 = 160.0;
    let most = f64::from(capacity) * 1.06;
    let x = |t: f64| (t / seconds.max(1.0)).min(1.0) * WIDTH;
    let y = |count: u32| HEIGHT - f64::from(count).min(most) / most * HEIGHT;
    let area = |count: fn(&Moment) -> u32| {
        let mut path = format!("M0 {HEIGHT}");
        for moment in moments {
            path.push_str(&format!(
                "L{:.1} {:.1}",
                x(moment.t),
                y(reserved + count(moment))
            ));
        }
        let end = moments.last().map_or(0.0, |moment| x(moment.t));
        path.push_str(&format!("L{end:.1} {HEIGHT}Z"));
        path
    };
    let top = y(capacity).to_string();
    let limit = grouped(capacity.into());
    html! {
        <figure class="curve">
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" preserveAspectRatio="none"
                aria-label={format!("Taken units over time, out of {limit}")}>
                <path class="curve-open" d={area(|m| m.leaked + m.garbage + m.in_use)} />
                <path class="curve-leaked" d={area(|m| m.leaked)} />
                <path class="curve-held" d={area(|_| 0)} />
                <line class="curve-limit" x1="0" x2={WIDTH.to_string()} y1={top.clone()} y2={top} />
            </svg>
            <figcaption>
                <span>{"0"}</span>
                <span>{format!("limit {limit}")}</span>
                <span>{format!("{} min", (seconds / 60.0).round())}</span>
            </figcaption>
        </figure>
    }
}
