//! The fixed part of `make fuzz`: the same programs, edits and invariants, with bytes from a seed.

#[path = "fuzz/src/lib.rs"]
mod shared;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use shared::{edits, held, python};

/// So many strings of bytes, always the same ones.
fn bytes(count: usize, seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..count).map(move |_| {
        let length = 16 + rng.next_u64() % 120;
        (0..length).map(|_| rng.next_u64() as u8).collect()
    })
}

#[test]
fn any_bytes() {
    for bytes in bytes(300, 1) {
        held::of(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn programs() {
    for bytes in bytes(150, 2) {
        held::of(&python::program(&bytes));
    }
}

#[test]
fn edited_programs() {
    for bytes in bytes(40, 3) {
        edits::held(&bytes);
    }
}

/// What the fuzzer makes is worth checking: much of it is Python, with things that are acquired.
#[test]
fn programs_are_of_use() {
    let reports: Vec<_> = bytes(100, 4)
        .map(|bytes| python::program(&bytes))
        .map(|text| leaklab::check::check(held::PATH, &text, &held::quick()))
        .collect();
    let whole = reports.iter().filter(|it| it.syntax_errors.is_empty());
    let found: usize = reports.iter().map(|it| it.findings.len()).sum();
    let rows: usize = reports.iter().map(|it| it.acquisitions.len()).sum();
    let (whole, found, rows) = (whole.count(), found, rows);
    assert!(
        whole >= 20 && found >= 100 && rows >= 200,
        "{whole} whole, {found} findings, {rows} acquisitions"
    );
}
