//! Sentences that several rules use.

use super::Case;
use super::case::Leak;
use crate::resources::{Form, WithEffect};
use crate::text::{capitalise, list};
use crate::typestate::ways::WayKind;

/// What becomes of the handle, honestly: by its leak class, and what Python would have said.
pub(super) fn consequence(case: &Case<'_>) -> String {
    let handle = case.handle();
    // What is on the disk as well is told apart.
    let stays = (case.tracked.acquired.sibling).is_some_and(|other| other.by_path);
    let mut sentence = match stays && handle.leak_class == "R0" {
        true => "CPython closes it when the last reference goes away; its file stays".to_owned(),
        false => capitalise(&handle.dropped),
    };
    sentence.push('.');
    if case.tracked.acquired.warns().is_empty() {
        sentence.push_str(" Python gives no warning.");
    }
    sentence
}

/// What to do, by what the handle's `with` does.
pub(super) fn remedy(case: &Case<'_>) -> String {
    let handle = case.handle();
    let name = match case.name() {
        name if name.is_empty() => "it".to_owned(),
        name => name,
    };
    let release = release_code(case, &name);
    if handle.by_await {
        return format!(
            "Await it, or keep it and await it before the function ends; what is started inside an \
             `async with asyncio.TaskGroup()` is awaited when that ends. Now nothing waits for the {}.",
            handle.kind
        );
    }
    if case.tracked.acquired.form == Form::Held {
        let lock = held(case);
        return format!("Use `with {lock}:`; it is released on every way out.");
    }
    if case.is_handed_over() {
        return format!(
            "Call `{release}` in an `except BaseException` that raises again: a `with` would release it under \
             the hands of whoever gets it."
        );
    }
    match handle.with {
        WithEffect::Releases if handle.async_with => format!(
            "Use it in an `async with`; it is {} on every way out.",
            handle.released
        ),
        WithEffect::Releases if name == "it" => {
            format!(
                "Give it a name in a `with` statement: it is {} on every way out.",
                handle.released
            )
        }
        WithEffect::Releases if case.tracked.acquired.form.is_of_tuple() => format!(
            "Put what uses it into `with {name}:`; it is {} on every way out.",
            handle.released
        ),
        WithEffect::Releases => format!(
            "Use `with {} as {name}:`; it is {} on every way out.",
            case.code(),
            handle.released
        ),
        WithEffect::KeepsOpen => format!(
            "Its own `with` does not release it: use `with closing(…) as {name}:` from `contextlib`, \
             or call `{release}` in a `finally`."
        ),
        WithEffect::Unsupported => {
            format!("Call `{release}` in a `finally`, so that it runs on every way out.")
        }
    }
}

/// A lock as it is written where it is taken.
fn held(case: &Case<'_>) -> String {
    let code = case.code();
    code.rsplit_once(".acquire(")
        .map_or("lock", |(lock, _)| lock)
        .to_owned()
}

/// How the handle is released, as code.
pub fn release_code(case: &Case<'_>, name: &str) -> String {
    let handle = case.handle();
    let wait = if handle.awaited { "await " } else { "" };
    if let Some(method) = handle.release.first() {
        return format!("{wait}{name}.{method}()");
    }
    if let Some(function) = handle.release_calls.first() {
        // What stands for the handle has it as an attribute.
        let attribute = (handle.attributes.first())
            .filter(|_| case.tracked.acquired.form == Form::Returned)
            .map_or_else(String::new, |attribute| format!(".{attribute}"));
        return format!("{function}({name}{attribute})");
    }
    let owner = case.code();
    let owner = owner.rsplit_once('.').map_or("owner", |(owner, _)| owner);
    let method = handle.given_back.first().map_or("release", String::as_str);
    format!("{wait}{owner}.{method}({name})")
}

/// Where a leak leaves, in words.
pub(super) fn way_out(case: &Case<'_>, leak: &Leak) -> String {
    let line = case.line_of(leak.step);
    match leak.kind {
        WayKind::Return => format!("when line {line} returns"),
        WayKind::End => "when the end is reached".to_owned(),
        WayKind::Raise => format!("when {} on line {line} raises", case.raising(leak.step)),
    }
}

/// On which of the ways out it is missed, where it is not on every path that is.
pub(super) fn some_ways(leaking: usize, ways: usize) -> String {
    match (leaking, ways) {
        (_, 0 | 1) => "some path to the only way out".to_owned(),
        (2, 2) => "some path to both ways out".to_owned(),
        (all, ways) if all >= ways => format!("some path to each of the {ways} ways out"),
        (leaking, ways) => format!("{leaking} of {ways} ways out"),
    }
}

/// `a`, `a and b`, `a, b and c`: when it leaks; more than `limit` are counted.
pub(super) fn listed(mut items: Vec<String>, limit: usize) -> String {
    items.dedup();
    if items.len() > limit {
        let more = items.len() - (limit - 1);
        items.truncate(limit - 1);
        items.push(format!("on {more} more ways"));
    }
    list(&items)
}
