//! A text and what is typed into it: what a session remembers must change nothing that it says.

use super::{held, python};
use arbitrary::{Result, Unstructured};
use leaklab::check::report::{FileReport, LeakModel};
use leaklab::check::{self, Session};

/// What is typed: characters, whole words, and lines that change what others mean.
const TYPED: &[&str] = &[
    "x",
    " ",
    "#",
    "\n",
    "    ",
    "\n    ",
    "\t",
    "\r",
    "(",
    ")",
    "[",
    "]",
    ":",
    "'",
    "\"\"\"",
    "\\",
    "ä🦀",
    ".close()",
    "f = open(p)\n",
    "with open(p) as f:\n",
    "return\n",
    "raise\n",
    "try:\n",
    "finally:\n",
    "def helper(f):\n    f.close()\n\n",
    "class Other:\n",
    "async ",
    "await ",
    "@contextmanager\n",
    "import socket\n",
    "del f\n",
];

/// The most that are made.
const MOST: usize = 12;
/// After so many edits the details are compared, too, which take much longer.
const DETAILED: usize = 6;

/// Makes a program and edits of bytes, and stops with a panic if a session that has seen them one after
/// another says something else than one that sees the text for the first time.
pub fn held(bytes: &[u8]) {
    // Half of the bytes for each, so that both change when bytes do.
    let (program, edits) = bytes.split_at(bytes.len() / 2);
    let mut edits = Unstructured::new(edits);
    let mut text = python::program(program);
    let mut session = Session::new(held::options());
    for time in 1..=MOST {
        same(&mut session, &text);
        if time.is_multiple_of(DETAILED) {
            same_with_details(&mut session, &text);
        }
        if edits.is_empty() || edit(&mut edits, &mut text).is_err() {
            return;
        }
    }
}

/// Compares what is said now with what is said from scratch. Of a text that is broken the parser may
/// make another tree when it has seen others before (see `found/`): there, it is enough that what is
/// remembered is what the same tree gives.
fn same(session: &mut Session, text: &str) {
    let sketch = session.sketch(held::PATH, text);
    let fresh = check::check(held::PATH, text, &held::quick());
    if fresh.syntax_errors.is_empty() {
        equal("a sketch", &sketch, &fresh, text);
    }
}

fn same_with_details(session: &mut Session, text: &str) {
    let sketch = session.sketch(held::PATH, text);
    let whole = session.check(held::PATH, text);
    equal("a sketch and a check", &bare(&sketch), &bare(&whole), text);
    let fresh = check::check(held::PATH, text, &held::options());
    if fresh.syntax_errors.is_empty() {
        equal("a check", &whole, &fresh, text);
    }
}

/// A report as it is without details.
fn bare(report: &FileReport) -> FileReport {
    let mut report = report.clone();
    report.notices.clear();
    for finding in &mut report.findings {
        finding.fixes.clear();
        finding.model = LeakModel::default();
    }
    report
}

fn equal(what: &str, known: &FileReport, fresh: &FileReport, text: &str) {
    assert!(
        known == fresh,
        "{what} after edits: {known:#?}\nis not\n{fresh:#?}\nof\n{text}"
    );
}

/// Puts something in, takes something out, or moves it.
fn edit(bytes: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    let at = place(bytes, text)?;
    match bytes.int_in_range(0..=3_u8)? {
        0 | 1 => text.insert_str(at, bytes.choose(TYPED)?),
        2 => {
            let rest = text.get(at..).unwrap_or_default();
            let count = bytes.int_in_range(0..=20_usize)?;
            let length: usize = rest.chars().take(count).map(char::len_utf8).sum();
            text.replace_range(at..at + length, "");
        }
        _ => {
            let end = text.get(at..).and_then(|rest| rest.find('\n'));
            let line: String = text
                .drain(at..end.map_or(text.len(), |end| at + end + 1))
                .collect();
            let at = place(bytes, text)?;
            text.insert_str(at, &line);
        }
    }
    Ok(())
}

/// Somewhere in the text, half of the time at the start of a line.
fn place(bytes: &mut Unstructured<'_>, text: &str) -> Result<usize> {
    let mut at = bytes.int_in_range(0..=text.len())?;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Ok(match bytes.arbitrary()? {
        true => at,
        false => text
            .get(..at)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1),
    })
}
