//! The Check page: the editor on the left, what was found on the right.

mod coming;
mod drafts;
mod findings;
mod focus;
mod matrix;
mod panels;
mod paper;
mod pasted;
mod path;
mod syntax;
mod toolbar;
mod unknown;

pub use coming::{OnItsWay, OnItsWayProps};
pub use drafts::opened;
pub use findings::{ClosedCard, ClosedCardProps};

use super::PageProps;
use crate::app::browser::{dom, failure};
use crate::app::marks;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::Msg;
use crate::app::parts::editor::CodeEditor;
use crate::app::store::{Dispatch, use_dispatch};
use crate::protocol::Failure;
pub use paper::paper;

use panels::panels;
use std::rc::Rc;
use toolbar::toolbar;
use yew::prelude::*;

/// What is brought into sight in a panel, of what it has of these; the last is the most wanted.
const IN_SIGHT: [&str; 4] = [
    "article.finding",
    ".cell[aria-pressed=true]",
    ".reason",
    ".walk-step.now",
];

/// The page.
#[component]
pub fn CheckPage(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let check = &props.model.check;
    let slot = check.drafts.active;
    let marks = use_memo(check.clone(), marks::of);
    // Whatever moves the code moves the panel too: the same thing is in sight on both sides.
    let moved = check.command.as_ref().map(|command| command.number);
    use_effect_with((moved, check.panel), |_| {
        for part in IN_SIGHT {
            dom::show_inside(focus::PANEL, part);
        }
    });
    focus::use_focus(check);
    // Where a fix is applied it is taken back, too. Fields have an undo of their own.
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_command = event.ctrl_key() || event.meta_key();
            let msg = match (event.key().as_str(), event.shift_key()) {
                ("z" | "Z", false) => Msg::Undo,
                ("z" | "Z", true) | ("y", false) => Msg::Redo,
                _ => return,
            };
            if is_command && !dom::is_in(event.target(), ".editor, input") {
                event.prevent_default();
                dispatch.send(AppMsg::Check(msg));
            }
        })
    };
    html! {
        <div class="check" {onkeydown}>
            <h1 class="unseen">{"Check"}</h1>
            <section class="left" aria-label="Code">
                {toolbar(check, &dispatch)}
                {drafts::bar(check, &dispatch)}
                <CodeEditor key={slot} document={slot.to_string()} text={Rc::clone(&check.text)} {marks} command={check.command.clone()}
                    label="Python code" empty="Paste or type Python here."
                    onedit={dispatch.with(|()| AppMsg::Check(Msg::Edited))}
                    ontext={dispatch.with(move |text| AppMsg::Check(Msg::Typed(slot, text)))}
                    onchoose={dispatch.with(|index| AppMsg::Check(Msg::Point(index)))}
                    onfix={dispatch.with(|(finding, fix)| AppMsg::Check(Msg::Fix(finding, fix)))} />
            </section>
            <section class="right" aria-label="What was found">
                {panels(&props.model, &dispatch)}
                if dom::asks_for("debug") {
                    {failures(&dispatch)}
                }
            </section>
        </div>
    }
}

/// Ways to see how the page answers to failures; only with `?debug` in the address.
fn failures(dispatch: &Dispatch) -> Html {
    let button = |failure, name: &'static str| {
        html! {
            <button type="button" class="button small" onclick={dispatch.to(AppMsg::Fail(failure))}>
                {name}
            </button>
        }
    };
    html! {
        <div class="row debug">
            <span class="eyebrow">{"Debug"}</span>
            {button(Failure::Panic, "Panic in the worker")}
            {button(Failure::Hang, "Hang the worker")}
            <button type="button" class="button small"
                onclick={Callback::from(|_: MouseEvent| failure::panic_here())}>
                {"Panic in the page"}
            </button>
        </div>
    }
}
