//! What stands in a notebook or a terminal beside Python: commands, magics, buttons of a page.

mod screen;

use super::page::{Line, Page};
use crate::edits::Replacement;

/// Words of buttons and of menus, in lines of their own.
const BUTTONS: [&str; 26] = [
    "copy code",
    "copy",
    "copied!",
    "copy to clipboard",
    "copy snippet",
    "expand",
    "collapse",
    "run code",
    "edit",
    "run",
    "raw",
    "view raw",
    "open in colab",
    "share",
    "improve this answer",
    "follow",
    "…",
    ".",
    "..",
    "....",
    "[…]",
    "[snip]",
    "<snip>",
    "--snip--",
    "--8<--",
    "-- snip --",
];

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let mut is_foreign = false;
    for (at, line) in page.lines.iter().enumerate() {
        let text = line.text.trim();
        if text.starts_with("# %%") || text.starts_with("In [") {
            is_foreign = false;
        }
        if is_foreign {
            cuts.push(line.drop());
            continue;
        }
        if text.is_empty()
            || page.is_in_string(at)
            || page.lexed().depth(at) > 0
            || goes_on(page, at)
        {
            continue;
        }
        if let Some(magic) = text.strip_prefix("%%") {
            is_foreign = is_of_another_language(magic);
            cuts.push(line.drop());
        } else if let Some(magic) = magic(text) {
            cuts.push(without_magic(line, magic));
        } else if is_command(text) || asks_for_help(text) || is_stopped_at(page, at) {
            cuts.push(dropped(line));
        } else if let Some(at) = line.text.find("= !").or_else(|| line.text.find("= %")) {
            let is_name = line.text[..at]
                .trim()
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_');
            let is_magic = line.text[at + 3..].starts_with(|c: char| c.is_alphabetic());
            if is_name && is_magic {
                cuts.push(line.replace(at + 2, line.text.len(), "None"));
            }
        } else if is_button(page, at) || is_measured(text) || screen::is_shown(text) {
            cuts.push(line.drop());
        }
    }
    cuts
}

/// Whether the line before goes on in this one.
fn goes_on(page: &Page<'_>, at: usize) -> bool {
    at > 0 && page.lines[at - 1].text.ends_with('\\')
}

/// A line is left out; where it may be all that stands in a block, something takes its place.
fn dropped(line: &Line<'_>) -> Replacement {
    match line.indent() {
        0 => line.drop(),
        indent => line.replace(indent, line.text.len(), "pass"),
    }
}

/// Magics of IPython that stand in lines of their own.
const MAGICS: [&str; 44] = [
    "aimport",
    "alias",
    "autoawait",
    "autoreload",
    "bash",
    "capture",
    "cat",
    "cd",
    "colors",
    "conda",
    "config",
    "debug",
    "edit",
    "env",
    "gui",
    "history",
    "load",
    "load_ext",
    "lprun",
    "ls",
    "magic",
    "mamba",
    "matplotlib",
    "memit",
    "mkdir",
    "mprun",
    "notebook",
    "paste",
    "pdb",
    "pip",
    "precision",
    "prun",
    "pwd",
    "pylab",
    "reload_ext",
    "rerun",
    "reset",
    "run",
    "set_env",
    "sql",
    "store",
    "time",
    "timeit",
    "whos",
];

/// The name of a magic that begins a line.
fn magic(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('%')?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
    let is_whole = after.is_empty() || after.starts_with(' ');
    (is_whole && MAGICS.contains(&name)).then_some(name)
}

/// Some magics have a statement behind them.
fn without_magic(line: &Line<'_>, name: &str) -> Replacement {
    let indent = line.indent();
    let end = indent + 1 + name.len();
    let rest = line.text[end..].trim_start();
    match ["time", "timeit", "prun", "memit", "mprun", "lprun"].contains(&name)
        && !rest.starts_with('-')
        && !rest.is_empty()
    {
        true => line.replace(indent, line.text.len() - rest.len(), ""),
        false => dropped(line),
    }
}

/// Whether the rest of a cell with this magic is no Python.
fn is_of_another_language(magic: &str) -> bool {
    const PYTHON: [&str; 9] = [
        "time",
        "timeit",
        "capture",
        "prun",
        "writefile",
        "python",
        "python3",
        "pypy",
        "memit",
    ];
    let name = magic
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .unwrap_or_default();
    !name.is_empty() && !PYTHON.contains(&name)
}

/// Whether a line is for a shell or for a debugger.
fn is_command(text: &str) -> bool {
    let word = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || "./~_(".contains(c));
    let after = |sign: &str| text.strip_prefix(sign).is_some_and(word);
    after("!")
        || after("!!")
        || after("$ ")
        || after("% ")
        || after("❯ ")
        || after("➜ ")
        || text == "$"
        || text.starts_with("+ python")
        || text.starts_with("(Pdb) ")
        || text.starts_with("(Pdb++) ")
        || text.starts_with("ipdb> ")
        || text == "(Pdb)"
        || text.starts_with("PS C:\\")
        || is_dos(text)
        || is_at_host(text)
        || is_heredoc(text)
        || is_stop(text)
}

/// `cat > a.py <<EOF`.
fn is_heredoc(text: &str) -> bool {
    let begins = ["cat ", "tee ", "python ", "python3 "]
        .iter()
        .any(|it| text.starts_with(it));
    let word = text
        .rsplit("<<")
        .next()
        .unwrap_or_default()
        .trim_start_matches('-')
        .trim();
    let word = word.trim_matches(['\'', '"']);
    begins
        && text.contains("<<")
        && !word.is_empty()
        && word.chars().all(|c| c.is_uppercase() || c == '_')
}

/// Where a debugger stands: `> src/a.py(3)f()`.
fn is_stop(text: &str) -> bool {
    let place = text.strip_prefix("> ").unwrap_or_default();
    let is_place = place.contains(".py(") || place.starts_with("<stdin>(");
    is_place && text.contains(')')
}

/// The line of code that a debugger shows below the place.
fn is_stopped_at(page: &Page<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| page.lines[before].text);
    page.lines[at].text.starts_with("-> ") && before.is_some_and(is_stop)
}

/// `C:\Users\jane>python a.py`.
fn is_dos(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text[1..].starts_with(":\\")
        && text.contains('>')
}

/// `jane@host:~/src$ ls`, `(venv) jane@host % ls`, `[jane@host src]# ls`.
fn is_at_host(text: &str) -> bool {
    let text = match text.strip_prefix('(') {
        Some(rest) => rest.split_once(") ").map_or(rest, |(_, rest)| rest),
        None => text.trim_start_matches('['),
    };
    let Some((user, rest)) = text.split_once('@') else {
        return false;
    };
    let is_name = !user.is_empty()
        && user
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let sign = rest.find(['$', '%', '#']);
    is_name
        && sign.is_some_and(|sign| {
            let place = &rest[..sign];
            let ends = rest[sign + 1..].is_empty() || rest[sign + 1..].starts_with(' ');
            ends && !place.contains(['(', '=', '"', '\''])
        })
}

/// `open?`, `?open`, `open??`.
fn asks_for_help(text: &str) -> bool {
    let name = text.trim_matches('?');
    name.len() < text.len()
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._%*".contains(c))
        && !text
            .starts_with(|c: char| c.is_uppercase() && text.ends_with('?') && !text.contains('.'))
}

/// Whether a line is a button of a page: at the beginning or the end, or between pieces of code.
fn is_button(page: &Page<'_>, at: usize) -> bool {
    let text = page.lines[at].text.trim().to_lowercase();
    let next = page
        .lines
        .get(at + 1)
        .map_or(String::new(), |line| line.text.trim().to_lowercase());
    let is_button = |text: &str| BUTTONS.contains(&text);
    // Where a remark on a change stands.
    let is_remark = text.starts_with("comment on line") && text.contains(['+', '-']);
    is_remark || is_button(&text) || (text == "python" && (is_button(&next) || at == 0))
}

/// What `%time` and `%timeit` print.
fn is_measured(text: &str) -> bool {
    text.starts_with("CPU times: ")
        || text.starts_with("Wall time: ")
        || text.contains(" per loop (mean ")
        || is_duration(text)
}

/// How long a cell has taken, as Colab shows it: `0s`, `1m 20s`.
fn is_duration(text: &str) -> bool {
    let text = text.trim_start_matches(['✓', ' ']);
    let is_part = |part: &str| {
        let number = part.trim_end_matches(['h', 'm', 's']);
        number.len() < part.len()
            && number.bytes().all(|it| it.is_ascii_digit())
            && !number.is_empty()
    };
    !text.is_empty() && text.split(' ').all(is_part)
}
