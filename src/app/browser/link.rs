//! The page's end of its worker.

use super::bridge;
use super::failure::LastWords;
use super::worker::{Postcard, Workshop};
use crate::protocol::{Request, Response};
use gloo::worker::{Spawnable, WorkerBridge};
use wasm_bindgen::prelude::Closure;

/// One worker. Dropping it stops the worker at once.
pub struct Link {
    bridge: WorkerBridge<Workshop>,
    _last_words: Option<LastWords>,
}

impl Link {
    /// Starts a worker. `hear` gets its answers, `died` its last words.
    pub fn start(hear: impl Fn(Response) + 'static, died: impl Fn(String) + 'static) -> Self {
        let channel = format!("leaklab-{:x}", (js_sys::Math::random() * 9e15) as u64);
        let address = format!("{}?channel={channel}", bridge::address("worker"));
        let last_words = LastWords::listen(&channel, died);
        let bridge = Workshop::spawner()
            .callback(hear)
            .encoding::<Postcard>()
            .as_module(true)
            .with_loader(true)
            .spawn(&address);
        Self {
            bridge,
            _last_words: last_words,
        }
    }

    /// Sends a request.
    pub fn send(&self, request: Request) {
        self.bridge.send(request);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        bridge::stop_worker();
    }
}

/// Tells `died` of workers whose script did not load.
pub fn watch_start(died: impl Fn(String) + 'static) {
    let listener = Closure::<dyn Fn(String)>::new(died);
    bridge::tell_worker_errors(&listener);
    listener.forget();
}
