//! The keyboard is not left on nothing: who was on something that is gone is led to the nearest thing
//! around it that is still there and can have the keyboard. Code that goes is not meant: an editor
//! that takes its place asks for the keyboard itself.

use super::dom::document;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, FocusOptions, HtmlElement};

thread_local! {
    /// What has the keyboard, and all around it that could have it, the nearest first.
    static CHAIN: RefCell<Vec<HtmlElement>> = RefCell::default();
}

/// Remembers where the keyboard is, for as long as the page lives.
pub fn watch() {
    let Some(document) = document() else { return };
    let heard = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        CHAIN.set(target.map_or_else(Vec::new, chain));
    });
    let listener = heard.as_ref().unchecked_ref();
    // A document that does not listen has nothing to rescue.
    let _ = document.add_event_listener_with_callback("focusin", listener);
    heard.forget();
}

/// An element and what is around it that can have the keyboard; nothing for code.
fn chain(element: Element) -> Vec<HtmlElement> {
    let mut chain = Vec::new();
    let mut next = Some(element);
    while let Some(element) = next {
        if element.matches(".editor").unwrap_or(false) {
            return Vec::new();
        }
        next = element.parent_element();
        if chain.is_empty() || element.has_attribute("tabindex") {
            chain.extend(element.dyn_into::<HtmlElement>());
        }
    }
    chain
}

/// After something was drawn: leads the keyboard on if what it was on is gone.
pub fn rescue() {
    let is_lost = document().is_some_and(|document| {
        let active = document.active_element();
        active.is_none_or(|active| active.tag_name() == "BODY")
    });
    let chain = CHAIN.with_borrow(Clone::clone);
    let is_gone = chain.first().is_some_and(|last| !last.is_connected());
    if is_lost && is_gone {
        let near = chain.iter().find(|element| element.is_connected());
        if let Some(near) = near {
            // What is seen stays where it is; an element that cannot be focused, as it is.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = near.focus_with_options(&options);
        }
    }
}
