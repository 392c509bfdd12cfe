//! Sessions with Python: prompts are cut off, and what Python answered is left out.

mod debugger;
mod notebook;

use super::page::{Line, Page, indent};
use super::prose::{is_code, is_prose, is_python};
use crate::edits::Replacement;
use crate::syntax::{self, names::bound_names};

/// What stands at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prompt {
    /// A statement begins behind so many bytes.
    First(usize),
    /// It goes on behind so many bytes.
    More(usize),
    /// An answer.
    Answer,
    /// A command, which is answered with a part of the program.
    Listing,
    /// Nothing of that.
    None,
}

/// Whether a text is of IPython: its prompts can be read as annotations, so that nothing is wrong.
pub(super) fn is_ipython(text: &str) -> bool {
    let at_start = |at: usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
    let mut found = text.match_indices("In").filter(|(at, _)| at_start(*at));
    let is_prompt = |line: Line<'_>| matches!(ipython(line.text), Prompt::First(_));
    found.any(|(at, _)| matches!(ipython(&text[at..]), Prompt::First(_)))
        && Page::new(text).outside().any(|(_, line)| is_prompt(line))
        && !binds_in(text)
}

/// Whether a program has a name `In` of its own: then `In [1]: int` is an annotation.
fn binds_in(text: &str) -> bool {
    bound_names(&syntax::parse(text).module.body).contains("In")
}

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let cells = notebook::cuts(page);
    if !cells.is_empty() {
        return cells;
    }
    let may_be_ipython =
        ["In [", "In["].iter().any(|it| page.text.contains(it)) && !binds_in(page.text);
    let prompts: Vec<Prompt> = (page.lines.iter().enumerate())
        .map(|(at, line)| match prompt(line.text) {
            it if page.is_in_string(at) => continued(it),
            Prompt::None if may_be_ipython => ipython(line.text),
            it => it,
        })
        .collect();
    let is_asked = prompts
        .iter()
        .any(|it| matches!(it, Prompt::First(_) | Prompt::Listing));
    let first = prompts
        .iter()
        .position(|it| !matches!(it, Prompt::None | Prompt::More(_)));
    match first {
        Some(first) if is_asked && !is_documentation(page, first) => session(page, &prompts, first),
        _ => Vec::new(),
    }
}

/// Whether prompts stand in the documentation of a function: behind a line of code that is indented less.
fn is_documentation(page: &Page<'_>, first: usize) -> bool {
    let margin = indent(page.lines[first].text);
    let before = page.lines[..first].iter();
    let holds = |line: &Line<'_>| {
        let text = line.text.trim_start();
        line.indent() < margin && (text.starts_with("def ") || text.starts_with("class "))
            || text.contains("\"\"\"")
            || text.contains("'''")
    };
    margin > 0 && before.clone().any(holds)
        || before
            .filter(|line| line.text.contains("\"\"\"") || line.text.contains("'''"))
            .count()
            % 2
            == 1
}

fn session(page: &Page<'_>, prompts: &[Prompt], first: usize) -> Vec<Replacement> {
    let has_more = prompts.iter().any(|it| matches!(it, Prompt::More(_)));
    let mut cuts = Vec::new();
    // What stands before the first prompt is code, or said by Python or by a person.
    let head = page
        .text
        .get(..page.lines[first].start as usize)
        .unwrap_or_default();
    let keeps_head = is_python(head);
    if !keeps_head {
        cuts.extend(page.lines[..first].iter().map(Line::drop));
    }
    let mut state = State::Answer;
    for (at, line) in page.lines.iter().enumerate().skip(first) {
        state = match prompts[at] {
            Prompt::First(end) => {
                cuts.push(line.behind(end));
                match is_open(&line.text[end..]) {
                    true => State::Open(margin(line.text, end)),
                    false => State::Whole,
                }
            }
            Prompt::More(end) if state != State::Answer => {
                cuts.push(line.behind(end));
                State::Asked
            }
            Prompt::Answer => {
                cuts.push(line.drop());
                State::Answer
            }
            Prompt::Listing => {
                cuts.push(line.drop());
                State::Listing
            }
            Prompt::None | Prompt::More(_) => match state {
                // Without a prompt: a blank line ends it, or a line that is not indented.
                State::Open(margin) if !has_more && (line.indent() > margin || line.is_blank()) => {
                    state
                }
                // IPython has no prompt on further lines where they were copied from a page.
                State::Listing if debugger::is_listed(line.text) => state,
                State::Whole if !has_more && is_further(page, at, first) => state,
                _ if is_program(page, prompts, at, state) => {
                    state = State::Program;
                    state
                }
                _ => {
                    cuts.push(line.drop());
                    State::Answer
                }
            },
        };
    }
    match is_mostly_code(page, prompts, &cuts) {
        true => Vec::new(),
        false => cuts,
    }
}

/// Whether more definitions and the like are left out than there are prompts: then these stand in the
/// documentation of a program.
fn is_mostly_code(page: &Page<'_>, prompts: &[Prompt], cuts: &[Replacement]) -> bool {
    const HEADS: [&str; 9] = [
        "def ", "class ", "import ", "from ", "return ", "@", "if ", "for ", "raise ",
    ];
    let asked = prompts.iter().filter(|it| matches!(it, Prompt::First(_)));
    let asked = asked.count();
    let mut cuts = cuts.iter().peekable();
    let dropped = page.lines.iter().filter(|line| {
        while cuts.next_if(|it| it.range.end <= line.start).is_some() {}
        let is_dropped =
            |it: &&Replacement| (it.range.start, it.range.end) == (line.start, line.end);
        cuts.peek().is_some_and(is_dropped)
    });
    let heads = dropped.filter(|line| {
        let text = line.text.trim_start();
        HEADS.iter().any(|head| text.starts_with(head)) && is_code(text)
    });
    heads.count() > asked
}

/// Where one is in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Behind a statement that is whole.
    Whole,
    /// Behind the head of a block, which is indented so far.
    Open(usize),
    /// Behind a prompt that asks for more.
    Asked,
    /// In what was answered.
    Answer,
    /// In a part of the program that a debugger shows.
    Listing,
    /// In code without prompts.
    Program,
}

/// How far a statement behind a prompt is indented, as the lines below it count.
fn margin(line: &str, end: usize) -> usize {
    indent(line).min(end)
}

/// Whether a statement goes on in the next line.
fn is_open(code: &str) -> bool {
    let code = code.split(" #").next().unwrap_or(code).trim_end();
    let count = |signs: [char; 3]| code.matches(signs).count();
    code.ends_with([':', '\\', ','])
        || code.starts_with('@')
        || count(['(', '[', '{']) > count([')', ']', '}'])
}

/// Whether a line goes on with a statement of IPython that was copied without `...:`: it is indented as
/// far as the code behind the prompt.
fn is_further(page: &Page<'_>, at: usize, first: usize) -> bool {
    let Prompt::First(end) = ipython(page.lines[first].text) else {
        return false;
    };
    page.lines[at].indent() >= end.saturating_sub(1)
}

/// Whether code without prompts begins on a line, or goes on: behind a blank line, and it is no answer.
fn is_program(page: &Page<'_>, prompts: &[Prompt], at: usize, state: State) -> bool {
    if state == State::Program {
        return true;
    }
    let line = &page.lines[at];
    let is_behind_blank = at > 0 && page.lines[at - 1].is_blank();
    let begins = [
        "def ", "class ", "import ", "from ", "@", "with ", "for ", "async ",
    ];
    if !is_behind_blank
        || !begins.iter().any(|it| line.text.starts_with(it))
        || !is_code(line.text)
        || is_prose(line.text)
    {
        return false;
    }
    let end = (at..prompts.len())
        .find(|at| prompts[*at] != Prompt::None)
        .unwrap_or(prompts.len());
    let end = page
        .lines
        .get(end)
        .map_or(page.text.len(), |line| line.start as usize);
    is_python(page.text.get(line.start as usize..end).unwrap_or_default())
}

/// What a line begins with.
fn prompt(line: &str) -> Prompt {
    if let Some(prompt) = debugger::prompt(line) {
        return prompt;
    }
    let margin = line.len() - line.trim_start().len();
    let rest = &line[margin..];
    if let Some(code) = rest.strip_prefix(">>>") {
        let is_prompt = !code.starts_with(['>', '=']);
        let blank = usize::from(code.starts_with(' '));
        return if is_prompt {
            Prompt::First(margin + 3 + blank)
        } else {
            Prompt::None
        };
    }
    if let Some(code) = rest.strip_prefix("...") {
        let more = match code.strip_prefix(':') {
            Some(code) => 4 + usize::from(code.starts_with(' ')),
            None if code.is_empty() || code.starts_with([' ', '\t']) => {
                3 + usize::from(code.starts_with(' '))
            }
            None => return Prompt::None,
        };
        return Prompt::More(margin + more);
    }
    Prompt::None
}

/// In a string that goes on there are only prompts that ask for more.
fn continued(prompt: Prompt) -> Prompt {
    match prompt {
        Prompt::More(_) => prompt,
        _ => Prompt::None,
    }
}

/// `In [1]: `, `Out[1]: `.
fn ipython(line: &str) -> Prompt {
    let number = |rest: &str| {
        let end = rest.find("]:")?;
        let is_number = rest[..end]
            .chars()
            .all(|c| c.is_ascii_digit() || c == ' ' || c == '*');
        (is_number && end < 8).then_some(end + 2)
    };
    // How keys work in the editor: `[ins] In [1]: `.
    let modes = ["[ins] ", "[nav] "].iter();
    let line_start = modes.fold(line.trim_start_matches(' '), |rest, mode| {
        rest.strip_prefix(mode).unwrap_or(rest)
    });
    let margin = line.len() - line_start.len();
    for name in ["In [", "In["] {
        if let Some(rest) = line_start.strip_prefix(name)
            && let Some(end) = number(rest)
        {
            let blank = usize::from(rest[end..].starts_with(' '));
            return Prompt::First(margin + name.len() + end + blank);
        }
    }
    let answers = ["Out[", "Out ["].iter().any(|it| {
        line_start
            .strip_prefix(it)
            .is_some_and(|rest| number(rest).is_some())
    });
    if answers {
        Prompt::Answer
    } else {
        Prompt::None
    }
}
