//! Programs that look like Python, or nearly. `PRINT=1` prints the text, to read what was found.

#![no_main]

use leaklab_fuzz::{held, python};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = python::program(bytes);
    if std::env::var_os("PRINT").is_some() {
        println!("{text}");
    }
    held::of(&text);
});
