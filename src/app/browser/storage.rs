//! What is kept between visits. Every failure is an answer, never an error: storage can be full,
//! forbidden, or hold what another version has written.

use super::dom;
use crate::app::model::Keeps;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, Storage};

/// Where the index of the drafts is kept.
pub const DRAFTS: &str = "leaklab.drafts";

/// What the keys of drafts begin with.
pub const DRAFT: &str = "leaklab.drafts.";

/// Where the one draft of earlier versions was kept.
pub const OLD_DRAFT: &str = "leaklab.draft";

/// Where this tab remembers its open draft.
pub const ACTIVE: &str = "leaklab.active";

/// What the keys of what cannot be read begin with.
pub const ASIDE: &str = "leaklab.aside.";

/// Where what was done in the course is kept.
pub const PROGRESS: &str = "leaklab.progress";

/// Where the text of a lesson of one's own is kept.
pub const OWN_LESSON: &str = "leaklab.lesson";

/// Where the pages that are only read keep what was answered (`static/js/alive.ts`).
pub const READING: &str = "leaklab.reading";

/// Where the text of the settings is kept.
pub const SETTINGS: &str = "leaklab.settings";

/// Where what was read in it is kept.
pub const SETTINGS_READ: &str = "leaklab.settings.read";

/// Where a progress that could not be read is put.
pub const PROGRESS_ASIDE: &str = "leaklab.progress.aside";

/// Where it is kept what is watched in this tab.
pub const WATCHED: &str = "leaklab.watched";

/// News of what another tab keeps.
pub enum Elsewhere {
    /// It keeps this text under this key, or nothing any more.
    Under(String, Option<String>),
    /// Everything is gone.
    Cleared,
}

/// Tells of what other tabs keep, for as long as the page lives.
pub fn watch(hear: impl Fn(Elsewhere) + 'static) {
    let field = |event: &Event, name: &str| {
        Reflect::get(event, &name.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        hear(match field(&event, "key") {
            Some(key) => Elsewhere::Under(key, field(&event, "newValue")),
            None => Elsewhere::Cleared,
        });
    });
    if let Some(window) = web_sys::window() {
        let listener = listener.as_ref().unchecked_ref();
        // A browser without these events only lacks news of other tabs.
        let _ = window.add_event_listener_with_callback("storage", listener);
    }
    listener.forget();
}

/// A number that no other tab is likely to have.
pub fn tab() -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "any number will do"
    )]
    let number = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    number
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

/// Takes a key away.
pub fn remove(key: &str) {
    if let Some(storage) = kept_for_good() {
        // A key that cannot be taken away stays, and is only in the way.
        let _ = storage.remove_item(key);
    }
}

/// Every key that begins so, without its beginning, and the text under it.
pub fn all(beginning: &str) -> Vec<(String, String)> {
    let Some(storage) = kept_for_good() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    keys.filter_map(|key| {
        let text = storage.get_item(&key).ok().flatten()?;
        Some((key.strip_prefix(beginning)?.to_owned(), text))
    })
    .collect()
}

/// Puts what is under a key where nothing reads it. If that cannot be done, it stays.
pub fn set_aside(key: &str) {
    if let Some(text) = get(key)
        && keep(&format!("{ASIDE}{key}"), &text).is_ok()
    {
        remove(key);
    }
}

/// What this tab remembers under a key.
pub fn of_tab(key: &str) -> Option<String> {
    kept_for_tab()?.get_item(key).ok().flatten()
}

/// Remembers something for as long as this tab is open.
pub fn keep_for_tab(key: &str, text: &str) {
    if let Some(storage) = kept_for_tab() {
        // A tab that remembers nothing opens what was used last.
        let _ = storage.set_item(key, text);
    }
}

/// The browser would not keep it: no room, or not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

/// What is kept between visits. Even to ask for it can be forbidden, and fails then.
fn kept_for_good() -> Option<Storage> {
    dom::window()?.local_storage().ok().flatten()
}

fn kept_for_tab() -> Option<Storage> {
    dom::window()?.session_storage().ok().flatten()
}
