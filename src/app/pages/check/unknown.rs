//! What was looked at, what that rests on, and what nothing is known of: silence alone is not clean.

use crate::account;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::report::{FileReport, LookAlike};
use yew::prelude::*;

/// How the list of what is not known begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// It is all there is to say.
    Open,
    /// There are findings, which matter more.
    Closed,
}

/// The calls that look like acquisitions and are not known, each to be taught.
pub fn look_alikes(check: &Check, fold: Fold, dispatch: &Dispatch) -> Html {
    let Some(report) = check.known().map(|known| &known.report) else {
        return html! {};
    };
    let all = &report.look_alikes;
    let Some(head) = account::not_known(all.len()) else {
        return html! {};
    };
    let more = all.len().saturating_sub(account::MOST);
    let list = html! {
        <>
            <ul>
                {for all.iter().take(account::MOST).enumerate().map(|(index, call)| one(check, index, call, dispatch))}
            </ul>
            if more > 0 {
                <p class="hint">{format!("And {more} more.")}</p>
            }
        </>
    };
    match fold {
        Fold::Open => html! { <section class="unknown"><p class="hint">{head}</p>{list}</section> },
        Fold::Closed => html! {
            <details class="unknown"><summary class="hint">{head}</summary>{list}</details>
        },
    }
}

fn one(check: &Check, index: usize, call: &LookAlike, dispatch: &Dispatch) -> Html {
    let lines = account::lines(call);
    let more = lines.len().saturating_sub(account::PLACES);
    // Where it is called stands in the links alone.
    html! {
        <li>
            <p>{said(&format!("`{}`: {}", call.call, account::why(call)))}</p>
            {for lines.iter().take(account::PLACES).map(|&line| html! {
                <button type="button" class="where link"
                    onclick={dispatch.to(AppMsg::Check(Msg::Focus(line)))}>{format!("line {line}")}</button>
            })}
            if more > 0 {
                <span class="hint">{format!("and {more} more")}</span>
            }
            <button type="button" class="button small" disabled={!check.is_fresh()}
                onclick={dispatch.to(AppMsg::Check(Msg::Teach(index)))}>
                {"Teach Leaklab this pair"}
                <span class="unseen">{format!(": {} and {}", call.call, call.release)}</span>
            </button>
        </li>
    }
}

/// What names are taken for that the text does not bind.
pub fn assumptions(check: &Check) -> Html {
    let report = check.known().map(|known| &known.report);
    let assumed = report.and_then(account::assumptions);
    html! {
        if let Some(assumed) = assumed {
            <p class="hint assumed">{said(&assumed)}</p>
        }
    }
}

/// What was acquired and what has become of it, in words.
pub fn looked_at(report: &FileReport) -> String {
    let tally = account::tally(report);
    let is = if report.acquisitions.len() == 1 {
        "is"
    } else {
        "are"
    };
    let (kinds, fate) = (account::kinds(&tally), account::fate(report));
    format!("{kinds} {is} acquired here. {fate}")
}
