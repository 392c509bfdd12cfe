//! Files of our own, from where the page came from.

use super::failure::words;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// What is in a file; the address is relative to the page's.
///
/// # Errors
/// Why it cannot be had, in words.
pub async fn bytes(address: &str) -> Result<Vec<u8>, String> {
    let in_words = |error: JsValue| words(&error);
    let window = web_sys::window().ok_or("there is no window")?;
    let response = JsFuture::from(window.fetch_with_str(address))
        .await
        .map_err(in_words)?;
    let response: Response = response.dyn_into().map_err(in_words)?;
    if !response.ok() {
        return Err(format!("the server answered {}", response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(in_words)?)
        .await
        .map_err(in_words)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
