//! The engine, a worker beside the page: the analyzer, the simulator and the judge.

use leaklab::app::browser::{failure, worker};

fn main() {
    failure::watch_worker();
    worker::register();
}
