//! Every test that is not a unit test, in one binary.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test that cannot go on stops the test"
)]

mod account;
mod bad_input;
mod bounded;
mod cases;
mod catalogue;
mod cli;
mod fixes;
mod fuzz;
mod growth;
mod incremental;
mod lessons;
mod oracle;
mod pasted;
mod sentences;
mod sim;
mod tidy;
mod witness;
