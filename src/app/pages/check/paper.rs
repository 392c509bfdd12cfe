//! The Check page on paper: the chosen finding with its matrix, and the program.

use super::{findings, matrix};
use crate::app::model::check::Check;
use crate::app::pages::paper::listing;
use crate::app::store::Dispatch;
use yew::prelude::*;

/// The finding that is looked at, else all there is to say about the file.
pub fn paper(check: &Check, dispatch: &Dispatch) -> Html {
    let chosen = check.chosen.zip(check.finding());
    html! {
        <>
            <p class="eyebrow">{"Leaklab · Check"}</p>
            <h1><code>{check.path.to_string()}</code></h1>
            {match chosen {
                Some((index, finding)) => html! {
                    <>
                        {findings::open_card(check, index, finding, dispatch)}
                        {matrix::of_function(check, &finding.function, dispatch)}
                    </>
                },
                None => html! { <>{findings::panel(check, dispatch)}{matrix::panel(check, dispatch)}</> },
            }}
            {listing("The program", &check.text)}
        </>
    }
}
