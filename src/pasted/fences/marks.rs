//! The lines that begin and end a piece of code.

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
    /// What ends it.
    end: &'static str,
    /// How long a fence of signs is.
    length: usize,
}

/// Whether a line begins a piece of code, and where in it the code begins, if it does in this line.
pub(super) fn open(line: &str) -> Option<(Fence, Option<usize>)> {
    let text = line.trim_start();
    let before = line.len() - text.len();
    let lower = text.to_ascii_lowercase();
    let fence = |language, end| Fence {
        language,
        end,
        length: 0,
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
            let language = rest[..at].trim_start_matches([':', '=', '|']);
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
    backquotes(line, text, before)
}

/// Fences of backquotes and tildes; backquotes may stand behind other words, as in a chat.
fn backquotes(line: &str, text: &str, before: usize) -> Option<(Fence, Option<usize>)> {
    for (sign, end) in [('`', "```"), ('~', "~~~")] {
        let length = text.len() - text.trim_start_matches(sign).len();
        if length < 3 {
            continue;
        }
        let info = &text[length..];
        let fence = |language| Fence {
            language,
            end,
            length,
        };
        let is_info = !info.contains(['(', '`'])
            && (info.starts_with('{')
                || !info.trim().contains([' ', '='])
                || info.contains("title="));
        let is_word = is_info
            || info
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
        end: "```",
        length: 3,
    };
    is_code.then_some((fence, Some(at + 3)))
}

/// Whether a line ends a piece of code, and where in it the code ends.
pub(super) fn close(line: &str, fence: &Fence) -> Option<usize> {
    let text = line.trim();
    if fence.length > 0 {
        let sign = fence.end.chars().next()?;
        let is_fence = text.len() >= fence.length && text.chars().all(|c| c == sign);
        if is_fence {
            return Some(0);
        }
        let code = text.strip_suffix(fence.end)?;
        let is_end = sign == '`' && !code.contains("```");
        return is_end.then(|| line.trim_end().len() - fence.end.len());
    }
    let lower = line.to_ascii_lowercase();
    let at = lower.find(fence.end)?;
    (lower[at + fence.end.len()..].trim().is_empty() || lower[..at].trim().is_empty()).then_some(at)
}

/// What a language's name says.
fn said(name: &str) -> Language {
    const PYTHON: [&str; 14] = [
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
