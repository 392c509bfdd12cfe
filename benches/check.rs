//! How long checking takes: `cargo bench --bench check [FILE]`.
//!
//! Prints the fastest of several runs for a whole check from nothing, for the check of a keystroke
//! (the tree of the last text is reused, no fixes), and for the details that follow when the typing
//! pauses. Quote ratios of one run: machines differ.

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

use leaklab::check::{Options, Session};
use std::time::{Duration, Instant};

/// Functions that leak and functions that do not, as in ordinary code.
const PROGRAM: &str = include_str!("program.py");
/// How many lines the text of a keystroke has.
const LINES: usize = 1000;
const RUNS: usize = 15;

fn main() {
    let given = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let text = match given.map(std::fs::read_to_string) {
        Some(Ok(text)) => text,
        _ => numbered_copies(LINES),
    };
    println!("{} lines, {} bytes", text.lines().count(), text.len());
    let quick = Options {
        details: false,
        ..Options::default()
    };
    report(
        "from nothing, no details",
        fastest(|| session(&quick), |it, _| it.check("a.py", &text)),
    );
    report("a keystroke, no details", {
        let typed = [text.clone() + "x", text.clone() + "xy"];
        fastest(
            || {
                let mut warm = session(&quick);
                warm.check("a.py", &text);
                warm
            },
            |it, run| it.check("a.py", &typed[run % 2]),
        )
    });
    let full = Options::default();
    report(
        "from nothing, with details",
        fastest(|| session(&full), |it, _| it.check("a.py", &text)),
    );
}

fn session(options: &Options) -> Session {
    Session::new(options.clone())
}

fn fastest<T>(
    prepare: impl Fn() -> Session,
    mut run: impl FnMut(&mut Session, usize) -> T,
) -> Duration {
    let times = (0..RUNS).map(|at| {
        let mut session = prepare();
        let start = Instant::now();
        std::hint::black_box(run(&mut session, at));
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn report(what: &str, time: Duration) {
    println!("{what:<28} {:>8.2} ms", time.as_secs_f64() * 1e3);
}

fn numbered_copies(lines: usize) -> String {
    let mut text = String::new();
    let mut copy = 0;
    while text.lines().count() < lines {
        copy += 1;
        text.push_str(&PROGRAM.replace("def ", &format!("def v{copy}_")));
        text.push('\n');
    }
    text
}
