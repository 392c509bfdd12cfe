//! Entries as rows: in the index, and in what a search has found.

use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::reference::errno;
use crate::reference::search::{Found, Hit, Kind, Share};
use crate::reference::{ErrorEntry, PLACES, Place, Reference, ResourceEntry, RuleEntry, WordEntry};
use yew::prelude::*;
use yew_router::prelude::Link;

/// What a search has found, in words and as rows.
pub(super) fn results(reference: &Reference, found: &Found) -> Html {
    let count = found.hits.len();
    let told = match (found.share, count) {
        (_, 0) => "Nothing here has these words. Try fewer, or the name of a function.".to_owned(),
        (Share::All, 1) => "1 entry".to_owned(),
        (Share::All, _) => format!("{count} entries"),
        (Share::Some, _) => "Nothing has all of this. What comes nearest:".to_owned(),
    };
    html! {
        <div class="found">
            <p class="found-count" role="status">{told}</p>
            <ul class="index-rows">
                {for found.hits.iter().map(|hit| hit_row(reference, hit))}
            </ul>
        </div>
    }
}

/// The entries that come nearest, as a list.
pub(super) fn nearest(reference: &Reference, found: &Found) -> Html {
    html! {
        <ul class="index-rows">
            {for found.hits.iter().map(|hit| hit_row(reference, hit))}
        </ul>
    }
}

fn hit_row(reference: &Reference, hit: &Hit) -> Html {
    let by = hit.by.as_deref();
    match hit.kind {
        Kind::Resource => reference
            .resources
            .get(hit.at)
            .map(|it| resource(it, Some("resource"), by)),
        Kind::Error => reference
            .errors
            .get(hit.at)
            .map(|it| error(it, Some("error"))),
        Kind::Rule => reference.rules.get(hit.at).map(|it| rule(it, Some("rule"))),
        Kind::Word => reference.words.get(hit.at).map(|it| word(it, Some("word"))),
        Kind::Place => PLACES.get(hit.at).map(|it| place(it, Some("page"))),
    }
    .unwrap_or_default()
}

/// A rule.
pub(super) fn rule(it: &RuleEntry, kind: Option<&'static str>) -> Html {
    row(
        &it.id,
        html! { <code>{it.id.clone()}</code> },
        words(&it.title),
        kind,
    )
}

/// A resource; `by` is the callable that was searched for.
pub(super) fn resource(it: &ResourceEntry, kind: Option<&'static str>, by: Option<&str>) -> Html {
    let names: Vec<&str> = match by {
        Some(by) => vec![by],
        None => (it.ways.iter().flat_map(|way| &way.names))
            .map(|name| name.trim_start_matches("builtins."))
            .filter(|name| *name != it.class)
            .collect(),
    };
    let about = html! {
        <>
            {it.kind.clone()}
            if !names.is_empty() { {": "} }
            {for names.iter().enumerate().map(|(index, name)| html! {
                <>if index > 0 { {", "} }<code>{(*name).to_owned()}</code></>
            })}
        </>
    };
    row(
        &it.id,
        html! { <code>{it.class.clone()}</code> },
        about,
        kind,
    )
}

/// An error.
pub(super) fn error(it: &ErrorEntry, kind: Option<&'static str>) -> Html {
    let names = errno::of(&it.title).map_or_else(String::new, |errno| {
        format!("{} · ", errno.names.join(", "))
    });
    let about = match it.from.len() {
        1 => format!("{names}1 resource ends in it"),
        count => format!("{names}{count} resources end in it"),
    };
    row(
        &it.id,
        html! { <code>{it.title.clone()}</code> },
        html! { {about} },
        kind,
    )
}

/// A word.
pub(super) fn word(it: &WordEntry, kind: Option<&'static str>) -> Html {
    row(&it.id, html! { {it.title.clone()} }, html! {}, kind)
}

/// A page that is no entry.
pub(super) fn place(it: &Place, kind: Option<&'static str>) -> Html {
    row(it.id, html! { {it.title} }, html! { {it.about} }, kind)
}

fn row(id: &str, name: Html, about: Html, kind: Option<&'static str>) -> Html {
    html! {
        <li class="index-row">
            <Link<Route> classes="index-name" to={Route::Entry { entry: id.to_owned() }}>{name}</Link<Route>>
            <span class="index-about">{about}</span>
            if let Some(kind) = kind {
                <span class="index-kind">{kind}</span>
            }
        </li>
    }
}
