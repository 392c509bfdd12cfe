//! The foot of the timeline: passing on what is shown, as a link, as a file, as numbers.

use crate::app::browser::{dom, download, form};
use crate::app::model::Msg as AppMsg;
use crate::app::model::simulate::address::{Holds, MOST, Share};
use crate::app::model::simulate::keys::{Action, key_of};
use crate::app::model::simulate::{Msg, Simulate};
use crate::app::parts::menu::Menu;
use crate::app::parts::numbers::{Further, sources};
use crate::app::parts::save::offer;
use crate::app::store::{Dispatch, use_dispatch};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Props of [`Passing`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub page: Simulate,
    /// A link or a file of the moment is wanted.
    pub share: Callback<()>,
    /// Something was asked for.
    pub onmsg: Callback<Msg>,
    /// Numbers of what is no picture of every moment.
    pub further: Callback<(), Vec<Further>>,
    /// The keys.
    pub keys: Html,
}

/// The foot.
#[component]
pub fn Passing(props: &Props) -> Html {
    let share = &props.page.share;
    let head = props.page.player.head;
    let link = share.link(head);
    let (text, told) = match &link {
        Some(link) => (
            "Share this moment",
            told(
                share.holds,
                dom::address().chars().count() + link.chars().count(),
            ),
        ),
        None => (
            "Save this moment as a file",
            format!(
                "Too long for a link: {} characters, and mail and chats cut what is longer than {MOST}. \
                 The file holds everything{}, and opens here.",
                share.query(head).len(),
                if share.moment.code.is_some() {
                    ", your code too"
                } else {
                    ""
                }
            ),
        ),
    };
    let onclick = props.share.reform(|_: MouseEvent| ());
    html! {
        <div class="passing">
            <button type="button" class="button small" {onclick}
                title={format!("Copy a link to this moment ({})", key_of(Action::Share))}>{text}</button>
            <p class="link-holds">{told}</p>
            <Downloads page={props.page.clone()} onmsg={props.onmsg.clone()} further={props.further.clone()} />
            {props.keys.clone()}
        </div>
    }
}

/// How long a link is, and what is in it.
fn told(holds: Holds, length: usize) -> String {
    let code = match holds {
        Holds::Nothing => "contains no code",
        Holds::Code => "contains your code",
        Holds::Part => "contains your code: the functions that leak, and imports",
        Holds::Scenario => "without your code, which would make it too long",
    };
    format!("Link of {length} characters, {code}.")
}

/// Gives a moment as a file.
pub fn save_moment(text: &str, dispatch: &Dispatch) {
    let said = match download::offer("moment.leaklab", "text/plain", text) {
        Ok(()) => "This moment was saved as a file.",
        Err(_) => "The browser did not allow the download.",
    };
    dispatch.send(AppMsg::Say(said.into()));
}

/// Props of [`Downloads`].
#[derive(Clone, PartialEq, Properties)]
struct DownloadsProps {
    page: Simulate,
    onmsg: Callback<Msg>,
    further: Callback<(), Vec<Further>>,
}

/// Everything that can be taken away, and what brings a moment back.
#[component]
fn Downloads(props: &DownloadsProps) -> Html {
    let dispatch = use_dispatch();
    let is_open = use_state(|| false);
    let onopen = {
        let is_open = is_open.clone();
        Callback::from(move |open: bool| is_open.set(open))
    };
    let inside = if *is_open {
        list(props, &dispatch)
    } else {
        html! {}
    };
    html! { <Menu label="Download" {onopen}>{inside}</Menu> }
}

fn list(props: &DownloadsProps, dispatch: &Dispatch) -> Html {
    let player = &props.page.player;
    let all = sources(player, props.further.emit(()));
    let each = all.into_iter().map(|source| {
        let label = format!("{} as CSV", source.title(player));
        let (player, dispatch) = (player.clone(), dispatch.clone());
        let onclick = move |_: MouseEvent| {
            let name = format!("leaklab-{}", source.id());
            offer(&name, &source.all(&player), &dispatch);
        };
        html! { <li><button type="button" class="menu-item" {onclick}>{label}</button></li> }
    });
    let save = {
        let (share, head, dispatch) = (props.page.share.clone(), player.head, dispatch.clone());
        move |_: MouseEvent| save_moment(&Share::file(&share, head), &dispatch)
    };
    let open = {
        let onmsg = props.onmsg.clone();
        move |event: Event| {
            let onmsg = onmsg.clone();
            let text = form::file(&event);
            spawn_local(async move {
                if let Some(text) = text.await {
                    onmsg.emit(Msg::File(text));
                }
            });
        }
    };
    html! {
        <ul class="menu-list">
            {for each}
            <li><button type="button" class="menu-item" onclick={save}>{"This moment as a file"}</button></li>
            <li><label class="menu-item menu-file">
                {"Open the file of a moment …"}
                <input type="file" accept=".leaklab,text/plain" onchange={open} />
            </label></li>
        </ul>
    }
}
