//! A text and what is typed into it, one change after another.

#![no_main]

use leaklab_fuzz::edits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| edits::held(bytes));
