//! A worker of the page: requests come as bytes, and answers go back so. What it says as text are its
//! last words.

use js_sys::{JsString, Uint8Array};
use leaklab::engine::Clock;
use leaklab::protocol::{Request, Response, decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::panic;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Answers from now on, if this is a worker.
pub fn start<J, R>(
    mut answer: impl FnMut(Request<J>, Clock<'_>, &mut dyn FnMut(Response<R>)) + 'static,
) where
    J: DeserializeOwned + 'static,
    R: Serialize + 'static,
{
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let dying = scope.clone();
    panic::set_hook(Box::new(move |info| {
        post(&dying, &JsString::from(info.to_string()));
    }));
    let answering = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // What is no bytes is no request of the page.
        let Ok(bytes) = event.data().dyn_into::<Uint8Array>() else {
            return;
        };
        match decode(&bytes.to_vec()) {
            Ok(request) => {
                let clock = answering.performance();
                let now = || clock.as_ref().map_or(0.0, |clock| clock.now());
                answer(request, &now, &mut |response| {
                    post(&answering, &Uint8Array::from(encode(&response).as_slice()));
                });
            }
            Err(error) => {
                let words = format!("A request that cannot be read: {error}");
                post(&answering, &JsString::from(words));
            }
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue) {
    // A page that is gone needs no answer.
    let _ = scope.post_message(message);
}
