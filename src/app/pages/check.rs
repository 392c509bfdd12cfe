//! The Check page: the editor on the left, what was found on the right.

use super::ShellProps;
use crate::app::marks;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::Msg;
use crate::app::parts::editor::CodeEditor;
use crate::app::store::use_dispatch;
use std::rc::Rc;
use yew::prelude::*;

/// The page.
#[component]
pub fn CheckPage(props: &ShellProps) -> Html {
    let dispatch = use_dispatch();
    let check = &props.model.check;
    let marks = use_memo(check.clone(), marks::of);
    html! {
        <div class="check">
            <h1 class="unseen">{"Check"}</h1>
            <section class="left" aria-label="Code">
                <CodeEditor text={Rc::clone(&check.text)} {marks} command={check.command.clone()}
                    label="Python code" empty="Paste or type Python here."
                    onedit={dispatch.with(|()| AppMsg::Check(Msg::Edited))}
                    ontext={dispatch.with(|text| AppMsg::Check(Msg::Text(text)))}
                    onchoose={dispatch.with(|index| AppMsg::Check(Msg::Choose(index)))}
                    onfix={dispatch.with(|(finding, fix)| AppMsg::Check(Msg::Fix(finding, fix)))} />
            </section>
        </div>
    }
}
