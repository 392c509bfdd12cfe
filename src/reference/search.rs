//! The search of the reference: exact before prefix before word before part of a word, names before
//! texts, and errors first when what is searched for is an error's text.

mod message;
mod near;

use super::{PLACES, Reference, errno};
use message::{Asked, Messages};

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A resource of the catalogue.
    Resource,
    /// An error that leaks end in.
    Error,
    /// A rule.
    Rule,
    /// A word of the glossary.
    Word,
    /// A page of the reference that is no entry.
    Place,
}

/// An entry, by its kind and its place in the list of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The kind.
    pub kind: Kind,
    /// The place.
    pub at: usize,
    /// Its name in addresses.
    pub id: String,
    /// The name that was found, if the entry is called differently.
    pub by: Option<String>,
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The entries, the best first.
    pub hits: Vec<Hit>,
    /// How much of the search they have.
    pub share: Share,
}

/// How much of a search the entries have that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// Everything.
    #[default]
    All,
    /// Some of its words, or words that are written nearly so.
    Some,
}

/// Everything that can be found, made ready once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    entries: Vec<Indexed>,
    messages: Messages,
    /// Place of the first error among the entries.
    first_error: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Indexed {
    kind: Kind,
    at: usize,
    id: String,
    names: Vec<Name>,
    body: String,
}

/// Something an entry is called.
#[derive(Clone, Debug, PartialEq)]
struct Name {
    /// As it is shown.
    shown: String,
    /// In small letters.
    text: String,
    words: Vec<String>,
    rank: Rank,
}

/// How well known an entry is by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    /// It is its title.
    Title,
    /// It is a callable that gives it, or another name of the same thing.
    Alias,
    /// It says what kind of thing it is.
    Kind,
    /// It is what is done with it.
    Deed,
}

/// Entries that are shown when none has all the words.
const NEAREST: usize = 8;

impl Index {
    /// Makes a reference findable.
    pub fn of(reference: &Reference) -> Self {
        let mut entries = Vec::new();
        entries.extend((reference.resources.iter().enumerate()).map(|(at, it)| {
            let mut names = vec![name(&it.class, Rank::Title), name(&it.kind, Rank::Kind)];
            let callables = it.ways.iter().flat_map(|way| &way.names);
            names.extend(callables.map(|callable| name(callable, Rank::Alias)));
            names.extend(it.release.iter().map(|release| name(release, Rank::Deed)));
            let body = [
                it.dropped.as_str(),
                &it.warns,
                &it.ends_in,
                &it.leak_class,
                &it.family,
            ];
            indexed(Kind::Resource, at, &it.id, names, &body)
        }));
        let first_error = entries.len();
        entries.extend((reference.errors.iter().enumerate()).map(|(at, it)| {
            let mut names = vec![name(&it.title, Rank::Title)];
            if let Some(errno) = errno::of(&it.title) {
                names.extend(errno.names.iter().map(|it| name(it, Rank::Alias)));
                names.push(name(&format!("Errno {}", errno.linux), Rank::Alias));
            }
            indexed(Kind::Error, at, &it.id, names, &[&it.text])
        }));
        entries.extend((reference.rules.iter().enumerate()).map(|(at, it)| {
            let names = vec![name(&it.id, Rank::Title), name(&it.title, Rank::Kind)];
            indexed(Kind::Rule, at, &it.id, names, &[&it.text])
        }));
        entries.extend((reference.words.iter().enumerate()).map(|(at, it)| {
            let names = vec![name(&it.title, Rank::Title)];
            indexed(Kind::Word, at, &it.id, names, &[&it.text])
        }));
        entries.extend(PLACES.iter().enumerate().map(|(at, it)| {
            let names = vec![name(it.title, Rank::Title)];
            indexed(Kind::Place, at, it.id, names, &[it.about])
        }));
        Self {
            entries,
            messages: Messages::of(&reference.errors),
            first_error,
        }
    }

    /// Searches. An empty search finds nothing.
    pub fn search(&self, query: &str) -> Found {
        let asked = Asked::of(query);
        let forms = forms(query);
        if forms.is_empty() {
            return Found::default();
        }
        let mut scored: Vec<(i64, Option<&Name>, &Indexed)> = (self.entries.iter())
            .filter_map(|entry| {
                let scores = forms.iter().filter_map(|form| score(entry, form));
                let (score, by) = scores.max_by_key(|(score, _)| *score)?;
                Some((score, by, entry))
            })
            .collect();
        let is_named =
            |(score, _, entry): &(i64, _, &Indexed)| *score >= NAMED && entry.kind != Kind::Error;
        if self.messages.is_message(&asked) && !scored.iter().any(is_named) {
            let fits = self.messages.rank(&asked);
            scored.retain(|(_, _, entry)| {
                entry.kind != Kind::Error || fits.get(entry.at).is_none_or(Option::is_none)
            });
            let errors = self.entries[self.first_error..].iter().zip(&fits);
            scored.extend(errors.filter_map(|(entry, fit)| {
                fit.map(|fit| (FIRST + (fit * 1000.0) as i64, None, entry))
            }));
        }
        if scored.is_empty() {
            return self.nearest(query);
        }
        scored.sort_by_key(|(score, by, entry)| {
            let length = by.map_or(0, |name| name.text.len());
            (-score, entry.kind, length, entry.at)
        });
        let hits = (scored.into_iter())
            .map(|(_, by, entry)| entry.hit(by))
            .collect();
        Found {
            hits,
            share: Share::All,
        }
    }

    /// The entries that come nearest to a text that none has.
    pub fn nearest(&self, text: &str) -> Found {
        let asked = words(text);
        let mut scored: Vec<(f64, &Indexed)> = (self.entries.iter())
            .map(|entry| (self.likeness(entry, &asked), entry))
            .filter(|(likeness, _)| *likeness > 0.0)
            .collect();
        scored
            .sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.kind.cmp(&other.kind)));
        let best = scored.first().map_or(0.0, |(likeness, _)| *likeness);
        let hits = (scored.iter())
            .filter(|(likeness, _)| *likeness > best * 0.5)
            .take(NEAREST)
            .map(|(_, entry)| entry.hit(None))
            .collect();
        Found {
            hits,
            share: Share::Some,
        }
    }

    /// How much of the words asked for the names of an entry have, or nearly have.
    fn likeness(&self, entry: &Indexed, asked: &[String]) -> f64 {
        let names = || entry.names.iter().filter(|name| name.rank != Rank::Deed);
        asked
            .iter()
            .map(|word| {
                let all = names().flat_map(|name| &name.words);
                let likeness = all.map(|own| near::likeness(word, own)).fold(0.0, f64::max);
                likeness * self.rarity(word)
            })
            .sum()
    }

    /// A word that many entries have in their names says little.
    fn rarity(&self, word: &str) -> f64 {
        let has = |entry: &&Indexed| {
            let mut names = entry.names.iter();
            names.any(|name| name.words.iter().any(|own| own == word))
        };
        1.0 / (1.0 + self.entries.iter().filter(has).count() as f64)
    }
}

/// The least score of an entry that is called what is searched for.
const NAMED: i64 = 990;

/// The least score of an entry whose name, or the end of it, is what is called.
const CALLED: i64 = 850;

/// Above every score of [`score`].
const FIRST: i64 = 1_000_000;

impl Indexed {
    fn hit(&self, by: Option<&Name>) -> Hit {
        let by = by.filter(|name| name.rank == Rank::Alias);
        Hit {
            kind: self.kind,
            at: self.at,
            id: self.id.clone(),
            by: by.map(|name| name.shown.clone()),
        }
    }
}

/// A search in small letters, and its words.
struct Form {
    text: String,
    words: Vec<String>,
    /// The least score that counts.
    least: i64,
}

/// What was typed; and if that is a call, what is called.
fn forms(query: &str) -> Vec<Form> {
    let form = |text: &str, least| {
        let text = text.trim().to_ascii_lowercase();
        let text = text.trim_start_matches("builtins.");
        Form {
            text: text.to_owned(),
            words: words(text),
            least,
        }
    };
    let mut forms = vec![form(query, 0)];
    if let Some((before, _)) = query.split_once('(') {
        let is_name = |c: char| c.is_alphanumeric() || "._".contains(c);
        let called = before.rsplit(|c| !is_name(c)).next().unwrap_or_default();
        forms.push(form(called, CALLED));
    }
    forms.retain(|form| !form.words.is_empty());
    forms
}

/// How well a search fits an entry, and by which of its names.
fn score<'e>(entry: &'e Indexed, asked: &Form) -> Option<(i64, Option<&'e Name>)> {
    let by_name = (entry.names.iter())
        .filter_map(|name| Some((fit(name, asked)? * 10 - name.rank.less(), Some(name))))
        .max_by_key(|(score, _)| *score);
    let all = |has: &dyn Fn(&str) -> bool| asked.words.iter().all(|word| has(word));
    let in_names = |word: &str| entry.names.iter().any(|name| name.text.contains(word));
    let in_body = |word: &str| {
        let found = entry.body.match_indices(word);
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut whole = found.map(|(at, _)| {
            is_part(entry.body[..at].chars().next_back())
                || is_part(entry.body[at + word.len()..].chars().next())
        });
        whole.any(|part| !part)
    };
    // The words of one name that is written with dots stand together or mean nothing.
    let is_one_name = asked.text.contains('.') && !asked.text.contains(char::is_whitespace);
    let elsewhere = || {
        if is_one_name {
            entry.body.contains(&asked.text).then_some(300)
        } else if all(&in_names) {
            Some(400)
        } else if all(&|word| in_names(word) || in_body(word)) {
            Some(300)
        } else if all(&|word| in_names(word) || entry.body.contains(word)) {
            Some(200)
        } else {
            None
        }
    };
    let (score, by) = by_name.or_else(|| Some((elsewhere()?, None)))?;
    // Of two that fit as well, the one that has all that was typed.
    let less = i64::from(asked.least > 0);
    (score >= asked.least).then_some((score - less, by))
}

/// How well a search fits a name: 100 if it is the name, 50 if it is somewhere inside.
fn fit(name: &Name, asked: &Form) -> Option<i64> {
    let last = name.text.rsplit('.').next().unwrap_or_default();
    let has = |test: &dyn Fn(&str, &str) -> bool| {
        let found = |word: &String| name.words.iter().any(|own| test(own, word));
        asked.words.iter().all(found)
    };
    if name.text == asked.text || name.words == asked.words {
        Some(100)
    } else if last == asked.text {
        Some(90)
    } else if name.text.starts_with(&asked.text) {
        Some(80)
    } else if has(&|own, word| own == word) {
        Some(70)
    } else if has(&|own, word| own.starts_with(word)) {
        Some(60)
    } else if name.text.contains(&asked.text) {
        Some(50)
    } else {
        None
    }
}

impl Rank {
    fn less(self) -> i64 {
        match self {
            Self::Title => 0,
            Self::Alias => 2,
            Self::Kind => 5,
            Self::Deed => 150,
        }
    }
}

fn name(shown: &str, rank: Rank) -> Name {
    let shown = shown.trim_start_matches("builtins.").to_owned();
    Name {
        text: shown.to_ascii_lowercase(),
        words: words(&shown),
        shown,
        rank,
    }
}

fn indexed(kind: Kind, at: usize, id: &str, mut names: Vec<Name>, body: &[&str]) -> Indexed {
    names.push(name(id, Rank::Title));
    Indexed {
        kind,
        at,
        id: id.to_owned(),
        names,
        body: body.join("\n").to_ascii_lowercase(),
    }
}

/// The words of a text, in small letters.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'' && c != '’')
        .map(|word| word.trim_matches(['\'', '’', '_']).to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
