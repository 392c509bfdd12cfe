//! What a program prints beside what a document shows: `...` stands for any text of a line, and alone for
//! any lines.

/// Whether what is printed is what is shown.
pub fn agrees(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.trim_end().lines().collect();
    let printed: Vec<&str> = printed.trim_end().lines().collect();
    // As for file names with `*`: what stands between dots is taken where it first fits, and only the
    // last dots are ever asked to take a line more.
    let (mut at, mut now) = (0, 0);
    let mut dots = None;
    while now < printed.len() {
        if shown.get(at) == Some(&"...") {
            at += 1;
            dots = Some((at, now));
        } else if matches!((shown.get(at), printed.get(now)), (Some(line), Some(text)) if one(line, text))
        {
            (at, now) = (at + 1, now + 1);
        } else if let Some((after, taken)) = dots {
            (at, now) = (after, taken + 1);
            dots = Some((after, taken + 1));
        } else {
            return false;
        }
    }
    shown.iter().skip(at).all(|line| *line == "...")
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
        assert!(agrees("...\nb\n...\nb\nc", "b\nb\nb\nb\nc"));
        assert!(agrees("a\n...\n...", "a"));
    }

    #[test]
    fn long_outputs_and_many_dots_are_compared_in_time() {
        let long = "line\n".repeat(50_000);
        assert!(agrees(&long, &long));
        assert!(!agrees(&format!("{long}end"), &long));
        let dots = "...\nline\n".repeat(30);
        assert!(!agrees(&format!("{dots}end"), &long));
        assert!(agrees(&format!("{dots}..."), &long));
    }
}
