//! Keys that work anywhere on a page, and never take one from something that wants it itself.

use super::{dom, storage};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Where it is kept that somebody does not want them.
const KEPT: &str = "leaklab.keys";
/// Fields: every key is theirs.
const FIELDS: &str = "input, textarea, select, [contenteditable], .cm-editor";
/// What the space bar presses.
const PRESSED: &str = "button, a, summary, [role=button]";
/// What arrows move in.
const MOVED: &str = "[role=tablist], [role=region][tabindex], pre[tabindex]";

/// Calls `act` with the name of every key that nobody else wants, while `is_on`; what it has a use
/// for, it says, and then the browser does nothing with it.
#[hook]
pub fn use_keys(is_on: bool, act: Rc<dyn Fn(&str) -> bool>) {
    // The newest one is called, without listening anew for every picture.
    let newest = use_mut_ref(|| Rc::clone(&act));
    *newest.borrow_mut() = act;
    use_effect_with(is_on, move |is_on| {
        let listener = is_on.then(|| {
            Listener::new(move |event: KeyboardEvent| {
                if is_wanted_elsewhere(&event) {
                    return;
                }
                let act = Rc::clone(&newest.borrow());
                if act(&event.key()) {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}

/// Whether somebody has switched them off.
pub fn are_wanted() -> bool {
    storage::get(KEPT).as_deref() != Some("off")
}

/// Remembers whether they are wanted, if the browser lets us.
pub fn want(wanted: bool) {
    // A browser that keeps nothing has them on again at the next visit.
    let _ = storage::keep(KEPT, if wanted { "on" } else { "off" });
}

fn is_wanted_elsewhere(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let is_in = |selector: &str| dom::is_in(event.target(), selector);
    event.default_prevented()
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
        || is_in(FIELDS)
        || (key == " " && is_in(PRESSED))
        || (key.starts_with("Arrow") && is_in(MOVED))
}

/// A listener of the whole document, until dropped.
struct Listener(Closure<dyn Fn(KeyboardEvent)>);

const DOWN: &str = "keydown";

impl Listener {
    fn new(hear: impl Fn(KeyboardEvent) + 'static) -> Self {
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(hear);
        if let Some(document) = document() {
            let callback = listener.as_ref().unchecked_ref();
            // A document that hears nothing has no keys, and everything else.
            let _ = document.add_event_listener_with_callback(DOWN, callback);
        }
        Self(listener)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let callback = self.0.as_ref().unchecked_ref();
            // It was there, or the page is gone.
            let _ = document.remove_event_listener_with_callback(DOWN, callback);
        }
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
