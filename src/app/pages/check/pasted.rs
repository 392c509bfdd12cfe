//! What a pasted text was read through, above what was found in it.

use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::report::Finding;
use yew::prelude::*;

/// The line that says so, and the button that makes of the text the program that was read.
pub fn line(check: &Check, dispatch: &Dispatch) -> Html {
    let Some(through) = check.read_through() else {
        return html! {};
    };
    html! {
        <div class="pasted">
            <p>
                {said(&through.says)}
                if !check.findings().is_empty() {
                    {" Fixes are offered when it is cleaned up."}
                }
            </p>
            <button type="button" class="button small" disabled={!check.is_fresh()}
                onclick={dispatch.to(AppMsg::Check(Msg::CleanUp))}>{"Clean it up"}</button>
        </div>
    }
}

/// Where a finding is: in a notebook the cell and the line in it.
pub fn place(check: &Check, finding: &Finding) -> String {
    let cell = check
        .read_through()
        .and_then(|through| through.cell_at(finding.line, finding.column));
    match cell {
        Some(it) => format!("cell {}, line {}", it.cell, it.line),
        None => format!("line {}", finding.line),
    }
}
