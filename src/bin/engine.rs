//! The engine as a WebAssembly module: the worker that answers the page.

mod memory;
mod worker;

use leaklab::engine::Engine;
use leaklab::protocol::{Failure, Job, Request};

fn main() {
    let mut engine = Engine::default();
    worker::start(move |request: Request, now, tell| {
        if let Job::Fail(failure) = request.job {
            fail(failure);
        }
        engine.answer(request, now, tell);
    });
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
