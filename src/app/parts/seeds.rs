//! A hundred runs of the same service with other seeds, over the formula's curve.

use super::picture::PictureView;
use crate::app::model::simulate::{Ends, Msg, WANTED};
use crate::chart::histogram::{histogram, words};
use crate::sim::prediction::Exhaustion;
use yew::prelude::*;

/// Props of [`Seeds`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What theory says.
    pub forecast: Exhaustion,
    /// The runs so far.
    pub ends: Ends,
    /// Something was asked for.
    pub onmsg: Callback<Msg>,
}

/// The card.
#[component]
pub fn Seeds(props: &Props) -> Html {
    let Ends { known, is_playing } = &props.ends;
    let wanted = !is_playing;
    let toggle = props.onmsg.reform(move |_: MouseEvent| Msg::Many(wanted));
    let text = match (is_playing, known.len()) {
        (true, _) => "Stop",
        (false, 0) => "Play 100 seeds",
        (false, WANTED) => "Play them again",
        (false, _) => "Go on",
    };
    let told = words(&props.forecast, known);
    html! {
        <section class="card seeds" aria-label="A hundred seeds">
            <header>
                <h2>{"Is the formula right? A hundred other seeds"}</h2>
                <button type="button" class="button small" onclick={toggle}>{text}</button>
            </header>
            <div class="figure">
                <PictureView class="histogram" picture={histogram(&props.forecast, known, WANTED)}
                    label={told.clone()} />
                <p class="figure-words" role="status">
                    if *is_playing { {format!("{} of {WANTED}. ", known.len())} }
                    {told}
                </p>
            </div>
        </section>
    }
}
