//! The text kept between visits: versioned, bounded, and never trusted when it comes back.

use super::super::Effect;
use super::examples::EXAMPLES;

/// Whether the text will be here on the next visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Nothing has been changed.
    Untouched,
    /// It will.
    Kept,
    /// It is longer than what a browser lets a page keep.
    TooLong,
    /// The browser would not keep it.
    NotKept,
}

/// Version of the stored form; another version is set aside.
const VERSION: u32 = 2;
/// Longest text kept, in bytes. Browsers give a page about five megabytes, at two bytes a character.
const MOST: usize = 1_000_000;

/// Path, text and state from what was stored; the first example if nothing usable was.
pub fn read(stored: Option<&str>) -> (String, String, Draft) {
    let usable = stored.and_then(|stored| {
        let (head, text) = stored.split_once('\n')?;
        let (version, path) = head.split_once(' ')?;
        (version.parse() == Ok(VERSION) && text.len() <= MOST).then_some((path, text))
    });
    match (usable, EXAMPLES.first()) {
        (Some((path, text)), _) => (path.into(), text.into(), Draft::Kept),
        (None, Some(first)) => (first.file.into(), first.text.into(), Draft::Untouched),
        (None, None) => ("main.py".into(), String::new(), Draft::Untouched),
    }
}

/// Asks for the text to be kept, if it can be: a line with version and path, then the text.
pub fn keep(path: &str, text: &str, effects: &mut Vec<Effect>) -> Draft {
    if text.len() > MOST {
        return Draft::TooLong;
    }
    effects.push(Effect::KeepDraft(format!("{VERSION} {path}\n{text}")));
    Draft::Kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let mut effects = Vec::new();
        assert_eq!(keep("a.py", "x = '🎉'\n", &mut effects), Draft::Kept);
        let Some(Effect::KeepDraft(stored)) = effects.pop() else {
            panic!("nothing kept")
        };
        assert_eq!(
            read(Some(&stored)),
            ("a.py".into(), "x = '🎉'\n".into(), Draft::Kept)
        );
    }

    #[test]
    fn other_versions_and_rubbish_are_set_aside() {
        for stored in ["", "{", "null", "9 a.py\nb", "2", "2 a.py", "[1,2]"] {
            assert_eq!(read(Some(stored)).2, Draft::Untouched, "{stored}");
        }
    }

    #[test]
    fn a_long_text_is_not_kept_and_that_is_said() {
        let mut effects = Vec::new();
        assert_eq!(
            keep("a.py", &"x".repeat(MOST + 1), &mut effects),
            Draft::TooLong
        );
        assert!(effects.is_empty());
    }
}
