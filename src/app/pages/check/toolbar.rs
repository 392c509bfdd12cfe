//! Above the editor: the file, the examples, what is shown, fixes, Markdown.

use crate::app::model::Msg as AppMsg;
use crate::app::model::check::examples::EXAMPLES;
use crate::app::model::check::{Check, Draft, Msg, Shown};
use crate::app::parts::menu::Menu;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::check::Options;
use crate::report::Confidence;
use yew::prelude::*;

/// The toolbar.
pub fn toolbar(check: &Check, dispatch: &Dispatch) -> Html {
    let fixable = check.fixable();
    html! {
        <div class="toolbar">
            <span class="file">
                <b>{check.path.to_string()}</b>
                {draft(check.draft)}
            </span>
            <Menu label="Examples">{examples(dispatch)}</Menu>
            <Menu label="Show">{shown(&check.options, dispatch)}</Menu>
            <button type="button" class="button small main" disabled={fixable == 0 || !check.is_fresh()}
                onclick={dispatch.to(AppMsg::Check(Msg::PreviewAll))}>
                {if fixable > 0 { format!("Fix all ({fixable})") } else { "Fix all".into() }}
            </button>
        </div>
    }
}

/// Whether the text will be here next time, where that is worth knowing.
fn draft(draft: Draft) -> Html {
    match draft {
        Draft::Untouched => html! { <span class="hint">{"example"}</span> },
        Draft::Kept => html! { <span class="hint">{"kept in this browser"}</span> },
        Draft::TooLong => html! { <span class="hint warn">{"too long to be kept"}</span> },
        Draft::NotKept => html! { <span class="hint warn">{"not kept: no room"}</span> },
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
