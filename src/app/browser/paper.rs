//! When the page is printed: before the browser takes its picture, what is drawn for paper is put
//! there.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// What the page is drawn for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medium {
    /// A screen.
    #[default]
    Screen,
    /// Paper.
    Paper,
}

/// Tells of printing, for as long as the page lives: when it begins and when it is over.
pub fn watch(hear: impl Fn(Medium) + Clone + 'static) {
    let Some(window) = window() else { return };
    for (event, medium) in [
        ("beforeprint", Medium::Paper),
        ("afterprint", Medium::Screen),
    ] {
        let hear = hear.clone();
        let listener = Closure::<dyn Fn()>::new(move || hear(medium));
        // A browser without these events prints what is on the screen.
        let _ = window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        listener.forget();
    }
}

fn window() -> Option<web_sys::Window> {
    if cfg!(target_family = "wasm") {
        web_sys::window()
    } else {
        None
    }
}
