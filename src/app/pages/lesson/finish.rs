//! The end of a lesson: what one can do now, where to try it, and what comes next.

use super::{Place, plain};
use crate::app::browser::dom;
use crate::app::model::learn::Learn;
use crate::app::pages::reference::Asked;
use crate::app::parts::text::{listed, words};
use crate::app::route::Route;
use crate::lessons::course::Entry;
use crate::lessons::progress::State;
use crate::lessons::{Opened, Step};
use crate::reference::slug;
use yew::prelude::*;
use yew_router::prelude::Link;

/// The end of the lesson `entry`, whose place in the course is `place`.
pub(super) fn finish(learn: &Learn, place: usize, opened: &Opened, entry: &Entry) -> Html {
    let steps = &opened.lesson.steps;
    let open: Vec<(usize, &Step)> = (steps.iter().enumerate())
        .filter(|(_, step)| learn.progress.mark(&entry.id, &step.id).state < State::Skipped)
        .collect();
    let title = if open.is_empty() {
        "✓ Lesson finished"
    } else {
        "That was the last step"
    };
    html! {
        <section class="finish" aria-labelledby="finish-title">
            <p class="finish-facts">{facts(learn, entry, steps)}</p>
            <h2 id="finish-title">{title}</h2>
            if !open.is_empty() {
                <p>{"Still open: "}{listed(open.iter().map(|(at, step)| html! {
                    <Link<Route, Place> to={Route::Lesson { lesson: entry.id.clone() }}
                        query={Place::step(&step.id)}>
                        {format!("{}. {}", at + 1, plain(&step.title))}
                    </Link<Route, Place>>
                }))}</p>
            }
            <h3>{"What you can do now"}</h3>
            <p>{words(&entry.front.summary)}</p>
            {look_up(entry)}
            <h3>{"Try it on your code"}</h3>
            <p>{"Paste a file of yours: every way out of it, and what is still open there. It stays in this browser."}</p>
            <p class="row">
                <Link<Route> classes="button" to={Route::Check}>{"Check my code"}</Link<Route>>
                <button type="button" class="button quiet" onclick={|_: MouseEvent| dom::print()}>
                    {"Print the lesson with my answers"}
                </button>
            </p>
            {next(learn, place)}
        </section>
    }
}

/// Where the reference has what the lesson has taught: rules, errors, resources.
fn look_up(entry: &Entry) -> Html {
    let front = &entry.front;
    let to_entry = |id: String, title: &str| {
        html! { <Link<Route> to={Route::Entry { entry: id }}><code>{title.to_owned()}</code></Link<Route>> }
    };
    let to_kind = |kind: &String| {
        let query = Asked::search(kind.clone());
        html! { <Link<Route, Asked> to={Route::Reference} {query}>{kind.clone()}</Link<Route, Asked>> }
    };
    let rules = front.rules.iter().map(|rule| to_entry(rule.clone(), rule));
    let errors = front
        .errors
        .iter()
        .map(|title| to_entry(slug(title), title));
    let groups: [(&str, Vec<Html>); 3] = [
        ("Check tells you about this as ", rules.collect()),
        ("Such a leak ends in ", errors.collect()),
        (
            "In the reference: ",
            front.resources.iter().map(to_kind).collect(),
        ),
    ];
    let filled = groups.into_iter().filter(|(_, links)| !links.is_empty());
    html! {
        {for filled.map(|(about, links)| html! {
            <p class="finish-rules">{about}{listed(links)}{"."}</p>
        })}
    }
}

/// Where the facts of a lesson are from, if they are somebody's.
pub(in crate::app::pages) fn sources(entry: &Entry) -> Html {
    let sources = &entry.front.sources;
    html! {
        if !sources.is_empty() {
            <section class="sources">
                <h3>{"Where this is from"}</h3>
                <ul>{for sources.iter().map(|it| html! {
                    <li><a href={it.address.clone()} rel="noopener">{words(&it.says)}</a></li>
                })}</ul>
            </section>
        }
    }
}

/// How much of a lesson is done.
pub(in crate::app::pages) fn facts(learn: &Learn, entry: &Entry, steps: &[Step]) -> String {
    let in_state = |wanted: State| {
        let state = |step: &&Step| learn.progress.mark(&entry.id, &step.id).state == wanted;
        steps.iter().filter(state).count()
    };
    let passed = match in_state(State::Skipped) {
        0 => String::new(),
        skipped => format!(", {skipped} passed over"),
    };
    let (done, minutes) = (in_state(State::Done), entry.front.minutes);
    format!(
        "{done} of {} steps done{passed} · a lesson of about {minutes} minutes",
        steps.len()
    )
}

/// The lesson that follows; after the last one what else there is.
fn next(learn: &Learn, place: usize) -> Html {
    let unfinished = |entry: &&Entry| {
        let tally = learn.progress.tally(entry);
        tally.finished < tally.steps
    };
    let others = learn
        .course
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != place);
    let following = learn.course.get(place + 1);
    let next = following.or_else(|| others.map(|(_, entry)| entry).find(unfinished));
    match next {
        Some(next) => html! {
            <>
                <h3>{"Next"}</h3>
                <p>{words(&next.front.summary)}{format!(" {} minutes.", next.front.minutes)}</p>
                <p class="row">
                    <Link<Route> classes="button main" to={Route::Lesson { lesson: next.id.clone() }}>
                        {format!("Next lesson: {} →", next.front.title)}
                    </Link<Route>>
                    <Link<Route> classes="button quiet" to={Route::Learn}>{"To the course"}</Link<Route>>
                </p>
            </>
        },
        None => html! {
            <>
                <h3>{"The course ends here"}</h3>
                <p>{"Watch a leak fill a service, or look up any resource that Python code can lose."}</p>
                <p class="row">
                    <Link<Route> classes="button main" to={Route::Simulate}>{"To the simulator"}</Link<Route>>
                    <Link<Route> classes="button quiet" to={Route::Reference}>{"To the reference"}</Link<Route>>
                    <Link<Route> classes="button quiet" to={Route::Learn}>{"To the course"}</Link<Route>>
                </p>
            </>
        },
    }
}
