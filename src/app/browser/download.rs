//! Giving the reader a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers a text as a file of this name; tells whether the browser did.
pub fn offer(name: &str, kind: &str, text: &str) -> Result<(), NotOffered> {
    try_offer(name, kind, text).map_err(|_| NotOffered)
}

/// The browser would not make a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOffered;

fn try_offer(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &bag)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&address)
}
