//! The page, and the worker beside it: one file to download, started in two places.

use leaklab::app::browser::{failure, worker};
use leaklab::app::store;

fn main() {
    if worker::is_here() {
        failure::watch_worker();
        worker::register();
    } else {
        store::mount();
    }
}
