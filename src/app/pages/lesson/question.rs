//! A question: options to mark, one button to commit, and then every reason.

use super::raw;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Learn, Msg, Open};
use crate::app::store::Dispatch;
use crate::lessons::progress::State;
use crate::lessons::{Choice, Question, Rightness, Step, StepKind};
use yew::prelude::*;

/// The question, or its answer.
pub(super) fn question(
    learn: &Learn,
    open: &Open,
    step: &Step,
    question: &Question,
    dispatch: &Dispatch,
) -> Html {
    let mark = learn.mark();
    let answered = mark.answer;
    let shown = answered.is_some() || mark.state == State::Skipped;
    let is_predict = matches!(step.kind, StepKind::Predict(_));
    let verb = if is_predict {
        "Commit and see"
    } else {
        "Answer"
    };
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            <fieldset class="options">
                <legend>{raw(&question.stem)}</legend>
                {for question.choices.iter().zip(0..).map(|(choice, index)| {
                    if shown {
                        told(choice, answered == Some(index))
                    } else {
                        option(choice, index, open.desk.picked == Some(index), dispatch)
                    }
                })}
            </fieldset>
            if shown {
                if let Some(choice) = answered.and_then(|index| question.choices.get(index as usize)) {
                    {outcome(choice, is_predict)}
                }
                if !question.reveal.is_empty() {
                    <div class="prose reveal">{raw(&question.reveal)}</div>
                }
                <p class="row">
                    <button type="button" class="button small quiet"
                        onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{"Ask me again"}</button>
                </p>
            } else {
                <p class="row">
                    <button type="button" class="button main" disabled={open.desk.picked.is_none()}
                        onclick={dispatch.to(AppMsg::Learn(Msg::Commit))}>{verb}</button>
                    if mark.can_undo() {
                        <button type="button" class="button quiet"
                            onclick={dispatch.to(AppMsg::Learn(Msg::UndoReset))}>{"Show my answer"}</button>
                    }
                </p>
            }
        </section>
    }
}

fn option(choice: &Choice, index: u32, picked: bool, dispatch: &Dispatch) -> Html {
    html! {
        <label class={classes!("option", picked.then_some("picked"))}>
            <input type="radio" name="option" checked={picked}
                onchange={dispatch.to(AppMsg::Learn(Msg::Pick(index)))} />
            <span>{raw(&choice.text)}</span>
        </label>
    }
}

/// An option after answering: what it is, and why.
fn told(choice: &Choice, mine: bool) -> Html {
    let (class, shape, word) = match choice.right {
        Rightness::Right => ("option is-right", "✓", "This is so."),
        Rightness::Wrong => ("option is-wrong", "–", "This is not so."),
    };
    html! {
        <div class={classes!(class, mine.then_some("mine"))}>
            <span class="option-shape" aria-hidden="true">{shape}</span>
            <div>
                <span class="unseen">{word}</span>
                <div class="option-text">{raw(&choice.text)}
                    if mine { <span class="yours">{"your answer"}</span> }
                </div>
                <div class="why">{raw(&choice.why)}</div>
            </div>
        </div>
    }
}

fn outcome(choice: &Choice, is_predict: bool) -> Html {
    let words = match (choice.right, is_predict) {
        (Rightness::Right, _) => "✓ As you said.",
        (Rightness::Wrong, true) => {
            "It went another way. That is worth more than a lucky guess: read why."
        }
        (Rightness::Wrong, false) => "Not this one. Each option has its reason beside it.",
    };
    html! { <p class="said" role="status">{words}</p> }
}
