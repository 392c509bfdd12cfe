//! Resources of one's own: a text to edit, and what became of it.

use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::own::{ENTRY, EXAMPLE, Msg, Own, State};
use crate::app::store::Dispatch;
use crate::project::FILE;
use yew::prelude::*;

/// The name of its place in the page.
pub(super) const ID: &str = ENTRY;

/// The section.
pub(super) fn own(own: &Own, dispatch: &Dispatch) -> Html {
    let typed = dispatch.with(|event: InputEvent| AppMsg::Own(Msg::Type(dom::value_of(&event))));
    let is_empty = own.text.trim().is_empty();
    html! {
        <section class="entry" id={ID} aria-label="Resources of your own">
            <h1>{"Resources of your own"}</h1>
            <p class="prose">{"What your project hands out and wants back: Check follows it like \
                everything else. The command line reads the same text from a file called "}
                <code>{FILE}</code>{". It stays in this browser."}</p>
            <textarea class="own-text" rows="14" spellcheck="false" autocapitalize="off"
                aria-label={FILE} aria-describedby="own-state" placeholder={EXAMPLE}
                value={own.text.clone()} oninput={typed} />
            <div class="row">
                <button type="button" class="button small main" disabled={own.state == State::Reading}
                    onclick={dispatch.to(AppMsg::Own(Msg::Use))}>{"Use it"}</button>
                if is_empty {
                    <button type="button" class="button small quiet"
                        onclick={dispatch.to(AppMsg::Own(Msg::Type(EXAMPLE.to_owned())))}>
                        {"Begin with the example"}
                    </button>
                }
                {state(&own.state)}
                if let State::Used(1..) = own.state {
                    <a class="link" href="#/check">{"See what Check says now"}</a>
                }
            </div>
        </section>
    }
}

fn state(state: &State) -> Html {
    let used = |count: usize| match count {
        0 => "None of your own are in use.".to_owned(),
        1 => "One of your own is in use.".to_owned(),
        count => format!("{count} of your own are in use."),
    };
    let (class, words) = match state {
        State::Changed => ("own-state", String::new()),
        State::Reading => ("own-state", "Being read…".to_owned()),
        State::Used(count) => ("own-state met", format!("✓ {}", used(*count))),
        State::NotKept(count) => (
            "own-state",
            format!(
                "▲ {} The browser would not keep them for the next visit.",
                used(*count)
            ),
        ),
        State::Wrong(wrong) => ("own-state wrong", format!("▲ {wrong}")),
        State::Failed => (
            "own-state wrong",
            "▲ The worker stopped. Try again.".to_owned(),
        ),
    };
    html! { <p id="own-state" {class} role="status">{words}</p> }
}
