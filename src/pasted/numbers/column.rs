//! Where the code begins behind the numbers.

use super::{Numbered, Sign};

/// How it is found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// In this column of the line.
    Fixed(usize),
    /// So many bytes behind the number or its sign.
    Behind(usize),
}

impl Column {
    /// That of some lines: of both ways the one after which more lines are indented as code is.
    pub fn of(lines: &[Numbered<'_>]) -> Option<Self> {
        let code: Vec<&Numbered<'_>> = lines
            .iter()
            .filter(|it| !it.line.text[it.rest..].trim().is_empty())
            .collect();
        let tabs = code.iter().filter(|it| it.sign == Sign::Tab).count();
        if tabs * 2 > code.len() {
            return Some(Self::Behind(0));
        }
        let gap = code.iter().map(|it| begin(it) - it.rest).min()?;
        let behind = Self::Behind(gap);
        let fixed = code.iter().map(|it| begin(it)).min()?;
        let widest = code.iter().map(|it| it.end).max()?;
        let is_blank = code.iter().all(|it| it.sign == Sign::Blank);
        if !is_blank || fixed <= widest {
            return Some(behind);
        }
        let odd = |column: Self| {
            let indents = code
                .iter()
                .map(|it| begin(it) - column.cut(it).min(begin(it)));
            indents.filter(|indent| indent % 2 == 1).count()
        };
        let fixed = Self::Fixed(fixed);
        Some(if odd(fixed) < odd(behind) {
            fixed
        } else {
            behind
        })
    }

    /// How many bytes of a line stand before its code.
    pub fn cut(self, it: &Numbered<'_>) -> usize {
        let end = begin(it);
        match self {
            _ if it.sign == Sign::Tab => it.rest,
            Self::Fixed(column) => column.max(it.pointer).min(end),
            Self::Behind(gap) => (it.rest + gap).max(it.pointer).min(end),
        }
    }
}

/// Where the first thing stands behind a number.
fn begin(it: &Numbered<'_>) -> usize {
    let rest = &it.line.text[it.pointer..];
    it.pointer + (rest.len() - rest.trim_start_matches(' ').len())
}
