//! No style without a use, no use without a style.

use super::{none, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Classes that a library writes into the page and we only colour.
const FOREIGN: [&str; 3] = ["cm-", "u-", "uplot"];

/// Where a class of the style sheets may be used: everything that makes the page's HTML.
const USERS: [&str; 6] = [
    "src/app/",
    "src/lessons",
    "src/reference",
    "src/chart",
    "static/js/",
    "index.html",
];

#[test]
fn every_class_used_has_a_style() {
    let styled = styled();
    if styled.is_empty() {
        return; // no style sheets yet: nothing is used either, which the next lines would show
    }
    let mut offences = Vec::new();
    for (name, text) in sources() {
        if !name.starts_with("src/app/") || !name.ends_with(".rs") {
            continue;
        }
        for (line, class) in used(&text) {
            if !class.contains('{') && !foreign(&class) && !styled.contains_key(&class) {
                offences.push(format!(
                    "{name}:{line}: class `{class}` has no style in static/css"
                ));
            }
        }
    }
    none(&offences);
}

#[test]
fn every_style_has_a_use() {
    let (mut words, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    for (name, text) in sources() {
        if !USERS.iter().any(|user| name.starts_with(user)) {
            continue;
        }
        for literal in literals(&text) {
            for word in literal.split(|c: char| c.is_whitespace() || "\"'<>=.".contains(c)) {
                match word.split_once('{') {
                    Some((prefix, _)) if !prefix.is_empty() => {
                        prefixes.insert(prefix.to_owned());
                    }
                    _ => {
                        words.insert(word.to_owned());
                    }
                }
            }
        }
    }
    let offences: Vec<String> = (styled().into_iter())
        .filter(|(class, _)| !foreign(class) && !words.contains(class))
        .filter(|(class, _)| {
            !prefixes
                .iter()
                .any(|prefix| class.starts_with(prefix.as_str()))
        })
        .map(|(class, at)| format!("{at}: class `{class}` is used nowhere"))
        .collect();
    none(&offences);
}

fn foreign(class: &str) -> bool {
    FOREIGN.iter().any(|prefix| class.starts_with(prefix))
}

/// Every class of the style sheets, with the place of its first rule.
fn styled() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, text) in sources() {
        if !name.starts_with("static/css/") {
            continue;
        }
        let text = without_comments(&text);
        for (index, line) in text.lines().enumerate() {
            // Only selectors: what stands in a declaration's value (`1.5rem`) is not a class.
            let selector = match line.split_once('{') {
                Some((selector, _)) => selector,
                None if line.trim_end().ends_with(',') && !line.contains(':') => line,
                None if line.trim_start().starts_with('.') => line,
                None => continue,
            };
            for class in classes_of(selector) {
                found
                    .entry(class)
                    .or_insert_with(|| format!("{name}:{}", index + 1));
            }
        }
    }
    found
}

/// The class names in a selector.
fn classes_of(selector: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in selector.match_indices('.') {
        let rest = selector.get(at + 1..).unwrap_or_default();
        let class: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
            .collect();
        if class.starts_with(|c: char| c.is_alphabetic()) {
            found.push(class);
        }
    }
    found
}

/// The style sheet with its comments blanked, lines kept.
fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, next) = after.split_once("*/").unwrap_or((after, ""));
        out.push_str(before);
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = next;
    }
    out + rest
}

/// The class names a component writes: the literals of `class="…"`, `class={…}` and `classes!(…)`.
fn used(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for start in ["class=\"", "class={", "classes!("] {
        for (at, _) in text.match_indices(start) {
            let line = 1 + text
                .get(..at)
                .map_or(0, |before| before.matches('\n').count());
            let open = at + start.len() - 1;
            let rest = text.get(open..).unwrap_or_default();
            let extent = if start.ends_with('"') {
                quoted(rest)
            } else {
                bracketed(rest)
            };
            for literal in literals(extent) {
                found.extend(
                    literal
                        .split_whitespace()
                        .map(|class| (line, class.to_owned())),
                );
            }
        }
    }
    found
}

/// A string literal at the start of `rest`, quotes included.
fn quoted(rest: &str) -> &str {
    let end = rest
        .get(1..)
        .and_then(|inner| inner.find('"'))
        .map_or(rest.len(), |end| end + 2);
    rest.get(..end).unwrap_or(rest)
}

/// Everything up to the bracket that closes the one at the start of `rest`.
fn bracketed(rest: &str) -> &str {
    let mut depth = 0_i32;
    for (at, c) in rest.char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest.get(..=at).unwrap_or(rest);
        }
    }
    rest
}

/// The contents of the double-quoted literals of a text; `{` of a format string is kept.
fn literals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (c, start) {
            ('\\', Some(_)) if !escaped => {
                escaped = true;
                continue;
            }
            ('"', Some(from)) if !escaped => {
                found.extend(text.get(from..at));
                start = None;
            }
            ('"', None) if !text.get(..at).is_some_and(|before| before.ends_with('\'')) => {
                start = Some(at + 1);
            }
            _ => {}
        }
        escaped = false;
    }
    found
}

#[test]
fn reads_classes_as_written() {
    assert_eq!(
        classes_of(".card > .btn.main:hover, a.x-y"),
        ["card", "btn", "main", "x-y"]
    );
    let text =
        r#"html! { <a class="one two"/> <b class={classes!("three", on.then_some("four"))}/> }"#;
    let mut classes: Vec<String> = used(text).into_iter().map(|(_, class)| class).collect();
    classes.sort();
    classes.dedup();
    assert_eq!(classes, ["four", "one", "three", "two"]);
    assert_eq!(without_comments("a /* b\nc */ d"), "a \n d");
}
