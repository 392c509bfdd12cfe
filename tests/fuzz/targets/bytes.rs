//! Any bytes at all, read as UTF-8 as far as they are.

#![no_main]

use leaklab_fuzz::held;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| held::of(&String::from_utf8_lossy(bytes)));
