//! The judge of exercises as a WebAssembly module: the worker that the page asks what a learner's program
//! is worth. It has an analyzer of its own.

mod memory;
mod worker;

use leaklab::lessons::judge;
use leaklab::protocol::{Exam, Request, Response};

fn main() {
    worker::start(|request: Request<Exam>, _, tell| {
        let Exam { exercise, text } = request.job;
        tell(Response {
            id: request.id,
            last: true,
            reply: judge(&exercise, &text),
        });
    });
}
