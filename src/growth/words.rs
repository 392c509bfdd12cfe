//! What names say of how many different things they name.

mod open;

use super::keys::Space;
use open::OPEN;

/// Words for things of which a program knows a few.
const CLOSED: &[&str] = &[
    "action",
    "alias",
    "attr",
    "attribute",
    "axis",
    "backend",
    "callback",
    "category",
    "channel",
    "charset",
    "class",
    "cls",
    "codec",
    "color",
    "column",
    "cmd",
    "command",
    "country",
    "currency",
    "dev",
    "device",
    "dialect",
    "dim",
    "driver",
    "dtype",
    "encoding",
    "engine",
    "env",
    "environment",
    "ext",
    "extension",
    "factory",
    "family",
    "feature",
    "field",
    "flag",
    "flags",
    "fmt",
    "fn",
    "format",
    "func",
    "function",
    "handler",
    "hook",
    "hour",
    "index",
    "kind",
    "klass",
    "lang",
    "language",
    "layer",
    "level",
    "locale",
    "method",
    "minute",
    "mode",
    "model",
    "module",
    "month",
    "name",
    "namespace",
    "node",
    "op",
    "opcode",
    "operator",
    "option",
    "package",
    "phase",
    "plugin",
    "prefix",
    "profile",
    "property",
    "protocol",
    "region",
    "role",
    "scheme",
    "scope",
    "section",
    "setting",
    "severity",
    "shape",
    "signal",
    "size",
    "stage",
    "state",
    "status",
    "step",
    "suffix",
    "symbol",
    "table",
    "tag",
    "tenant",
    "theme",
    "topic",
    "type",
    "typ",
    "unit",
    "variant",
    "verb",
    "version",
    "view",
    "weekday",
    "width",
    "zone",
];

/// What a name says, by its last word, and otherwise by the others.
pub(super) fn of_a_name(name: &str) -> Space {
    let words: Vec<String> = parts(name);
    let Some(last) = words.last() else {
        return Space::Unknown;
    };
    if CLOSED.contains(&last.as_str()) {
        return Space::Closed;
    }
    let is_open = |word: &String| {
        let one = word.strip_suffix('s').unwrap_or(word);
        OPEN.contains(&word.as_str()) || OPEN.contains(&one) || is_an_identifier(word)
    };
    match words.iter().any(is_open) {
        true => Space::Open,
        false => Space::Unknown,
    }
}

/// Whether a name is that of what a program has for many requests alike: a route, a template.
pub(super) fn is_a_pattern(name: &str) -> bool {
    let last = parts(name).pop().unwrap_or_default();
    matches!(
        last.as_str(),
        "route" | "rule" | "template" | "pattern" | "resolver" | "match"
    )
}

/// Whether a word is the name of an identifier: `userid`, `chatids`.
fn is_an_identifier(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "avoid", "fluid", "grid", "hybrid", "invalid", "liquid", "overlaid", "paid", "said",
        "solid", "valid", "void",
    ];
    let one = word.strip_suffix('s').unwrap_or(word);
    one.len() > 3 && one.ends_with("id") && !OTHERS.contains(&one)
}

/// What an attribute says whatever it is of: what every object has of its class is one of a few.
pub(super) fn of_an_attribute(attr: &str) -> Option<Space> {
    match attr {
        "__class__" | "__name__" | "__qualname__" | "__module__" => Some(Space::Closed),
        "id" | "pk" | "uid" | "uuid" => Some(Space::Open),
        _ => None,
    }
}

/// Whether a name is that of something that the program has written down and does not change.
pub(super) fn is_constant(name: &str) -> bool {
    let has_letter = name.chars().any(char::is_alphabetic);
    has_letter && !name.chars().any(char::is_lowercase)
}

/// The words of a name, in small letters: of `lastSeen_at` three.
fn parts(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            was_small = false;
            words.push(String::new());
            continue;
        }
        if words.is_empty() || (c.is_uppercase() && was_small) {
            words.push(String::new());
        }
        was_small = c.is_lowercase() || c.is_ascii_digit();
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
