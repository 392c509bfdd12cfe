//! The engine as a WebAssembly module: in a browser's worker it answers the page, and for Node it is a
//! package of a few functions.

mod package;
mod worker;

fn main() {
    worker::start();
}
