//! The reference: every rule, every resource, every error a leak ends in, and the words used.
//!
//! It is made from what the analyzer itself runs on: the documentation of the rules (which is also
//! their test) and the catalogue of resources. Only the explanations of errors and of words are
//! texts of their own, and tests hold them to the catalogue. The Markdown is rendered here, so that
//! the page gets HTML and needs no Markdown.

#[cfg(feature = "engine")]
mod build;
pub mod errno;
#[cfg(feature = "engine")]
mod gloss;
#[cfg(feature = "engine")]
mod named;
pub mod search;
pub mod taught;

use serde::{Deserialize, Serialize};

#[cfg(feature = "engine")]
pub use {build::reference, gloss::gloss, named::unknown};

/// Everything the Reference page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The rules, in the order in which they are asked.
    pub rules: Vec<RuleEntry>,
    /// The resources, in the order of the catalogue.
    pub resources: Vec<ResourceEntry>,
    /// The errors, those that most resources end in first.
    pub errors: Vec<ErrorEntry>,
    /// The words, in reading order.
    pub words: Vec<WordEntry>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEntry {
    /// Its name.
    pub id: String,
    /// What it finds, in one line; code is between backquotes.
    pub title: String,
    /// Its documentation without its examples' sections, as HTML.
    pub text: String,
    /// A program that it reports.
    pub leaky: String,
    /// The same program, repaired.
    pub clean: String,
}

/// A kind of thing that must be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceEntry {
    /// Its name in addresses.
    pub id: String,
    /// What people call it.
    pub kind: String,
    /// The family it belongs to, such as `Database connections`.
    pub family: String,
    /// Its class.
    pub class: String,
    /// How it is released, each as code.
    pub release: Vec<String>,
    /// What leaving its `with` does, in words.
    pub with: String,
    /// Its leak class, `R0` to `R6`.
    pub leak_class: String,
    /// What becomes of a dropped one, in one sentence.
    pub dropped: String,
    /// The warning Python gives; empty when there is none.
    pub warns: String,
    /// How many there may be, and who says so.
    pub limit: String,
    /// What it uses up, such as `descriptors`.
    pub exhausts: String,
    /// The error it ends in.
    pub ends_in: String,
    /// Name of the error's entry.
    pub error: String,
    /// Address of the documentation.
    pub source: String,
    /// The ways to get one.
    pub ways: Vec<Way>,
}

/// A way to get a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The callables; the first is the one people know.
    pub names: Vec<String>,
    /// A program that forgets to release it.
    pub leaky: String,
    /// The same program, correct.
    pub clean: String,
}

/// An error that leaks end in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorEntry {
    /// Its name in addresses.
    pub id: String,
    /// The beginning of its text, exactly as Python prints it.
    pub title: String,
    /// What it means and what to look at, as HTML.
    pub text: String,
    /// The whole texts that resources end in and that begin with the title.
    pub texts: Vec<String>,
    /// The resources that end in it: name in addresses and kind.
    pub from: Vec<(String, String)>,
}

/// A page of the reference that is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name in addresses.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is about.
    pub about: &'static str,
}

/// The pages that are no entries.
pub const PLACES: [Place; 2] = [
    Place {
        id: "own",
        title: "Resources of your own",
        about: "What your project hands out and wants back, followed like everything else \
            (leaklab.toml).",
    },
    Place {
        id: "keys-of-simulate",
        title: "Keys of the Simulate page",
        about: "Its keyboard shortcuts.",
    },
];

/// A word of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordEntry {
    /// Its name in addresses.
    pub id: String,
    /// The word.
    pub title: String,
    /// What it means, as HTML.
    pub text: String,
}

/// A title as part of an address: small letters, digits and hyphens.
pub fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests;
