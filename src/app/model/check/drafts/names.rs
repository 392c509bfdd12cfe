//! Names of drafts: which are good, and how they follow what a draft holds.

use rustc_hash::FxHashSet;

/// The name of a draft about which nothing is known.
pub const PLAIN: &str = "draft.py";
/// Longest name, in characters.
const LONGEST: usize = 80;
/// Most lines of a text that are looked at to see whether it was replaced.
const MOST_LINES: usize = 400;

/// A name without what cannot be shown or stored in it; nothing if nothing is left.
pub fn clean(name: &str) -> Option<String> {
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The name, with a number before its ending if it is taken.
pub fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let mut free = name.to_owned();
    let mut number = 2;
    while is_taken(&free) {
        free = format!("{stem}-{number}{ending}");
        number += 1;
    }
    free
}

/// The file that a text says it is: a comment that is nothing but a Python file's name, on the first
/// line, or on the second after a `#!` or an encoding.
pub fn said(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_for_programs = |line: &&str| line.starts_with("#!") || line.contains("coding");
    let mut lines = text.lines().take(2);
    let first = lines.next()?;
    let line = lines.next().filter(|_| is_for_programs(&first));
    let name = line.unwrap_or(first).strip_prefix('#')?.trim();
    let is_path = |letter: char| letter.is_alphanumeric() || "._-/\\+".contains(letter);
    let is_python = [".py", ".pyi", ".pyw"]
        .iter()
        .any(|ending| name.len() > ending.len() && name.ends_with(ending));
    (is_python && name.chars().count() <= LONGEST && name.chars().all(is_path)).then_some(name)
}

/// The name that a draft takes when its text becomes another, if it takes one.
pub fn following(before: &str, after: &str) -> Option<String> {
    if let Some(said_now) = said(after) {
        return (said(before) != Some(said_now)).then(|| said_now.to_owned());
    }
    let is_new = said(before).is_some() || was_replaced(before, after);
    is_new.then(|| PLAIN.to_owned())
}

/// Whether nothing of a text is left in another.
fn was_replaced(before: &str, after: &str) -> bool {
    let old: FxHashSet<&str> = before
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MOST_LINES)
        .collect();
    !old.is_empty() && !after.lines().any(|line| old.contains(line.trim()))
}
