//! Putting the reference together.

use super::{ErrorEntry, Reference, ResourceEntry, RuleEntry, Way, WordEntry, slug};
use crate::lessons::html;
use crate::literate;
use crate::resources::{Catalogue, Handle, Shown, WithEffect, shown};
use crate::rules::{self, RULES};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use std::collections::BTreeSet;

/// The whole reference.
pub fn reference() -> Reference {
    let catalogue = Catalogue::builtin().unwrap_or_default();
    let shown = shown();
    let resource = |handle| resource(handle, &shown);
    let resources: Vec<ResourceEntry> = catalogue.handles().iter().map(resource).collect();
    let mut errors: Vec<ErrorEntry> = (sections(ERRORS).into_iter())
        .map(|(title, text)| error_entry(title, &text, &resources))
        .collect();
    errors.sort_by_key(|error| std::cmp::Reverse(error.from.len()));
    Reference {
        rules: RULES.iter().map(|rule| rule_entry(rule)).collect(),
        resources,
        errors,
        words: words(),
    }
}

/// What each error is, by its title.
const ERRORS: &str = include_str!("errors.md");

/// The titles of the errors.
pub(super) fn error_titles() -> Vec<String> {
    let sections = sections(ERRORS).into_iter();
    sections.map(|(title, _)| title).collect()
}

/// The glossary.
pub(super) fn words() -> Vec<WordEntry> {
    let words = sections(include_str!("glossary.md")).into_iter();
    let words = words.map(|(title, text)| WordEntry {
        id: slug(&title),
        title,
        text,
    });
    words.collect()
}

/// What comes before the names of resources that end in an error besides the one they are listed
/// with: the last paragraph of its section.
const ALSO: &str = "<p>Also from: ";

fn error_entry(title: String, text: &str, resources: &[ResourceEntry]) -> ErrorEntry {
    let id = slug(&title);
    let (text, also) = text.split_once(ALSO).unwrap_or((text, ""));
    let is_named = |class: &str| also.contains(&format!("<code>{class}</code>"));
    let own = |resource: &&ResourceEntry| resource.error == id;
    let texts: BTreeSet<String> = (resources.iter().filter(own))
        .map(|resource| resource.ends_in.clone())
        .collect();
    ErrorEntry {
        texts: texts.into_iter().collect(),
        from: (resources.iter())
            .filter(|resource| own(resource) || is_named(&resource.class))
            .map(|resource| (resource.id.clone(), resource.kind.clone()))
            .collect(),
        text: text.trim_end().to_owned(),
        title,
        id,
    }
}

fn rule_entry(rule: &rules::Rule) -> RuleEntry {
    let snippets = literate::snippets(rules::doc(rule));
    let is_reported = |snippet: &&literate::Snippet| {
        snippet
            .expectations
            .iter()
            .any(|each| match &each.expected {
                literate::Expected::Error { rule: named, .. } => named == rule.id,
                _ => false,
            })
    };
    let code =
        |found: Option<&literate::Snippet>| found.map(literate::Snippet::shown).unwrap_or_default();
    RuleEntry {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        text: html::render(&without_examples(rules::doc(rule))),
        leaky: code(snippets.iter().find(is_reported)),
        clean: code(
            snippets
                .iter()
                .find(|s| s.is_checked() && s.expectations.is_empty()),
        ),
    }
}

/// The documentation of a rule without its sections `Leaky` and `Clean`, which are shown apart.
fn without_examples(doc: &str) -> String {
    let mut kept = String::new();
    let mut example = false;
    for line in doc.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            example = ["Leaky", "Clean"].contains(&title.trim());
        }
        if !example {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn resource(handle: &Handle, shown: &Shown) -> ResourceEntry {
    let note = shown.notes.get(&handle.class).cloned().unwrap_or_default();
    let mut release: Vec<String> = handle
        .release
        .iter()
        .map(|method| format!(".{method}()"))
        .collect();
    release.extend(handle.release_calls.iter().map(|call| format!("{call}(…)")));
    if handle.by_await {
        release.insert(0, "await".to_owned());
    }
    release.extend(
        handle
            .given_back
            .iter()
            .map(|method| format!("pool.{method}(…)")),
    );
    let with = match handle.with {
        WithEffect::Releases => "Releases it on every way out.",
        WithEffect::KeepsOpen => "Does something else: it stays open afterwards.",
        WithEffect::Unsupported => "Cannot be used in `with`.",
    };
    ResourceEntry {
        id: slug(&handle.class),
        kind: handle.kind.clone(),
        family: note.family,
        class: handle.class.clone(),
        release,
        with: with.to_owned(),
        leak_class: handle.leak_class.clone(),
        dropped: handle.dropped.clone(),
        warns: handle.warns.clone(),
        limit: note.limit,
        exhausts: handle.exhausts.clone(),
        ends_in: handle.ends_in.clone(),
        error: error_of(&handle.ends_in),
        source: note.source,
        ways: (handle.acquire.iter())
            .map(|acquire| {
                let found = acquire
                    .names
                    .first()
                    .and_then(|name| shown.examples.get(name));
                Way {
                    names: acquire.names.clone(),
                    leaky: found.map_or_else(String::new, |it| example(&it.leaky)),
                    clean: found.map_or_else(String::new, |it| example(&it.clean)),
                }
            })
            .collect(),
    }
}

/// An example of the catalogue without its mark.
fn example(code: &str) -> String {
    let lines: Vec<&str> = code
        .trim()
        .lines()
        .map(|line| line.trim_end_matches("  # leaks"))
        .collect();
    lines.join("\n") + "\n"
}

/// Name of the entry whose title begins an error's text.
fn error_of(text: &str) -> String {
    (sections(include_str!("errors.md")).iter())
        .find(|(title, _)| text.starts_with(title.as_str()))
        .map(|(title, _)| slug(title))
        .unwrap_or_default()
}

/// The `##` sections of a document: title and HTML.
fn sections(markdown: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, Vec<Event<'_>>)> = Vec::new();
    let mut in_title = false;
    for event in Parser::new_ext(markdown, literate::options()) {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => {
                found.push((String::new(), Vec::new()));
                in_title = true;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => in_title = false,
            Event::Text(text) | Event::Code(text) if in_title => {
                if let Some((title, _)) = found.last_mut() {
                    title.push_str(&text);
                }
            }
            event => {
                if let Some((_, body)) = found.last_mut() {
                    body.push(event);
                }
            }
        }
    }
    (found.into_iter())
        .map(|(title, body)| (title, html::from_events(body.into_iter())))
        .collect()
}
