//! What `git blame` prints: who wrote each line, and when; and the two columns of numbers of a review.

use super::super::page::{Line, Page, digits, indent};
use crate::edits::Replacement;

/// What is left out, if most lines are of this kind.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    for review in [in_review(page), in_columns(page)] {
        if !review.is_empty() {
            return review;
        }
    }
    let cuts: Vec<Replacement> = (page.lines.iter())
        .filter_map(|line| blamed(line.text).map(|end| line.behind(end)))
        .collect();
    let all = page.lines.iter().filter(|line| !line.is_blank()).count();
    if cuts.len() * 4 >= all * 3 {
        cuts
    } else {
        Vec::new()
    }
}

/// Where the code begins in a line such as `abc1234 (Name 2020-01-01 12) code`.
fn blamed(line: &str) -> Option<usize> {
    let hash = line.trim_start_matches('^');
    let length = hash.find(|c: char| !c.is_ascii_hexdigit())?;
    let open = line.find('(')?;
    if !(7..=40).contains(&length) {
        return None;
    }
    // Names may have brackets; a line's number stands before the last one of the head.
    let closing = line[open..].match_indices(')').map(|(at, _)| open + at);
    let mut closing = closing.take(4);
    let end = closing.find(|at| {
        let inside = &line[open + 1..*at];
        let number = inside.rsplit([' ', '\t']).next().unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number && inside.contains(|c: char| c.is_alphabetic() || c == '-')
    })?;
    let rest = &line[end + 1..];
    Some(end + 1 + usize::from(rest.starts_with(' ')))
}

/// A diff with the numbers of both sides: only what is on the new one is read.
fn in_review(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let (mut sides, mut all) = (0, 0);
    for line in page.lines.iter().filter(|line| !line.is_blank()) {
        all += 1;
        if let Some(end) = sides_of(line) {
            sides += 1;
            cuts.push(line.behind(end));
        } else if line.text.trim_start().starts_with("@@") {
            all -= 1;
            cuts.push(line.drop());
        }
    }
    if sides >= 2 && sides * 4 >= all * 3 {
        cuts
    } else {
        Vec::new()
    }
}

/// Where the numbers of both sides end, or the only one where the other is blank; they are in columns
/// between tabs.
fn sides_of(line: &Line<'_>) -> Option<usize> {
    let mut columns = line.text.splitn(3, '\t');
    let (old, new, _) = (
        columns.next()?.trim(),
        columns.next()?.trim(),
        columns.next()?,
    );
    let is_number = |text: &str| digits(text).is_some_and(|(_, rest)| rest.is_empty());
    let is_side = |text: &str| text.is_empty() || is_number(text);
    let are_sides = is_side(old) && is_side(new) && (is_number(old) || is_number(new));
    let first = line.text.find('\t')?;
    let second = line.text[first + 1..].find('\t')?;
    are_sides.then_some(first + 1 + second + 1)
}

/// The same with blanks instead of tabs: a line that is on one side only has one number, in the column of
/// that side, and a sign.
fn in_columns(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<&Line<'_>> = page.lines.iter().filter(|line| !line.is_blank()).collect();
    let mut both = lines.iter().filter_map(|line| {
        let old = number_end(line.text, 0)?;
        Some((old, number_end(line.text, old)?))
    });
    let Some((old, new)) = both.next() else {
        return Vec::new();
    };
    let mut ones = 0;
    let numbered = lines.iter().filter(|line| {
        let Some(first) = number_end(line.text, 0) else {
            return false;
        };
        let rest = line.text[first..].trim_start();
        let is_one =
            (first == old && rest.starts_with('-')) || (first == new && rest.starts_with('+'));
        ones += usize::from(is_one);
        is_one || (first == old && number_end(line.text, first) == Some(new))
    });
    let numbered: Vec<&&Line<'_>> = numbered.collect();
    if ones == 0 || numbered.len() * 4 < lines.len() * 3 {
        return Vec::new();
    }
    let gaps = numbered.iter().filter_map(|line| {
        let rest = line.text.get(new..)?;
        (!rest.trim().is_empty()).then(|| indent(rest))
    });
    let code = new + gaps.min().unwrap_or(0);
    let cuts = numbered
        .iter()
        .map(|line| line.behind(code.min(line.text.len())));
    let heads = lines
        .iter()
        .filter(|line| line.text.trim_start().starts_with("@@"));
    let mut cuts: Vec<Replacement> = cuts.chain(heads.map(|line| line.drop())).collect();
    cuts.sort();
    cuts
}

/// Where a number ends that stands behind blanks from a place on, with blanks behind it or nothing.
fn number_end(line: &str, from: usize) -> Option<usize> {
    let rest = line.get(from..)?;
    let (number, behind) = digits(&rest[indent(rest)..])?;
    let is_apart = behind.is_empty() || behind.starts_with(' ');
    is_apart.then_some(from + indent(rest) + number.len())
}
