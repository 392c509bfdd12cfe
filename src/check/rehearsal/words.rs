//! Texts that are put together of others.

use super::machine::Machine;
use super::sequences::calculated;
use super::value::{Kind, V};
use crate::syntax::ast::Constant;
use crate::text::Range;

impl Machine<'_> {
    /// What a call gives that only says in another way what it is given: a path, bytes, a text.
    pub(super) fn as_it_is(&self, func: &V, values: &[V]) -> Option<V> {
        match (&func.kind, values) {
            (Kind::Name(name), [only]) => {
                let is_it = matches!(
                    name.as_str(),
                    "str"
                        | "bytes"
                        | "memoryview"
                        | "os.fspath"
                        | "os.fsdecode"
                        | "os.path.abspath"
                        | "os.path.normpath"
                        | "os.path.realpath"
                );
                let is_given = matches!(only.kind, Kind::Given) && self.asked.reads.is_empty();
                (is_it && is_given).then(|| only.clone())
            }
            // Whoever writes a text as bytes says the same.
            (Kind::Member(base, name), [] | [_]) if name == "encode" || name == "decode" => {
                text(base).map(|_| (**base).clone())
            }
            _ => None,
        }
    }

    /// What an operator makes of texts that are known.
    pub(super) fn worded(&self, op: &str, parts: &[V], range: Range) -> Option<V> {
        match (op, parts) {
            ("f-string", _) => self.formatted(range, parts)?.known(),
            ("+", _) => sum(parts),
            ("+=", [_, _]) => {
                let code = self.program.code(range);
                let (target, _) = code.split_once('=')?;
                match target.chars().last()? {
                    '+' => calculated("+", parts).or_else(|| sum(parts)),
                    '-' => calculated("-", parts),
                    _ => None,
                }
            }
            ("%", [pattern, part]) => percent(text(pattern)?, part),
            _ => None,
        }
    }

    /// A formatted string.
    pub(super) fn formatted(&self, range: Range, parts: &[V]) -> Option<Formed> {
        let code = self.program.code(range);
        let start = code.find(['"', '\''])?;
        let is_plain = code[..start].eq_ignore_ascii_case("f");
        let quote = &code[start..=start];
        let inside = code.get(start + 1..code.len().checked_sub(1)?)?;
        if !is_plain || inside.contains(quote) || inside.contains(['\\', '!', ':']) {
            return None;
        }
        filled(inside, parts)
    }
}

/// A text that others are filled in: a `?` stands for what is not known.
pub(super) struct Formed {
    pub(super) text: String,
    is_known: bool,
}

impl Formed {
    /// The text, where every part is known.
    pub(super) fn known(self) -> Option<V> {
        self.is_known.then(|| string(self.text))
    }
}

/// `"{}.csv".format(name)`
pub(super) fn filled(pattern: &str, parts: &[V]) -> Option<Formed> {
    if pattern.contains("{{") || pattern.contains("}}") {
        return None;
    }
    let (mut text, mut is_known) = (String::new(), true);
    let mut parts = parts.iter();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (_, after) = after.split_once('}')?;
        let part = plain(parts.next()?);
        is_known &= part.is_some();
        text.push_str(part.as_deref().unwrap_or("?"));
        rest = after;
    }
    text.push_str(rest);
    parts.next().is_none().then_some(Formed { text, is_known })
}

/// `"%s.csv" % name`
fn percent(pattern: &str, part: &V) -> Option<V> {
    let (before, after) = pattern.split_once("%s")?;
    if before.contains('%') || after.contains('%') {
        return None;
    }
    Some(string(format!("{before}{}{after}", plain(part)?)))
}

/// `"a" + "b"`
fn sum(parts: &[V]) -> Option<V> {
    // A chain may have other operators in it.
    let known = |part| text(part).filter(|text| !text.contains('%'));
    let texts: Option<Vec<&str>> = parts.iter().map(known).collect();
    Some(string(texts?.concat()))
}

/// What such a text is.
pub(super) fn text(value: &V) -> Option<&str> {
    match &value.kind {
        Kind::Constant(Constant::Str(text)) => Some(text),
        _ => None,
    }
}

fn plain(value: &V) -> Option<String> {
    match &value.kind {
        Kind::Constant(Constant::Str(text) | Constant::Number(text)) => Some(text.clone()),
        _ => None,
    }
}

fn string(text: String) -> V {
    V::of(Kind::Constant(Constant::Str(text)))
}
