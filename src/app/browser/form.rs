//! What a reader has put into a field.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The number at which a slider stands.
pub fn slid(event: &InputEvent) -> f64 {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map_or(f64::NAN, |field| field.value_as_number())
}

/// The number that a text is, as the browser reads it: Rust's own reader would weigh 20 kB.
pub fn number(text: &str) -> Option<f64> {
    if text.trim().is_empty() {
        return None;
    }
    let number = JsValue::from_str(text).unchecked_into_f64();
    number.is_finite().then_some(number)
}

/// The text of an input field.
pub fn typed(event: &impl TargetCast) -> String {
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

/// The text of the file that was chosen, if there is one and the browser lets us read it.
pub fn file(event: &Event) -> impl Future<Output = Option<String>> + use<> {
    let field = event.target_dyn_into::<HtmlInputElement>();
    let file = field.as_ref().and_then(|field| field.files()?.get(0));
    // The same file can be chosen again.
    if let Some(field) = field {
        field.set_value("");
    }
    async move { JsFuture::from(file?.text()).await.ok()?.as_string() }
}
