//! The page.

mod memory;

fn main() {
    leaklab::app::store::mount();
}
