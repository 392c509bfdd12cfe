//! The editor of `static/js/editor.ts`, as a handle.

use super::bridge;
use crate::app::marks::Marks;
use crate::report::Edit;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The loaded script.
    type Module;

    #[wasm_bindgen(method)]
    #[allow(
        clippy::too_many_arguments,
        reason = "one argument for each thing the editor tells"
    )]
    fn create(
        this: &Module,
        parent: &Element,
        text: &str,
        wishes: &str,
        edited: &Closure<dyn Fn()>,
        text_taken: &Closure<dyn Fn(String)>,
        chosen: &Closure<dyn Fn(u32)>,
        fix: &Closure<dyn Fn(u32, u32)>,
    ) -> Raw;

    /// One editor.
    type Raw;

    #[wasm_bindgen(method)]
    fn replace(this: &Raw, text: &str);
    #[wasm_bindgen(method)]
    fn apply(this: &Raw, edits: &str);
    #[wasm_bindgen(method)]
    fn show(this: &Raw, marks: &str);
    #[wasm_bindgen(method)]
    fn reveal(this: &Raw, line: u32);
    #[wasm_bindgen(method)]
    fn focus(this: &Raw, line: u32);
    #[wasm_bindgen(method)]
    fn undo(this: &Raw);
    #[wasm_bindgen(method)]
    fn redo(this: &Raw);
    #[wasm_bindgen(method)]
    fn destroy(this: &Raw);
}

/// How an editor is made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wishes {
    /// Its name for screen readers.
    pub label: String,
    /// Whether the text cannot be changed.
    #[serde(rename = "readOnly")]
    pub read_only: bool,
    /// What an empty editor says.
    pub empty: String,
    /// Under which name its cursor and its undo are remembered; empty if they are not.
    pub document: String,
}

/// Whom the editor tells what.
pub struct Told {
    /// Something was typed, pasted, undone or replaced.
    pub edited: Box<dyn Fn()>,
    /// The text, once the typing pauses.
    pub text: Box<dyn Fn(String)>,
    /// The finding of that index was chosen.
    pub chosen: Box<dyn Fn(u32)>,
    /// That fix of that finding is wanted.
    pub fix: Box<dyn Fn(u32, u32)>,
}

/// An editor in the page, until dropped.
pub struct Editor {
    raw: Raw,
    _told: Closures,
}

/// What the editor calls, kept as long as it may.
type Closures = (
    Closure<dyn Fn()>,
    Closure<dyn Fn(String)>,
    Closure<dyn Fn(u32)>,
    Closure<dyn Fn(u32, u32)>,
);

/// The editor's script could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded;

impl Editor {
    /// Loads the editor's script if need be, and makes an editor inside `parent`.
    pub async fn create(
        parent: &Element,
        text: &str,
        wishes: &Wishes,
        told: Told,
    ) -> Result<Self, NotLoaded> {
        let module = JsFuture::from(bridge::load("editor"))
            .await
            .map_err(|_| NotLoaded)?;
        let module: Module = module.unchecked_into();
        let told = (
            Closure::wrap(told.edited),
            Closure::wrap(told.text),
            Closure::wrap(told.chosen),
            Closure::wrap(told.fix),
        );
        let raw = module.create(
            parent,
            text,
            &json(wishes),
            &told.0,
            &told.1,
            &told.2,
            &told.3,
        );
        Ok(Self { raw, _told: told })
    }

    /// Replaces the whole text, as one step that can be undone.
    pub fn replace(&self, text: &str) {
        self.raw.replace(text);
    }

    /// Makes edits, as one step that can be undone.
    pub fn apply(&self, edits: &[Edit]) {
        self.raw.apply(&json(&edits));
    }

    /// Shows what was found.
    pub fn show(&self, marks: &Marks) {
        self.raw.show(&json(marks));
    }

    /// Brings a line into view.
    pub fn reveal(&self, line: u32) {
        self.raw.reveal(line);
    }

    /// Takes the last change back.
    pub fn undo(&self) {
        self.raw.undo();
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&self) {
        self.raw.redo();
    }

    /// Puts the cursor at the end of a line.
    pub fn focus(&self, line: u32) {
        self.raw.focus(line);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.raw.destroy();
    }
}

/// JSON of our own plain types, which always have one.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
