//! The course map: chapters, lessons, and how far the learner is.

pub(super) mod beside;

use super::PageProps;
use super::sitting::in_days;
use crate::app::model::learn::{GoingOn, Keeping, Learn};
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::app::store::use_dispatch;
use crate::lessons::course::Entry;
use crate::lessons::progress::Tally;
use crate::reference::slug;
use crate::text::number_of;
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
                    {format!("{} lessons · {steps} steps · about {} hours", learn.course.len(), minutes.div_ceil(60))}
                </p>
                {go_on(learn)}
                {comes_back(learn)}
                {in_minutes(learn)}
                if learn.keeping == Keeping::NotKept {
                    <p class="remark" role="alert">
                        {"This browser does not let the page keep anything, so your progress lasts \
                          only until you close it."}
                    </p>
                }
            </header>
            {for chapters(learn).into_iter().map(|(chapter, entries)| html! {
                <section class="chapter" aria-label={chapter.to_owned()}>
                    <div class="chapter-head">
                        <h2>{chapter.to_owned()}</h2>
                        {test(learn, chapter, &entries)}
                    </div>
                    <ol class="lesson-list">
                        {for entries.into_iter().map(|(number, entry)| card(learn, number, entry))}
                    </ol>
                </section>
            })}
            {beside::record(learn, &dispatch)}
            {beside::own(learn, &dispatch)}
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

/// What comes back today of what was missed, or when.
fn comes_back(learn: &Learn) -> Html {
    let due = learn.due().len();
    let many = match due {
        1 => "One question comes back today".to_owned(),
        due => format!("{due} questions come back today"),
    };
    html! {
        if due > 0 {
            <p class="comes-back">
                <span><strong>{many}</strong>{": ideas that you missed, in another dress."}</span>
                <Link<Route> classes="button" to={Route::Review}>{"Answer"}</Link<Route>>
            </p>
        } else if let Some(days) = learn.next_review() {
            <p class="remark">{format!("What you missed comes back {}.", in_days(days))}</p>
        }
    }
}

/// For those who know a chapter already: the test at its head.
fn test(learn: &Learn, chapter: &str, entries: &[(usize, &Entry)]) -> Html {
    let is_open = |(_, entry): &(usize, &Entry)| {
        let Tally { finished, steps } = learn.progress.tally(entry);
        finished < steps
    };
    html! {
        if entries.iter().any(is_open) {
            <Link<Route> to={Route::Test { chapter: slug(chapter) }}>
                {"Know it already? Take the test"}<span class="unseen">{format!(" of “{chapter}”")}</span>
            </Link<Route>>
        }
    }
}

/// For whoever has little time: the lesson with the least left to do, if that is not the next.
fn in_minutes(learn: &Learn) -> Html {
    let next = learn.next_lesson();
    let is_open = |entry: &&Entry| {
        let Tally { finished, steps } = learn.progress.tally(entry);
        finished < steps
    };
    let open = learn.course.iter().filter(is_open);
    // Each step takes as long as another.
    let left = |entry: &Entry| {
        let Tally { finished, steps } = learn.progress.tally(entry);
        let open = steps.saturating_sub(finished);
        (entry.front.minutes as usize * open).div_ceil(steps.max(1))
    };
    let each = open.map(|it| (it, left(it)));
    let Some((entry, left)) = each.min_by_key(|(it, left)| (*left, next != Some(it))) else {
        return html! {};
    };
    if next == Some(entry) {
        return html! {};
    }
    html! {
        <p class="remark">{"Little time? The shortest one left is "}
            <Link<Route> to={Route::Lesson { lesson: entry.id.clone() }}>{entry.front.title.clone()}</Link<Route>>
            {format!(": {}.", number_of(left, "minute", "minutes"))}</p>
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
    let is_next = learn.next_lesson() == Some(entry);
    html! {
        <li class={classes!("lesson-card", is_next.then_some("next"))} aria-current={is_next.then_some("step")}>
            <span class="lesson-number" aria-hidden="true">{number}</span>
            <div class="lesson-what">
                <h3>
                    <Link<Route> to={Route::Lesson { lesson: entry.id.clone() }}>
                        {entry.front.title.clone()}
                    </Link<Route>>
                </h3>
                <p>{words(&entry.front.summary)}</p>
                <p class="lesson-facts">
                    if is_next { <span class="chip">{"Next"}</span> }
                    {format!("{} min", entry.front.minutes)}
                    {for entry.front.introduces.iter().map(|idea| html! {
                        <span class="idea">{words(idea)}</span>
                    })}
                </p>
                if !entry.front.revisits.is_empty() {
                    <p class="lesson-facts">{words(&format!("Builds on {}.", entry.front.revisits.join(", ")))}</p>
                }
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
