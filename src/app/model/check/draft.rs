//! The text kept between visits: versioned, bounded, and never trusted when it comes back.

use super::super::Effect;
use super::examples::EXAMPLES;
use serde::{Deserialize, Serialize};

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
const VERSION: u32 = 1;
/// Longest text kept, in bytes. Browsers give a page about five megabytes, at two bytes a character.
const MOST: usize = 1_000_000;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    path: String,
    text: String,
}

/// Path, text and state from what was stored; the first example if nothing usable was.
pub fn read(stored: Option<&str>) -> (String, String, Draft) {
    let usable = stored
        .and_then(|stored| serde_json::from_str::<Stored>(stored).ok())
        .filter(|stored| stored.version == VERSION && stored.text.len() <= MOST);
    match (usable, EXAMPLES.first()) {
        (Some(Stored { path, text, .. }), _) => (path, text, Draft::Kept),
        (None, Some(first)) => (first.file.into(), first.text.into(), Draft::Untouched),
        (None, None) => ("main.py".into(), String::new(), Draft::Untouched),
    }
}

/// Asks for the text to be kept, if it can be.
pub fn keep(path: &str, text: &str, effects: &mut Vec<Effect>) -> Draft {
    if text.len() > MOST {
        return Draft::TooLong;
    }
    let stored = Stored {
        version: VERSION,
        path: path.into(),
        text: text.into(),
    };
    match serde_json::to_string(&stored) {
        Ok(stored) => {
            effects.push(Effect::KeepDraft(stored));
            Draft::Kept
        }
        Err(_) => Draft::NotKept,
    }
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
        for stored in [
            "",
            "{",
            "null",
            r#"{"version":9,"path":"a","text":"b"}"#,
            "[1,2]",
        ] {
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
