//! Mails and forums: `>` before what was quoted, who wrote it, and who says what in a chat.

use super::page::{Line, Page};
use super::prose::{are_words, is_code, is_prose};
use crate::edits::Replacement;

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let quoted = page.lines.iter().filter(|line| mark(line.text) > 0).count();
    let all = page.lines.iter().filter(|line| !line.is_blank()).count();
    if quoted > 0 && is_quoting(page, quoted, all) {
        return page.lines.iter().filter_map(unquoted).collect();
    }
    let ways: [fn(&Page<'_>) -> Vec<Replacement>; 3] = [barred, spoken, told_by_the_minute];
    let mut found = ways.into_iter().map(|cuts| cuts(page));
    found.find(|cuts| !cuts.is_empty()).unwrap_or_default()
}

/// A commit in a graph.
const GRAPH: &str = "* commit ";

/// Every line begins with the same bar or bullet.
fn barred(page: &Page<'_>) -> Vec<Replacement> {
    let lines = || page.lines.iter().filter(|line| !line.is_blank());
    let signs = ["|", "•", "│", "┃", "¦", "◦", "▪", "-", "*"];
    let sign = lines()
        .next()
        .and_then(|line| match line.text.starts_with(GRAPH) {
            true => Some("|"),
            false => signs.into_iter().find(|it| line.text.starts_with(it)),
        });
    let Some(sign) = sign else {
        return Vec::new();
    };
    // In a graph of commits the first line of each has a star.
    let is_barred = |line: &Line<'_>| {
        let text = line.text;
        let rest = text
            .strip_prefix(sign)
            .or_else(|| text.strip_prefix(GRAPH).map(|_| ""));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    match lines().count() > 1 && lines().all(is_barred) {
        true => lines()
            .map(|line| line.behind((sign.len() + 1).min(line.text.len())))
            .collect(),
        false => Vec::new(),
    }
}

/// Whether the `>` at the beginning of lines are quotes: with such a sign no line of Python begins that is
/// not in brackets.
fn is_quoting(page: &Page<'_>, quoted: usize, all: usize) -> bool {
    let mut outside = page.outside();
    let is_free = outside.any(|(at, line)| mark(line.text) > 0 && page.lexed().depth(at) == 0);
    let left = page
        .lines
        .iter()
        .filter(|line| mark(line.text) == 0 && !line.is_blank());
    let others = left.filter(|line| !is_about_the_mail(line.text) && !is_prose(line.text));
    is_free && (others.count() * 2 <= quoted || quoted == all)
}

/// What is done to a line of a mail.
fn unquoted(line: &Line<'_>) -> Option<Replacement> {
    let mark = mark(line.text);
    let rest = &line.text[mark..];
    let is_text = !rest.starts_with([' ', '\t']) && is_prose(rest) && !is_code(rest);
    if is_about_the_mail(rest) || is_text {
        return Some(line.drop());
    }
    (mark > 0).then(|| line.behind(mark))
}

/// Lines of a mail that are not its text.
fn is_about_the_mail(line: &str) -> bool {
    const HEAD: [&str; 8] = [
        "From:", "To:", "Cc:", "Date:", "Sent:", "Subject:", "Von:", "Betreff:",
    ];
    let line = line.trim_end();
    let says_who = [
        " wrote:",
        " writes:",
        " schrieb:",
        " said:",
        " a écrit :",
        " escribió:",
    ];
    line == "--"
        || line.starts_with("-----Original Message")
        || HEAD.iter().any(|head| line.starts_with(head))
        || says_who.iter().any(|end| line.ends_with(end))
        || (line.ends_with(':') && line.contains(" schrieb "))
}

/// How many bytes of quotes a line begins with; `>>>` is a prompt.
pub(super) fn mark(line: &str) -> usize {
    let mut at = line.len() - line.trim_start_matches(' ').len();
    if at > 1 {
        return 0;
    }
    let mut end = 0;
    loop {
        let rest = &line[at..];
        let is_prompt = rest.starts_with(">>>") && !rest.starts_with(">>>>");
        if !rest.starts_with('>') || is_prompt {
            return end;
        }
        at += 1;
        at += usize::from(line[at..].starts_with(' '));
        end = at;
    }
}

/// A chat: every line begins with who says it.
fn spoken(page: &Page<'_>) -> Vec<Replacement> {
    let said = page.lines.iter().filter(|line| !line.is_blank());
    let speakers: Vec<(&Line<'_>, Option<usize>)> =
        said.map(|line| (line, speaker(line.text))).collect();
    if speakers.len() < 2 || speakers.iter().any(|(_, speaker)| speaker.is_none()) {
        return Vec::new();
    }
    let cuts = speakers.into_iter().filter_map(|(line, end)| {
        let end = end?;
        Some(match is_prose(&line.text[end..]) {
            true => line.drop(),
            false => line.behind(end),
        })
    });
    cuts.collect()
}

/// A chat in which who says something, and when, stands in a line of its own: `jane  10:32 AM`; or a mail
/// without quotes.
fn told_by_the_minute(page: &Page<'_>) -> Vec<Replacement> {
    let is_free = |(at, line): &(usize, Line<'_>)| {
        line.indent() == 0 && !line.is_blank() && page.lexed().depth(*at) == 0
    };
    let free = || page.outside().filter(is_free);
    // A mail that was answered has a head of several lines.
    let heads = free().filter(|(_, line)| is_about_the_mail(line.text));
    if heads.count() < 2 && !free().any(|(_, line)| is_minute(line.text)) {
        return Vec::new();
    }
    let said = free().filter(|(_, line)| {
        is_minute(line.text) || is_about_the_mail(line.text) || are_words(line.text)
    });
    said.map(|(_, line)| line.drop()).collect()
}

/// `jane  10:32 AM`, `jane — Today at 10:32`, `jane, 01/05/2024 10:32`, `[01.05. 10:32] jane`.
fn is_minute(line: &str) -> bool {
    let line = line.trim_end();
    if let Some((when, who)) = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    {
        let is_when = |c: char| c.is_ascii_digit() || ":./-, APM".contains(c);
        let is_who = |c: char| c.is_alphabetic() || " .-'".contains(c);
        return when.contains(':') && when.chars().all(is_when) && who.chars().all(is_who);
    }
    let units = [
        " minutes ago",
        " hours ago",
        " days ago",
        " hour ago",
        " day ago",
        " months ago",
    ];
    if units.iter().any(|unit| line.contains(unit)) && !line.contains(['(', '=', '"', '.']) {
        return true;
    }
    let line = line
        .trim_end_matches(|c: char| "APMapm.".contains(c))
        .trim_end();
    let (hours, minutes) = line.rsplit_once(':').unwrap_or_default();
    let who = hours.trim_end_matches(|c: char| c.is_ascii_digit());
    let hour = &hours[who.len()..];
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let is_time = minutes.len() == 2 && is_number(minutes) && hour.len() <= 2 && is_number(hour);
    let is_name = |c: char| c.is_alphanumeric() || " -_.,/—–•@[(".contains(c);
    is_time
        && who.starts_with(char::is_alphabetic)
        && who.ends_with([' ', '[', '('])
        && who.chars().all(is_name)
        && who.split_whitespace().count() <= 6
}

/// How many bytes say when something was said, and who says it: `[10:32] <jane> `.
fn speaker(line: &str) -> Option<usize> {
    let time = |c: char| c.is_ascii_digit() || "[]:/., -APM".contains(c);
    let from = line.len() - line.trim_start_matches(time).len();
    let rest = line[from..].strip_prefix('<')?;
    let end = rest.find('>')?;
    let is_name = end > 0
        && rest[..end]
            .chars()
            .all(|c| c.is_alphanumeric() || "_-+@ .|".contains(c));
    is_name.then(|| {
        let at = from + 1 + end + 1;
        at + usize::from(line[at..].starts_with(' '))
    })
}
