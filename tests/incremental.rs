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

/// Functions that hand what they are given to each other, in circles and down long chains, and classes
/// that own what they are given: nothing may depend on who asks first.
#[test]
fn what_functions_do_does_not_depend_on_who_asks_first() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    for round in 0..400 {
        let count = 3 + below(&mut rng, 6);
        // Every tenth hands it down a long chain first.
        let chain = if round % 10 == 0 { 40 } else { 0 };
        let mut bodies: Vec<String> = (0..count).map(|_| body(&mut rng, count)).collect();
        let mut session = Session::new(Options::default());
        for _ in 0..8 {
            let at = below(&mut rng, count);
            bodies[at] = body(&mut rng, count);
            let text = program(&bodies, chain);
            let known = session.sketch("a.py", &text);
            let whole = Session::new(Options::default()).sketch("a.py", &text);
            assert_eq!(known, whole, "in\n{text}");
        }
    }
}

fn below(rng: &mut Xoshiro256PlusPlus, limit: usize) -> usize {
    (rng.next_u64() % limit as u64) as usize
}

/// What a function does with `h`.
fn body(rng: &mut Xoshiro256PlusPlus, count: usize) -> String {
    let line = |rng: &mut Xoshiro256PlusPlus| {
        let other = below(rng, count);
        match below(rng, 12) {
            0 | 1 => "h.close()".to_owned(),
            2 => "return h".to_owned(),
            3 => "kept.append(h)".to_owned(),
            4 => format!("h = f{other}(h, n - 1)"),
            5 => format!("return C{other}(h)"),
            6 => format!("o = C{other}(h)\n        o.close()"),
            7 => "h = open(n)".to_owned(),
            8 => format!("return f{other}(h, n)"),
            _ => format!("f{other}(h, n - 1)"),
        }
    };
    let (one, two, three) = (line(rng), line(rng), line(rng));
    match below(rng, 3) {
        0 => format!("    if n:\n        {one}\n    else:\n        {two}\n"),
        1 => format!("    if n > 3:\n        {one}\n    if n < 2:\n        {two}\n"),
        _ => format!("    try:\n        {one}\n    finally:\n        {three}\n"),
    }
}

/// A file of functions with these bodies, with classes that are given what the functions are given, and
/// callers of each; `chain` functions stand before the first.
fn program(bodies: &[String], chain: usize) -> String {
    let mut text = "kept = []\n\n\n".to_owned();
    for (at, body) in bodies.iter().enumerate() {
        text += &format!("def caller{at}(n):\n    h = open('{at}')\n    f{at}(h, n)\n\n\n");
        text += &format!("def f{at}(h, n):\n{body}\n\n");
        text += &format!(
            "class C{at}:\n    def __init__(self, h):\n        self.h = h or open('x')\n        \
             f{at}(h, 1)\n\n    def close(self):\n        self.h.close()\n\n\n"
        );
    }
    for at in (0..chain).rev() {
        let next = match at {
            0 => "f0".to_owned(),
            _ => format!("g{}", at - 1),
        };
        text += &format!("def g{at}(h, n):\n    {next}(h, n)\n\n\n");
        text += &format!("def top{at}(n):\n    h = open('{at}')\n    g{at}(h, n)\n\n\n");
    }
    text
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
