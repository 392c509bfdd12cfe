//! The front page.

use super::PageProps;
use super::learn::go_on_words;
use crate::app::model::learn::{GoingOn, Learn};
use crate::app::parts::hero::Playground;
use crate::app::route::Route;
use yew::prelude::*;
use yew_router::prelude::Link;

/// What Leaklab is, and the three ways in.
#[component]
pub fn Home(props: &PageProps) -> Html {
    html! {
        <>
            <section class="hero">
                <div>
                <p class="eyebrow">{"Resource leaks in Python"}</p>
                <h1>{"One descriptor in a hundred requests."}</h1>
                <p class="lead">
                    {"Sixteen minutes after the deploy: "}<code class="bad">{"Too many open files"}</code>
                    {". See why, find it in your own code, prove the fix."}
                </p>
                <p class="what">
                    <strong>{"Leaklab"}</strong>{" finds what a Python program opens and never closes, shows \
                    the path that leaks, and teaches why. It runs in this page: your code stays here."}
                </p>
                <p class="row">
                    {start(&props.model.learn)}
                    <Link<Route> classes="button" to={Route::Check}>{"Check my code"}</Link<Route>>
                </p>
                </div>
                <Playground home={props.model.home.clone()} />
            </section>
            <section class="three" aria-label="What there is">
                {way(Route::Learn, "Learn", "Predict, run, break it on purpose, repair it. Judged by what your \
                    code means.")}
                {way(Route::Check, "Check", "Paste Python. Every acquisition, every way out of it, with the \
                    path that leaks and a fix that is proved.")}
                {way(Route::Simulate, "Simulate", "A faithful model of the descriptor table and the connection \
                    pool, driven by the code you pasted.")}
            </section>
        </>
    }
}

/// The way into the course, from where it was left.
fn start(learn: &Learn) -> Html {
    let (to, words) = match learn.going_on() {
        GoingOn::Begin(entry) => (lesson(&entry.id), "Start the course".to_owned()),
        GoingOn::Continue(entry, step) => (lesson(&entry.id), go_on_words(entry, step)),
        GoingOn::Next(entry) => (
            lesson(&entry.id),
            format!("Next lesson: {}", entry.front.title),
        ),
        GoingOn::Finished => (Route::Learn, "The course, finished".to_owned()),
    };
    html! { <Link<Route> classes="button main" {to}>{words}</Link<Route>> }
}

fn lesson(id: &str) -> Route {
    Route::Lesson {
        lesson: id.to_owned(),
    }
}

/// A way in; all of it is the link.
fn way(to: Route, title: &'static str, about: &'static str) -> Html {
    html! {
        <div class="way-in">
            <h2><Link<Route> {to}>{title}<span aria-hidden="true">{" →"}</span></Link<Route>></h2>
            <p>{about}</p>
        </div>
    }
}
