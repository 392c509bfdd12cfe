//! What an editor or a viewer shows beside the text.

/// Whether a line is such a thing: `~` below the end, the keys of nano, the name or the size of the file.
pub(super) fn is_shown(text: &str) -> bool {
    let is_key = |word: &str| {
        let mut letters = word.chars();
        letters.next() == Some('^') && letters.next().is_some_and(|c| !c.is_lowercase())
    };
    let keys = text.split_whitespace().filter(|word| is_key(word)).count();
    text == "~"
        || text.starts_with("GNU nano ")
        || text.starts_with("-- INSERT --")
        || (text.starts_with("==> ") && text.ends_with(" <=="))
        || (text.contains(" lines (") && text.contains(" loc)"))
        || keys >= 2
        || is_size(text)
}

/// `"a.py" 3L, 60B`.
fn is_size(text: &str) -> bool {
    let behind = text
        .strip_prefix('"')
        .and_then(|rest| rest.split_once("\" "));
    behind.is_some_and(|(_, size)| {
        let is_number = size.starts_with(|c: char| c.is_ascii_digit());
        is_number && (size.contains("L, ") || size.contains(" lines"))
    })
}
