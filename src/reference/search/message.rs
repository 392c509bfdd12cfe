//! What an error's text has in common with a text that somebody pasted.
//!
//! The pasted line is rarely the text that is printed here: paths, numbers and hosts differ, a
//! traceback may come before it. So both are read as words, and what counts is how much of the one
//! comes in the other, in the same order. A word that few errors have counts for more.

use super::words;
use crate::reference::{ErrorEntry, errno};
use std::collections::{BTreeMap, BTreeSet};

/// Words of a pasted text that are compared; the error stands at its end.
const LONGEST: usize = 240;

/// The errors as words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Messages {
    errors: Vec<Message>,
    weights: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Message {
    /// Words of its class: `["sqlite3", "operationalerror"]`.
    class: Vec<String>,
    /// Words of its title, the class among them.
    title: Vec<String>,
    /// Words of longer texts that begin with the title.
    texts: Vec<Vec<String>>,
    errno: Option<String>,
}

/// A search as a message.
pub(super) struct Asked {
    words: Vec<String>,
    /// The errors that are called by the names of their modules, as words.
    dotted: Vec<Vec<String>>,
    looks: bool,
}

impl Messages {
    /// The errors, each with the whole texts that its resources end in.
    pub(super) fn of(errors: &[ErrorEntry]) -> Self {
        let errors: Vec<Message> = errors.iter().map(Message::of).collect();
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for error in &errors {
            let all: BTreeSet<&String> = error.texts.iter().flatten().chain(&error.title).collect();
            for word in all {
                *counts.entry(word.clone()).or_default() += 1.0;
            }
        }
        let weights = (counts.into_iter())
            .map(|(word, count)| (word, 1.0 / count))
            .collect();
        Self { errors, weights }
    }

    /// How well a text fits each error, in the order of the errors; none where it does not.
    pub(super) fn rank(&self, asked: &Asked) -> Vec<Option<f64>> {
        self.errors
            .iter()
            .map(|error| self.fits(error, asked))
            .collect()
    }

    /// Whether a text is to be taken for an error's.
    pub(super) fn is_message(&self, asked: &Asked) -> bool {
        asked.looks
            || (asked.words.len() >= 3
                && self.errors.iter().any(|error| {
                    let texts = error.texts.iter().chain([&error.title]);
                    let longest = texts
                        .map(|text| common(text, &asked.words, |_| 1.0))
                        .fold(0.0, f64::max);
                    longest >= asked.words.len() as f64 * 0.8
                }))
    }

    fn fits(&self, error: &Message, asked: &Asked) -> Option<f64> {
        // An error of that name in another module is another error.
        let is_other = |dotted: &Vec<String>| {
            dotted.last() == error.class.last() && !error.class.ends_with(dotted)
        };
        let is_another = asked.dotted.iter().any(is_other);
        let asked = asked.words.as_slice();
        let weight = |word: &str| self.weights.get(word).copied().unwrap_or(0.0);
        let sum = |words: &[String]| words.iter().map(|word| weight(word)).sum::<f64>();
        let in_title = common(&error.title, asked, weight);
        let missing = sum(&error.title) - in_title;
        let best = (error.texts.iter())
            .map(|text| common(text, asked, weight))
            .fold(in_title, f64::max);
        let has_class = !is_another && error.class.last().is_some_and(|last| asked.contains(last));
        let (class, message) = error.title.split_at(error.class.len());
        let said = common(message, asked, weight);
        // Of the words that were asked for, those that follow the class.
        let after = error
            .class
            .last()
            .and_then(|last| asked.iter().rposition(|word| word == last));
        let only_class = after.is_some_and(|at| at + 1 == asked.len());
        let has_errno = (error.errno.iter()).any(|number| {
            asked
                .windows(2)
                .any(|pair| pair[0] == "errno" && pair[1] == *number)
        });
        let all_asked = common(&error.title, asked, |_| 1.0) >= asked.len() as f64;
        // A part of what an error says at length.
        let is_part = asked.len() >= 3
            && error
                .texts
                .iter()
                .any(|text| common(text, asked, |_| 1.0) >= asked.len() as f64 * 0.8);
        let is_said = said >= sum(message) * if has_class { 0.4 } else { 0.7 }
            && common(message, asked, |_| 1.0) >= message.len() as f64 * 0.5;
        let fits = has_errno
            || all_asked
            || is_part
            || (has_class && (message.is_empty() || only_class))
            || (!message.is_empty() && is_said);
        let whole_class =
            !class.is_empty() && asked.windows(class.len()).any(|window| window == class);
        let bonus = if whole_class { sum(class) } else { 0.0 };
        fits.then_some(best + bonus - missing * 0.5)
    }
}

impl Message {
    fn of(error: &ErrorEntry) -> Self {
        let class = error.title.split(':').next().unwrap_or_default();
        let class = if class.contains(char::is_whitespace) {
            ""
        } else {
            class
        };
        Self {
            class: words(class),
            title: words(&error.title),
            texts: error.texts.iter().map(|text| words(text)).collect(),
            errno: errno::of(&error.title).map(|errno| errno.linux.to_string()),
        }
    }
}

impl Asked {
    /// Reads a search: names of errors, and numbers of other systems, become the numbers that the
    /// texts have here.
    pub(super) fn of(query: &str) -> Self {
        let all = words(query);
        let mut out: Vec<String> = Vec::new();
        let mut looks = all.len() == 1 && query.trim().parse::<u32>().is_ok();
        if looks {
            out.push("errno".to_owned());
        }
        for word in &all[all.len().saturating_sub(LONGEST)..] {
            let follows = out.last().is_some_and(|last| last == "errno");
            let errno = match out.last().map(String::as_str) {
                Some("errno" | "winerror") => errno::foreign(word).or_else(|| errno::named(word)),
                _ => errno::named(word),
            };
            looks |= errno.is_some() || is_of_errors(word);
            match errno {
                Some(errno) => {
                    if !follows {
                        out.push("errno".to_owned());
                    }
                    out.push(errno.linux.to_string());
                }
                None => out.push(word.clone()),
            }
        }
        // The number of the error is the one that counts: others are lines, ports and processes.
        let numbered = |at: usize| at > 0 && out[at - 1] == "errno";
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words = if (0..out.len()).any(|at| numbered(at) && is_number(&out[at])) {
            let kept = (out.iter().enumerate())
                .filter(|(at, word)| numbered(*at) || !is_number(word))
                .map(|(_, word)| word.clone());
            kept.collect()
        } else {
            out
        };
        let names = query.split(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        let dotted = names
            .map(|name| name.trim_matches('.').trim_start_matches("builtins."))
            .filter(|name| name.contains('.'))
            .map(super::words)
            .filter(|name| name.last().is_some_and(|last| is_of_errors(last)));
        Self {
            dotted: dotted.collect(),
            words,
            looks,
        }
    }
}

/// Whether a word is one that only errors have.
fn is_of_errors(word: &str) -> bool {
    ["errno", "winerror", "traceback"].contains(&word)
        || ["error", "exception", "warning", "pooltimeout"]
            .iter()
            .any(|end| word.ends_with(end) && word != *end)
}

/// The weight of the words that two texts have in common, in the same order.
fn common(one: &[String], other: &[String], weight: impl Fn(&str) -> f64) -> f64 {
    let mut row = vec![0.0_f64; other.len() + 1];
    for word in one {
        let weight = weight(word);
        let mut before = 0.0;
        for (at, candidate) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == candidate {
                before + weight
            } else {
                above.max(row[at])
            };
            before = above;
        }
    }
    row.last().copied().unwrap_or_default()
}
