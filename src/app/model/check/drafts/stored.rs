//! The stored form of drafts: one entry each, and an index that orders them. Versioned, and never
//! trusted when it comes back.
//!
//! ```text
//! leaklab.drafts.<id>   3 <stamp> <auto|own> <name>     then, from the next line on, the text
//! leaklab.drafts        1 <id of the one used last>     then the ids, one a line, in their order
//! leaklab.draft         2 <name>                        the one draft of earlier versions, then its text
//! ```
//!
//! A draft that the index does not have comes after the others, so two tabs that write the index at
//! the same time lose nothing. A stamp names one writing of one tab; it tells whether what is stored
//! is still what a tab has read.

use super::names;
use std::rc::Rc;

/// Version of an entry.
const ENTRY: &str = "3";
/// Version of the index.
const INDEX: &str = "1";
/// Version of the one draft that there was before there were several.
const OLD: &str = "2";

/// A draft as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which writing this is.
    pub stamp: Rc<str>,
    /// Where its name is from.
    pub naming: Naming,
    /// Its name.
    pub name: Rc<str>,
    /// The text.
    pub text: Rc<str>,
}

/// Where a draft's name is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// From what it holds, which it follows.
    Auto,
    /// From its owner: a file's name, or one that was typed.
    Own,
}

impl Stored {
    /// What an entry holds; nothing if it is not one of ours.
    pub fn read(entry: &str) -> Option<Self> {
        let (head, text) = entry.split_once('\n')?;
        let mut words = head.splitn(4, ' ');
        let is_ours = words.next() == Some(ENTRY);
        let stamp = words.next().filter(|stamp| is_word(stamp) && is_ours)?;
        let naming = match words.next()? {
            "auto" => Naming::Auto,
            "own" => Naming::Own,
            _ => return None,
        };
        Some(Self {
            stamp: stamp.into(),
            naming,
            name: names::clean(words.next()?)?.into(),
            text: text.into(),
        })
    }

    /// The entry.
    pub fn write(&self) -> String {
        let naming = match self.naming {
            Naming::Auto => "auto",
            Naming::Own => "own",
        };
        format!(
            "{ENTRY} {} {naming} {}\n{}",
            self.stamp, self.name, self.text
        )
    }
}

/// Something to be stored, if nobody else has stored anything there since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The draft's number in this tab.
    pub slot: u32,
    /// Where it is stored.
    pub id: Rc<str>,
    /// The stamp of what was read or written there last.
    pub base: Option<Rc<str>>,
    /// What all stamps of this tab begin with.
    pub tab: Rc<str>,
    /// What is to be stored.
    pub stored: Stored,
}

impl Keep {
    /// Whether it may take the place of what is stored now: that is nothing, nothing of ours, what
    /// this tab has read, or what this tab has written.
    pub fn may_replace(&self, now: Option<&str>) -> bool {
        let Some(now) = now.and_then(Stored::read) else {
            return true;
        };
        Some(&now.stamp) == self.base.as_ref() || now.stamp.starts_with(&*self.tab)
    }
}

/// The index of these drafts.
pub fn index<'a>(active: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let mut text = format!("{INDEX} {active}");
    for id in ids {
        text.push('\n');
        text.push_str(id);
    }
    text
}

/// The id of the draft used last, and all of them in their order; nothing if it cannot be read.
pub fn read_index(text: &str) -> (Option<&str>, Vec<&str>) {
    let mut lines = text.lines();
    match lines.next().and_then(|head| head.split_once(' ')) {
        Some((INDEX, active)) => (Some(active), lines.collect()),
        _ => (None, Vec::new()),
    }
}

/// Name and text of the one draft of an earlier version.
pub fn read_old(text: &str) -> Option<(String, Rc<str>)> {
    let (head, text) = text.split_once('\n')?;
    let (version, name) = head.split_once(' ')?;
    let name = names::clean(name).filter(|_| version == OLD)?;
    Some((name, text.into()))
}

/// Whether something can be a stamp or an id.
pub fn is_word(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    !text.is_empty() && text.len() <= 64 && text.chars().all(is_plain)
}
