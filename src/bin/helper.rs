//! The engine's helper as a WebAssembly module: the worker that the page asks what needs no analyzer.

mod memory;
mod worker;

use leaklab::engine::Helper;
use leaklab::protocol::{Extra, Request, Response};

fn main() {
    let mut helper = Helper::default();
    worker::start(move |request: Request<Extra>, now, tell| {
        tell(Response {
            id: request.id,
            last: true,
            reply: helper.answer(request.job, now),
        });
    });
}
