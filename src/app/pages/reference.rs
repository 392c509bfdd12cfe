//! The reference.

use yew::prelude::*;

/// Rules, resources, messages, words.
#[component]
pub fn Reference() -> Html {
    html! { <section class="page"><h1>{"Reference"}</h1></section> }
}
