//! The drafts: the open one's name and fate, the menu of all, and what must be decided about one.

use crate::app::browser::files;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::drafts::{Draft, Fate, Msg};
use crate::app::model::check::{Check, Msg as CheckMsg};
use crate::app::parts::field::Field;
use crate::app::parts::menu::Menu;
use crate::app::store::Dispatch;
use yew::prelude::*;

/// The name of the open draft with the menu behind it, and whether it is kept.
pub fn drafts(check: &Check, dispatch: &Dispatch) -> Html {
    let Some(open) = check.drafts.active() else {
        return html! {};
    };
    html! {
        <div class="file">
            <Menu label={open.name.to_string()} about="Drafts, now ">{menu(check, open, dispatch)}</Menu>
            {fate(open)}
        </div>
    }
}

/// Whether the text will be here next time. Nothing is said that is not known to be so.
fn fate(draft: &Draft) -> Html {
    let (class, text) = match draft.fate {
        _ if draft.newer.is_some() => ("hint warn", "newer in another tab"),
        Fate::Untouched => ("hint", "example"),
        Fate::Changed | Fate::Asked(_) => return html! {},
        Fate::Kept => ("hint", "kept in this browser"),
        Fate::TooLong => ("hint warn", "too long to be kept"),
        Fate::Refused => ("hint warn", "not kept in this browser"),
        Fate::DeletedElsewhere => ("hint warn", "deleted in another tab"),
    };
    html! { <span {class}>{text}</span> }
}

fn menu(check: &Check, open: &Draft, dispatch: &Dispatch) -> Html {
    let send = |msg| dispatch.to(to_app(msg));
    let rename = dispatch.with(|name| to_app(Msg::Rename(name)));
    let pick = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let dispatch = dispatch.clone();
            files::picked(&event, move |file| dispatch.send(opened(file)));
        })
    };
    html! {
        <div class="menu-list">
            <label class="rename">
                <span class="eyebrow">{"Name of this draft"}</span>
                <Field value={open.name.to_string()} max_length="80" onenter={rename} />
            </label>
            <p class="eyebrow">{"Drafts"}</p>
            <ul class="drafts">
                {for check.drafts.list.iter().map(|draft| {
                    let is_open = draft.slot == open.slot;
                    html! {
                        <li key={draft.slot}>
                            <button type="button" class="menu-item" onclick={send(Msg::Open(draft.slot))}
                                aria-current={is_open.then_some("true")}>
                                <b>{draft.name.to_string()}</b>
                                <span>{size(draft)}</span>
                            </button>
                            <button type="button" class="button small quiet" onclick={send(Msg::Delete(draft.slot))}
                                aria-label={format!("Delete {}", draft.name)}>{"Delete"}</button>
                        </li>
                    }
                })}
            </ul>
            <button type="button" class="menu-item" onclick={send(Msg::New)}><b>{"New draft"}</b></button>
            <label class="menu-item pick">
                <b>{"Open files…"}</b><span>{"or drop them anywhere on the page"}</span>
                <input type="file" class="unseen" multiple={true} onchange={pick} />
            </label>
        </div>
    }
}

/// How long a draft is.
fn size(draft: &Draft) -> String {
    match draft.text.lines().count() {
        0 => "empty".into(),
        1 => "1 line".into(),
        lines => format!("{lines} lines"),
    }
}

/// What must be decided, or can be taken back, about the drafts: one line below the toolbar.
pub fn bar(check: &Check, dispatch: &Dispatch) -> Html {
    let button = |msg, text: &'static str| {
        html! { <button type="button" class="button small" onclick={dispatch.to(to_app(msg))}>{text}</button> }
    };
    let newer = check.drafts.active().and_then(|draft| draft.newer.as_ref());
    let (text, buttons) = match (newer, check.drafts.deleted.last()) {
        (Some(newer), _) => (
            format!("Another tab has newer text of {}.", newer.name),
            html! { <>{button(Msg::TakeNewer, "Take the newer")}{button(Msg::KeepMine, "Keep mine as a copy")}</> },
        ),
        (None, Some((_, deleted))) => (
            format!("{} was deleted.", deleted.name),
            html! { <>{button(Msg::Undelete, "Undo")}{button(Msg::Dismiss, "Dismiss")}</> },
        ),
        (None, None) => (String::new(), html! {}),
    };
    html! {
        <div class="decide" role="status" aria-live="polite">
            if !text.is_empty() {
                <p>{text}</p>
                {buttons}
            }
        </div>
    }
}

/// What the app hears of a file of the reader's.
pub fn opened(file: files::Opened) -> AppMsg {
    match file {
        files::Opened::Text { name, text } => AppMsg::Check(CheckMsg::File { name, text }),
        files::Opened::TooLarge(name) => {
            AppMsg::Say(format!("{name} is too large to be checked here."))
        }
        files::Opened::NotText(name) => {
            AppMsg::Say(format!("{name} is not text in UTF-8, as Python's is."))
        }
    }
}

fn to_app(msg: Msg) -> AppMsg {
    AppMsg::Check(CheckMsg::Drafts(msg))
}
