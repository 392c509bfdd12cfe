//! Above the editor: the file, the examples, what is shown, fixes, Markdown.

use super::drafts::drafts;
use super::focus::opener;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::examples::EXAMPLES;
use crate::app::model::check::{Check, Msg, Shown, Source};
use crate::app::parts::menu::Menu;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::options::Options;
use crate::report::Confidence;
use yew::prelude::*;

/// The toolbar.
pub fn toolbar(check: &Check, dispatch: &Dispatch) -> Html {
    let all = check.repairs().first();
    let fix_all = all.map_or_else(
        || "Fix all".into(),
        |all| format!("Fix all ({})", all.count),
    );
    html! {
        <div class="toolbar">
            {drafts(check, dispatch)}
            <Menu label="Examples">{examples(dispatch)}</Menu>
            <Menu label="Show">{shown(&check.options, dispatch)}</Menu>
            <button type="button" id={opener(Source::Together(0))} class="button small main" disabled={all.is_none()}
                onclick={dispatch.to(AppMsg::Check(Msg::Preview(Source::Together(0))))}>{fix_all}</button>
        </div>
    }
}

fn examples(dispatch: &Dispatch) -> Html {
    html! {
        <ul class="menu-list">
            {for EXAMPLES.iter().enumerate().map(|(index, example)| html! {
                <li>
                    <button type="button" class="menu-item"
                        onclick={dispatch.to(AppMsg::Check(Msg::Example(index)))}>
                        <b>{example.title}</b>
                        <span>{example.about}</span>
                    </button>
                </li>
            })}
        </ul>
    }
}

/// The confidences, each to be shown or not.
fn shown(options: &Options, dispatch: &Dispatch) -> Html {
    const ALL: [(Confidence, &str); 5] = [
        (Confidence::Definite, "leaks on every normal way out"),
        (Confidence::SomePath, "leaks on some normal way out"),
        (Confidence::OnlyOnException, "leaks when something raises"),
        (Confidence::Unclear, "rests on an assumption"),
        (Confidence::Style, "no leak, but worth changing"),
    ];
    html! {
        <fieldset class="menu-list">
            <legend class="eyebrow">{"Show findings"}</legend>
            {for ALL.into_iter().map(|(confidence, about)| {
                let look = words::confidence(confidence);
                let is_shown = options.show.contains(&confidence);
                let next = if is_shown { Shown::No } else { Shown::Yes };
                html! {
                    <label class="menu-item check-item">
                        <input type="checkbox" checked={is_shown}
                            onchange={dispatch.to(AppMsg::Check(Msg::Show(confidence, next)))} />
                        <span><b>{format!("{} {}", look.shape, look.word)}</b><span>{about}</span></span>
                    </label>
                }
            })}
            <a class="menu-item" href="#/reference/own"><b>{"Resources of your own…"}</b></a>
        </fieldset>
    }
}
