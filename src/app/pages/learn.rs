//! The course.

use yew::prelude::*;

/// The course map.
#[component]
pub fn Learn() -> Html {
    html! { <section class="page"><h1>{"Learn"}</h1></section> }
}
