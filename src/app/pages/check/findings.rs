//! The findings: a summary, then one card each, the chosen one open.

use super::coming;
use super::focus::{APPLY, CARD, opener};
use super::pasted;
use super::unknown::{self, Fold};
use crate::app::diff::parts;
use crate::app::model::Model;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Analysis, Check, Msg, Preview, Source};
use crate::app::parts::diff::diff;
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::lessons::course::Entry;
use crate::report::{Confidence, Finding, Outcome};
use crate::text::number_of;
use std::rc::Rc;
use yew::prelude::*;

/// Most cards shown at once; buttons lead to the others.
const MOST: usize = 200;
/// What a fix that is called proved keeps.
const PROVED: &str = "The repaired text was analysed. On every path this finding is gone and nothing else got \
                      worse; nothing that needs the handle comes after its release; nothing is released twice, or \
                      that was not acquired there; a release that was there comes no later; comments stay.";

/// The panel.
pub fn panel(model: &Model, dispatch: &Dispatch) -> Html {
    let check = &model.check;
    if check.findings().is_empty() {
        let coming = coming::panel(model.engine, dispatch);
        return coming.unwrap_or_else(|| nothing(check, dispatch));
    }
    // The part of a long list that has the chosen one.
    let first = check.chosen.unwrap_or(0) / MOST * MOST;
    let after = check.findings().len().saturating_sub(first + MOST);
    let whole = check
        .preview
        .as_ref()
        .filter(|preview| matches!(preview.from, Source::Together(_)));
    html! {
        <>
            if let Some(preview) = whole {
                <section class="preview-all">{preview_box(preview, dispatch)}</section>
            }
            {summary(check, dispatch)}
            {notices(check)}
            {more(first.checked_sub(1), first, "before", dispatch)}
            <ol class="findings">
                {for check.findings().iter().enumerate().skip(first).take(MOST).map(|(index, finding)| {
                    let is_chosen = check.chosen == Some(index);
                    html! {
                        <li key={index}>
                            if is_chosen {
                                {open_card(model, index, finding, dispatch)}
                            } else {
                                <ClosedCard confidence={finding.confidence} message={finding.message.clone()}
                                    line={finding.line} onchoose={dispatch.to(AppMsg::Check(Msg::Choose(index)))} />
                            }
                        </li>
                    }
                })}
            </ol>
            {more((after > 0).then_some(first + MOST), after, "more", dispatch)}
            {unknown::look_alikes(check, Fold::Closed, dispatch)}
        </>
    }
}

/// What must be known about the analysis itself.
fn notices(check: &Check) -> Html {
    let notices = check.known().map_or(&[][..], |known| &known.report.notices);
    let errors = check.syntax_errors().len();
    html! {
        <>
            if errors > 0 {
                <p class="hint">
                    {number_of(errors, "place is not Python", "places are not Python")}
                    {": what stands there was not followed."}
                </p>
            }
            {for notices.iter().map(|notice| html! { <p class="hint">{notice.clone()}</p> })}
            {unknown::assumptions(check)}
        </>
    }
}

/// Leads to the part of a long list before or after the one that is shown.
fn more(to: Option<usize>, count: usize, word: &str, dispatch: &Dispatch) -> Html {
    let Some(to) = to else {
        return html! {};
    };
    html! {
        <button type="button" class="button small" onclick={dispatch.to(AppMsg::Check(Msg::Choose(to)))}>
            {format!("{count} {word}")}
        </button>
    }
}

/// The panel without a finding: what that means depends on why.
fn nothing(check: &Check, dispatch: &Dispatch) -> Html {
    let report = check.known().map(|known| &known.report);
    let acquired = report.map_or(0, |report| report.acquisitions.len());
    let (leaked, _) = check.ways_out();
    let looked_at = report.filter(|_| acquired > 0).map(unknown::looked_at);
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
        _ if !check.syntax_errors().is_empty() => (
            "×",
            "blank-shape bad",
            "Not all of this is Python",
            format!(
                "No leak was found in what is. The rest could not be followed. {}",
                looked_at.unwrap_or_default()
            ),
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
            format!(
                "There are findings of a kind that is hidden: see Show above the code. {}",
                looked_at.unwrap_or_default()
            ),
        ),
        _ => (
            "✓",
            "blank-shape good",
            "No leak found",
            looked_at.unwrap_or_default(),
        ),
    };
    let is_answer = matches!(check.analysis, Analysis::Done(_));
    html! {
        <>
        <div class="blank">
            <p class={class} aria-hidden="true">{shape}</p>
            <h2>{title}</h2>
            <p>{text}</p>
            if is_answer {
                {unknown::assumptions(check)}
            }
            if let (true, Some(error)) = (check.is_fresh(), check.syntax_errors().first()) {
                <button type="button" class="button small"
                    onclick={dispatch.to(AppMsg::Check(Msg::Focus(error.line)))}>
                    {format!("Line {}: ", error.line)}{said(&error.message)}
                </button>
            }
        </div>
        if is_answer {
            {unknown::look_alikes(check, Fold::Open, dispatch)}
        }
        </>
    }
}

/// One line above the cards: how bad it is altogether, and a copy to take along.
fn summary(check: &Check, dispatch: &Dispatch) -> Html {
    let findings = number_of(check.findings().len(), "finding", "findings");
    let (leaked, ways) = check.ways_out();
    html! {
        <div class="summary">
            <p><b>{findings}</b>{" · "}{words::leaking(leaked, ways)}</p>
            <button type="button" class="link" onclick={dispatch.to(AppMsg::Check(Msg::CopyMarkdown))}>
                {"Copy as Markdown"}
            </button>
        </div>
    }
}

/// What a finding that is not being looked at says.
#[derive(Clone, PartialEq, Properties)]
pub struct ClosedCardProps {
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: AttrValue,
    /// The line, from 1.
    pub line: u32,
    /// It is to be looked at.
    #[prop_or_default]
    pub onchoose: Callback<MouseEvent>,
}

/// A finding that is not being looked at: one button. Until there is a page, `static/js/glance.ts` fills it
/// in.
#[component]
pub fn ClosedCard(props: &ClosedCardProps) -> Html {
    let look = words::confidence(props.confidence);
    html! {
        <button type="button" class={format!("finding closed {}", look.class)} onclick={props.onchoose.clone()}>
            <span class="finding-shape" aria-hidden="true">{look.shape}</span>
            <span class="finding-title">{said(&props.message)}</span>
            <span class="where">{"line "}<span>{props.line}</span></span>
        </button>
    }
}

/// The finding being looked at: message, reason, path, what to do.
pub fn open_card(model: &Model, index: usize, finding: &Finding, dispatch: &Dispatch) -> Html {
    let check = &model.check;
    let look = words::confidence(finding.confidence);
    let preview = check
        .preview
        .as_ref()
        .filter(|preview| matches!(preview.from, Source::Finding(of, _) if of == index));
    html! {
        <article id={CARD} tabindex="-1" class={format!("finding {}", look.class)}>
            <header class="finding-head">
                <span class="finding-kind">{format!("{} {}", look.shape, look.word)}</span>
                <a class="rule" href={format!("#/reference/{}", finding.rule)}><code>{finding.rule.clone()}</code></a>
                <button type="button" class="where link"
                    onclick={dispatch.to(AppMsg::Check(Msg::Focus(finding.line)))}>
                    {pasted::place(check, finding)}
                </button>
            </header>
            <h2>{said(&finding.message)}</h2>
            <p class="because">{said(&finding.because)}</p>
            if let Some(preview) = preview {
                {preview_box(preview, dispatch)}
            } else {
                {steps(index, finding, dispatch)}
                <p class="help">{said(&finding.help)}</p>
                {runtime(finding, model.learn.lesson_on(&finding.rule, &finding.resource))}
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
                let look = words::step(finding, step.kind);
                html! {
                    <li class={format!("step {}", look.class)}>
                        <span class="step-shape" aria-hidden="true">{look.shape}</span>
                        <span class="step-line">{step.line}</span>
                        <span>{said(&step.note)}</span>
                        <span class="step-open">{words::held(finding, step.kind, step.open)}</span>
                    </li>
                }
            })}
        </ol>
        </>
    }
}

/// What Python says about it, the error it ends in, and where one learns more.
fn runtime(finding: &Finding, lesson: Option<&Entry>) -> Html {
    html! {
        <dl class="runtime">
            if let Some(kept) = &finding.kept {
                <dt>{"Kept by"}</dt>
                <dd>{said(&kept.by.join(" → "))}</dd>
                <dt>{"Until"}</dt>
                <dd>{said(&kept.until)}</dd>
            }
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
            if let Some(kept) = &finding.kept {
                <dt>{"See it run"}</dt>
                <dd>{for kept.look.iter().map(|line| html! { <><code>{line.clone()}</code><br /></> })}</dd>
            }
            if let Some(lesson) = lesson {
                <dt>{"Lesson"}</dt>
                <dd><a href={format!("#/learn/{}", lesson.id)}>{lesson.front.title.clone()}</a></dd>
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
                <button type="button" id={opener(Source::Finding(index, number))} disabled={!check.is_fresh()}
                    class={if number == 0 { "button small main" } else { "button small" }}
                    onclick={dispatch.to(AppMsg::Check(Msg::Preview(Source::Finding(index, number))))}>
                    <span>{said(&fix.title)}</span>
                    <span class="proved" title={PROVED}>{"✓ proved"}</span>
                </button>
            })}
            if let Some((number, repair)) = check.repair_of(&finding.rule) {
                <button type="button" id={opener(Source::Together(number))} class="button small"
                    onclick={dispatch.to(AppMsg::Check(Msg::Preview(Source::Together(number))))}>
                    {format!("Fix {} of this rule", repair.count)}
                </button>
            }
            if leaks {
                <button type="button" class="button small"
                    onclick={dispatch.to(AppMsg::Check(Msg::Watch(index)))}>{"Watch it leak"}</button>
            }
        </div>
    }
}

/// What a fix would change, to be applied or not.
fn preview_box(preview: &Rc<Preview>, dispatch: &Dispatch) -> Html {
    let discard = dispatch.to(AppMsg::Check(Msg::Discard));
    let onkeydown = {
        let discard = discard.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                discard.emit(());
            }
        })
    };
    html! {
        <section class="preview" aria-label="Preview of the fix" {onkeydown}>
            <header class="preview-head">
                if let Source::Finding(..) = preview.from {
                    <h3 class="preview-title">{said(&preview.title)}</h3>
                } else {
                    <h2 class="preview-title">{said(&preview.title)}</h2>
                }
                <button type="button" id={APPLY} class="button small main"
                    onclick={dispatch.to(AppMsg::Check(Msg::Apply))}>{"Apply"}</button>
                <button type="button" class="button small quiet"
                    onclick={discard.reform(|_: MouseEvent| ())}>{"Not now"}</button>
            </header>
            {diff(&parts(&preview.before, &preview.after, &preview.edits))}
            <details class="fold">
                <summary>{"What “proved” means"}</summary>
                <p>{PROVED}</p>
            </details>
        </section>
    }
}
