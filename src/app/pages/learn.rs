//! The course map: chapters, lessons, and how far the learner is.

use super::PageProps;
use crate::app::browser::files;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{GoingOn, Keeping, Learn, Msg, Own};
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::app::store::{Dispatch, use_dispatch};
use crate::lessons::course::Entry;
use crate::lessons::progress::Tally;
use yew::prelude::*;
use yew_router::prelude::Link;

/// The page.
#[component]
pub fn LearnPage(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let learn = &props.model.learn;
    let minutes: u32 = learn.course.iter().map(|entry| entry.front.minutes).sum();
    let steps: usize = learn.course.iter().map(|entry| entry.steps.len()).sum();
    html! {
        <section class="page course">
            <header class="course-head">
                <h1>{"Learn"}</h1>
                <p class="lead">
                    {"Things that really happened, told from the log up. You predict, run, break on \
                      purpose and repair. Your repair is judged by what it means, and every claim \
                      about Python here was run."}
                </p>
                <p class="course-facts">
                    {format!("{} lessons · {steps} steps · about {minutes} minutes", learn.course.len())}
                </p>
                {go_on(learn)}
                if learn.keeping == Keeping::NotKept {
                    <p class="remark" role="alert">
                        {"This browser does not let the page keep anything, so your progress lasts \
                          only until you close it."}
                    </p>
                }
            </header>
            {for chapters(learn).into_iter().map(|(chapter, entries)| html! {
                <section class="chapter" aria-label={chapter.to_owned()}>
                    <h2>{chapter.to_owned()}</h2>
                    <ol class="lesson-list">
                        {for entries.into_iter().map(|(number, entry)| card(learn, number, entry))}
                    </ol>
                </section>
            })}
            {own(learn, &dispatch)}
        </section>
    }
}

/// For teachers: a lesson of one's own, seen as a learner sees it.
fn own(learn: &Learn, dispatch: &Dispatch) -> Html {
    let pick = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let dispatch = dispatch.clone();
            files::picked(&event, move |file| {
                dispatch.send(match file {
                    files::Opened::Text { text, .. } => AppMsg::Learn(Msg::File(text)),
                    files::Opened::TooLarge(name) => {
                        AppMsg::Say(format!("{name} is too large for a lesson."))
                    }
                    files::Opened::NotText(name) => {
                        AppMsg::Say(format!("{name} is not text in UTF-8."))
                    }
                });
            });
        })
    };
    html! {
        <section class="chapter own-lesson" aria-labelledby="own-lesson">
            <h2 id="own-lesson">{"For teachers"}</h2>
            <p class="prose">{"Open a lesson that you have written, and see it as a learner does. It stays in this \
                browser; what is wrong in it is named by its line."}</p>
            <p class="row">
                <label class="button pick">{"Open a lesson from a file…"}
                    <input type="file" class="unseen" accept=".md,text/markdown,text/plain" onchange={pick} />
                </label>
                if let Some(entry) = learn.own_entry() {
                    <Link<Route> classes="button quiet" to={Route::Lesson { lesson: entry.id.clone() }}>
                        {format!("Go on with “{}”", entry.front.title)}
                    </Link<Route>>
                }
            </p>
            <div role="status">
                {match &learn.own {
                    Own::Reading => html! { <p class="remark">{"Reading your lesson…"}</p> },
                    Own::Wrong(problems) => html! {
                        <>
                            <p><strong>{"This is no lesson yet:"}</strong></p>
                            <ul class="prose">{for problems.iter().take(20).map(|it| html! {
                                <li>{format!("Line {}: ", it.line)}{words(&it.message)}</li>
                            })}</ul>
                        </>
                    },
                    Own::None | Own::Here(..) => html! {},
                }}
            </div>
        </section>
    }
}

/// The one thing to do next.
fn go_on(learn: &Learn) -> Html {
    let (entry, words) = match learn.going_on() {
        GoingOn::Begin(entry) | GoingOn::Next(entry) => {
            (entry, format!("Start: {}", entry.front.title))
        }
        GoingOn::Continue(entry, step) => (entry, go_on_words(entry, step)),
        GoingOn::Finished => {
            return html! {
                <p class="row"><span class="chip released">{"✓ You have finished every lesson"}</span></p>
            };
        }
    };
    html! {
        <p class="row">
            <Link<Route> classes="button main" to={Route::Lesson { lesson: entry.id.clone() }}>{words}</Link<Route>>
        </p>
    }
}

/// Where a lesson goes on, in words.
pub(super) fn go_on_words(entry: &Entry, step: usize) -> String {
    let (title, steps) = (&entry.front.title, entry.steps.len());
    format!("Continue: {title}, step {} of {steps}", step + 1)
}

/// The lessons by chapter, with their numbers in the course.
fn chapters(learn: &Learn) -> Vec<(&str, Vec<(usize, &Entry)>)> {
    let mut chapters: Vec<(&str, Vec<(usize, &Entry)>)> = Vec::new();
    for (index, entry) in learn.course.iter().enumerate() {
        let chapter = entry.front.chapter.as_str();
        match chapters.last_mut().filter(|(name, _)| *name == chapter) {
            Some((_, entries)) => entries.push((index + 1, entry)),
            None => chapters.push((chapter, vec![(index + 1, entry)])),
        }
    }
    chapters
}

fn card(learn: &Learn, number: usize, entry: &Entry) -> Html {
    let tally = learn.progress.tally(entry);
    let label = format!("Lesson {number}: {}", entry.front.title);
    html! {
        <li class="lesson-card">
            <span class="lesson-number" aria-hidden="true">{number}</span>
            <div class="lesson-what">
                <h3>
                    <Link<Route> to={Route::Lesson { lesson: entry.id.clone() }}>
                        {entry.front.title.clone()}
                    </Link<Route>>
                </h3>
                <p>{words(&entry.front.summary)}</p>
                <p class="lesson-facts">
                    {format!("{} min", entry.front.minutes)}
                    {for entry.front.introduces.iter().map(|idea| html! {
                        <span class="idea">{words(idea)}</span>
                    })}
                </p>
            </div>
            {progress(tally, &label)}
        </li>
    }
}

/// How many steps are finished, as a bar and in words.
fn progress(Tally { finished, steps }: Tally, label: &str) -> Html {
    let told = match finished {
        0 => format!("{steps} steps"),
        _ if finished == steps => "✓ done".to_owned(),
        _ => format!("{finished} of {steps}"),
    };
    let class = if finished == steps {
        "tally done"
    } else {
        "tally"
    };
    html! {
        <div {class}>
            <span>{told}</span>
            <progress aria-label={format!("{label}: steps finished")} value={finished.to_string()}
                max={steps.to_string()} />
        </div>
    }
}
