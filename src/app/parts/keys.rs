//! The keys of the Simulate page, as a list.

use crate::app::browser::form;
use crate::app::model::simulate::keys::SHORTCUTS;
use yew::prelude::*;

/// The list alone.
pub fn list() -> Html {
    html! {
        <dl class="keys-list">
            {for SHORTCUTS.iter().map(|shortcut| html! {
                <div>
                    <dt>{for shortcut.shown.iter().map(|key| html! { <kbd>{*key}</kbd> })}</dt>
                    <dd>{shortcut.words}</dd>
                </div>
            })}
        </dl>
    }
}

/// Props of [`Keys`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Whether the keys work.
    pub is_on: bool,
    /// They shall work, or not.
    pub onswitch: Callback<bool>,
}

/// The list in a sheet of its own, and the switch that turns the keys off.
#[component]
pub fn Keys(props: &Props) -> Html {
    let onchange = props
        .onswitch
        .reform(|event: Event| form::is_ticked(&event));
    html! {
        <section class="keys" id="keys" aria-label="Keys">
            {list()}
            <label class="tick">
                <input type="checkbox" checked={props.is_on} {onchange} />
                <span>{"These keys work on this page. In a field or the editor, every key is the field's own."}</span>
            </label>
        </section>
    }
}
