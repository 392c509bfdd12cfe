//! Capital letters: word processors and phones begin every paragraph with one.

use super::super::page::Page;
use super::super::prose::is_code;
use crate::edits::Replacement;

const WORDS: [&str; 15] = [
    "Async ", "Class ", "Def ", "Elif ", "Else:", "Except", "Finally:", "For ", "From ", "If ",
    "Import ", "Return ", "Try:", "While ", "With ",
];

/// What is replaced, if several lines begin so: one is a slip.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    const ENOUGH: usize = 2;
    let cuts = page.outside().filter_map(|(_, line)| {
        let indent = line.indent();
        let code = &line.text[indent..];
        let small = code.get(..1)?.to_ascii_lowercase();
        let is_word = WORDS.iter().any(|word| code.starts_with(word));
        let is_statement = is_word && is_code(&format!("{small}{}", &code[1..]));
        is_statement.then(|| line.replace(indent, indent + 1, &small))
    });
    let cuts: Vec<Replacement> = cuts.collect();
    match cuts.len() >= ENOUGH {
        true => cuts,
        false => Vec::new(),
    }
}
