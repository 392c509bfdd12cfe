//! The analyzer against CPython: a fixed part of what `make oracle` does at length.

use std::process::Command;

#[test]
fn the_exit_matrix_is_what_python_does() {
    agrees(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/oracle/oracle.py"
    ));
}

#[test]
fn repairs_do_in_python_what_the_program_did_and_leak_nothing() {
    agrees(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/oracle/repairs.py"
    ));
}

fn agrees(script: &str) {
    let done = Command::new("python3")
        .args([script, "--tool", env!("CARGO_BIN_EXE_leaklab")])
        .args(["--count", "400", "--seed", "1"])
        .output()
        .expect("python3 on PATH");
    let said = String::from_utf8_lossy(&done.stdout);
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{complaints}");
}
