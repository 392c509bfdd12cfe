//! What must hold of the report of any text, whatever the text.

use leaklab::check::{self, Options, report::Confidence};
use leaklab::fix;

/// Checks a text with everything there is, and stops with a panic if something does not hold.
pub fn of(text: &str) {
    let report = check::check(PATH, text, &options());
    let lines = Lines::of(text);
    let inside = |line, column, end_line, end_column| {
        let (start, end) = ((line, column), (end_line, end_column));
        assert!(start <= end, "{start:?} is after {end:?} in\n{text}");
        for (line, column) in [start, end] {
            assert!(
                lines.have(line, column),
                "{line}:{column} is not inside\n{text}"
            );
        }
    };
    for it in &report.syntax_errors {
        inside(it.line, it.column, it.end_line, it.end_column);
    }
    for it in &report.acquisitions {
        inside(it.line, it.column, it.end_line, it.end_column);
        for exit in &it.exits {
            inside(exit.line, exit.column, exit.line, exit.column);
            for line in &exit.path {
                inside(*line, 1, *line, 1);
            }
        }
    }
    for it in &report.findings {
        inside(it.line, it.column, it.end_line, it.end_column);
        let row = it
            .acquisition
            .map(|at| report.acquisitions.get(at as usize));
        let has_row = row.map_or(it.kept.is_some(), |row| row.is_some());
        assert!(has_row, "a finding without its row in\n{text}");
        if let Some(span) = it.kept.as_ref().and_then(|kept| kept.removal) {
            inside(span.line, span.column, span.end_line, span.end_column);
        }
        for step in &it.trace {
            inside(step.line, step.column, step.end_line, step.end_column);
        }
        for fix in &it.fixes {
            for edit in &fix.edits {
                let span = edit.span;
                inside(span.line, span.column, span.end_line, span.end_column);
            }
            let fixed = fix::apply_edits(text, &fix.edits);
            let left = check::check(PATH, &fixed, &quick()).syntax_errors.len();
            assert!(
                left <= report.syntax_errors.len(),
                "`{}` breaks\n{text}\ninto\n{fixed}",
                fix.title
            );
        }
    }
    let again = check::check(PATH, text, &options());
    assert!(report == again, "two answers about\n{text}");
}

/// The path that is given for every text.
pub const PATH: &str = "fuzz.py";

/// Everything is shown, so that everything is made.
pub fn options() -> Options {
    Options {
        show: Confidence::ALL.to_vec(),
        ..Options::default()
    }
}

/// The same without what takes long.
pub fn quick() -> Options {
    Options {
        details: false,
        ..options()
    }
}

/// How many characters each line has. Counted anew, not by the library's own index.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut all, mut count, mut before) = (Vec::new(), 0, ' ');
        for it in text.chars() {
            match (before, it) {
                ('\r', '\n') => {}
                (_, '\n' | '\r') => all.push(std::mem::take(&mut count)),
                _ => count += 1,
            }
            before = it;
        }
        all.push(count);
        Self(all)
    }

    /// Whether there is that place: at a character, or behind the last one of its line.
    fn have(&self, line: u32, column: u32) -> bool {
        let characters = (line as usize).checked_sub(1).and_then(|at| self.0.get(at));
        characters.is_some_and(|count| (1..=count + 1).contains(&(column as usize)))
    }
}
