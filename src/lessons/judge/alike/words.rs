//! Whether two calls are given the same, as far as it can be read.

use super::question::{Asks, asks};
use crate::check::rehearsal::{Deed, Said};

/// How what a call is given differs from what another is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Differs {
    /// Another text or number.
    Words { has: String, had: String },
    /// Something of which nothing is known, in place of that.
    Unknown { had: String },
    /// It asks for less.
    Less { has: i64, had: i64 },
    /// Something that was made of what it should be given.
    Bent,
}

/// What else the program does that makes up for a difference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Besides {
    /// It asks again for what has not come yet.
    pub(super) asks_again: bool,
    /// It looks for the least by itself.
    pub(super) finds_least: bool,
    /// It makes a file under another name, and gives it its own at the end.
    pub(super) moves: bool,
}

/// How a call differs from that of the start; none where another callable is called.
pub(super) fn differs(own: &Deed, mine: &Deed, besides: Besides) -> Option<Differs> {
    if own.callee != mine.callee {
        return None;
    }
    let is_named = mine.given.iter().any(|(name, _)| name.is_some());
    own.given.iter().enumerate().find_map(|(at, (_, said))| {
        let there = mine.given.get(at).map(|(_, said)| said);
        // Arguments with names may stand in any order.
        let elsewhere = || mine.given.iter().any(|(_, other)| is_same(said, other));
        if is_named && elsewhere() {
            return None;
        }
        match (said, there) {
            (Said::Other | Said::Bent, _) => None,
            (_, Some(there)) if is_same(said, there) => None,
            (Said::Number(had), Some(Said::Number(has))) if reads(&own.callee) => {
                let (has, had) = (*has, *had);
                (has < had && !besides.asks_again).then_some(Differs::Less { has, had })
            }
            (Said::Number(_), None | Some(Said::Other | Said::Bent)) if reads(&own.callee) => None,
            (Said::Whole, Some(Said::Bent)) if besides.moves => None,
            (Said::Whole, Some(Said::Bent)) => Some(Differs::Bent),
            (Said::Whole, _) => None,
            (_, Some(Said::Other | Said::Bent)) => Some(Differs::Unknown { had: written(said) }),
            (Said::Text(had), Some(Said::Text(has))) => match asks(had, has) {
                Asks::ForAll if besides.finds_least => None,
                Asks::ForAll | Asks::Otherwise => Some(Differs::Unknown { had: written(said) }),
                Asks::TheSame | Asks::Nothing => Some(Differs::Words {
                    has: has.clone(),
                    had: had.clone(),
                }),
            },
            (_, Some(Said::Whole)) => Some(Differs::Words {
                has: "something that is not written there".to_owned(),
                had: written(said),
            }),
            (_, there) => Some(Differs::Words {
                has: there.map_or_else(|| "nothing".to_owned(), written),
                had: written(said),
            }),
        }
    })
}

/// Whether something that has to be said is said by another call; one that sends less at a time says it in
/// parts.
pub(super) fn agrees(own: &Deed, mine: &Deed) -> bool {
    let mut all = own.given.iter();
    all.all(|(_, said)| match said {
        Said::Text(_) | Said::Number(_) => mine.given.iter().any(|(_, it)| is_same(said, it)),
        Said::Whole => mine.given.iter().any(|(_, it)| match it {
            Said::Bent => own.callee != mine.callee,
            it => matches!(it, Said::Whole | Said::Other),
        }),
        Said::Bent | Said::Other => true,
    })
}

/// Whether a call does the same once more.
pub(super) fn is_again(own: &Deed, mine: &Deed) -> bool {
    let mut each = own.given.iter().zip(&mine.given);
    own.callee == mine.callee
        && own.given.len() == mine.given.len()
        && each.all(|((_, own), (_, mine))| is_same(own, mine))
}

/// Whether it is known what a call is given.
pub(super) fn is_exact(deed: &Deed) -> bool {
    let is_known = |said: &Said| !matches!(said, Said::Bent | Said::Other);
    deed.given.iter().all(|(_, said)| is_known(said)) && !deed.given.is_empty()
}

/// Whether a call is given what the function was given, or what a watched call gave.
pub(super) fn is_whole(deed: &Deed) -> bool {
    deed.given.iter().any(|(_, said)| *said == Said::Whole)
}

/// Whether a call is certainly given something else than that.
pub(super) fn is_another(deed: &Deed) -> bool {
    let is_known = |said: &Said| matches!(said, Said::Text(_) | Said::Bent);
    !is_whole(deed) && deed.given.first().is_some_and(|(_, said)| is_known(said))
}

/// Whether a call is given words that are written, and nothing else; a question to a database may be harmless.
pub(super) fn says_only(deed: &Deed) -> bool {
    let is_word = |said: &Said| matches!(said, Said::Text(_));
    !deed.given.is_empty()
        && deed.given.iter().all(|(_, said)| is_word(said))
        && !matches!(deed.callee.as_str(), "execute" | "executemany")
}

/// Whether what a call is given first is written there.
pub(super) fn is_text(deed: &Deed) -> bool {
    matches!(deed.given.first(), Some((_, Said::Text(_)))) && !is_whole(deed)
}

/// Whether what cannot be read is left out or replaced, where the other hears of it.
pub(super) fn loses_errors(mine: &Deed, own: &Deed) -> bool {
    let loses = |deed: &Deed| {
        let mut all = deed.given.iter();
        all.any(|(name, said)| {
            let is_kept = matches!(said, Said::Text(text) if text == "strict" || text == "None");
            name.as_deref() == Some("errors") && !is_kept
        })
    };
    loses(mine) && !loses(own)
}

/// The encoding that a call is told to read with, where the other is told none and it is not the usual one.
pub(super) fn encoding<'a>(mine: &'a Deed, own: &Deed) -> Option<&'a str> {
    let told = |deed: &Deed| {
        let mut all = deed.given.iter();
        all.any(|(name, _)| name.as_deref() == Some("encoding"))
    };
    let mut all = mine.given.iter();
    let named = all.find_map(|(name, said)| match (name.as_deref(), said) {
        (Some("encoding"), Said::Text(text)) => Some(text.as_str()),
        _ => None,
    });
    let is_usual = |name: &&str| {
        let name = name.to_ascii_lowercase().replace(['-', '_'], "");
        matches!(name.as_str(), "utf8" | "utf8sig" | "locale" | "none")
    };
    named.filter(|name| !is_usual(name) && !told(own))
}

/// A value that a question leaves open and that is not given by its name: `:isbn`.
pub(super) fn left_open(deed: &Deed) -> Option<String> {
    let text = deed.given.iter().find_map(|(_, said)| match said {
        Said::Text(text) => Some(text.as_str()),
        _ => None,
    })?;
    let is_named = deed.given.iter().any(|(name, _)| name.is_some());
    let (_, after) = text.split_once(" :").or_else(|| text.split_once("(:"))?;
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    let name = &after[..after.find(is_end).unwrap_or(after.len())];
    let is_given = deed.given.iter().any(|(own, said)| {
        own.as_deref() == Some(name) || matches!(said, Said::Other | Said::Bent) && own.is_none()
    });
    (is_named && !name.is_empty() && !is_given).then(|| format!(":{name}"))
}

/// How a call opens a file: `ab`.
pub(super) fn mode(deed: &Deed) -> Option<&str> {
    deed.given.iter().find_map(|(name, said)| match said {
        Said::Text(text) if name.as_deref().is_none_or(|name| name == "mode") => {
            let is_mode = !text.is_empty() && text.chars().all(|c| "rwaxbt+U".contains(c));
            is_mode.then_some(text.as_str())
        }
        _ => None,
    })
}

/// Whether a call changes a table of a database.
pub(super) fn changes_tables(deed: &Deed) -> bool {
    let text = deed.given.iter().find_map(|(_, said)| match said {
        Said::Text(text) => Some(text.trim_start().to_ascii_lowercase()),
        _ => None,
    });
    let verbs = [
        "insert ", "update ", "delete ", "drop ", "alter ", "create ", "replace ",
    ];
    text.is_some_and(|text| verbs.iter().any(|verb| text.starts_with(verb)))
}

/// What a call is given, as it is written.
pub(super) fn shown(deed: &Deed) -> String {
    let words = deed.given.iter().find_map(|(_, said)| match said {
        Said::Text(_) | Said::Number(_) => Some(format!("`{}`", written(said))),
        _ => None,
    });
    words.unwrap_or_else(|| "what is to be sent".to_owned())
}

fn written(said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::Number(number) => number.to_string(),
        Said::Whole | Said::Bent | Said::Other => "something else".to_owned(),
    }
}

fn is_same(own: &Said, mine: &Said) -> bool {
    match (own, mine) {
        (Said::Text(own), Said::Text(mine)) => own == mine || asks(own, mine) == Asks::TheSame,
        _ => own == mine,
    }
}

/// Methods that take something out of a connection or a table.
pub(super) fn reads(callee: &str) -> bool {
    matches!(
        callee,
        "recv" | "read" | "read1" | "readline" | "fetchone" | "fetchmany"
    )
}
