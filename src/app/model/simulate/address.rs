//! A moment as a link: the preset, the time, and what differs, packed.
//!
//! `preset=pool-slot&t=37.5` alone when nothing was changed; `moment=1…` has the rest, a
//! [`Moment`](super::moment::Moment) as JSON without its preset, packed by [`crate::share`]. Earlier
//! links said `with={"seed":8}` instead, percent-encoded, and are still read.

use super::Simulate;
use super::moment::{Linked, Moment};
use crate::share::{pack, unpack};
use std::fmt::Write;

/// The longest link that is given, in characters after the site's address. Mail programs and chats
/// break or cut longer ones.
pub const MOST: usize = 4_000;
/// The longest text of changes in an earlier link that is read, in bytes.
const LONGEST: usize = 20_000;
/// What every link begins with.
const START: &str = "#/simulate?";

/// How what is watched can be passed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// All of it.
    pub moment: Moment,
    /// The run that it is of.
    pub run: u32,
    preset: String,
    packed: String,
    /// Whether there is code in the link.
    pub holds: Holds,
}

/// Whether there is code in a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// There is none to be in it.
    #[default]
    Nothing,
    /// The whole program.
    Code,
    /// The functions of the program that leak.
    Part,
    /// It would be too long with it.
    Scenario,
}

impl Share {
    /// What a page shows.
    pub fn of(page: &Simulate) -> Self {
        let moment = Moment::of(page);
        let preset = moment.preset.clone();
        let preset = preset.map_or_else(String::new, |id| format!("preset={id}&"));
        let mut share = Self {
            run: page.player.run,
            preset,
            ..Self::default()
        };
        let rest = Moment {
            preset: None,
            ..moment.clone()
        };
        if let Some(code) = &rest.code {
            let short = rest.short(&page.before);
            let is_whole = short
                .code
                .as_ref()
                .is_some_and(|it| it.text == code.text.trim_end());
            let whole = if is_whole { Holds::Code } else { Holds::Part };
            share.hold(&short, whole);
            if share.link(0.0).is_none() {
                let bare = Moment { code: None, ..rest };
                share.hold(&bare, Holds::Scenario);
            }
        } else {
            share.hold(&rest, Holds::Nothing);
        }
        share.moment = moment;
        share
    }

    fn hold(&mut self, moment: &Moment, holds: Holds) {
        self.holds = holds;
        let is_empty = moment.with.is_empty() && moment.code.is_none();
        self.packed = if is_empty {
            String::new()
        } else {
            pack(&moment.json())
        };
    }

    /// The part of an address after its `?` that leads to a moment, however long.
    pub fn query(&self, t: f64) -> String {
        let mut text = format!("{}t={}", self.preset, seconds(t));
        if !self.packed.is_empty() {
            // Writing to a string does not fail.
            let _ = write!(text, "&moment={}", self.packed);
        }
        text
    }

    /// The link, from its `#` on; nothing when it would be too long.
    pub fn link(&self, t: f64) -> Option<String> {
        let link = format!("{START}{}", self.query(t));
        (link.len() <= MOST).then_some(link)
    }

    /// All of it as a file.
    pub fn file(&self, t: f64) -> String {
        format!("{}\n{}", seconds(t), self.moment.json())
    }
}

fn seconds(t: f64) -> f64 {
    (t * 1e3).round() / 1e3
}

/// Reads what [`Share::file`] has written.
///
/// # Errors
/// If it is something else; in words.
pub fn read_file(text: &str) -> Result<Linked, String> {
    let not_ours = || "it is not a moment that was saved here".to_owned();
    let (t, json) = text.split_once('\n').ok_or_else(not_ours)?;
    let t = number(t).ok_or_else(not_ours)?;
    let moment: Moment = serde_json::from_str(json).map_err(|_| not_ours())?;
    moment.linked(t)
}

/// What an address leads to, by what is after its `?`.
///
/// # Errors
/// If it leads to nothing that can be; in words.
pub fn read(query: &str) -> Result<Linked, String> {
    let field = |name: &str| {
        let parts = query.trim_start_matches('?').split('&');
        let mut named = parts.filter_map(|part| part.split_once('='));
        named.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let mut moment = match (field("moment"), field("with")) {
        (Some(packed), _) => {
            let json = unpack(packed).map_err(|broken| broken.to_string())?;
            serde_json::from_str(&json).map_err(|_| "it holds no moment".to_owned())?
        }
        (None, Some(with)) => Moment {
            with: old(with).ok_or_else(|| "what it changes cannot be read".to_owned())?,
            ..Moment::default()
        },
        (None, None) => Moment::default(),
    };
    moment.preset = field("preset").map(str::to_owned);
    if moment == Moment::default() {
        return Err("it says nothing that can be played".to_owned());
    }
    let t = field("t").map_or(Some(0.0), number);
    moment.linked(t.ok_or_else(|| "its time is no number".to_owned())?)
}

/// A number, as JSON has them like everything else in a link; and the one that JSON has not.
fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        _ => serde_json::from_str(text).ok(),
    }
}

/// The changes of an earlier link.
fn old(with: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    let text = decoded(with).filter(|_| with.len() <= LONGEST)?;
    serde_json::from_str(&text).ok()
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests;
