//! The engine in the page's worker: requests come as bytes, and answers go back so. What it says as
//! text are its last words.

use js_sys::{JsString, Uint8Array};
use leaklab::engine::Engine;
use leaklab::protocol::{Failure, Job, Request, decode, encode};
use std::panic;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Answers from now on, if this is a worker.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let dying = scope.clone();
    panic::set_hook(Box::new(move |info| {
        post(&dying, &JsString::from(info.to_string()));
    }));
    let mut engine = Engine::default();
    let answering = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        match decode(&bytes) {
            Ok(request) => answer(&mut engine, &answering, request),
            Err(error) => {
                let words = format!("A request that cannot be read: {error}");
                post(&answering, &JsString::from(words));
            }
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

fn answer(engine: &mut Engine, scope: &DedicatedWorkerGlobalScope, request: Request) {
    if let Job::Fail(failure) = request.job {
        fail(failure);
    }
    let clock = scope.performance();
    let now = || clock.as_ref().map_or(0.0, |clock| clock.now());
    engine.answer(request, &now, |response| {
        post(scope, &Uint8Array::from(encode(&response).as_slice()));
    });
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue) {
    // A page that is gone needs no answer.
    let _ = scope.post_message(message);
}

#[allow(
    clippy::panic,
    reason = "this is the panic that the page's recovery is tried with"
)]
fn fail(failure: Failure) {
    match failure {
        Failure::Panic => panic!("a failure on purpose"),
        Failure::Hang => loop {
            std::hint::spin_loop();
        },
    }
}
