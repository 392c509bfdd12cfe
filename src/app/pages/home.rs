//! The front page.

use super::PageProps;
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
                <p class="row">
                    <Link<Route> classes="button main" to={Route::Learn}>{"Start the course"}</Link<Route>>
                    <Link<Route> classes="button" to={Route::Check}>{"Check my code"}</Link<Route>>
                </p>
                </div>
                <Playground home={props.model.home.clone()} />
            </section>
            <section class="three">
                <div>
                    <h2>{"Learn"}</h2>
                    <p>{"Predict, run, break it on purpose, repair it. Judged by what your code means."}</p>
                </div>
                <div>
                    <h2>{"Check"}</h2>
                    <p>{"Paste Python. Every acquisition, every way out of it, with the path that \
                         leaks and a fix that is proved."}</p>
                </div>
                <div>
                    <h2>{"Simulate"}</h2>
                    <p>{"A faithful model of the descriptor table and the connection pool, driven \
                         by the code you pasted."}</p>
                </div>
            </section>
        </>
    }
}
