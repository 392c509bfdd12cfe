//! The reference: an index of everything in it, a search, and every entry alone at its own address.

mod entries;
mod entry;
mod index;
mod own;
mod rows;

use crate::app::browser::{dom, scroll};
use crate::app::model::Msg as AppMsg;
use crate::app::model::look_up::{Content, Msg, Shelf};
use crate::app::route::Route;
use crate::app::store::use_dispatch;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::Routable as _;
use yew_router::history::{HashHistory, History as _};
use yew_router::hooks::{use_location, use_navigator};

pub use entry::title;

/// What the address says after its `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// What is searched for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    q: String,
    /// The part of the index to begin with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    at: String,
}

impl Asked {
    /// A search.
    pub(super) fn search(query: String) -> Self {
        Self {
            q: query,
            ..Self::default()
        }
    }

    fn part(id: &str) -> Self {
        Self {
            at: id.to_owned(),
            ..Self::default()
        }
    }
}

/// Props of [`ReferencePage`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The model.
    pub model: Rc<crate::app::model::Model>,
    /// The entry that the address names.
    #[prop_or_default]
    pub entry: Option<String>,
}

/// The page.
#[component]
pub fn ReferencePage(props: &Props) -> Html {
    let dispatch = use_dispatch();
    {
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| dispatch.send(AppMsg::LookUp(Msg::Visit)));
    }
    let asked = use_location()
        .and_then(|at| at.query::<Asked>().ok())
        .unwrap_or_default();
    let shelf = props.model.look_up.shelf().cloned();
    {
        // What comes late has its place now: the part that is named, or where the reader was.
        let arrived = (shelf.is_some(), props.entry.clone(), asked.at.clone());
        use_effect_with(arrived, |(here, entry, at)| {
            if *here {
                if entry.is_none() && !at.is_empty() {
                    dom::reveal(at);
                }
                scroll::settle();
            }
        });
    }
    use_effect(scroll::settle);
    let body = match (&shelf, &props.model.look_up.content, &props.entry) {
        (Some(shelf), _, Some(entry)) => entry::entry(shelf, entry, &props.model, &dispatch),
        (Some(shelf), _, None) if asked.q.trim().is_empty() => index::index(&shelf.reference),
        (Some(shelf), _, None) => html! {
            <Results shelf={Rc::clone(shelf)} query={asked.q.clone()} />
        },
        (None, Content::Failed, _) => html! {
            <div role="alert">
                <p class="remark">{"The reference did not arrive. Are you offline?"}</p>
                <button type="button" class="button" onclick={dispatch.to(AppMsg::LookUp(Msg::Visit))}>
                    {"Try again"}
                </button>
            </div>
        },
        _ => html! {
            <p class="remark coming" aria-busy="true">{"The reference is on its way…"}</p>
        },
    };
    html! {
            <section class="page">
                <header class="reference-head">
                    {head(props.entry.is_some())}
                    <Search query={asked.q} />
                </header>
                {body}
            </section>
    }
}

/// What stands above the search: on an entry only the way back, so that the entry comes first.
fn head(inside: bool) -> Html {
    if inside {
        return html! {};
    }
    html! {
        <div>
            <h1>{"Reference"}</h1>
            <p class="lead">{"What Leaklab looks for, what it knows, and what a leak ends in. The \
                examples are the ones that its tests run."}</p>
        </div>
    }
}

/// Props of [`Search`].
#[derive(Clone, PartialEq, Properties)]
struct SearchProps {
    query: String,
}

/// The search. What is typed goes into the address, so that it can be shared and gone back to; the
/// first letter typed on an entry leaves the entry one step back.
#[component]
fn Search(props: &SearchProps) -> Html {
    let navigator = use_navigator();
    let oninput = Callback::from(move |event: InputEvent| {
        let Some(navigator) = &navigator else { return };
        let asked = Asked::search(dom::value_of(&event));
        // Asked of the address: a second letter may come before the first one has been drawn.
        let is_searching = HashHistory::new().location().path() == Route::Reference.to_path();
        // A search can always be written into an address.
        let _ = if is_searching {
            navigator.replace_with_query(&Route::Reference, &asked)
        } else {
            navigator.push_with_query(&Route::Reference, &asked)
        };
    });
    html! {
        <label class="search">
            <span class="unseen">{"Search the reference"}</span>
            <input type="search" placeholder="Search: sqlite3, EMFILE, or paste an error" autocomplete="off"
                spellcheck="false" value={props.query.clone()} {oninput} />
        </label>
    }
}

/// Props of [`Results`].
#[derive(Clone, PartialEq, Properties)]
struct ResultsProps {
    shelf: Rc<Shelf>,
    query: String,
}

/// What the search has found, the best first.
#[component]
fn Results(props: &ResultsProps) -> Html {
    let search = (Rc::clone(&props.shelf), props.query.clone());
    let found = use_memo(search, |(shelf, query)| shelf.search(query));
    use_effect(scroll::settle);
    rows::results(&props.shelf.reference, &found)
}
