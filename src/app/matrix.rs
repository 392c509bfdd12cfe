//! The exit matrix as rows and columns: every acquisition of a function by every way out that one of
//! them has.

use super::words;
use crate::report::{Acquisition, Exit, ExitKind, Outcome};

/// The ways out that these acquisitions have, in the order of the text. One that is never taken
/// while something is held is none.
pub fn columns<'r>(rows: impl Iterator<Item = &'r Acquisition>) -> Vec<&'r Exit> {
    let mut columns: Vec<&Exit> = Vec::new();
    for exit in rows
        .flat_map(|row| &row.exits)
        .filter(|exit| is_taken(exit))
    {
        if !columns.iter().any(|other| is_same(other, exit)) {
            columns.push(exit);
        }
    }
    columns.sort_by_key(|exit| (exit.line, exit.column, exit.kind));
    columns
}

/// What becomes of a row at a column, with its number among the row's exits; nothing where that way
/// is never taken while the resource is held.
pub fn cell<'r>(row: &'r Acquisition, column: &Exit) -> Option<(usize, &'r Exit)> {
    let mut exits = row.exits.iter().enumerate();
    exits.find(|(_, exit)| is_same(exit, column) && is_taken(exit))
}

/// The number of a row's first way out that is taken.
pub fn first(row: &Acquisition) -> Option<usize> {
    row.exits.iter().position(is_taken)
}

/// Whether two exits are the same way out.
fn is_same(a: &Exit, b: &Exit) -> bool {
    (a.kind, a.line, a.column, &a.what) == (b.kind, b.line, b.column, &b.what)
}

fn is_taken(exit: &Exit) -> bool {
    exit.outcome != Outcome::NotAcquired
}

/// What a row is called: its name in the program, else the callable.
pub fn name(row: &Acquisition) -> &str {
    if row.name.is_empty() {
        &row.api
    } else {
        &row.name
    }
}

/// Where a row comes from: the callable, if the name does not say it, and the line.
pub fn origin(row: &Acquisition) -> String {
    match row.name.as_str() {
        "" => format!("line\u{a0}{}", row.line),
        _ => format!("{}, line\u{a0}{}", row.api, row.line),
    }
}

/// A cell in words, for those who do not see its row and column.
pub fn said(row: &Acquisition, exit: &Exit) -> String {
    let way = match exit.kind {
        ExitKind::Return => format!("at the return on line {}", exit.line),
        ExitKind::End => format!("at the end, line {}", exit.line),
        ExitKind::Raise if exit.what.is_empty() => format!("at the raise on line {}", exit.line),
        ExitKind::Raise => format!("if {} raises on line {}", exit.what, exit.line),
    };
    let outcome = words::outcome(exit.outcome).word;
    format!(
        "{} {}, of line {}, {way}: {outcome}",
        row.resource,
        name(row),
        row.line
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};

    const TWO: &str = "import json\ndef f(a, b):\n    x = open(a)\n    y = json.load(x)\n    \
                       z = open(b)\n    x.close()\n    z.close()\n    return y\n";

    #[test]
    fn columns_are_shared_by_rows_and_in_order() {
        let rows = check("a.py", TWO, &Options::default()).acquisitions;
        let columns = columns(rows.iter());
        assert!(columns.is_sorted_by_key(|exit| (exit.line, exit.column)));
        let [x, z] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        let first = columns.first().expect("a way out");
        assert_eq!(first.line, 4, "what reads the first file may raise");
        assert!(cell(x, first).is_some());
        assert!(cell(z, first).is_none(), "the second is not open yet");
        assert_eq!(
            said(x, first),
            "file x, of line 3, if json.load(x) raises on line 4: leaked"
        );
        let last = columns.last().expect("a way out");
        assert_eq!(
            said(z, last),
            "file z, of line 5, at the return on line 8: released"
        );
    }
}
