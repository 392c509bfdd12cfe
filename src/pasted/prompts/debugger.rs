//! The prompts of a debugger: what is typed there is a command, or else Python.

use super::super::page::digits;
use super::Prompt;

const PROMPTS: [&str; 7] = [
    "(Pdb)", "(Pdb++)", "(Pdb+)", "((Pdb))", "ipdb>", "(ipdb)", "pdb>",
];

/// Commands that are answered with a part of the program.
const LISTS: [&str; 4] = ["l", "list", "ll", "longlist"];
/// The other commands of pdb.
const COMMANDS: [&str; 66] = [
    "a",
    "alias",
    "args",
    "b",
    "break",
    "bt",
    "c",
    "cl",
    "clear",
    "commands",
    "condition",
    "cont",
    "continue",
    "d",
    "debug",
    "disable",
    "display",
    "down",
    "enable",
    "exceptions",
    "exit",
    "h",
    "help",
    "ignore",
    "interact",
    "j",
    "jump",
    "n",
    "next",
    "p",
    "pinfo",
    "pinfo2",
    "pdef",
    "pdoc",
    "pp",
    "psource",
    "q",
    "quit",
    "r",
    "restart",
    "return",
    "retval",
    "run",
    "rv",
    "s",
    "source",
    "step",
    "sticky",
    "tbreak",
    "u",
    "unalias",
    "undisplay",
    "unt",
    "until",
    "up",
    "w",
    "whatis",
    "where",
    "context",
    "edit",
    "hf_hide",
    "hf_list",
    "hf_unhide",
    "skip_hidden",
    "track",
    "EOF",
];
/// Those that are given an expression, which may stand between brackets.
const SHOW: [&str; 6] = ["p", "pp", "whatis", "display", "source", "help"];

/// What a line begins with, if that is a debugger's.
pub(super) fn prompt(line: &str) -> Option<Prompt> {
    let rest = PROMPTS
        .iter()
        .find_map(|prompt| line.strip_prefix(prompt))?;
    if !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let code = rest.trim_start();
    let at = line.len() - code.len();
    let end = code.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    let (word, after) = code.split_at(end.unwrap_or(code.len()));
    Some(match code.strip_prefix('!') {
        Some(statement) => Prompt::First(line.len() - statement.trim_start().len()),
        None if code.is_empty() || code.starts_with(['?', '#']) => Prompt::Answer,
        None if is_statement(word, after) => Prompt::First(at),
        None if LISTS.contains(&word) => Prompt::Listing,
        None if COMMANDS.contains(&word) => Prompt::Answer,
        None => Prompt::First(at),
    })
}

/// Whether a word that may be a command is a name, by what follows it.
fn is_statement(word: &str, after: &str) -> bool {
    let assigned = after.trim_start().strip_prefix('=');
    assigned.is_some_and(|value| !value.starts_with('='))
        || after.starts_with(['.', '[', ','])
        || (after.starts_with('(') && !SHOW.contains(&word))
}

/// Whether a line of a listing is code: its number was taken off.
pub(super) fn is_listed(line: &str) -> bool {
    digits(line.trim_start()).is_none() && line.trim() != "[EOF]"
}
