//! The seed of a run: a number to type, and the next one.

use super::field::Field;
use crate::app::model::simulate::Setting;
use yew::prelude::*;

/// Props of [`SeedField`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The seed.
    pub seed: u64,
    /// Another is wanted.
    pub onturn: Callback<Setting>,
}

/// The field and its button.
#[component]
pub fn SeedField(props: &Props) -> Html {
    let current = props.seed;
    let typed = props
        .onturn
        .reform(move |text: String| Setting::Seed(text.trim().parse().unwrap_or(current)));
    let next = props
        .onturn
        .reform(move |_: MouseEvent| Setting::Seed(current.wrapping_add(1)));
    html! {
        <div class="switch seed">
            <label for="seed">{"Seed"}</label>
            <Field id="seed" kind="number" min="0" step="1" value={current.to_string()} onenter={typed} />
            <button type="button" class="button small" onclick={next}>{"Next"}</button>
        </div>
    }
}
