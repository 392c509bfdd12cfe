//! A button with a sheet below it. The browser's own `details` gives it its keyboard.

use crate::app::browser::dom;
use yew::prelude::*;

/// Props of [`Menu`].
#[derive(Clone, PartialEq, Properties)]
pub struct MenuProps {
    /// What the button says.
    pub label: AttrValue,
    /// What a screen reader says before it, when the label alone does not tell.
    #[prop_or_default]
    pub about: AttrValue,
    /// What the sheet holds.
    pub children: Html,
    /// It is opened, or shut.
    #[prop_or_default]
    pub onopen: Callback<bool>,
}

/// The menu. It closes after a choice by button, on Escape, and when the focus leaves it.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let place = use_node_ref();
    let shut = {
        let (place, onopen) = (place.clone(), props.onopen.clone());
        move || {
            dom::shut(&place);
            onopen.emit(false);
        }
    };
    let toggle = {
        let (place, onopen) = (place.clone(), props.onopen.clone());
        Callback::from(move |_: MouseEvent| onopen.emit(!dom::is_open(&place)))
    };
    let onclick = {
        let shut = shut.clone();
        let place_of_choice = place.clone();
        Callback::from(move |event: MouseEvent| {
            if dom::is_in(event.target(), "button") {
                shut();
                dom::focus_inside(&place_of_choice, "summary");
            }
        })
    };
    let onkeydown = {
        let shut = shut.clone();
        let place = place.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                shut();
                dom::focus_inside(&place, "summary");
            }
        })
    };
    let onfocusout = {
        let place = place.clone();
        Callback::from(move |event: FocusEvent| {
            if event.related_target().is_some() && !dom::holds(&place, event.related_target()) {
                shut();
            }
        })
    };
    html! {
        <details class="dropdown" ref={place} {onkeydown} {onfocusout}>
            <summary class="button small" onclick={toggle}>
                if !props.about.is_empty() {
                    <span class="unseen">{props.about.clone()}</span>
                }
                <span class="menu-name">{props.label.clone()}</span><span class="caret" aria-hidden="true" />
            </summary>
            <div class="sheet" {onclick}>{props.children.clone()}</div>
        </details>
    }
}
