//! One entry, alone at its address; or that there is none of that name.

use super::{entries, own, rows};
use crate::app::model::Model;
use crate::app::model::look_up::Shelf;
use crate::app::parts::keys;
use crate::app::route::Route;
use crate::app::store::Dispatch;
use crate::reference::{PLACES, Reference, taught};
use yew::prelude::*;
use yew_router::prelude::Link;

/// An entry, drawn.
struct Named {
    /// The group it belongs to.
    group: String,
    shown: Html,
    /// Everything in the group: name in addresses, and title.
    beside: Vec<(String, String)>,
}

/// The entry of that name.
pub(super) fn entry(shelf: &Shelf, id: &str, model: &Model, dispatch: &Dispatch) -> Html {
    let Some(named) = named(&shelf.reference, id, model, dispatch) else {
        return unknown(shelf, id);
    };
    let Named {
        group,
        shown,
        beside,
    } = named;
    html! {
            <div class="reference-body">
                <nav class="contents" aria-label={group.clone()}>
                    <p class="contents-name">{group.clone()}</p>
                    <ul>{for beside.iter().map(|(other, title)| html! {
                        <li>
                            if other == id {
                                <a class="here" aria-current="page" href={format!("#/reference/{id}")}>{title.clone()}</a>
                            } else {
                                <Link<Route> to={Route::Entry { entry: other.clone() }}>{title.clone()}</Link<Route>>
                            }
                        </li>
                    })}</ul>
                </nav>
                <div>
                    <p class="eyebrow">
                        <Link<Route> to={Route::Reference}>{"Reference"}</Link<Route>>
                        {format!(" · {group}")}
                    </p>
                    {shown}
                </div>
            </div>
    }
}

/// The title of the entry of that name.
pub fn title(reference: &Reference, id: &str) -> Option<String> {
    let rules = reference.rules.iter().map(|it| (&it.id, &it.id));
    let resources = reference.resources.iter().map(|it| (&it.id, &it.class));
    let errors = reference.errors.iter().map(|it| (&it.id, &it.title));
    let words = reference.words.iter().map(|it| (&it.id, &it.title));
    let mut all = rules.chain(resources).chain(errors).chain(words);
    let place = || PLACES.iter().find(|place| place.id == id);
    all.find(|(own, _)| *own == id)
        .map(|(_, title)| title.clone())
        .or_else(|| Some(place()?.title.to_owned()))
}

fn named(reference: &Reference, id: &str, model: &Model, dispatch: &Dispatch) -> Option<Named> {
    let course = &model.learn.course;
    let entry = |group: &str, shown: Html, beside: Vec<(String, String)>| {
        Some(Named {
            group: group.to_owned(),
            shown,
            beside,
        })
    };
    if let Some(it) = reference.rules.iter().find(|it| it.id == id) {
        let all = reference.rules.iter();
        return entry(
            "Rules",
            entries::rule(it, &taught::rule(course, &it.id)),
            all.map(|it| (it.id.clone(), it.id.clone())).collect(),
        );
    }
    if let Some(it) = reference.resources.iter().find(|it| it.id == id) {
        let all = reference
            .resources
            .iter()
            .filter(|other| other.family == it.family);
        return entry(
            &it.family,
            entries::resource(it, &taught::resource(course, reference, it)),
            all.map(|it| (it.id.clone(), it.class.clone())).collect(),
        );
    }
    if let Some(it) = reference.errors.iter().find(|it| it.id == id) {
        let all = reference.errors.iter();
        return entry(
            "Errors",
            entries::error(it, &taught::error(course, reference, it)),
            all.map(|it| (it.id.clone(), it.title.clone())).collect(),
        );
    }
    if let Some(it) = reference.words.iter().find(|it| it.id == id) {
        let all = reference.words.iter();
        return entry(
            "Words",
            entries::word(it, &taught::word(course, &it.title)),
            all.map(|it| (it.id.clone(), it.title.clone())).collect(),
        );
    }
    let shown = match PLACES
        .iter()
        .find(|place| place.id == id)
        .map(|place| place.id)
    {
        Some(own::ID) => own::own(&model.own, dispatch),
        Some(_) => html! {
            <article class="entry" aria-labelledby="keys">
                <h1 id="keys">{"Keys of the Simulate page"}</h1>
                {keys::list()}
            </article>
        },
        None => return None,
    };
    let all = PLACES
        .iter()
        .map(|it| (it.id.to_owned(), it.title.to_owned()));
    entry("More", shown, all.collect())
}

/// There is no such entry; perhaps one that is written nearly so.
fn unknown(shelf: &Shelf, id: &str) -> Html {
    let near = shelf.nearest(id);
    html! {
        <div class="found">
            <h1>{"No such entry"}</h1>
            <p>{"The reference has no entry called "}<code>{id.to_owned()}</code>
                {if near.hits.is_empty() { "." } else { ". These come nearest:" }}</p>
            {rows::nearest(&shelf.reference, &near)}
            <p class="row"><Link<Route> classes="button" to={Route::Reference}>{"To the whole reference"}</Link<Route>></p>
        </div>
    }
}
