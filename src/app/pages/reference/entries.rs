//! The entries of the reference.

use crate::app::model::Msg as AppMsg;
use crate::app::model::check::Msg;
use crate::app::parts::text::{listed, snippet, words};
use crate::app::route::Route;
use crate::app::store::use_dispatch;
use crate::reference::taught::{Nearness, Taught};
use crate::reference::{ErrorEntry, ResourceEntry, RuleEntry, WordEntry, errno, slug};
use yew::prelude::*;
use yew_router::prelude::Link;

/// A rule: what it says, and its two examples.
pub(super) fn rule(rule: &RuleEntry, taught: &Taught<'_>) -> Html {
    html! {
        <article class="entry" id={rule.id.clone()}>
            <h1><code>{rule.id.clone()}</code></h1>
            <p class="entry-line">{words(&rule.title)}</p>
            <div class="prose">{raw(&rule.text)}</div>
            {lessons(taught)}
            {examples(&rule.id, ("▲ reported", &rule.leaky), ("✓ fine", &rule.clean))}
        </article>
    }
}

/// A resource: how it is got and given back, and what becomes of one that is dropped.
pub(super) fn resource(it: &ResourceEntry, taught: &Taught<'_>) -> Html {
    let class_of_leak = format!("Leak class {}", it.leak_class);
    html! {
        <article class="entry" id={it.id.clone()}>
            <h1><code>{it.class.clone()}</code></h1>
            <p class="entry-line">{it.kind.clone()}</p>
            <dl class="facts">
                <dt>{"Acquired by"}</dt>
                <dd>{for it.ways.iter().flat_map(|way| &way.names).map(|name| html! {
                    <code class="name">{name.trim_start_matches("builtins.").to_owned()}</code>
                })}</dd>
                <dt>{"Released by"}</dt>
                <dd>{for it.release.iter().map(|name| html! { <code class="name">{name.clone()}</code> })}</dd>
                <dt>{"In a "}<code>{"with"}</code></dt>
                <dd>{it.with.clone()}</dd>
                <dt>{"Dropped"}</dt>
                <dd>{words(&it.dropped)}{". "}
                    <Link<Route> to={Route::Entry { entry: slug(&class_of_leak) }}>{class_of_leak.clone()}</Link<Route>></dd>
                <dt>{"Python says"}</dt>
                <dd>if it.warns.is_empty() { {"nothing"} } else { <code>{it.warns.clone()}</code> }</dd>
                <dt>{"How many"}</dt>
                <dd>{it.limit.clone()}</dd>
                <dt>{"Ends in"}</dt>
                <dd><Link<Route> to={Route::Entry { entry: it.error.clone() }}><code>{it.ends_in.clone()}</code></Link<Route>></dd>
            </dl>
            {lessons(taught)}
            {for it.ways.iter().map(|way| {
                let name = way.names.first().map_or("", String::as_str).trim_start_matches("builtins.");
                html! {
                    <details class="way" open={it.ways.len() == 1}>
                        <summary>{"Examples with "}<code>{name.to_owned()}</code></summary>
                        {examples(&slug(name), ("▲ leaks", &way.leaky), ("✓ does not", &way.clean))}
                    </details>
                }
            })}
            <p class="entry-source"><a href={it.source.clone()} rel="noreferrer">{"Its documentation"}</a></p>
        </article>
    }
}

/// An error: what it means, and what ends in it.
pub(super) fn error(error: &ErrorEntry, taught: &Taught<'_>) -> Html {
    html! {
        <article class="entry" id={error.id.clone()}>
            <h1><code>{error.title.clone()}</code></h1>
            if let Some(errno) = errno::of(&error.title) {
                <p class="entry-line">{"In "}<code>{"errno"}</code>{": "}{for errno.names.iter().map(|name| html! {
                    <code class="name">{*name}</code>
                })}</p>
            }
            <div class="prose">{raw(&error.text)}</div>
            {lessons(taught)}
            <p class="entry-line">{"From: "}{for error.from.iter().map(|(id, kind)| html! {
                <Link<Route> classes="name" to={Route::Entry { entry: id.clone() }}>{kind.clone()}</Link<Route>>
            })}</p>
        </article>
    }
}

/// The lessons that teach it.
fn lessons(taught: &Taught<'_>) -> Html {
    let about = match taught.nearness {
        Nearness::Itself => "Taught in ",
        Nearness::Alike => "Taught on something alike in ",
        Nearness::Idea => "What is behind it is taught in ",
    };
    html! {
        <p class="entry-lessons">{about}{listed(taught.lessons.iter().map(|lesson| html! {
            <Link<Route> to={Route::Lesson { lesson: lesson.id.clone() }}>{lesson.front.title.clone()}</Link<Route>>
        }))}</p>
    }
}

/// A word.
pub(super) fn word(word: &WordEntry, taught: &Taught<'_>) -> Html {
    html! {
        <article class="entry" id={word.id.clone()}>
            <h1>{word.title.clone()}</h1>
            <div class="prose">{raw(&word.text)}</div>
            {lessons(taught)}
        </article>
    }
}

fn raw(html: &str) -> Html {
    Html::from_html_unchecked(AttrValue::from(html.to_owned()))
}

/// Two programs, each with the words of its chip.
fn examples(name: &str, leaky: (&'static str, &str), clean: (&'static str, &str)) -> Html {
    html! {
        <div class="pair">
            <Example chip="leaked" title={leaky.0} file={format!("{name}-leaks.py")} code={leaky.1.to_owned()} />
            <Example chip="released" title={clean.0} file={format!("{name}-clean.py")} code={clean.1.to_owned()} />
        </div>
    }
}

/// Props of [`Example`].
#[derive(Clone, PartialEq, Properties)]
struct ExampleProps {
    /// Class of its chip.
    chip: &'static str,
    /// Words of its chip.
    title: &'static str,
    /// The file it is opened as.
    file: String,
    /// Its code.
    code: String,
}

/// A program with the way into Check.
#[component]
fn Example(props: &ExampleProps) -> Html {
    let dispatch = use_dispatch();
    let load = AppMsg::Check(Msg::Load {
        path: props.file.clone(),
        text: props.code.clone(),
    });
    html! {
        <figure class="example">
            <figcaption>
                <span class={classes!("chip", props.chip)}>{props.title}</span>
                <Link<Route> classes="link" to={Route::Check}>
                    <span onclick={dispatch.to(load)}>{"Open in Check"}</span>
                </Link<Route>>
            </figcaption>
            {snippet(&props.code)}
        </figure>
    }
}
