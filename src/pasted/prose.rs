//! What is prose and what is code, line by line: for layers that leave out what stands around code.

use crate::syntax;

/// Words that two names may stand beside in Python.
const KEYWORDS: [&str; 36] = [
    "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del",
    "elif", "else", "except", "exec", "finally", "for", "from", "global", "if", "import", "in",
    "is", "lambda", "match", "nonlocal", "not", "or", "pass", "print", "raise", "return", "try",
    "type", "while", "with",
];

/// Words that begin a statement.
const BEGIN: [&str; 25] = [
    "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "nonlocal", "pass", "raise",
    "return", "try", "while", "with", "yield",
];

/// Whether a line is a sentence, or a part of one, and no Python.
pub(super) fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let line = line.trim_start_matches(['*', '-', '•', '#', '>', ' ']);
    let begins = line.starts_with(|c: char| c.is_alphabetic() || "“‘\"".contains(c));
    if !begins || line.contains("\"\"\"") || line.contains("'''") {
        return false;
    }
    let assigns = line.contains(" = ") || line.contains(" == ");
    let code = outside_of_strings(line);
    let mut last: Option<&str> = None;
    for word in code.split(' ').filter(|word| !word.is_empty()) {
        let name = word.trim_end_matches([',', '.', '!', '?', ':', ';']);
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_’-".contains(c))
            && name.starts_with(|c: char| c.is_alphabetic())
            && !KEYWORDS.contains(&name);
        if is_name && last.is_some() && !assigns {
            return true;
        }
        last = (is_name && name.len() == word.len()).then_some(name);
    }
    let ends = line.ends_with(['.', '!', '?']) && !line.ends_with("...");
    ends && !assigns && !line.contains(['(', '=', '['])
}

/// Whether a line is words and signs that no program has: less than a sentence, as where one is told among
/// sentences.
pub(super) fn are_words(line: &str) -> bool {
    const BETWEEN: [&str; 8] = ["and", "else", "for", "if", "in", "is", "not", "or"];
    let line = line.trim();
    let marks = ['=', '*', '~', '-', ' '];
    let text = line.trim_matches(marks);
    if is_code(line) || line.contains(['(', '[', '{', '@']) || text.contains('=') {
        return false;
    }
    let mut words = text.split_whitespace();
    let (first, second) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let is_word = |word: &str| {
        let word = word.trim_end_matches([',', '.', '!', '?', ':', ';', '…']);
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || "'’,.-/".contains(c))
    };
    let is_heading = text.len() < line.len() && line.len() > 1 && second.is_empty();
    let are_two = is_word(second)
        && !BETWEEN.contains(&second)
        && !KEYWORDS.contains(&first)
        && !first.ends_with([',', ':']);
    is_prose(line)
        || (is_heading && (text.is_empty() || is_word(text)))
        || (is_word(first) && are_two)
}

fn outside_of_strings(line: &str) -> String {
    let mut quote = None;
    let kept = line.chars().map(|c| match quote {
        Some(it) if it == c => {
            quote = None;
            '"'
        }
        Some(_) => '"',
        None if c == '"' => {
            quote = Some(c);
            c
        }
        None => c,
    });
    let kept: String = kept.collect();
    match kept.find(" #") {
        Some(at) => kept[..at].to_owned(),
        None => kept,
    }
}

/// Whether a line is surely code: a statement that is no sentence.
pub(super) fn is_code(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || is_prose(line) {
        return false;
    }
    if line.starts_with('@') {
        return true;
    }
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    let word = &line[..end.unwrap_or(line.len())];
    let heads = [
        "class", "def", "for", "if", "while", "with", "try", "else", "elif", "except",
    ];
    if heads.contains(&word) {
        return line.trim_end_matches(|c: char| c != ':' && c != '(').len() > word.len();
    }
    BEGIN.contains(&word) || is_assignment(line) || is_call(line)
}

/// Whether a line binds a name: `name = …`, `name.attr = …`, `a, b = …`.
fn is_assignment(line: &str) -> bool {
    let Some((target, value)) = line.split_once('=') else {
        return false;
    };
    let target = target
        .trim_end_matches(['+', '-', '*', '/', '|', '&'])
        .trim();
    let plain = |c: char| c.is_alphanumeric() || "_.,[]'\" ()*:".contains(c);
    !value.is_empty()
        && !value.starts_with('=')
        && target.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '(')
        && target.chars().all(plain)
}

/// Whether a line calls something and does nothing else.
fn is_call(line: &str) -> bool {
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    let starts = line.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts && end.is_some_and(|end| line[end..].starts_with('(')) && line.ends_with([')', '(', ','])
}

/// Whether a text is Python without a mistake, and more than a word.
pub(super) fn is_python(text: &str) -> bool {
    text.lines().any(is_code) && syntax::parse(text).problems.is_empty()
}
