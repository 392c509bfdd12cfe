//! The lines that begin and end a piece of code.

use super::super::page::indent;
use super::embedded;

/// What a piece of code is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Python, or something that has Python in it.
    Python,
    /// That is not said.
    Unsaid,
    /// Another one.
    Other,
}

/// How a piece of code was begun.
pub(super) struct Fence {
    pub language: Language,
    pub end: End,
}

/// What ends a piece of code.
pub(super) enum End {
    /// A line of this sign, so many times or more.
    Signs(char, usize),
    /// Such words, in small letters.
    Words(&'static str),
    /// A line with nothing else.
    Line(String),
    /// This quote.
    Quote(char),
    /// A line that is indented no further, which is no part of it.
    Indent(usize),
}

/// Where a piece of code ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// In a line, behind so many bytes.
    In(usize),
    /// Before a line.
    Before,
}

/// Whether a line begins a piece of code, and where in it the code begins, if it does in this line; `above` is
/// the line before.
pub(super) fn open(line: &str, above: &str) -> Option<(Fence, Option<usize>)> {
    let text = line.trim_start();
    let before = line.len() - text.len();
    let lower = text.to_ascii_lowercase();
    let fence = |language, end| Fence {
        language,
        end: End::Words(end),
    };
    if let Some(language) = lower.strip_prefix("#+begin_src") {
        return Some((fence(said(language), "#+end_src"), None));
    }
    if lower.starts_with("#+begin_example") {
        return Some((fence(Language::Unsaid, "#+end_example"), None));
    }
    for (start, end) in [
        ("{code", "{code}"),
        ("{noformat", "{noformat}"),
        ("[code", "[/code]"),
        ("[python", "[/python]"),
    ] {
        let close = if start.starts_with('{') { '}' } else { ']' };
        if let Some(rest) = lower.strip_prefix(start)
            && let Some(at) = rest.find(close)
            && (at == 0 || rest.starts_with([':', '=', '|']))
        {
            // Beside the language there may be a title: `{code:title=a.py|language=python}`.
            let mut parts = rest[..at]
                .split([':', '|'])
                .map(|part| part.trim_start_matches('='));
            let language = parts.find_map(|part| match part.split_once('=') {
                Some(("language" | "lang", language)) => Some(language),
                Some(_) => None,
                None => Some(part).filter(|part| !part.is_empty()),
            });
            let language = language.unwrap_or_default();
            let from = start.len() + at + 1;
            let has_code = !text[from..].trim().is_empty();
            return Some((
                fence(said(language), end),
                has_code.then_some(before + from),
            ));
        }
    }
    for name in ["lstlisting", "verbatim", "minted", "pythoncode"] {
        let begins = lower.strip_prefix("\\begin{");
        if begins.is_some_and(|rest| rest.starts_with(name)) {
            return Some((fence(Language::Unsaid, "\\end{"), None));
        }
    }
    if let Some(rest) = lower.strip_prefix("{{{") {
        return Some((fence(said(rest.trim_start_matches("#!")), "}}}"), None));
    }
    embedded::open(line)
        .or_else(|| asciidoc(text, above))
        .or_else(|| backquotes(line, text, before))
}

/// AsciiDoc: four dashes below `[source,python]`.
fn asciidoc(text: &str, above: &str) -> Option<(Fence, Option<usize>)> {
    let length = text.trim_end().len();
    let is_rule = length >= 4 && text.trim_end().bytes().all(|byte| byte == b'-');
    let attributes = above.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (kind, language) = attributes.split_once(',').unwrap_or((attributes, ""));
    let is_code = ["", "source", "listing"].contains(&kind);
    let fence = || Fence {
        language: said(language.split(',').next().unwrap_or_default()),
        end: End::Signs('-', length),
    };
    (is_rule && is_code).then(|| (fence(), None))
}

/// Fences of backquotes and tildes; backquotes may stand behind other words, as in a chat.
fn backquotes(line: &str, text: &str, before: usize) -> Option<(Fence, Option<usize>)> {
    for sign in ['`', '~'] {
        let length = text.len() - text.trim_start_matches(sign).len();
        if length < 3 {
            continue;
        }
        let info = &text[length..];
        let fence = |language| Fence {
            language,
            end: End::Signs(sign, length),
        };
        // Carets point at what stands in the line above.
        if info.contains('^') {
            return None;
        }
        let is_info = !info.contains(['(', '`'])
            && (info.starts_with('{')
                || !info.trim().contains([' ', '='])
                || info.contains("title="));
        let is_word = is_info
            || info
                .trim_start()
                .split(' ')
                .next()
                .is_some_and(|it| said(it) == Language::Python);
        return Some(match is_word {
            true => (fence(said(info)), None),
            false => (fence(Language::Unsaid), Some(before + length)),
        });
    }
    let at = line.find("```")?;
    let rest = &line[at + 3..];
    let ends = rest.contains("```");
    let is_code = !rest.trim().is_empty() && !ends && !line[..at].contains(['"', '\'', '#']);
    let fence = Fence {
        language: Language::Unsaid,
        end: End::Signs('`', 3),
    };
    is_code.then_some((fence, Some(at + 3)))
}

/// Whether a line ends a piece of code, and where.
pub(super) fn close(line: &str, fence: &Fence) -> Option<Close> {
    let text = line.trim();
    match &fence.end {
        End::Signs(sign, length) => {
            if text.len() >= *length && text.chars().all(|c| c == *sign) {
                return Some(Close::In(0));
            }
            let code = text.strip_suffix("```").filter(|_| *sign == '`')?;
            (!code.contains("```")).then(|| Close::In(line.trim_end().len() - 3))
        }
        End::Words(words) => {
            let lower = line.to_ascii_lowercase();
            let at = lower.find(words)?;
            let is_alone =
                lower[at + words.len()..].trim().is_empty() || lower[..at].trim().is_empty();
            is_alone.then_some(Close::In(at))
        }
        // A shell may ask for each of the lines.
        End::Line(word) => {
            (text.strip_prefix("> ").unwrap_or(text) == word).then_some(Close::In(0))
        }
        End::Quote(quote) => embedded::quote(line, *quote).map(Close::In),
        End::Indent(margin) => {
            (!text.is_empty() && indent(line) <= *margin).then_some(Close::Before)
        }
    }
}

/// What a language's name says.
pub(super) fn said(name: &str) -> Language {
    const PYTHON: [&str; 15] = [
        "python",
        "py",
        "python3",
        "python2",
        "py3",
        "pycon",
        "ipython",
        "ipython3",
        "gyp",
        "repl",
        "sage",
        "diff",
        "patch",
        "suggestion",
        "code-cell",
    ];
    let name = name.trim().trim_start_matches(['{', '.', '#', '!', ' ']);
    let end = name.find(|c: char| !(c.is_alphanumeric() || "-+_".contains(c)));
    let word = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
    match word.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "code" => Language::Unsaid,
        _ if PYTHON.contains(&word.as_str()) || word.starts_with("python") => Language::Python,
        _ => Language::Other,
    }
}
