//! Files of our own, from where the page came from.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The text of a file; the address is relative to the page's.
///
/// # Errors
/// Why it cannot be had, in words.
pub async fn text(address: &str) -> Result<String, String> {
    let in_words = |error: JsValue| {
        error.dyn_ref::<js_sys::Error>().map_or_else(
            || "the request failed".to_owned(),
            |error| String::from(error.message()),
        )
    };
    let window = web_sys::window().ok_or("there is no window")?;
    let response = JsFuture::from(window.fetch_with_str(address))
        .await
        .map_err(in_words)?;
    let response: Response = response.dyn_into().map_err(in_words)?;
    if !response.ok() {
        return Err(format!("the server answered {}", response.status()));
    }
    let text = JsFuture::from(response.text().map_err(in_words)?)
        .await
        .map_err(in_words)?;
    text.as_string()
        .ok_or_else(|| "the answer is no text".to_owned())
}
