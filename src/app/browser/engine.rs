//! Downloading the engine.

use super::bridge;
use crate::app::model::engine::Share;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

/// The engine's compiled module, for any number of workers.
#[derive(Clone, Debug)]
pub struct Module(pub(super) JsValue);

/// Downloads the engine; `tell` hears how far that is.
///
/// # Errors
/// Why it did not arrive, in words.
pub async fn download(tell: impl Fn(Share) + 'static) -> Result<Module, String> {
    let tell = Closure::<dyn Fn(u32, u32)>::new(move |percent, of| tell(Share { percent, of }));
    let module = JsFuture::from(bridge::engine(&tell)).await;
    module
        .map(Module)
        .map_err(|error| super::failure::words(&error))
}
