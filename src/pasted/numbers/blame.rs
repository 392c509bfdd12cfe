//! What `git blame` prints: who wrote each line, and when; and the two columns of numbers of a review.

use super::super::page::{Line, Page, digits};
use crate::edits::Replacement;

/// What is left out, if most lines are of this kind.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let review = in_review(page);
    if !review.is_empty() {
        return review;
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
