//! The page.

fn main() {
    leaklab::app::store::mount();
}
