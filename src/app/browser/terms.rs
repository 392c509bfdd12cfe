//! What a marked word means goes away with Escape, though the pointer or the keyboard stays where it is
//! (WCAG 2.2, 1.4.13). It comes with the pointer and the keyboard by `static/css/terms.css` alone.

use super::dom::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// What the document has while nothing is shown to a pointer that rests on a word.
const HUSHED: &str = "data-hushed";

/// Listens for as long as the page lives.
pub fn watch() {
    let Some(document) = document() else { return };
    let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(|event: KeyboardEvent| {
        if event.key() == "Escape" {
            hush();
        }
    });
    let moved = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let is_on_word = target.is_some_and(|it| it.closest(".term").ok().flatten().is_some());
        if !is_on_word && let Some(root) = root() {
            // What it does not have is away already.
            let _ = root.remove_attribute(HUSHED);
        }
    });
    for (event, heard) in [
        ("keydown", pressed.as_ref().unchecked_ref()),
        ("pointerover", moved.as_ref().unchecked_ref()),
    ] {
        // A document that does not listen shows what it shows.
        let _ = document.add_event_listener_with_callback(event, heard);
    }
    pressed.forget();
    moved.forget();
}

fn root() -> Option<Element> {
    document()?.document_element()
}

fn hush() {
    let active = document().and_then(|document| document.active_element());
    let word = active.filter(|it| it.matches(".term").unwrap_or(false));
    if let Some(word) = word.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // What cannot lose the keyboard keeps it.
        let _ = word.blur();
    }
    if let Some(root) = root() {
        // What it has stays.
        let _ = root.set_attribute(HUSHED, "");
    }
}
