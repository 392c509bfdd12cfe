//! An address without a page.

use crate::app::route::Route;
use yew::prelude::*;
use yew_router::prelude::Link;

/// Says so, and leads back.
#[component]
pub fn Lost() -> Html {
    html! {
        <section class="page empty">
            <p class="eyebrow">{"404"}</p>
            <h1>{"No such page"}</h1>
            <p>{"The address leads nowhere here. The page may have moved; nothing of yours is lost."}</p>
            <p class="row">
                <Link<Route> classes="button main" to={Route::Check}>{"Check some code"}</Link<Route>>
                <Link<Route> classes="button" to={Route::Home}>{"To the front page"}</Link<Route>>
            </p>
        </section>
    }
}
