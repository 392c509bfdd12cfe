//! One lesson: what to read and do on the left, the bench on the right; on a phone one below the
//! other, a program before the question about it.

mod arrange;
mod bench;
mod dial;
mod estimate;
mod exercise;
pub(super) mod finish;
mod goal;
pub(super) mod question;
pub(super) mod sketch;

use super::PageProps;
use super::learn::beside::{claims, own_state};
use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::own::{self, Given, OWN};
use crate::app::model::learn::{Content, Learn, Msg, Open};
use crate::app::route::Route;
use crate::app::store::{Dispatch, use_dispatch};
use crate::lessons::course::Entry;
use crate::lessons::progress::State;
use crate::lessons::{Opened, Step, StepKind};
use exercise::Tone;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::hooks::{use_location, use_navigator};
use yew_router::prelude::Link;

/// What the address says after its `?`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The step, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<String>,
    /// A lesson of somebody's own, packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<String>,
}

impl Place {
    /// A step, by its name.
    pub(super) fn step(name: &str) -> Self {
        Self {
            step: Some(name.to_owned()),
            ..Self::default()
        }
    }
}

/// Name of the heading of a step in the page.
const HEADING: &str = "step";

/// Props of [`LessonPage`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The model.
    pub model: Rc<crate::app::model::Model>,
    /// The lesson that the address names.
    pub lesson: String,
}

/// The page.
#[component]
pub fn LessonPage(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let place = use_location()
        .and_then(|at| at.query::<Place>().ok())
        .unwrap_or_default();
    {
        let dispatch = dispatch.clone();
        let given = place.lesson.filter(|_| props.lesson == OWN);
        let asked = (props.lesson.clone(), place.step.clone(), given);
        use_effect_with(asked, move |(lesson, step, given)| {
            let (lesson, step) = (lesson.clone(), step.clone());
            dispatch.send(AppMsg::Learn(match given.clone() {
                Some(packed) => own::Msg::Link(packed).into(),
                None => Msg::Visit { lesson, step },
            }));
        });
    }
    let asked = place.step;
    let learn = &props.model.learn;
    let at = learn
        .step()
        .and(learn.open.as_ref())
        .map(|open| (open.place, open.at));
    let before = use_mut_ref(|| None);
    use_effect_with(at, move |at| {
        let last = before.replace(*at);
        // Not where a visit begins: the reader may have begun to read what was drawn before.
        if last.is_some() && at.is_some() {
            dom::focus(HEADING);
            dom::to_top();
        }
    });
    let named = at.and(learn.step()).map(|step| step.id.clone());
    let navigator = use_navigator();
    let shown = (
        props.lesson.clone(),
        learn.entry().map(|entry| entry.id.clone()),
        named,
    );
    use_effect_with(shown, move |(lesson, open, named)| {
        // The address says which step it is, whatever led here.
        if let (Some(navigator), Some(named)) = (navigator, named.clone())
            && open.as_ref() == Some(lesson)
            && asked.as_ref() != Some(&named)
        {
            let route = Route::Lesson {
                lesson: lesson.clone(),
            };
            // The name of a step can always be written into an address.
            let _ = navigator.replace_with_query(&route, &Place::step(&named));
        }
    });
    let Some((_, entry)) = learn.named(&props.lesson) else {
        return match props.lesson.as_str() {
            OWN if learn.own.given != Given::Nothing => html! {
                <section class="page">
                    {own_state(learn)}
                    if matches!(learn.own.given, Given::Wrong(_)) {
                        <p><Link<Route> classes="button main" to={Route::Learn}>{"To the course"}</Link<Route>></p>
                    }
                </section>
            },
            _ => missing(),
        };
    };
    let is_open = |_: &&Open| learn.entry() == Some(entry);
    let Some(open) = learn.open.as_ref().filter(is_open) else {
        return coming(entry);
    };
    match &open.content {
        Content::Coming => coming(entry),
        Content::Failed(why) => html! {
            <section class="page empty" role="alert">
                <h1>{"This lesson did not arrive"}</h1>
                <p>{"Nothing you did is lost. Check the connection and ask for it again."}</p>
                <pre class="prints" tabindex="0"><samp>{why.clone()}</samp></pre>
                <p><button type="button" class="button main"
                    onclick={dispatch.to(AppMsg::Learn(Msg::Again))}>{"Try again"}</button></p>
            </section>
        },
        Content::Here(opened) => {
            let model = Rc::clone(&props.model);
            show(&PageProps { model }, open, opened, entry, &dispatch)
        }
    }
}

/// Until the lesson is here: what was drawn of it, or that it is on its way.
fn coming(entry: &Entry) -> Html {
    super::drawn().unwrap_or_else(|| {
        html! {
            <section class="page"><p class="remark" aria-busy="true">
                {format!("“{}” is on its way…", entry.front.title)}
            </p></section>
        }
    })
}

fn missing() -> Html {
    html! {
        <section class="page empty">
            <h1>{"There is no such lesson"}</h1>
            <p>{"Perhaps it was renamed. The course map has them all."}</p>
            <p><Link<Route> classes="button main" to={Route::Learn}>{"To the course"}</Link<Route>></p>
        </section>
    }
}

fn show(
    props: &PageProps,
    open: &Open,
    opened: &Opened,
    entry: &Entry,
    dispatch: &Dispatch,
) -> Html {
    let Some(step) = opened.lesson.steps.get(open.at) else {
        return html! {};
    };
    let learn = &props.model.learn;
    let bench = bench::bench(learn, open, opened, step, dispatch);
    let asked = asked(learn, open, step, dispatch);
    let has_bench = bench.is_some();
    // Who answers a question goes on from there; who is to change a program, from the program.
    let goes_on_first = asked.is_some();
    let (between, behind) = match goes_on_first {
        true => (None, bench),
        false => (bench, None),
    };
    let total = opened.lesson.steps.len();
    html! {
        <article class={classes!("lesson", has_bench.then_some("with-bench"))}>
            <div class="lesson-read">
                <header>
                    <p class="eyebrow">
                        <Link<Route> to={Route::Learn}>{entry.front.chapter.clone()}</Link<Route>>
                        {match open.place < learn.course.len() {
                            true => format!(" · lesson {} of {} · step {} of {total}", open.place + 1, learn.course.len(), open.at + 1),
                            false => format!(" · from your file · step {} of {total}", open.at + 1),
                        }}
                    </p>
                    {steps(learn, open, opened, entry)}
                    <p class="unseen" role="status">{format!("Step {} of {total}", open.at + 1)}</p>
                    if open.place >= learn.course.len() {
                        {claims(learn)}
                    }
                    if open.at == 0 {
                        <h1>{entry.front.title.clone()}</h1>
                        <div class="prose opening">{raw(&opened.lesson.opening)}</div>
                        <h2 class="step-title" id={HEADING} tabindex="-1">{raw(&step.title)}</h2>
                    } else {
                        <p class="lesson-name">{entry.front.title.clone()}</p>
                        <h1 class="step-title" id={HEADING} tabindex="-1">{raw(&step.title)}</h1>
                    }
                </header>
                <div class="prose">{raw(&step.body)}</div>
            </div>
            {for between}
            if !step.below.is_empty() {
                <div class="lesson-below prose">{raw(&step.below)}</div>
            }
            if let Some(asked) = asked {
                <div class="lesson-ask">{asked}</div>
            }
            <div class="lesson-after">
                {match &step.kind {
                    StepKind::Read | StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Sketch(_) | StepKind::Run(_) => html! {},
                    StepKind::Exercise(it) => exercise::guide(learn, open, it, Tone::Alarm, dispatch),
                    StepKind::Arrange(it) => exercise::guide(learn, open, &it.exercise, Tone::of_lines(&open.desk, it), dispatch),
                    StepKind::Simulate(it) => goal::guide(learn, open, it, dispatch),
                }}
                if open.at + 1 == total {
                    {finish::sources(entry)}
                }
                {onward(learn, open, opened, entry, step, dispatch)}
            </div>
            {for behind}
        </article>
    }
}

/// What a step asks to be marked, said or drawn, if it does.
fn asked(learn: &Learn, open: &Open, step: &Step, dispatch: &Dispatch) -> Option<Html> {
    match &step.kind {
        StepKind::Ask(asking, it) => {
            let asked = question::question(learn, open, step, (*asking, it), dispatch);
            Some(asked)
        }
        StepKind::Estimate(it) => Some(html! {
            <estimate::EstimateQuestion key={open.desk.number} estimate={it.clone()} mark={learn.mark()} />
        }),
        StepKind::Sketch(it) => Some(html! {
            <sketch::SketchQuestion key={open.desk.number} sketch={it.clone()} mark={learn.mark()}
                line={open.desk.line.clone()} />
        }),
        _ => None,
    }
}

/// The steps as a row of marks; each is a link.
fn steps(learn: &Learn, open: &Open, opened: &Opened, entry: &Entry) -> Html {
    html! {
        <nav class="stations" aria-label="Steps of this lesson">
            {for opened.lesson.steps.iter().enumerate().map(|(index, step)| {
                let state = learn.progress.mark(&entry.id, &step.id).state;
                let (class, word) = match state {
                    State::Done => ("station done", "done"),
                    State::Skipped => ("station skipped", "passed over"),
                    State::Begun => ("station begun", "begun"),
                    State::New => ("station", "new"),
                };
                let label = format!("Step {}: {} ({}, {word})", index + 1, plain(&step.title), step.kind.word());
                let here = index == open.at;
                html! {
                    <Link<Route, Place> classes={classes!(class, here.then_some("now"))}
                        to={Route::Lesson { lesson: entry.id.clone() }}
                        query={Place::step(&step.id)}>
                        <span class="unseen">{label}</span>
                    </Link<Route, Place>>
                }
            })}
        </nav>
    }
}

/// Back, and on to the next step once this one is done.
fn onward(
    learn: &Learn,
    open: &Open,
    opened: &Opened,
    entry: &Entry,
    step: &Step,
    dispatch: &Dispatch,
) -> Html {
    let to = |at: usize| {
        let step = opened.lesson.steps.get(at);
        step.map(|step| Place::step(&step.id))
    };
    let route = Route::Lesson {
        lesson: entry.id.clone(),
    };
    let state = learn.mark().state;
    let finished = state >= State::Skipped || matches!(step.kind, StepKind::Read);
    let read = matches!(step.kind, StepKind::Read).then(|| dispatch.to(AppMsg::Learn(Msg::Read)));
    let next = to(open.at + 1);
    let is_over = next.is_none() && state >= State::Skipped;
    html! {
        <>
        <p class="unseen" role="status">{if is_over { "The end of the lesson." } else { "" }}</p>
        if is_over {
            {finish::finish(learn, open.place, opened, entry)}
        }
        <footer class="onward">
            if let Some(query) = open.at.checked_sub(1).and_then(to) {
                <Link<Route, Place> classes="button quiet" to={route.clone()} {query}>{"← Back"}</Link<Route, Place>>
            }
            <span class="onward-end">
                if !finished {
                    <button type="button" class="button quiet" onclick={dispatch.to(AppMsg::Learn(Msg::Skip))}>
                        {"I know this"}
                    </button>
                }
                if let Some(query) = next {
                    <span onclick={read.clone().unwrap_or_default()}>
                        <Link<Route, Place> classes={if finished { "button main" } else { "button" }} to={route} {query}>
                            {"Continue →"}
                        </Link<Route, Place>>
                    </span>
                } else if let Some(read) = read.filter(|_| !is_over) {
                    <button type="button" class="button main" onclick={read}>{"Finish the lesson"}</button>
                }
            </span>
        </footer>
        </>
    }
}

/// HTML that the lesson's reader has made safe.
pub(super) fn raw(html: &str) -> Html {
    Html::from_html_unchecked(AttrValue::from(html.to_owned()))
}

/// The words of a title that is HTML.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
