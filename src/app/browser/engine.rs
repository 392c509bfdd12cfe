//! Downloading the workers' modules.

use super::bridge;
use crate::app::model::engine::Share;
use crate::protocol::Worker;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

/// A compiled module, for any number of workers.
#[derive(Clone, Debug)]
pub struct Module(pub(super) JsValue);

/// The name under which the page knows the module of a worker.
pub(super) fn name(worker: Worker) -> &'static str {
    match worker {
        Worker::Engine => "engine",
        Worker::Helper => "helper",
        Worker::Judge => "judge",
    }
}

/// Downloads a worker's module; `tell` hears how far that is.
///
/// # Errors
/// Why it did not arrive, in words.
pub async fn download(worker: Worker, tell: impl Fn(Share) + 'static) -> Result<Module, String> {
    let tell = Closure::<dyn Fn(u32, u32)>::new(move |percent, of| tell(Share { percent, of }));
    let module = JsFuture::from(bridge::engine(name(worker), &tell)).await;
    module
        .map(Module)
        .map_err(|error| super::failure::words(&error))
}
