//! The engine as a WebAssembly module: the worker that answers the page, and before there is a page, the
//! script that shows what is drawn of it.

mod memory;
mod worker;

use js_sys::Array;
use leaklab::app::marks;
use leaklab::check::{Options, Session};
use leaklab::engine::Engine;
use leaklab::protocol::{Failure, Job, Request};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    glance();
    let mut engine = Engine::default();
    worker::start(move |request: Request, now, tell| {
        if let Job::Fail(failure) = request.job {
            fail(failure);
        }
        engine.answer(request, now, tell);
    });
}

/// Answers `static/js/glance.ts`, which asks with the path and the text, with the text and what the
/// editor is to draw on it, as JSON.
fn glance() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let mut session: Option<Session> = None;
    let answering = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let asked = event.data().dyn_into::<Array>().ok();
        let asked = asked.map(|asked| [0, 1].map(|at| asked.get(at).as_string()));
        let Some([Some(path), Some(text)]) = asked else {
            return;
        };
        let session = session.get_or_insert_with(|| Session::new(Options::default()));
        let found = marks::at_first(&session.sketch(&path, &text));
        let Ok(marks) = serde_json::to_string(&found) else {
            return;
        };
        let answer = Array::of2(&text.into(), &marks.into());
        // A document that is gone needs no answer.
        let _ = answering.post_message(&answer);
    });
    // Only a scope that is closing takes no listener.
    let _ = scope.add_event_listener_with_callback("message", hear.as_ref().unchecked_ref());
    hear.forget();
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
