//! A question: options to mark, one button to commit, and then every reason.

use super::raw;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Learn, Msg, Open};
use crate::app::store::Dispatch;
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Asking, Choice, Question, Rightness, Step, StepKind};
use yew::prelude::*;

/// The question, or its answer.
pub(super) fn question(
    learn: &Learn,
    open: &Open,
    step: &Step,
    (asking, question): (Asking, &Question),
    dispatch: &Dispatch,
) -> Html {
    let mark = learn.mark();
    let answered = mark.answer;
    let shown = is_told(&mark, &step.kind);
    let verb = match asking {
        Asking::Predict => "Commit and see",
        Asking::Quiz | Asking::Trace | Asking::Measure | Asking::Transfer => "Answer",
    };
    let asked = Asked {
        asking,
        question,
        picked: open.desk.picked,
        answered,
        shown,
    };
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            {options(&asked, dispatch, |option| AppMsg::Learn(Msg::Pick(option)))}
            if shown {
                if let Some(is_right) = mark.is_right(&step.kind) {
                    <p class="said" role="status">{outcome(is_right, asking)}</p>
                }
                if !question.reveal.is_empty() {
                    <div class="prose reveal">{raw(&question.reveal)}</div>
                }
                {once_more("Ask me again", dispatch)}
            } else {
                <p class="row">
                    <button type="button" class="button main" disabled={open.desk.picked.is_none()}
                        onclick={dispatch.to(AppMsg::Learn(Msg::Commit))}>{verb}</button>
                    {undo(&mark, "Show my answer", dispatch)}
                </p>
            }
        </section>
    }
}

/// Whether the answer of a step is told: it was given, or the step was passed over. Of a step that is done,
/// it is not while the question is asked once more.
pub(in crate::app::pages) fn is_told(mark: &Mark, kind: &StepKind) -> bool {
    match kind {
        StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Sketch(_) => {
            mark.state == State::Skipped || mark.is_right(kind).is_some()
        }
        _ => mark.state >= State::Skipped,
    }
}

/// The way back to what was reset.
pub(super) fn undo(mark: &Mark, says: &'static str, dispatch: &Dispatch) -> Html {
    html! {
        if mark.can_undo() {
            <button type="button" class="button small quiet"
                onclick={dispatch.to(AppMsg::Learn(Msg::UndoReset))}>{says}</button>
        }
    }
}

/// The way to be asked once more.
pub(super) fn once_more(says: &'static str, dispatch: &Dispatch) -> Html {
    html! {
        <p class="row">
            <button type="button" class="button small quiet"
                onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{says}</button>
        </p>
    }
}

/// A question and what was answered to it.
pub(in crate::app::pages) struct Asked<'q> {
    /// How it is answered.
    pub(in crate::app::pages) asking: Asking,
    /// The question.
    pub(in crate::app::pages) question: &'q Question,
    /// The options that are marked.
    pub(in crate::app::pages) picked: Option<u32>,
    /// The answer that was committed.
    pub(in crate::app::pages) answered: Option<u32>,
    /// Whether the reasons are told.
    pub(in crate::app::pages) shown: bool,
}

/// The options: to be marked, or each with its reason.
pub(in crate::app::pages) fn options(
    asked: &Asked<'_>,
    dispatch: &Dispatch,
    pick: impl Fn(u32) -> AppMsg,
) -> Html {
    let &Asked {
        asking,
        question,
        shown,
        ..
    } = asked;
    html! {
        <fieldset class="options">
            <legend>{raw(&question.stem)}
                if asking.takes_several() && !shown {
                    <span class="remark">{"Mark each that it holds of: one, or more."}</span>
                }
            </legend>
            {for question.choices.iter().zip(0..).map(|(choice, index)| {
                if shown {
                    let is_mine = asking.has(asked.answered, index);
                    told(choice.right, is_mine, raw(&choice.text), raw(&choice.why))
                } else {
                    let is_picked = asking.has(asked.picked, index);
                    option((asking, choice), is_picked, dispatch.to(pick(index)))
                }
            })}
        </fieldset>
    }
}

fn option((asking, choice): (Asking, &Choice), is_picked: bool, onchange: Callback<Event>) -> Html {
    let kind = match asking.takes_several() {
        true => "checkbox",
        false => "radio",
    };
    html! {
        <label class={classes!("option", is_picked.then_some("picked"))}>
            <input type={kind} name="option" checked={is_picked} {onchange} />
            <span>{raw(&choice.text)}</span>
        </label>
    }
}

/// An answer after answering: what it is, and why.
pub(super) fn told(right: Rightness, is_mine: bool, text: Html, why: Html) -> Html {
    let (class, shape, word) = match right {
        Rightness::Right => ("option is-right", "✓", "This is so."),
        Rightness::Wrong => ("option is-wrong", "–", "This is not so."),
    };
    html! {
        <div class={classes!(class, is_mine.then_some("mine"))}>
            <span class="option-shape" aria-hidden="true">{shape}</span>
            <div>
                <div class="option-text">{text}<span class="unseen">{format!(" {word}")}</span>
                    if is_mine { <span class="yours">{"your answer"}</span> }
                </div>
                <div class="why">{why}</div>
            </div>
        </div>
    }
}

/// What is said to an answer as a whole.
pub(in crate::app::pages) fn outcome(is_right: bool, asking: Asking) -> &'static str {
    match (is_right, asking) {
        (true, _) => "✓ As you said.",
        (false, Asking::Predict) => {
            "It went another way. That is worth more than a lucky guess: read why."
        }
        (false, Asking::Trace) => "Not all as you marked them. Each has its reason below it.",
        (false, _) => "Not this one. Each option has its reason below it.",
    }
}
