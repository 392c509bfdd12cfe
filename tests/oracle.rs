//! The analyzer against CPython: a fixed part of what `make oracle` does at length.

use std::process::Command;

#[test]
fn the_exit_matrix_is_what_python_does() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/oracle.py");
    let done = Command::new("python3")
        .args([script, "--tool", env!("CARGO_BIN_EXE_leaklab")])
        .args(["--count", "400", "--seed", "1"])
        .output()
        .expect("python3 on PATH");
    let said = String::from_utf8_lossy(&done.stdout);
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{complaints}");
}
