//! The worker beside the page: analyses and plays, so that the page never waits.

use gloo::worker::Registrable;
use leaklab::app::browser::{failure, worker::Workshop};

fn main() {
    failure::watch_worker();
    Workshop::registrar().register();
}
