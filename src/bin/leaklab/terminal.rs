//! Texts of strangers as a terminal may show them.

/// A text whose control characters are escaped, and those that turn the direction of writing: what stands in a file
/// moves no cursor. A tab stays.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for each in text.chars() {
        let turns = matches!(each, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match (each.is_control() && each != '\t') || turns {
            true => shown.extend(each.escape_default()),
            false => shown.push(each),
        }
    }
    shown
}
