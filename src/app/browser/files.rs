//! Files that a reader picks or drops. They are read here and go nowhere.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, Event, File, FileList, HtmlElement, HtmlInputElement};

/// Largest file that is read, in bytes.
const LARGEST: f64 = 8_000_000.0;
/// The attribute of the document while files are held over it.
const HELD: &str = "data-drop";

/// A file of the reader's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Its name and its text.
    Text {
        /// The name.
        name: String,
        /// The text.
        text: String,
    },
    /// It is larger than anything that can be checked.
    TooLarge(String),
    /// It is no text, or could not be read.
    NotText(String),
}

/// Reads the files that were picked in a field, which is then empty again.
pub fn picked(event: &Event, hear: impl Fn(Opened) + Clone + 'static) {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        read(field.files(), hear);
        field.set_value("");
    }
}

/// Reads the files that are dropped anywhere, for as long as the page lives. Without this the browser
/// would leave the page for the file.
pub fn watch_drops(hear: impl Fn(Opened) + Clone + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let heard = Closure::<dyn Fn(DragEvent)>::new(move |event: DragEvent| {
        let Some(data) = event
            .data_transfer()
            .filter(|data| data.types().includes(&"Files".into(), 0))
        else {
            return; // a piece of text that is moved
        };
        event.prevent_default();
        let is_drop = event.type_() == "drop";
        mark(!is_drop && event.type_() != "dragleave");
        if is_drop {
            event.stop_propagation();
            read(data.files(), hear.clone());
        }
    });
    for name in ["dragover", "dragleave", "drop"] {
        let listener = heard.as_ref().unchecked_ref();
        // Before the editor, which would put the file's text where it was dropped.
        let _ = window.add_event_listener_with_callback_and_bool(name, listener, true);
    }
    heard.forget();
}

fn read(files: Option<FileList>, hear: impl Fn(Opened) + Clone + 'static) {
    let Some(files) = files else { return };
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        let hear = hear.clone();
        spawn_local(async move { hear(opened(&file).await) });
    }
}

async fn opened(file: &File) -> Opened {
    let name = file.name();
    if file.size() > LARGEST {
        return Opened::TooLarge(name);
    }
    let text = JsFuture::from(file.text())
        .await
        .ok()
        .and_then(|text| text.as_string());
    match text.filter(|text| !text.contains(['\0', '\u{fffd}'])) {
        Some(text) => Opened::Text { name, text },
        None => Opened::NotText(name),
    }
}

/// Shows on the document that files are held over it, or no longer.
fn mark(is_held: bool) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        // It is only looks.
        let _ = root.toggle_attribute_with_force(HELD, is_held);
    }
}
