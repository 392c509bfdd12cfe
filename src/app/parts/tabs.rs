//! Tabs, with the keyboard that people expect of them.

use crate::app::browser::dom;
use yew::prelude::*;

/// One tab.
#[derive(Clone, PartialEq, Eq)]
pub struct Tab {
    /// Part of its element's name.
    pub id: &'static str,
    /// What it says.
    pub label: &'static str,
    /// A number beside it, when there is one worth showing.
    pub count: Option<usize>,
}

/// Props of [`Tabs`].
#[derive(Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// What the tabs choose.
    pub label: AttrValue,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// Index of the open one.
    pub open: usize,
    /// Another was chosen.
    pub onopen: Callback<usize>,
}

/// The row of tabs; the panel must have the id `panel` and be labelled by `tab-<id>`.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let TabsProps {
        label,
        tabs,
        open,
        onopen,
    } = props.clone();
    let keys = {
        let onopen = onopen.clone();
        let names: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
        Callback::from(move |event: KeyboardEvent| {
            let last = names.len().saturating_sub(1);
            let next = match event.key().as_str() {
                "ArrowRight" if open == last => 0,
                "ArrowRight" => open + 1,
                "ArrowLeft" if open == 0 => last,
                "ArrowLeft" => open - 1,
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            onopen.emit(next);
            if let Some(name) = names.get(next) {
                dom::focus(&format!("tab-{name}"));
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={label} onkeydown={keys}>
            {for tabs.iter().enumerate().map(|(index, tab)| {
                let is_open = index == open;
                html! {
                    <button type="button" role="tab" id={format!("tab-{}", tab.id)} class="tab"
                        aria-selected={is_open.to_string()} aria-controls="panel"
                        tabindex={if is_open { "0" } else { "-1" }}
                        onclick={onopen.reform(move |_| index)}>
                        {tab.label}
                        if let Some(count) = tab.count {
                            <span class="count">{count}</span>
                        }
                    </button>
                }
            })}
        </div>
    }
}
