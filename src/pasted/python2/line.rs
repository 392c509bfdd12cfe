//! A line of Python 2.

use super::super::page::{Line, Page};
use crate::edits::Replacement;

/// What was found so far.
#[derive(Default)]
pub(super) struct Told {
    pub cuts: Vec<Replacement>,
    /// How many things only Python 2 has.
    pub signs: usize,
}

/// Modules that have moved.
const MOVED: [(&str, &str); 6] = [
    ("urllib2", "urllib.request"),
    ("httplib", "http.client"),
    ("SocketServer", "socketserver"),
    ("BaseHTTPServer", "http.server"),
    ("Queue", "queue"),
    ("xmlrpclib", "xmlrpc.client"),
];

/// What is replaced in a line.
pub(super) fn in_line(page: &Page<'_>, at: usize, line: &Line<'_>, told: &mut Told) {
    let reader = Reader { page, line };
    reader.tokens(told);
    if page.lexed().depth(at) > 0 || page.is_in_string(at) {
        return;
    }
    let text = line.text;
    let mut begin = line.indent();
    while begin < text.len() {
        let end = reader.find(begin, ";").unwrap_or(text.len());
        let head = reader.find(begin, ":").filter(|colon| *colon < end);
        let body = head.map_or(begin, |colon| colon + 1);
        let body = body + (text[body..].len() - text[body..].trim_start().len());
        reader.head(begin, head, told);
        if head.is_none()
            || ["else", "try", "finally"].contains(&text[begin..body].trim_end_matches([':', ' ']))
            || body < end
        {
            reader.statement(at, body.min(end), end, told);
        }
        begin = end + 1;
    }
}

/// Reads one line.
struct Reader<'a, 't> {
    page: &'a Page<'t>,
    line: &'a Line<'t>,
}

impl Reader<'_, '_> {
    fn is_code(&self, at: usize) -> bool {
        self.page.lexed().is_code(self.line.start as usize + at)
    }

    /// Where something stands in the code of the line outside of brackets, from a place on.
    fn find(&self, from: usize, wanted: &str) -> Option<usize> {
        let text = self.line.text;
        let mut depth = 0_i32;
        for (at, c) in text.char_indices().filter(|(at, _)| *at >= from) {
            if !self.is_code(at) {
                continue;
            }
            if depth <= 0 && text[at..].starts_with(wanted) {
                return Some(at);
            }
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The end of the code of the line, before a comment.
    fn end_of_code(&self, end: usize) -> usize {
        let text = &self.line.text[..end];
        let comment = text.match_indices('#').find(|(at, _)| {
            let class = self.page.lexed().class(self.line.start as usize + at);
            class == super::super::lexed::Class::Comment
        });
        text[..comment.map_or(end, |(at, _)| at)].trim_end().len()
    }

    /// `<>`, numbers such as `0777` and `10L`, strings such as `ur""`, code between backquotes, `file(…)`.
    fn tokens(&self, told: &mut Told) {
        let text = self.line.text;
        let bytes = text.as_bytes();
        let mut open: Option<usize> = None;
        let mut at = 0;
        while at < bytes.len() {
            if !self.is_code(at) {
                at += 1;
                continue;
            }
            let word = word_at(text, at);
            match bytes[at] {
                b'<' if text[at..].starts_with("<>") => {
                    self.put(at, at + 2, "!=", told);
                    told.signs += 1;
                }
                b'`' => match open.take() {
                    None => open = Some(at),
                    Some(start) => {
                        self.put(start, start + 1, "repr(", told);
                        self.put(at, at + 1, ")", told);
                    }
                },
                b'0'..=b'9' => self.number(at, word, told),
                _ if ["ur", "UR", "Ur", "uR"].contains(&word)
                    && text[at + 2..].starts_with(['"', '\'']) =>
                {
                    self.put(at, at + 1, "", told);
                    told.signs += 1;
                }
                _ if word == "file"
                    && text[at + 4..].starts_with('(')
                    && !is_attribute(text, at) =>
                {
                    self.put(at, at + 4, "open", told);
                }
                _ => {}
            }
            at += word.len().max(1);
            while at < bytes.len() && !text.is_char_boundary(at) {
                at += 1;
            }
        }
    }

    fn number(&self, at: usize, word: &str, told: &mut Told) {
        let digits = word.trim_end_matches(['L', 'l']);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if word.len() > digits.len() && is_whole {
            self.put(at + digits.len(), at + word.len(), "", told);
            told.signs += 1;
        }
        if is_whole
            && digits.len() > 1
            && digits.starts_with('0')
            && !digits.trim_start_matches('0').is_empty()
            && !digits.contains(['8', '9'])
            && !self.line.text[at + word.len()..].starts_with('.')
        {
            self.put(at, at + 1, "0o", told);
            told.signs += 1;
        }
    }

    /// `except E, e:`, and imports of modules that have moved.
    fn head(&self, begin: usize, colon: Option<usize>, told: &mut Told) {
        let text = self.line.text;
        let rest = &text[begin..];
        let colon = colon.filter(|_| rest.starts_with("except "));
        let comma = colon.and_then(|colon| self.find(begin, ",").filter(|comma| *comma < colon));
        if let (Some(colon), Some(comma)) = (colon, comma) {
            let name = text[comma + 1..colon].trim();
            let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_')
                && name.starts_with(|c: char| c.is_lowercase() || c == '_');
            if is_name {
                let with = match text[comma + 1..].starts_with(' ') {
                    true => " as",
                    false => " as ",
                };
                self.put(comma, comma + 1, with, told);
                told.signs += 1;
            }
        }
        for (old, new) in MOVED {
            let of = |word: &str| {
                let rest = rest.strip_prefix(word)?;
                let after = rest.strip_prefix(old)?;
                after
                    .chars()
                    .next()
                    .is_none_or(|c| !(c.is_alphanumeric() || c == '_'))
                    .then_some(after)
            };
            if let Some(after) = of("import ") {
                told.signs += 1;
                let at = begin + "import ".len();
                let with = match after.trim_start().starts_with("as ") {
                    true => new.to_owned(),
                    false => format!("{new} as {old}"),
                };
                self.put(at, at + old.len(), &with, told);
            } else if of("from ").is_some() {
                told.signs += 1;
                let at = begin + "from ".len();
                self.put(at, at + old.len(), new, told);
            }
        }
    }

    /// `print x`, `exec "…"`, `raise E, "m"`.
    fn statement(&self, line: usize, begin: usize, end: usize, told: &mut Told) {
        let text = self.line.text;
        let end = self.end_of_code(end);
        let rest = text.get(begin..end).unwrap_or_default();
        if let Some(value) = rest.strip_prefix("raise ") {
            let start = begin + (rest.len() - value.len());
            if let Some(comma) = self.find(start, ",").filter(|comma| *comma < end) {
                let second = self.find(comma + 1, ",").filter(|comma| *comma < end);
                self.put(
                    comma,
                    comma + 1 + usize::from(text[comma + 1..].starts_with(' ')),
                    "(",
                    told,
                );
                match second {
                    Some(second) => {
                        self.put(
                            second,
                            second + 1 + usize::from(text[second + 1..].starts_with(' ')),
                            ").with_traceback(",
                            told,
                        );
                        self.put(end, end, ")", told);
                    }
                    None => self.put(end, end, ")", told),
                }
                told.signs += 1;
            }
            return;
        }
        let word = ["print", "exec"]
            .into_iter()
            .find(|word| rest.starts_with(word));
        let Some(word) = word else {
            return;
        };
        let after = &rest[word.len()..];
        let value = after.trim_start();
        let is_statement = match value.chars().next() {
            Some('"' | '\'' | '`') => true,
            Some(c) if after.len() > value.len() => {
                let next = word_at(value, 0);
                let operator = ["in", "is", "and", "or", "if", "else", "for", "as"].contains(&next);
                !operator
                    && (c.is_alphanumeric()
                        || c == '_'
                        || value.starts_with(">>")
                        || c == '['
                        || c == '{')
            }
            Some('>') => value.starts_with(">>"),
            _ => false,
        };
        if !is_statement || self.page.lexed().depth(line + 1) > 0 || self.line.text.ends_with('\\')
        {
            return;
        }
        told.signs += 1;
        let start = begin + (rest.len() - value.len());
        let values = text[start..end].trim_end_matches([',', ' ']).len() + start;
        if word == "exec" {
            self.put(begin + word.len(), start, "(", told);
            if let Some(within) = self.find(start, " in ").filter(|at| *at < end) {
                self.put(within, within + 4, ", ", told);
            }
            return self.put(end, end, ")", told);
        }
        let mut tail = match values < end {
            true => ", end=\" \")".to_owned(),
            false => ")".to_owned(),
        };
        let mut from = start;
        if value.starts_with(">>") {
            let comma = self.find(start, ",").filter(|comma| *comma < values);
            let stream = text[start + 2..comma.unwrap_or(values)].trim();
            tail = format!(
                "{}file={stream}{tail}",
                if comma.is_some() { ", " } else { "" }
            );
            from = comma.map_or(values, |comma| comma + 1);
            from += text[from..values].len() - text[from..values].trim_start().len();
        }
        self.put(begin + word.len(), from, "(", told);
        self.put(values, end, &tail, told);
    }

    fn put(&self, from: usize, to: usize, with: &str, told: &mut Told) {
        told.cuts.push(self.line.replace(from, to, with));
    }
}

/// The word that begins at a place.
fn word_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    &rest[..end]
}

fn is_attribute(text: &str, at: usize) -> bool {
    text[..at].ends_with('.') || text[..at].trim_end().ends_with("def")
}
