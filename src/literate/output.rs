//! What a program prints beside what a document shows: `...` stands for any text of a line, and alone for
//! any lines.

/// Whether what is printed is what is shown.
pub fn agrees(shown: &str, printed: &str) -> bool {
    let lines =
        |text: &'_ str| -> Vec<String> { text.trim_end().lines().map(str::to_owned).collect() };
    all(&lines(shown), &lines(printed))
}

fn all(shown: &[String], printed: &[String]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((dots, rest)), _) if dots == "..." => {
            (0..=printed.len()).any(|skipped| all(rest, printed.get(skipped..).unwrap_or(&[])))
        }
        (Some((line, shown)), Some((text, printed))) => one(line, text) && all(shown, printed),
        _ => false,
    }
}

fn one(shown: &str, printed: &str) -> bool {
    let Some((first, rest)) = shown.split_once("...") else {
        return shown == printed;
    };
    let Some(mut left) = printed.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = rest.split("...").collect();
    let Some((last, middle)) = parts.split_last() else {
        return true;
    };
    for part in middle {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stand_for_anything() {
        assert!(agrees("a ... c", "a b c"));
        assert!(agrees("...b...", "abc"));
        assert!(!agrees("a ... d", "a b c"));
        assert!(agrees("a\n...\nd", "a\nb\nc\nd"));
        assert!(agrees("a\n...", "a"));
        assert!(!agrees("a", "a\nb"));
        assert!(!agrees("a\nb", "a"));
    }
}
