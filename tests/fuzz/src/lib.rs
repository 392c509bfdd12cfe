//! What fuzzing makes of bytes, and what must hold of every text.
//!
//! Shared by the targets of `make fuzz`, where a fuzzer that watches which code runs chooses the bytes,
//! and by `tests/fuzz.rs`, where a seed does.

pub mod edits;
pub mod held;
pub mod python;
