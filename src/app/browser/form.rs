//! What a reader has put into a field.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The number at which a slider stands.
pub fn slid(event: &InputEvent) -> f64 {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map_or(f64::NAN, |field| field.value_as_number())
}

/// The text of an input field.
pub fn typed(event: &Event) -> String {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map(|field| field.value())
        .unwrap_or_default()
}

/// The value of the option that was chosen.
pub fn chosen(event: &Event) -> String {
    event
        .target_dyn_into::<HtmlSelectElement>()
        .map(|field| field.value())
        .unwrap_or_default()
}

/// Whether a box is ticked.
pub fn is_ticked(event: &Event) -> bool {
    event
        .target_dyn_into::<HtmlInputElement>()
        .is_some_and(|field| field.checked())
}
