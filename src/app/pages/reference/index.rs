//! The index: every entry as one row, in groups, with a list of the groups beside it.

use super::{Asked, rows};
use crate::app::browser::dom;
use crate::app::route::Route;
use crate::reference::{PLACES, Reference, ResourceEntry, slug};
use yew::prelude::*;
use yew_router::prelude::Link;

/// The index.
pub(super) fn index(reference: &Reference) -> Html {
    let families = families(reference);
    html! {
        <div class="reference-body">
            <nav class="contents" aria-label="Contents">
                <ul>
                    <li>{part_link("rules", "Rules")}</li>
                    <li>{part_link("errors", "Errors that leaks end in")}</li>
                    <li>{part_link("resources", "Resources")}
                        <ul>{for families.iter().map(|(family, _)| html! {
                            <li>{part_link(&slug(family), family)}</li>
                        })}</ul>
                    </li>
                    <li>{part_link("words", "Words")}</li>
                    <li>{part_link("more", "More")}</li>
                </ul>
            </nav>
            <div>
                {part("rules", "Rules", html! {
                    <ul class="index-rows">{for reference.rules.iter().map(|it| rows::rule(it, None))}</ul>
                })}
                {part("errors", "Errors that leaks end in", html! {
                    <ul class="index-rows">{for reference.errors.iter().map(|it| rows::error(it, None))}</ul>
                })}
                {part("resources", "Resources", html! {
                    <>{for families.iter().map(|(family, all)| html! {
                        <>
                            <h3 id={slug(family)} class="family" tabindex="-1">{(*family).to_owned()}</h3>
                            <ul class="index-rows">{for all.iter().map(|it| rows::resource(it, None, None))}</ul>
                        </>
                    })}</>
                })}
                {part("words", "Words", html! {
                    <ul class="index-rows short">{for reference.words.iter().map(|it| rows::word(it, None))}</ul>
                })}
                {part("more", "More", html! {
                    <ul class="index-rows">{for PLACES.iter().map(|it| rows::place(it, None))}</ul>
                })}
            </div>
        </div>
    }
}

/// The resources by family, in the order of the catalogue.
fn families(reference: &Reference) -> Vec<(&str, Vec<&ResourceEntry>)> {
    let mut families: Vec<(&str, Vec<&ResourceEntry>)> = Vec::new();
    for resource in &reference.resources {
        match families
            .last_mut()
            .filter(|(family, _)| *family == resource.family)
        {
            Some((_, all)) => all.push(resource),
            None => families.push((&resource.family, vec![resource])),
        }
    }
    families
}

/// A link to a part of the index. It goes there each time it is followed, also when the address
/// names that part already.
fn part_link(id: &str, title: &str) -> Html {
    let goal = id.to_owned();
    let reveal = Callback::from(move |_: MouseEvent| {
        dom::reveal(&goal);
        dom::focus(&goal);
    });
    html! {
        <span onclick={reveal}>
            <Link<Route, Asked> to={Route::Reference} query={Asked::part(id)}>{title.to_owned()}</Link<Route, Asked>>
        </span>
    }
}

fn part(id: &'static str, title: &'static str, rows: Html) -> Html {
    html! {
        <section class="part" aria-labelledby={id}>
            <h2 {id} tabindex="-1">{title}</h2>
            {rows}
        </section>
    }
}
