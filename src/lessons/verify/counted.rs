//! What a hint counts in the exit matrix can be counted there: “Three cells say ▲ leaked”.

use crate::lessons::Exercise;
use crate::report::{Acquisition, FileReport, Outcome};

/// Numbers as hints write them, from 0.
const NUMBERS: [&str; 11] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// The hints that count otherwise than the exit matrix of the start does.
pub(super) fn hints(exercise: &Exercise, start: &FileReport) -> Vec<String> {
    let sentences = exercise
        .hints
        .iter()
        .flat_map(|hint| hint.split(['.', '?']));
    sentences.filter_map(|it| miscounted(it, start)).collect()
}

/// What is wrong with a sentence that says how many cells, or rows, have a ▲.
fn miscounted(sentence: &str, start: &FileReport) -> Option<String> {
    let (counting, _) = sentence.split_once("▲")?;
    let counting = counting.to_lowercase();
    let words: Vec<&str> = counting
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let said = words.windows(2).find_map(|pair| match pair {
        [number, "cell" | "cells"] => Some((*number, "cells", cells(start))),
        [number, "row" | "rows"] => Some((*number, "rows", rows(start))),
        _ => None,
    });
    let (number, unit, (leaking, all)) = said.filter(|_| words.iter().any(|it| is_saying(it)))?;
    let counted = match number {
        "every" | "each" => all,
        number => NUMBERS.iter().position(|it| *it == number)?,
    };
    (counted != leaking).then(|| {
        format!(
            "a hint counts {counted} {unit} with a ▲, the exit matrix has {leaking}:{counting}▲"
        )
    })
}

/// Whether a word says that all of them are counted, and not only that there are some.
fn is_saying(word: &str) -> bool {
    matches!(word, "say" | "says")
}

/// How many cells of the matrix leak, of how many.
fn cells(report: &FileReport) -> (usize, usize) {
    let exits = report.acquisitions.iter().flat_map(|row| &row.exits);
    let taken = exits.filter(|exit| exit.outcome != Outcome::NotAcquired);
    taken.fold((0, 0), |(leaking, all), exit| {
        let is_leak = exit.outcome == Outcome::Leaked;
        (leaking + usize::from(is_leak), all + 1)
    })
}

/// How many of its rows leak somewhere, of how many.
fn rows(report: &FileReport) -> (usize, usize) {
    let leaks = |row: &&Acquisition| row.exits.iter().any(|it| it.outcome == Outcome::Leaked);
    let rows = &report.acquisitions;
    (rows.iter().filter(leaks).count(), rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{self, Options};

    #[test]
    fn a_sentence_that_counts_is_held_to_the_matrix() {
        let program = "def read(path):\n    f = open(path)\n    a = f.read()\n    b = f.read()\n    f.close()\n    return a + b\n";
        let start = check::check("a.py", program, &Options::default());
        assert_eq!(cells(&start), (2, 3));
        for (sentence, is_right) in [
            ("Two cells of the exit matrix say ▲ leaked", true),
            (" One cell says ▲ leaked, on line 3", false),
            ("Every cell says ▲ leaked", false),
            ("Two rows say ▲ in the same column", false),
            ("One row says ▲", true),
            ("One row has a second ▲, of a kind that you know", true),
            ("Three lines may raise", true),
        ] {
            assert_eq!(
                miscounted(sentence, &start).is_none(),
                is_right,
                "{sentence}"
            );
        }
    }
}
