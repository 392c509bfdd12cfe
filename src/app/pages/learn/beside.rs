//! What stands below the course map: the learner's progress as a file, and lessons of one's own.

use crate::app::browser::{dom, download, files};
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::own::{self, Given};
use crate::app::model::learn::{Learn, Msg};
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::app::store::Dispatch;
use crate::lessons::Problem;
use crate::text::number_of;
use yew::prelude::*;
use yew_router::Routable as _;
use yew_router::prelude::Link;

/// What was done so far: to a file, from a file, and from the start.
pub(super) fn record(learn: &Learn, dispatch: &Dispatch) -> Html {
    let save = {
        let (dispatch, progress) = (dispatch.clone(), learn.progress.clone());
        Callback::from(move |_: MouseEvent| {
            let text = progress.write();
            if download::offer("leaklab-progress.json", "application/json", &text).is_err() {
                dispatch.send(AppMsg::Say(
                    "The browser did not allow the download.".into(),
                ));
            }
        })
    };
    let read = picked(dispatch, "a record of progress", Msg::Import);
    let begun = learn
        .course
        .iter()
        .any(|entry| learn.progress.is_begun(entry));
    html! {
        <section class="chapter record" aria-labelledby="record">
            <h2 id="record">{"Your progress"}</h2>
            <p class="prose">{"It is kept in this browser, and nowhere else: answers, drafts, hints. Take it to \
                another one in a file. A lesson prints as your record of it, with your answers."}</p>
            <p class="row">
                <button type="button" class="button small" disabled={!begun} onclick={save}>{"Save it to a file"}</button>
                <label class="button small pick">{"Read it from a file…"}
                    <input type="file" class="unseen" accept=".json,application/json" onchange={read} />
                </label>
                if begun {
                    <button type="button" class="button small quiet"
                        onclick={dispatch.to(AppMsg::Learn(Msg::StartAgain))}>{"Start the course again"}</button>
                }
                if learn.before.is_some() {
                    <button type="button" class="button small"
                        onclick={dispatch.to(AppMsg::Learn(Msg::TakeBack))}>{"Undo: have my progress back"}</button>
                }
            </p>
        </section>
    }
}

/// The text of a file that is picked, as a message.
fn picked(
    dispatch: &Dispatch,
    what: &'static str,
    message: impl Fn(String) -> Msg + Clone + 'static,
) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let (dispatch, message) = (dispatch.clone(), message.clone());
        files::picked(&event, move |file| {
            dispatch.send(match file {
                files::Opened::Text { text, .. } => AppMsg::Learn(message(text)),
                files::Opened::TooLarge(name) => {
                    AppMsg::Say(format!("{name} is too large for {what}."))
                }
                files::Opened::NotText(name) => {
                    AppMsg::Say(format!("{name} is not text in UTF-8."))
                }
            });
        });
    })
}

/// For teachers: a lesson of one's own, seen as a learner sees it.
pub(super) fn own(learn: &Learn, dispatch: &Dispatch) -> Html {
    let pick = picked(dispatch, "a lesson", |text| own::Msg::Text(text).into());
    html! {
        <section class="chapter own-lesson" aria-labelledby="own-lesson">
            <h2 id="own-lesson">{"For teachers"}</h2>
            <p class="prose">{"Open a lesson that you have written, and see it as a learner does. It stays in this \
                browser; what is wrong in it is named by its line. "}
                <a href="learn/write.html">{"How to write one in five minutes"}</a>{"."}</p>
            <p class="row">
                <label class="button pick">{"Open a lesson from a file…"}
                    <input type="file" class="unseen" accept=".md,text/markdown,text/plain" onchange={pick} />
                </label>
                if learn.own.is_left() {
                    <Link<Route> classes="button quiet" to={Route::Lesson { lesson: own::OWN.to_owned() }}>
                        {"Go on with the last one"}
                    </Link<Route>>
                }
                if let Some(here) = &learn.own.here {
                    <Link<Route> classes="button quiet" to={here.route()}>
                        {format!("Go on with “{}”", here.entry.front.title)}
                    </Link<Route>>
                    <button type="button" class="button quiet" onclick={copy_link(learn, dispatch)}>
                        {"Copy a link that holds it"}
                    </button>
                }
            </p>
            {own_state(learn)}
        </section>
    }
}

/// What has become of the text that was given as a lesson, if it is none.
pub(in crate::app::pages) fn own_state(learn: &Learn) -> Html {
    html! {
        <div role="status">
            {match &learn.own.given {
                Given::Reading(..) => html! { <p class="remark">{"Reading your lesson…"}</p> },
                Given::Wrong(problems) => html! {
                    <>
                        <p><strong>{"This is no lesson yet:"}</strong></p>
                        {listed(problems)}
                    </>
                },
                Given::Nothing => html! {},
            }}
        </div>
    }
}

/// What a lesson of one's own says and is not so, for who has written it.
pub(in crate::app::pages) fn claims(learn: &Learn) -> Html {
    let wrong = &learn.own.claims;
    html! {
        if !wrong.is_empty() {
            <details class="fold">
                <summary>{number_of(wrong.len(), "thing", "things")}{" in your file to look at; only you are told"}</summary>
                {listed(wrong)}
            </details>
        }
    }
}

/// The most problems that are told at once.
const MOST: usize = 20;

fn listed(problems: &[Problem]) -> Html {
    html! {
        <ul class="prose">
            {for problems.iter().take(MOST).map(|it| html! {
                <li>
                    if it.line > 0 { {format!("Line {}: ", it.line)} }
                    {words(&it.message)}
                </li>
            })}
            if problems.len() > MOST { <li>{format!("and {} more", problems.len() - MOST)}</li> }
        </ul>
    }
}

/// The longest link that messengers and mail still carry whole, in characters.
const LONGEST_LINK: usize = 32_000;

/// Puts a link on the clipboard that holds the whole lesson.
fn copy_link(learn: &Learn, dispatch: &Dispatch) -> Callback<MouseEvent> {
    let own = learn.own.clone();
    dispatch.with(move |_| {
        let packed = own.packed().unwrap_or_default();
        if packed.len() > LONGEST_LINK {
            return AppMsg::Say("The lesson is too long for a link. Give its file instead.".into());
        }
        let route = Route::Lesson {
            lesson: own::OWN.to_owned(),
        };
        let link = format!("{}#{}?lesson={packed}", dom::address(), route.to_path());
        AppMsg::Copy(link, "Link copied. It holds the whole lesson.")
    })
}
