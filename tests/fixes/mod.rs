//! Every fix that is offered, applied: the text it gives, shape by shape.
//!
//! Each is checked again here without the analyzer's own proof: Python must be able to read it.

mod behaviour;
mod bound;
mod doubts;
mod dropped;
mod half_made;
mod handed;
mod kept;
mod layout;
mod locked;
mod named;
mod needed;
mod temporary;
mod together;
mod working;

use expect_test::Expect;
use leaklab::check::{self, Options};
use leaklab::fix::apply_edits;
use std::io::Write;
use std::process::{Command, Stdio};

/// Every fix of every finding: its title and the text after it, line breaks and tabs made visible
/// where they are not the usual ones.
fn repairs(text: &str) -> String {
    let report = check::check("shape.py", text, &Options::default());
    assert!(!report.findings.is_empty(), "nothing to fix in\n{text}");
    let mut out = String::new();
    let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
    let fixed: Vec<String> = fixes
        .clone()
        .map(|fix| apply_edits(text, &fix.edits))
        .collect();
    assert!(are_python(&fixed), "{}", fixed.join("\n"));
    for (fix, fixed) in fixes.zip(fixed) {
        out.push_str(&format!("# {}\n", fix.title));
        out.push_str(&fixed.replace('\r', "␍").replace('\t', "→"));
        if !fixed.ends_with('\n') {
            out.push_str("⌁\n");
        }
    }
    out
}

/// What is offered, be there a finding or not.
fn titles(text: &str) -> Vec<String> {
    let report = check::check("shape.py", text, &Options::default());
    let fixes = report
        .findings
        .into_iter()
        .flat_map(|finding| finding.fixes);
    fixes.map(|fix| fix.title).collect()
}

fn shape(text: &str, expected: &Expect) {
    expected.assert_eq(&repairs(text));
}

/// Whether Python reads them; where there is no Python nothing can be said against them.
fn are_python(texts: &[String]) -> bool {
    const READ: &str = "import ast, sys\n\
        for text in sys.stdin.buffer.read().split(b'\\0'): ast.parse(text)";
    if texts.is_empty() {
        return true;
    }
    let child = Command::new("python3")
        .args(["-S", "-c", READ])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return true };
    let mut input = child.stdin.take().expect("a pipe");
    let text = texts.join("\0");
    input.write_all(text.as_bytes()).expect("Python reads");
    drop(input);
    child.wait().expect("Python ends").success()
}
