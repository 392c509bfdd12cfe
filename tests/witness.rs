//! The path that proves a finding, in words.

use leaklab::check::{self, Options};

#[test]
fn a_condition_is_told_as_it_is_written() {
    for written in [
        "q is not None",
        "q != 2",
        "q not in p",
        "q is None",
        "q in p",
        "not q",
    ] {
        let text = format!(
            "def f(p, q):\n    f = open(p)\n    if {written}:\n        return\n    f.close()\n"
        );
        let report = check::check("f.py", &text, &Options::default());
        let notes: Vec<&str> = report.findings[0]
            .trace
            .iter()
            .map(|step| step.note.as_str())
            .collect();
        let (asked, holds) = match written.strip_prefix("not ") {
            Some(inner) => (inner, "false"),
            None => (written, "true"),
        };
        let told = format!("`{asked}` is {holds}");
        assert!(notes.contains(&told.as_str()), "{written}: {notes:?}");
    }
}
