//! Failures: what happens after a panic of the page, and what an error says.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// On the page: a panic shows a notice, since nothing of the app can be trusted any more. Yew would
/// replace a hook set in the usual way.
pub fn watch_page() {
    yew::set_custom_panic_hook(Box::new(|info| super::bridge::broken(&info.to_string())));
}

/// Panics, so that what a reader sees then can be tried (`?debug`).
#[allow(
    clippy::panic,
    reason = "this is the panic that the notice is tried with"
)]
pub fn panic_here() {
    panic!("a failure of the page on purpose");
}

/// What an error says of itself.
pub fn words(error: &JsValue) -> String {
    message(error)
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}

/// The message of an error, or of an event about one, if it has any.
pub fn message(error: &JsValue) -> Option<String> {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok()?;
    message.as_string().filter(|message| !message.is_empty())
}
