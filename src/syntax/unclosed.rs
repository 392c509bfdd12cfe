//! Brackets that are never closed, as while one types: what follows would be read as a part of them.
//!
//! A line that begins with a statement's keyword, no further in than the line of the bracket, cannot stand in
//! brackets. So the bracket is left out of what is parsed, and only its own line is wrong.

use super::layout::{escaped, string};
use std::borrow::Cow;

/// Keywords with which a statement begins, and no line inside of brackets.
const BEGIN: &[&str] = &[
    "async def",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "global",
    "import",
    "nonlocal",
    "pass",
    "raise",
    "return",
    "try:",
    "while",
    "with",
];

/// A bracket that is open: where it stands, and how far its line is indented.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    indent: usize,
}

/// The text with a blank in place of each bracket that a statement follows before it is closed.
pub fn without_unclosed(text: Cow<'_, str>) -> Cow<'_, str> {
    let found = unclosed(&text);
    if found.is_empty() {
        return text;
    }
    let mut text = text.into_owned();
    for at in found {
        text.replace_range(at..=at, " ");
    }
    Cow::Owned(text)
}

fn unclosed(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let (mut open, mut found): (Vec<Open>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut at, mut indent) = (0, 0);
    let mut is_start = true;
    while at < bytes.len() {
        if is_start {
            let code = bytes[at..]
                .iter()
                .take_while(|it| matches!(it, b' ' | b'\t'))
                .count();
            indent = code;
            at += code;
            is_start = false;
            if !open.is_empty() && begins_a_statement(&text[at..]) {
                let lost = open.iter().position(|it| indent <= it.indent);
                let lost = lost.unwrap_or(open.len());
                found.extend(open.drain(lost..).map(|it| it.at));
            }
            continue;
        }
        match bytes[at] {
            b'\n' | b'\r' => is_start = true,
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .take_while(|it| !matches!(it, b'\n' | b'\r'))
                    .count()
                    - 1;
            }
            b'"' | b'\'' => at += string(&text[at..]) - 1,
            b'\\' => at += escaped(&text[at + 1..]),
            b'(' | b'[' | b'{' => open.push(Open { at, indent }),
            b')' | b']' | b'}' => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn begins_a_statement(line: &str) -> bool {
    BEGIN.iter().any(|word| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| {
            !rest.starts_with(|c: char| c.is_alphanumeric() || "_=.,".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        without_unclosed(Cow::Borrowed(text)).into_owned()
    }

    #[test]
    fn a_statement_ends_what_is_open() {
        let text = "def f(p):\n    h = open(p\n    return h.read()\n\n\ndef g(p):\n    pass\n";
        assert_eq!(without(text), text.replace("open(p\n", "open p\n"));
        let nested = "x = [f(a, {1: 2\n\n\ndef g():\n    pass\n";
        assert_eq!(without(nested), nested.replace("[f(a, {1", " f a,  1"));
    }

    #[test]
    fn what_is_closed_stays() {
        for text in [
            "f(\n    a,\n    b,\n)\n",
            "x = '''(\ndef f():\n'''\n",
            "x = \"(\"\ndef f():\n    pass\n",
            "# (\ndef f():\n    pass\n",
            "x = [\n    pass_,\n    returned,\n    with_=1,\n]\n",
            "f(a,\n",
            "x = {\n'class': 1,\n}\n",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
