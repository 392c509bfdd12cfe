//! A number to be said: a field, one button to commit, and then the number and why.

use super::question::{once_more, outcome, told, undo};
use super::raw;
use crate::app::browser::form;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::Msg;
use crate::app::parts::field::Field;
use crate::app::parts::text::words;
use crate::app::store::{Dispatch, use_dispatch};
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Asking, Estimate, Rightness};
use yew::prelude::*;

/// Props of [`EstimateQuestion`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) estimate: Estimate,
    pub(super) mark: Mark,
}

/// The question, or its answer.
#[component]
pub(super) fn EstimateQuestion(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let typed = use_state(String::new);
    let Props { estimate, mark } = props;
    if mark.said.is_some() || mark.state == State::Skipped {
        return shown(estimate, mark, &dispatch);
    }
    let number = form::number(&typed);
    let is_wrong = !typed.trim().is_empty() && number.is_none();
    let enter = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let say = dispatch.with(move |event: SubmitEvent| {
        event.prevent_default();
        AppMsg::Learn(number.map_or(Msg::Edited, Msg::Say))
    });
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            <form class="options" onsubmit={say}>
                <div id="stem">{raw(&estimate.stem)}</div>
                <p class="estimate">
                    <Field kind="number" step="any" value={(*typed).clone()} labelled_by="stem" {is_wrong}
                        described_by="estimate-wrong" live={true} onenter={enter} />
                    <span class="unit">{words(&estimate.unit)}</span>
                </p>
                <p class="knob-wrong" id="estimate-wrong" role="status">
                    if is_wrong { {"A number, such as 12 or 0.5."} }
                </p>
                <p class="row">
                    <button type="submit" class="button main" disabled={number.is_none()}>{"Commit and see"}</button>
                    {undo(mark, "Show my answer", &dispatch)}
                </p>
            </form>
        </section>
    }
}

/// After committing: the number, what was said, and why.
fn shown(estimate: &Estimate, mark: &Mark, dispatch: &Dispatch) -> Html {
    let answer = |number: f64| {
        let right = match estimate.is_right(number) {
            true => Rightness::Right,
            false => Rightness::Wrong,
        };
        let text = words(&format!("{number} {}", estimate.unit));
        told(
            right,
            mark.said == Some(number),
            text,
            words(estimate.answer(number)),
        )
    };
    let said = mark.said.filter(|said| *said != estimate.right);
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            <div class="options">
                <div>{raw(&estimate.stem)}</div>
                {for said.map(answer)}
                {answer(estimate.right)}
            </div>
            if let Some(said) = mark.said {
                <p class="said" role="status">{outcome(estimate.is_right(said), Asking::Predict)}</p>
            }
            if !estimate.reveal.is_empty() {
                <div class="prose reveal">{raw(&estimate.reveal)}</div>
            }
            {once_more("Ask me again", dispatch)}
        </section>
    }
}
