//! What a session remembers changes nothing that it says: on random edits, one after another.

use crate::cases::{files, root};
use leaklab::check::report::FileReport;
use leaklab::check::{Options, Session};
use leaklab::literate;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::fs;

/// What is typed: characters, whole words, and lines that change what things mean.
const TYPED: &[&str] = &[
    "x",
    " ",
    "f",
    "#",
    "\n",
    "\n    ",
    "    ",
    ".close()",
    "return\n",
    "f.close()\n",
    "pass\n",
    "def helper(f):\n    f.close()\n\n\n",
    "@contextmanager\n",
    "class Other:\n",
    "del f\n",
    "(",
    ")",
];

#[test]
fn what_is_remembered_changes_no_answer() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut programs = vec![include_str!("../benches/program.py").to_owned()];
    for file in files(&root().join("tests/cases")) {
        let text = fs::read_to_string(&file).expect("a case file");
        let snippets = literate::snippets(&text);
        // One after another in one file: functions that use each other, and many that do not.
        programs.push(snippets.iter().map(|it| it.code.clone() + "\n\n").collect());
    }
    for program in programs {
        let mut text = program;
        let mut session = Session::new(Options::default());
        // It has read the same texts, because syntax errors depend on what was read before.
        let mut fresh = Session::new(Options::default());
        for time in 0..40 {
            edit(&mut rng, &mut text);
            fresh.forget_answers();
            let (known, whole) = match time % 8 {
                6 => (by_and_by(&mut session, &text), fresh.check("a.py", &text)),
                7 => (session.check("a.py", &text), fresh.check("a.py", &text)),
                _ => (session.sketch("a.py", &text), fresh.sketch("a.py", &text)),
            };
            assert_eq!(known, whole, "after an edit of\n{text}");
        }
    }
}

/// The whole report, with its details one after the other.
fn by_and_by(session: &mut Session, text: &str) -> FileReport {
    let mut report = session.sketch("a.py", text);
    loop {
        let further = session.detail("a.py", text, None, || false);
        let has_more = further.has_more;
        report.add(further);
        if !has_more {
            return report;
        }
    }
}

/// Puts something in, or takes a few characters out, somewhere.
fn edit(rng: &mut Xoshiro256PlusPlus, text: &mut String) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let Some(&at) = places.get(rng.next_u64() as usize % places.len().max(1)) else {
        return;
    };
    // Lines are where meanings change: half of the edits are at the start of one.
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let at = if rng.next_u64().is_multiple_of(2) {
        line
    } else {
        at
    };
    if rng.next_u64().is_multiple_of(3) {
        let end = text[at..]
            .char_indices()
            .nth(3)
            .map_or(text.len(), |(length, _)| at + length);
        text.replace_range(at..end, "");
    } else {
        text.insert_str(at, TYPED[rng.next_u64() as usize % TYPED.len()]);
    }
}
