//! Questions one after the other: what comes back today, and the test at the head of a chapter.

use super::lesson::question::{self, options, outcome};
use super::lesson::{Place, plain, raw};
use crate::app::browser::dom;
use crate::app::model::learn::sitting::{Asked, Msg, Purpose, Row, Stage};
use crate::app::model::learn::{Before, Learn};
use crate::app::model::{Model, Msg as AppMsg, learn};
use crate::app::route::Route;
use crate::app::store::{Dispatch, use_dispatch};
use crate::text::first_sentence;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::Link;

/// Name of the heading of a question in the page.
const HEADING: &str = "asked";

/// What becomes of what was remembered.
const AFTER_A_MONTH: &str =
    "What is remembered comes back later than the last time, and after a month no more.";

/// Props of [`SittingPage`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The model.
    pub model: Rc<Model>,
    /// What the address asks for.
    pub purpose: Purpose,
}

/// The page.
#[component]
pub fn SittingPage(props: &Props) -> Html {
    let dispatch = use_dispatch();
    {
        let dispatch = dispatch.clone();
        use_effect_with(props.purpose.clone(), move |purpose| {
            dispatch.send(said(Msg::Begin(purpose.clone())));
        });
    }
    let learn = &props.model.learn;
    let sitting = learn
        .sitting
        .as_ref()
        .filter(|sitting| sitting.purpose == props.purpose);
    let at = match sitting.map(|sitting| &sitting.stage) {
        Some(Stage::Asking(row)) => Some(row.at),
        _ => None,
    };
    let before = use_mut_ref(|| None);
    use_effect_with(at, move |at| {
        if before.replace(*at).is_some() && at.is_some() {
            dom::focus(HEADING);
            dom::to_top();
        }
    });
    if let Purpose::Chapter(name) = &props.purpose
        && learn.chapter(name).next().is_none()
    {
        return html! {
            <section class="page empty">
                <h1>{"There is no such chapter"}</h1>
                <p><Link<Route> classes="button main" to={Route::Learn}>{"To the course"}</Link<Route>></p>
            </section>
        };
    }
    match sitting.map(|sitting| &sitting.stage) {
        None | Some(Stage::Coming(_)) => html! {
            <section class="page"><p class="remark" aria-busy="true">{"The questions are on their way…"}</p></section>
        },
        Some(Stage::Failed(why)) => html! {
            <section class="page empty" role="alert">
                <h1>{"The questions did not arrive"}</h1>
                <p>{"Nothing you did is lost. Check the connection and ask for them again."}</p>
                <pre class="prints" tabindex="0"><samp>{why.clone()}</samp></pre>
                <p><button type="button" class="button main" onclick={dispatch.to(said(Msg::Again))}>{"Try again"}</button></p>
            </section>
        },
        Some(Stage::Asking(row)) => html! {
            <section class="page sitting">
                {match (row.asked(), &props.purpose) {
                    (Some(asked), _) => ask(&props.purpose, row, asked, learn, &dispatch),
                    (None, Purpose::Review) => review_end(row, learn, &dispatch),
                    (None, Purpose::Chapter(name)) => test_end(row, name, learn, &dispatch),
                }}
            </section>
        },
    }
}

/// A question, and its reasons once it was answered.
fn ask(purpose: &Purpose, row: &Row, asked: &Asked, learn: &Learn, dispatch: &Dispatch) -> Html {
    let again = &asked.again;
    let answered = row.answer();
    let (number, of) = (row.at + 1, row.questions.len());
    let about = match purpose {
        Purpose::Review => format!("Comes back today · question {number} of {of}"),
        Purpose::Chapter(name) => {
            let chapter = learn.chapter(name).next();
            let chapter = chapter.map_or("", |entry| &entry.front.chapter);
            format!("Test: {chapter} · question {number} of {of}")
        }
    };
    let shown = question::Asked {
        asking: again.asking,
        question: &again.question,
        picked: row.picked,
        answered,
        shown: answered.is_some(),
    };
    let next = match number < of {
        true => "Next question →",
        false => "To the end →",
    };
    html! {
        <>
            <header>
                <p class="eyebrow"><Link<Route> to={Route::Learn}>{"Learn"}</Link<Route>>{format!(" · {about}")}</p>
                <progress class="sitting-progress" aria-label="Questions answered"
                    value={row.answers.len().to_string()} max={of.to_string()} />
                <h1 class="unseen" id={HEADING} tabindex="-1">{format!("Question {number} of {of}")}</h1>
            </header>
            <div class="prose">{raw(&again.body)}</div>
            <section class="question" aria-label="Question" key={row.at}>
                {options(&shown, dispatch, |option| said(Msg::Pick(option)))}
                if let Some(answer) = answered {
                    <p class="said" role="status">{outcome(asked.is_right(answer), again.asking)}</p>
                    <p class="row">
                        <button type="button" class="button main" onclick={dispatch.to(said(Msg::Next))}>{next}</button>
                        {taught(asked)}
                    </p>
                } else {
                    <p class="row">
                        <button type="button" class="button main" disabled={row.picked.is_none()}
                            onclick={dispatch.to(said(Msg::Commit))}>{"Answer"}</button>
                    </p>
                }
            </section>
        </>
    }
}

/// The way to where it is taught.
fn taught(asked: &Asked) -> Html {
    let to = Route::Lesson {
        lesson: asked.lesson.clone(),
    };
    let query = Place::step(&asked.step);
    html! {
        <span class="remark">{"Taught in "}
            <Link<Route, Place> {to} {query}>{asked.title.clone()}</Link<Route, Place>></span>
    }
}

/// After the last question of what came back.
fn review_end(row: &Row, learn: &Learn, dispatch: &Dispatch) -> Html {
    let due = learn.due().len();
    let missed = row.missed().count();
    let (title, told) = match (row.questions.len(), missed) {
        (0, _) => (
            "Nothing comes back today",
            "What you answer otherwise than it is in a lesson is asked again here: after a day, after three, \
             after a week and after a month, each time in another dress."
                .to_owned(),
        ),
        (1, 0) => ("✓ Remembered", AFTER_A_MONTH.to_owned()),
        (all, 0) => ("✓ All remembered", format!("{all} of {all}. {AFTER_A_MONTH}")),
        (1, _) => ("That is answered", "It comes back tomorrow.".to_owned()),
        (all, 1) => (
            "Those are answered",
            format!("{} of {all} remembered. The other one comes back tomorrow.", all - 1),
        ),
        (all, missed) => (
            "Those are answered",
            format!("{} of {all} remembered. The others come back tomorrow.", all - missed),
        ),
    };
    html! {
        <>
            <h1 id={HEADING} tabindex="-1">{title}</h1>
            <p class="lead">{told}</p>
            {again_list(row)}
            if due > 0 {
                <p class="remark">{format!("{due} more are due today.")}</p>
            } else if let Some(days) = learn.next_review() {
                <p class="remark">{format!("The next ones come back {}.", in_days(days))}</p>
            }
            <p class="row">
                if due > 0 {
                    <button type="button" class="button main"
                        onclick={dispatch.to(said(Msg::Again))}>{"Go on"}</button>
                }
                <Link<Route> classes={if due > 0 { "button quiet" } else { "button main" }}
                    to={Route::Learn}>{"To the course"}</Link<Route>>
            </p>
        </>
    }
}

/// After the last question of a test: whether the chapter may be passed over.
fn test_end(row: &Row, name: &str, learn: &Learn, dispatch: &Dispatch) -> Html {
    let all = row.questions.len();
    let right = all - row.missed().count();
    let mut entries = learn.chapter(name);
    let first = entries.next().map(|entry| entry.id.clone());
    let begin = row
        .missed()
        .next()
        .map(|asked| asked.lesson.clone())
        .or(first);
    html! {
        <>
            <h1 id={HEADING} tabindex="-1">{if row.is_passed() { "✓ You know this chapter" } else { "Worth going through" }}</h1>
            <p class="lead">{format!("{right} of {all} right.")}
                {if row.is_passed() { " You can pass it over, and come back to its lessons at any time." }
                 else { " What was missing is taught in these steps." }}</p>
            {again_list(row)}
            <p class="row">
                if row.is_passed() && !row.passed_over {
                    <button type="button" class="button main"
                        onclick={dispatch.to(said(Msg::PassOver))}>{"Pass the chapter over"}</button>
                } else if row.passed_over && matches!(learn.before, Some(Before::PassedOver(_))) {
                    <span class="chip released">{"✓ Passed over"}</span>
                    <button type="button" class="button quiet"
                        onclick={dispatch.to(said(learn::Msg::TakeBack))}>{"Undo"}</button>
                }
                if let Some(lesson) = begin.filter(|_| !row.is_passed()) {
                    <Link<Route> classes="button main" to={Route::Lesson { lesson }}>{"Go through it"}</Link<Route>>
                }
                <Link<Route> classes="button quiet" to={Route::Learn}>{"To the course"}</Link<Route>>
                if !row.is_passed() {
                    <button type="button" class="button quiet"
                        onclick={dispatch.to(said(Msg::Again))}>{"Other questions"}</button>
                }
            </p>
        </>
    }
}

/// The steps that teach what was missed.
fn again_list(row: &Row) -> Html {
    let missed: Vec<&Asked> = row.missed().collect();
    html! {
        if !missed.is_empty() {
            <ul class="prose">{for missed.into_iter().map(|asked| html! {
                <li>
                    if let Some(scene) = first_sentence(&plain(&asked.again.body)) {
                        <p>{scene.to_owned()}</p>
                    }
                    {raw(&asked.again.question.stem)}{" "}{taught(asked)}
                </li>
            })}</ul>
        }
    }
}

/// A number of days, in words.
pub(super) fn in_days(days: u32) -> String {
    match days {
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    }
}

/// Something for the course.
fn said(msg: impl Into<learn::Msg>) -> AppMsg {
    AppMsg::Learn(msg.into())
}
