//! What is kept between visits. Every failure is an answer, never an error: storage can be full,
//! forbidden, or hold what another version has written.

use crate::app::model::Keeps;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, Storage};

/// Where the draft of the Check page is kept.
pub const DRAFT: &str = "leaklab.draft";

/// Where what was done in the course is kept.
pub const PROGRESS: &str = "leaklab.progress";

/// Where the text of the settings is kept.
pub const SETTINGS: &str = "leaklab.settings";

/// Where what was read in it is kept.
pub const SETTINGS_READ: &str = "leaklab.settings.read";

/// Where a progress that could not be read is put.
pub const PROGRESS_ASIDE: &str = "leaklab.progress.aside";

/// Tells of what another tab keeps under a key, for as long as the page lives.
pub fn watch(key: &'static str, hear: impl Fn(String) + 'static) {
    let field = |event: &Event, name: &str| {
        Reflect::get(event, &name.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let text =
            field(&event, "newValue").filter(|_| field(&event, "key").as_deref() == Some(key));
        if let Some(text) = text {
            hear(text);
        }
    });
    if let Some(window) = web_sys::window() {
        let listener = listener.as_ref().unchecked_ref();
        // A browser without these events only lacks news of other tabs.
        let _ = window.add_event_listener_with_callback("storage", listener);
    }
    listener.forget();
}

/// Whether the browser keeps anything for this page, tried with a key that is taken away again.
pub fn keeps() -> Keeps {
    const TRIED: &str = "leaklab.tried";
    let Some(storage) = kept_for_good() else {
        return Keeps::Nothing;
    };
    let tried = storage.set_item(TRIED, "yes");
    // A key that stays behind does no harm.
    let _ = storage.remove_item(TRIED);
    if tried.is_ok() {
        Keeps::All
    } else {
        Keeps::NoMore
    }
}

/// The text kept under a key.
pub fn get(key: &str) -> Option<String> {
    kept_for_good()?.get_item(key).ok().flatten()
}

/// Keeps a text under a key; tells whether the browser did.
pub fn keep(key: &str, text: &str) -> Result<(), NotKept> {
    let storage = kept_for_good().ok_or(NotKept)?;
    storage.set_item(key, text).map_err(|_| NotKept)
}

/// The browser would not keep it: no room, or not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

/// What is kept between visits. Even to ask for it can be forbidden, and fails then.
fn kept_for_good() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
