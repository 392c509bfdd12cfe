//! Beside the editor: the state of the analysis, and the panels.

use super::focus::PANEL;
use super::{findings, matrix, pasted, path, syntax};
use crate::app::model::Model;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Analysis, Check, Msg, Panel};
use crate::app::model::queue::Lane;
use crate::app::parts::tabs::{Tab, Tabs};
use crate::app::store::Dispatch;
use crate::text::number_of;
use yew::prelude::*;

const PANELS: [Panel; 4] = [Panel::Findings, Panel::Matrix, Panel::Path, Panel::Syntax];

/// The panels.
pub fn panels(model: &Model, dispatch: &Dispatch) -> Html {
    let check = &model.check;
    let is_slow = model.queue.is_slow(Lane::Check);
    let open = PANELS
        .iter()
        .position(|panel| *panel == check.panel)
        .unwrap_or(0);
    let onopen = dispatch.with(move |index: usize| {
        let panel = PANELS.get(index).copied().unwrap_or_default();
        AppMsg::Check(Msg::Open(panel))
    });
    let tabs = tabs(check);
    let labelled = tabs
        .get(open)
        .map_or_else(String::new, |tab| format!("tab-{}", tab.id));
    let class = if check.is_fresh() {
        "panel"
    } else {
        "panel stale"
    };
    html! {
        <>
            <div class="panel-head">
                <Tabs label="What was found" {tabs} {open} {onopen} />
                <p class="state" role="status" aria-live="polite">{state(check)}</p>
                {again(check, is_slow, dispatch)}
            </div>
            <div id={PANEL} {class} role="tabpanel" aria-labelledby={labelled} tabindex="0"
                aria-disabled={(check.known().is_some() && !check.is_fresh()).then_some("true")}>
                {stale(check)}
                {pasted::line(check, dispatch)}
                {match check.panel {
                    Panel::Findings => findings::panel(model, dispatch),
                    Panel::Matrix => matrix::panel(check, dispatch),
                    Panel::Path => path::panel(check, dispatch),
                    Panel::Syntax => syntax::panel(check, dispatch),
                }}
            </div>
        </>
    }
}

fn tabs(check: &Check) -> Vec<Tab> {
    let errors = check.syntax_errors().len();
    let count = |count: usize| (count > 0).then_some(count);
    vec![
        Tab {
            id: "findings",
            label: "Findings",
            count: count(check.findings().len()),
        },
        Tab {
            id: "matrix",
            label: "Exit matrix",
            count: None,
        },
        Tab {
            id: "path",
            label: "Path",
            count: None,
        },
        Tab {
            id: "syntax",
            label: "Syntax",
            count: count(errors),
        },
    ]
}

/// Stops an analysis that takes long; begins it again once it was stopped or has failed.
fn again(check: &Check, is_slow: bool, dispatch: &Dispatch) -> Html {
    let (msg, text) = match check.analysis {
        Analysis::Analysing(_) if is_slow => (Msg::Stop, "Stop"),
        Analysis::Stopped(_) | Analysis::Failed(_) => (Msg::Again, "Analyse again"),
        _ => return html! {},
    };
    html! {
        <button type="button" class="button small again" onclick={dispatch.to(AppMsg::Check(msg))}>{text}</button>
    }
}

/// What is shown of an earlier text says so.
fn stale(check: &Check) -> Html {
    let text = match check.analysis {
        Analysis::Analysing(Some(_)) => {
            "Of the text before your change. The new one is being analysed."
        }
        Analysis::Failed(Some(_)) | Analysis::Stopped(Some(_)) => {
            "Of an earlier text: the text as it is now has not been analysed."
        }
        _ => return html! {},
    };
    html! { <p class="earlier"><span>{text}</span></p> }
}

/// The state of the analysis in a few words.
fn state(check: &Check) -> Html {
    match &check.analysis {
        Analysis::Idle => html! { {"Starting"} },
        Analysis::Analysing(_) => html! { <span class="busy">{"Analysing"}</span> },
        Analysis::Stopped(_) => {
            html! { <span class="warn">{"Stopped: this text is not analysed"}</span> }
        }
        Analysis::Failed(_) => {
            html! { <span class="bad">{"▲ The analyzer stopped on this text"}</span> }
        }
        Analysis::Done(analysed) => {
            let took = analysed.took;
            let took = if took < 10.0 {
                format!("{took:.1}")
            } else {
                format!("{took:.0}")
            };
            html! {
                <>
                    <span class="unseen">{said(check)}</span>
                    <span aria-hidden="true">
                        {"Analysed in "}<b>{format!("{took} ms")}</b>
                        <span class="stays">{" · code stays here"}</span>
                    </span>
                </>
            }
        }
    }
}

/// What a screen reader hears when an analysis is done.
fn said(check: &Check) -> String {
    match check.findings().len() {
        0 if !check.syntax_errors().is_empty() => {
            "No leak found in what is Python, and not all of it is.".into()
        }
        0 if (check.known()).is_some_and(|known| known.report.acquisitions.is_empty()) => {
            "Nothing is opened here that Leaklab knows.".into()
        }
        0 => "No leak found.".into(),
        count => format!("{}.", number_of(count, "finding", "findings")),
    }
}
