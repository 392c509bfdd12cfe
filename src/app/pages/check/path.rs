//! One finding's witness, step by step, with the number of handles held.

use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::report::{Finding, TraceKind};
use yew::prelude::*;

/// The panel.
pub fn panel(check: &Check, dispatch: &Dispatch) -> Html {
    let Some((index, finding)) = check.chosen.zip(check.finding()) else {
        return html! {
            <div class="blank">
                <p class="blank-shape" aria-hidden="true">{"·"}</p>
                <h2>{"No path to show"}</h2>
                <p>{"When something leaks, this is the shortest way to the leak, one step at a time."}</p>
            </div>
        };
    };
    let last = finding.trace.len().saturating_sub(1);
    let step = check.step.min(last);
    let keys = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => (step + 1).min(last),
                "ArrowUp" | "ArrowLeft" => step.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            dispatch.send(AppMsg::Check(Msg::Step(next)));
        })
    };
    html! {
        <section class="walk" onkeydown={keys}>
            <h2>{said(&finding.message)}</h2>
            <div class="row">
                {button("Back", step.checked_sub(1), dispatch)}
                {button("Next", (step < last).then_some(step + 1), dispatch)}
                <span class="hint">{format!("step {} of {}", step + 1, last + 1)}</span>
                <button type="button" class="button small walk-watch"
                    onclick={dispatch.to(AppMsg::Check(Msg::Watch(index)))}>{"Watch it leak"}</button>
            </div>
            {counter(finding, step)}
            {steps(finding, step, dispatch)}
        </section>
    }
}

fn button(name: &'static str, to: Option<usize>, dispatch: &Dispatch) -> Html {
    let onclick = dispatch.to(AppMsg::Check(Msg::Step(to.unwrap_or(0))));
    html! { <button type="button" class="button small" disabled={to.is_none()} {onclick}>{name}</button> }
}

/// How many handles are held now, large, and what has just happened.
fn counter(finding: &Finding, step: usize) -> Html {
    let Some(now) = finding.trace.get(step) else {
        return html! {};
    };
    let look = words::step(finding, now.kind);
    let word = match (now.kind == TraceKind::Leak, finding.kept.is_some()) {
        (_, true) => "kept",
        (true, false) => "leaked",
        (false, false) => "open",
    };
    let count = if now.kind == TraceKind::Leak {
        now.open.max(1)
    } else {
        now.open
    };
    html! {
        <div class={format!("counter {}", look.class)} role="status" aria-live="polite">
            <p class="counter-number">{count}<span>{format!("{} {word}", finding.resource)}</span></p>
            <p class="counter-now">
                <span class={format!("chip {}", look.class)}>{format!("{} {}", look.shape, look.word)}</span>
                {" "}{format!("line {}: ", now.line)}{said(&now.note)}
            </p>
        </div>
    }
}

fn steps(finding: &Finding, at: usize, dispatch: &Dispatch) -> Html {
    html! {
        <ol class="walk-steps">
            {for finding.trace.iter().enumerate().map(|(index, step)| {
                let look = words::step(finding, step.kind);
                let class = match index.cmp(&at) {
                    std::cmp::Ordering::Less => "walk-step past",
                    std::cmp::Ordering::Equal => "walk-step now",
                    std::cmp::Ordering::Greater => "walk-step",
                };
                html! {
                    <li>
                        <button type="button" class={format!("{class} {}", look.class)}
                            aria-current={(index == at).then_some("step")}
                            onclick={dispatch.to(AppMsg::Check(Msg::Step(index)))}>
                            <span class="step-shape" aria-hidden="true">{look.shape}</span>
                            <span class="step-line">{step.line}</span>
                            <span>{said(&step.note)}</span>
                            <span class="step-open">{words::held(finding, step.kind, step.open)}</span>
                        </button>
                    </li>
                }
            })}
        </ol>
    }
}
