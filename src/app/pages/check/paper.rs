//! The Check page on paper: the chosen finding with its matrix, and the program.

use super::{findings, matrix};
use crate::app::model::Model;
use crate::app::pages::paper::listing;
use crate::app::store::Dispatch;
use yew::prelude::*;

/// The finding that is looked at, else all there is to say about the file.
pub fn paper(model: &Model, dispatch: &Dispatch) -> Html {
    let check = &model.check;
    let chosen = check.chosen.zip(check.finding());
    html! {
        <>
            <p class="eyebrow">{"Leaklab · Check"}</p>
            <h1><code>{check.path.to_string()}</code></h1>
            {match chosen {
                Some((index, finding)) => html! {
                    <>
                        {findings::open_card(model, index, finding, dispatch)}
                        {matrix::of_function(check, &finding.function, dispatch)}
                    </>
                },
                None => html! { <>{findings::panel(model, dispatch)}{matrix::panel(check, dispatch)}</> },
            }}
            {listing("The program", &check.text)}
        </>
    }
}
