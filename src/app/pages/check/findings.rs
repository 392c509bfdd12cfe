//! The findings: a summary, then one card each, the chosen one open.

use crate::app::diff::parts;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Analysis, Check, Msg, Preview};
use crate::app::parts::diff::diff;
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::report::{Finding, Outcome};
use std::rc::Rc;
use yew::prelude::*;

/// Most cards shown at once; more are counted below.
const MOST: usize = 200;

/// The panel.
pub fn panel(check: &Check, dispatch: &Dispatch) -> Html {
    if check.findings().is_empty() {
        return nothing(check);
    }
    let whole = check
        .preview
        .as_ref()
        .filter(|preview| is_for_all(check, preview));
    html! {
        <>
            if let Some(preview) = whole {
                <section class="preview-all">{preview_box(preview, dispatch)}</section>
            }
            {summary(check, dispatch)}
            <ol class="findings">
                {for check.findings().iter().enumerate().take(MOST).map(|(index, finding)| {
                    let is_chosen = check.chosen == Some(index);
                    html! {
                        <li key={index}>
                            if is_chosen {
                                {open_card(check, index, finding, dispatch)}
                            } else {
                                {closed_card(index, finding, dispatch)}
                            }
                        </li>
                    }
                })}
            </ol>
            if check.findings().len() > MOST {
                <p class="hint">{format!("and {} more", check.findings().len() - MOST)}</p>
            }
        </>
    }
}

/// Whether a preview is about everything rather than the chosen finding.
fn is_for_all(check: &Check, preview: &Preview) -> bool {
    !check
        .finding()
        .is_some_and(|finding| finding.fixes.iter().any(|fix| fix.edits == preview.edits))
}

/// The panel without a finding: what that means depends on why.
fn nothing(check: &Check) -> Html {
    let acquired = check
        .known()
        .map_or(0, |known| known.report.acquisitions.len());
    let (leaked, ways) = check.ways_out();
    let (shape, class, title, text) = match &check.analysis {
        Analysis::Idle | Analysis::Analysing(None) => {
            ("", "blank-shape", "Analysing", String::new())
        }
        Analysis::Stopped(_) => (
            "■",
            "blank-shape",
            "No answer about this text",
            "You have stopped the analysis. It goes on with your next change.".into(),
        ),
        Analysis::Failed(_) => (
            "▲",
            "blank-shape bad",
            "No answer about this text",
            "The analyzer stopped. It goes on with your next change.".into(),
        ),
        _ if check.text.trim().is_empty() => (
            "●",
            "blank-shape",
            "Nothing to check yet",
            "Paste Python on the left, or start from an example.".into(),
        ),
        _ if acquired == 0 => (
            "–",
            "blank-shape",
            "Nothing here is opened",
            "No call in this file acquires a resource that Leaklab knows.".into(),
        ),
        _ if leaked > 0 => (
            "?",
            "blank-shape",
            "Nothing shown",
            "There are findings of a kind that is hidden: see Show above the code.".into(),
        ),
        _ => (
            "✓",
            "blank-shape good",
            "No leak found",
            format!("{acquired} acquired, {ways} ways out, each released or handed over."),
        ),
    };
    html! {
        <div class="blank">
            <p class={class} aria-hidden="true">{shape}</p>
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
}

/// One line above the cards: how bad it is altogether, and a copy to take along.
fn summary(check: &Check, dispatch: &Dispatch) -> Html {
    let count = check.findings().len();
    let (leaked, ways) = check.ways_out();
    let findings = if count == 1 {
        "1 finding".into()
    } else {
        format!("{count} findings")
    };
    html! {
        <div class="summary">
            <p><b>{findings}</b>{format!(" · {leaked} of {ways} ways out leak")}</p>
            <button type="button" class="link" onclick={dispatch.to(AppMsg::Check(Msg::CopyMarkdown))}>
                {"Copy as Markdown"}
            </button>
        </div>
    }
}

/// A finding that is not being looked at: one button.
fn closed_card(index: usize, finding: &Finding, dispatch: &Dispatch) -> Html {
    let look = words::confidence(finding.confidence);
    html! {
        <button type="button" class={format!("finding closed {}", look.class)}
            onclick={dispatch.to(AppMsg::Check(Msg::Choose(index)))}>
            <span class="finding-shape" aria-hidden="true">{look.shape}</span>
            <span class="finding-title">{said(&finding.message)}</span>
            <span class="where">{format!("line {}", finding.line)}</span>
        </button>
    }
}

/// The finding being looked at: message, reason, path, what to do.
pub fn open_card(check: &Check, index: usize, finding: &Finding, dispatch: &Dispatch) -> Html {
    let look = words::confidence(finding.confidence);
    let preview = check
        .preview
        .as_ref()
        .filter(|preview| !is_for_all(check, preview));
    html! {
        <article class={format!("finding {}", look.class)}>
            <header class="finding-head">
                <span class="finding-kind">{format!("{} {}", look.shape, look.word)}</span>
                <code class="rule">{finding.rule.clone()}</code>
                <button type="button" class="where link"
                    onclick={dispatch.to(AppMsg::Check(Msg::Focus(finding.line)))}>
                    {format!("line {}", finding.line)}
                </button>
            </header>
            <h2>{said(&finding.message)}</h2>
            <p class="because">{said(&finding.because)}</p>
            if let Some(preview) = preview {
                {preview_box(preview, dispatch)}
            } else {
                {steps(index, finding, dispatch)}
                <p class="help">{said(&finding.help)}</p>
                {runtime(finding)}
                {actions(check, index, finding, dispatch)}
            }
        </article>
    }
}

/// The witness in the card: where, what, how many are open after it.
fn steps(index: usize, finding: &Finding, dispatch: &Dispatch) -> Html {
    html! {
        <>
        <div class="steps-head">
            <h3 class="eyebrow">{"How it leaks"}</h3>
            <button type="button" class="link hint"
                onclick={dispatch.to(AppMsg::Check(Msg::ChoosePath(index)))}>{"Step through"}</button>
        </div>
        <ol class="steps">
            {for finding.trace.iter().map(|step| {
                let look = words::step(step.kind);
                html! {
                    <li class={format!("step {}", look.class)}>
                        <span class="step-shape" aria-hidden="true">{look.shape}</span>
                        <span class="step-line">{step.line}</span>
                        <span>{said(&step.note)}</span>
                        <span class="step-open">{held(step.kind, step.open)}</span>
                    </li>
                }
            })}
        </ol>
        </>
    }
}

/// Handles held after a step, in words.
pub fn held(kind: crate::report::TraceKind, open: u32) -> String {
    match kind {
        crate::report::TraceKind::Leak => format!("{} leaked", open.max(1)),
        _ => format!("{open} open"),
    }
}

/// What Python says about it, and the error it ends in.
fn runtime(finding: &Finding) -> Html {
    html! {
        <dl class="runtime">
            <dt>{"Python says"}</dt>
            <dd>
                if finding.python_warns.is_empty() {
                    {"nothing"}
                } else {
                    <code>{finding.python_warns.clone()}</code>
                }
            </dd>
            if !finding.ends_in.is_empty() {
                <dt>{"Ends in"}</dt>
                <dd><code>{finding.ends_in.clone()}</code></dd>
            }
        </dl>
    }
}

fn actions(check: &Check, index: usize, finding: &Finding, dispatch: &Dispatch) -> Html {
    let leaks = finding
        .model
        .paths
        .iter()
        .any(|path| path.outcome == Outcome::Leaked);
    html! {
        <div class="row actions">
            {for finding.fixes.iter().enumerate().map(|(number, fix)| html! {
                <button type="button" class={if number == 0 { "button small main" } else { "button small" }}
                    disabled={!check.is_fresh()}
                    onclick={dispatch.to(AppMsg::Check(Msg::Preview(index, number)))}>
                    <span>{said(&fix.title)}</span>
                    <span class="proved" title="The repaired text was analysed: this finding is gone and nothing new came.">{"✓ proved"}</span>
                </button>
            })}
            if leaks {
                <button type="button" class="button small"
                    onclick={dispatch.to(AppMsg::Check(Msg::Watch(index)))}>{"Watch it leak"}</button>
            }
        </div>
    }
}

/// What a fix would change, to be applied or not.
fn preview_box(preview: &Rc<Preview>, dispatch: &Dispatch) -> Html {
    html! {
        <section class="preview" aria-label="Preview of the fix">
            <h3>{said(&preview.title)}</h3>
            {diff(&parts(&preview.before, &preview.after, &preview.edits))}
            <div class="row">
                <button type="button" class="button small main"
                    onclick={dispatch.to(AppMsg::Check(Msg::Apply))}>{"Apply"}</button>
                <button type="button" class="button small quiet"
                    onclick={dispatch.to(AppMsg::Check(Msg::Discard))}>{"Not now"}</button>
            </div>
        </section>
    }
}
