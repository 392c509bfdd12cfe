//! The reference: rules, resources, errors and words, all searchable, each with an address.

mod entries;
mod own;

use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::look_up::{Content, LookUp, Msg};
use crate::app::parts::keys;
use crate::app::route::Route;
use crate::app::store::{Dispatch, use_dispatch};
use crate::reference::Reference;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::Link;

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
    let look_up = &props.model.look_up;
    let here = matches!(look_up.content, Content::Here(_));
    use_effect_with((props.entry.clone(), here), |(entry, _)| {
        if let Some(entry) = entry {
            dom::reveal(entry);
        }
    });
    let search =
        dispatch.with(|event: InputEvent| AppMsg::LookUp(Msg::Search(dom::value_of(&event))));
    html! {
        <section class="page">
            <header class="reference-head">
                <h1>{"Reference"}</h1>
                <p class="lead">{"What Leaklab looks for, what it knows, and what a leak ends in. The \
                    examples are the ones that its tests run."}</p>
                <label class="search">
                    <span class="unseen">{"Search the reference"}</span>
                    <input type="search" placeholder="Search: sqlite3, Errno 24, with…"
                        value={look_up.query.clone()} oninput={search} />
                </label>
            </header>
            {content(look_up, props, &dispatch)}
        </section>
    }
}

fn content(look_up: &LookUp, props: &Props, dispatch: &Dispatch) -> Html {
    let Some(found) = look_up.matches() else {
        return match look_up.content {
            Content::Failed => html! {
                <p class="remark" role="alert">{"The worker stopped. Load the page again to see the reference."}</p>
            },
            _ => {
                html! { <p class="remark" aria-busy="true">{"The reference is being put together…"}</p> }
            }
        };
    };
    let count = found.rules.len() + found.resources.len() + found.errors.len() + found.words.len();
    let entry = props.entry.as_deref();
    html! {
        <div class="reference-body">
            {contents(&found)}
            <div>
                <p class="unseen" role="status">{format!("{count} entries")}</p>
                if count == 0 {
                    <p class="remark">{"Nothing has all of these words. Try fewer."}</p>
                }
                {part("Rules", &found.rules, |rule| entries::rule(rule, entry))}
                {part("Resources", &found.resources, |resource| entries::resource(resource, entry))}
                if look_up.query.trim().is_empty() {
                    {own::own(&props.model.own, dispatch)}
                }
                {part("Errors that leaks end in", &found.errors, |error| entries::error(error, entry))}
                if look_up.query.trim().is_empty() {
                    <section class="part" id="keys-of-simulate" aria-label="Keys">
                        <h2>{"Keys of the Simulate page"}</h2>
                        {keys::list()}
                    </section>
                }
                {part("Words", &found.words, |word| entries::word(word, entry))}
            </div>
        </div>
    }
}

fn part<T>(title: &'static str, all: &[T], show: impl Fn(&T) -> Html) -> Html {
    if all.is_empty() {
        return html! {};
    }
    html! {
        <section class="part" aria-label={title}>
            <h2>{title}</h2>
            {for all.iter().map(show)}
        </section>
    }
}

/// The list beside the entries.
fn contents(found: &Reference) -> Html {
    let link = |id: &str, words: String| {
        html! { <li><Link<Route> to={Route::Entry { entry: id.to_owned() }}>{words}</Link<Route>></li> }
    };
    html! {
        <nav class="contents" aria-label="Contents">
            if !found.rules.is_empty() {
                <h2>{"Rules"}</h2>
                <ul>{for found.rules.iter().map(|rule| link(&rule.id, rule.id.clone()))}</ul>
            }
            if !found.resources.is_empty() {
                <h2>{"Resources"}</h2>
                <ul>{for found.resources.iter().map(|it| link(&it.id, it.class.clone()))}</ul>
            }
            <h2>{"Yours"}</h2>
            <ul>{link(own::ID, "Resources of your own".to_owned())}</ul>
            if !found.errors.is_empty() {
                <h2>{"Errors"}</h2>
                <ul>{for found.errors.iter().map(|it| link(&it.id, it.title.clone()))}</ul>
            }
            if !found.words.is_empty() {
                <h2>{"Keys"}</h2>
                <ul>{link("keys-of-simulate", "Keys of the Simulate page".to_owned())}</ul>
                <h2>{"Words"}</h2>
                <ul>{for found.words.iter().map(|it| link(&it.id, it.title.clone()))}</ul>
            }
        </nav>
    }
}
