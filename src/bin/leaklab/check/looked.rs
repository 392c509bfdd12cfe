//! What was looked at and what is not known, in all files together.

use leaklab::account;
use leaklab::project::{self, FILE};
use leaklab::report::{FileReport, Likeness, LookAlike};
use std::cmp::Reverse;
use std::fmt::Write as _;

/// Most kinds that are named.
const MOST_KINDS: usize = 4;

/// What is told at the end.
#[derive(Default)]
pub struct Looked {
    /// How many of each kind were acquired.
    kinds: Vec<(String, usize)>,
    /// The calls that look most like acquisitions, with their files.
    unknown: Vec<(String, LookAlike)>,
    /// How many there are.
    count: usize,
}

impl Looked {
    /// That of one file.
    pub fn of(file: &FileReport) -> Self {
        let kinds = account::tally(file).into_iter();
        let unknown = file.look_alikes.iter().take(account::MOST);
        Self {
            kinds: kinds
                .map(|(kind, count)| (kind.to_owned(), count))
                .collect(),
            unknown: unknown.map(|it| (file.path.clone(), it.clone())).collect(),
            count: file.look_alikes.len(),
        }
    }

    /// With that of another file.
    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.kinds {
            match self.kinds.iter_mut().find(|(known, _)| known == kind) {
                Some((_, sum)) => *sum += count,
                None => self.kinds.push((kind.clone(), *count)),
            }
        }
        self.unknown.extend(other.unknown.iter().cloned());
        self.unknown
            .sort_by_key(|(_, it)| it.likeness == Likeness::Named);
        self.unknown.truncate(account::MOST);
        self.count += other.count;
    }

    /// What was acquired, the most frequent first: ` (2 files and 1 connection)`; empty if nothing was.
    pub fn kinds(&self) -> String {
        let mut kinds: Vec<(&str, usize)> = self
            .kinds
            .iter()
            .map(|(kind, count)| (kind.as_str(), *count))
            .collect();
        kinds.sort_by_key(|(_, count)| Reverse(*count));
        let more = kinds.len().saturating_sub(MOST_KINDS);
        kinds.truncate(MOST_KINDS);
        match (kinds.len(), more) {
            (0, _) => String::new(),
            (_, 0) => format!(" ({})", account::kinds(&kinds)),
            (_, more) => format!(
                " ({} and {more} more kinds)",
                account::kinds(&kinds).replace(" and ", ", ")
            ),
        }
    }

    /// Which calls look like acquisitions and are not known, and how they become known: of all if nothing
    /// was found, otherwise of the first.
    pub fn unknown(&self, is_clean: bool) -> String {
        let mut out = String::new();
        let Some(head) = account::not_known(self.count) else {
            return out;
        };
        let _ = writeln!(out, "\n{head}");
        for (path, it) in &self.unknown {
            let _ = writeln!(out, "  {path}: {}", account::look_alike(it));
        }
        if self.count > self.unknown.len() {
            let more = self.count - self.unknown.len();
            let _ = writeln!(out, "  … and {more} more: `--format json` has them all.");
        }
        let taught = match is_clean {
            true => self.unknown.as_slice(),
            false => self.unknown.get(..1).unwrap_or_default(),
        };
        let (what, likewise) = match (taught.len(), self.unknown.len()) {
            (1, 1) => ("it is", ""),
            (1, _) => ("the first is", ", and the others likewise"),
            _ => ("they are", ""),
        };
        let _ = writeln!(
            out,
            "With these lines in `{FILE}` {what} followed{likewise}; say there what releases it, if it is something else.\n"
        );
        let pairs: Vec<String> = taught.iter().map(|(_, it)| project::pair(it)).collect();
        out.push_str(&pairs.join("\n"));
        out
    }
}
