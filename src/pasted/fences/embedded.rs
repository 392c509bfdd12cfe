//! Python that stands in something else: in a command for a shell, in the configuration of a pipeline.

use super::super::page::indent;
use super::marks::{End, Fence, Language};

/// Whether a line begins such a piece, and where in it the code begins, if it does in this line.
pub(super) fn open(line: &str) -> Option<(Fence, Option<usize>)> {
    let text = line.trim_end();
    if text.trim_start().starts_with('#') {
        return None;
    }
    let fence = |language, end| Fence { language, end };
    if let Some((language, word)) = here_document(text) {
        return Some((fence(language, End::Line(word)), None));
    }
    if let Some((quote, at)) = argument(line) {
        let has_code = !line[at..].trim().is_empty();
        return Some((
            fence(Language::Python, End::Quote(quote)),
            has_code.then_some(at),
        ));
    }
    if let Some(quote) = text
        .chars()
        .next_back()
        .filter(|_| text.ends_with("@'") || text.ends_with("@\""))
    {
        let is_given = text.contains('=') || text.contains("python");
        let end = End::Line(format!("{quote}@"));
        return is_given.then(|| (fence(Language::Unsaid, end), None));
    }
    is_scalar(text).then(|| (fence(Language::Unsaid, End::Indent(indent(line))), None))
}

/// What a shell reads up to a word: `python3 - <<'EOF'`, `cat > a.py <<EOF`.
fn here_document(text: &str) -> Option<(Language, String)> {
    let (command, word) = text.rsplit_once("<<")?;
    let word = word.trim_start_matches('-').trim();
    let (word, behind) = word.split_once([' ', '|', '>']).unwrap_or((word, ""));
    let word = word.trim_matches(['\'', '"', '\\']);
    let is_word = !word.is_empty()
        && word.chars().all(|c| c.is_alphanumeric() || c == '_')
        && word.starts_with(|c: char| c.is_uppercase() || c == '_');
    let has = |word: &str| command.contains(word) || behind.contains(word);
    let is_command = ["python", "cat ", "tee ", "ssh ", ".py"]
        .into_iter()
        .any(has);
    let language = match has("python") || has(".py") {
        true => Language::Python,
        false => Language::Unsaid,
    };
    let is_statement = command.contains('=') && !command.contains("$(");
    (is_word && is_command && !is_statement).then(|| (language, word.to_owned()))
}

/// The code that a command is given: its quote, and where it begins.
fn argument(line: &str) -> Option<(char, usize)> {
    let at = line
        .find(" -c ")
        .filter(|at| line[..*at].contains("python"))?;
    let before = &line[..at];
    let rest = line[at + " -c ".len()..].trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let is_command = !before.contains(['(', '=', '"', '\'']) && !rest[1..].starts_with('$');
    is_command.then_some((quote, line.len() - rest.len() + 1))
}

/// Where a quote stands in a line that is not escaped, and not between others of the other kind.
pub(super) fn quote(line: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    line.char_indices().find_map(|(at, c)| {
        let is_end = c == quote && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end.then_some(at)
    })
}

/// Whether the lines below, which are indented further, are a text in YAML: `run: |`, `- |`.
fn is_scalar(text: &str) -> bool {
    let Some(head) = text.trim_end_matches(['-', '+']).strip_suffix('|') else {
        return false;
    };
    let key = head.trim().trim_start_matches("- ");
    let is_key = |key: &str| {
        key.chars()
            .all(|c| c.is_alphanumeric() || "_-.".contains(c))
    };
    head.trim() == "-" || (head.ends_with(": ") && key.strip_suffix(':').is_some_and(is_key))
}
