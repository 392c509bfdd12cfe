//! What was looked at, in words, for whoever sees no finding: silence alone is not clean.

use crate::report::{Assumption, FileReport, Likeness, LookAlike, Outcome};
use crate::text::list;

/// Most look-alikes that are told in words; the data has all.
pub const MOST: usize = 5;

/// Most lines of one of them that are told.
pub const PLACES: usize = 4;

/// How many of each kind are acquired, in source order.
pub fn tally(report: &FileReport) -> Vec<(&str, usize)> {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for row in &report.acquisitions {
        match kinds.iter_mut().find(|(kind, _)| *kind == row.resource) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&row.resource, 1)),
        }
    }
    kinds
}

/// The same in words: `2 files and 1 connection`.
pub fn kinds(tally: &[(&str, usize)]) -> String {
    let said = tally.iter().map(|(kind, count)| match count {
        1 => format!("1 {kind}"),
        _ => format!("{count} {}", plural(kind)),
    });
    list(&said.collect::<Vec<_>>())
}

/// What has become of it all, in one sentence.
pub fn fate(report: &FileReport) -> String {
    let rows = &report.acquisitions;
    let of = |wanted: Outcome| rows.iter().filter(|row| row.verdict == wanted).count();
    let (released, handed) = (of(Outcome::Released), of(Outcome::HandedOver));
    let parts = [
        (released, "released on every way out"),
        (handed, "handed over"),
        (
            of(Outcome::Unclear),
            "unclear, as it depends on other files",
        ),
        (of(Outcome::Leaked), "not released on every way out"),
        (of(Outcome::NotAcquired), "never reached"),
    ];
    match parts.iter().find(|(count, _)| *count == rows.len()) {
        Some((1, words)) => format!("It is {words}."),
        Some((_, "handed over")) => "All are handed over.".to_owned(),
        Some((_, words)) => format!("Each is {words}."),
        None => {
            let some = parts.iter().filter(|(count, _)| *count > 0);
            let some: Vec<String> = some.map(|(n, words)| format!("{n} {words}")).collect();
            format!("Of these: {}.", list(&some))
        }
    }
}

/// What names are taken for that the file does not bind; none if there are none.
pub fn assumptions(report: &FileReport) -> Option<String> {
    let (modules, others): (Vec<&Assumption>, Vec<&Assumption>) =
        (report.assumptions.iter()).partition(|it| it.name == it.path);
    let names: Vec<String> = modules.iter().map(|it| format!("`{}`", it.name)).collect();
    let mut said = Vec::new();
    match names.as_slice() {
        [] => {}
        [name] => said.push(format!(
            "{name} is not imported here; it is taken for the module of that name."
        )),
        _ => said.push(format!(
            "{} are not imported here; they are taken for the modules of those names.",
            list(&names)
        )),
    }
    let each = |it: &&Assumption| format!("`{}` for `{}`", it.name, it.path);
    match others.as_slice() {
        [] => {}
        [one] => said.push(format!(
            "`{}` is not imported here; it is taken for `{}`.",
            one.name, one.path
        )),
        many => {
            let each: Vec<String> = many.iter().map(each).collect();
            said.push(format!(
                "Not imported here either, and taken: {}.",
                list(&each)
            ));
        }
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Where it is called and why it looks like an acquisition.
pub fn look_alike(call: &LookAlike) -> String {
    let lines = lines(call);
    let at: Vec<String> = lines.iter().take(PLACES).map(u32::to_string).collect();
    let more = lines.len() - at.len();
    let at = match (at.as_slice(), more) {
        ([line], _) => format!("line {line}"),
        (_, 0) => format!("lines {}", list(&at)),
        (_, more) => format!("lines {} and {more} more", at.join(", ")),
    };
    format!("`{}`, {at}: {}", call.call, why(call))
}

/// The lines where it is called.
pub fn lines(call: &LookAlike) -> Vec<u32> {
    let mut lines: Vec<u32> = call.places.iter().map(|place| place.line).collect();
    lines.dedup();
    lines
}

/// Why it looks like an acquisition.
pub fn why(call: &LookAlike) -> String {
    match (call.likeness, call.line) {
        (Likeness::Released, Some(line)) => {
            format!("line {line} releases what it gives by `{}`", call.release)
        }
        (Likeness::Managed | Likeness::AsyncManaged, Some(line)) => {
            format!("line {line} uses it in a `with`")
        }
        _ => "by its name".to_owned(),
    }
}

/// How many callables look like acquisitions and are not known, as the head of a list of them.
pub fn not_known(count: usize) -> Option<String> {
    let (calls, them) = match count {
        0 => return None,
        1 => ("1 call looks like an acquisition".to_owned(), "it"),
        _ => (format!("{count} calls look like acquisitions"), "them"),
    };
    Some(format!("{calls}, and Leaklab does not know {them}:"))
}

/// A kind of the catalogue, or of a project, in the plural.
fn plural(kind: &str) -> String {
    let at = [" to ", " of ", " on ", " in "]
        .iter()
        .filter_map(|it| kind.find(it))
        .min();
    let (noun, rest) = kind.split_at(at.unwrap_or(kind.len()));
    let before_y = noun
        .strip_suffix('y')
        .filter(|it| !it.ends_with(['a', 'e', 'o', 'u']));
    match (before_y, noun) {
        (Some(stem), _) => format!("{stem}ies{rest}"),
        (None, noun) if noun.ends_with("shelf") => {
            format!("{}ves{rest}", noun.trim_end_matches('f'))
        }
        (None, noun) if noun.ends_with("series") => format!("{noun}{rest}"),
        (None, noun) if ["s", "x", "ch", "sh"].iter().any(|it| noun.ends_with(it)) => {
            format!("{noun}es{rest}")
        }
        (None, noun) => format!("{noun}s{rest}"),
    }
}
