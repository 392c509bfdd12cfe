//! The engine as a WebAssembly module for Node: a package of a few functions. Texts in and out are JSON,
//! which its own few lines turn into plain objects (`static/npm/index.js`).

mod memory;

use leaklab::engine::json;
use wasm_bindgen::prelude::*;

/// Nothing runs before something is called.
fn main() {}

/// Analyses one file from scratch: its report.
///
/// # Errors
/// The options are wrong.
#[wasm_bindgen]
pub fn check(path: &str, text: &str, options: &str) -> Result<String, JsError> {
    Ok(Session::new(options)?.check(path, text))
}

/// A file that is being edited: what is known of the last text makes the next answer quick.
#[wasm_bindgen]
pub struct Session(json::Session);

#[wasm_bindgen]
impl Session {
    /// A session with no text yet.
    ///
    /// # Errors
    /// The options are wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsError> {
        let session = json::Session::new(options);
        session.map(Self).map_err(|error| JsError::new(&error))
    }

    /// The whole report of a text.
    pub fn check(&mut self, path: &str, text: &str) -> String {
        self.0.check(path, text)
    }

    /// The report without fixes and paths, sooner.
    pub fn sketch(&mut self, path: &str, text: &str) -> String {
        self.0.sketch(path, text)
    }

    /// What can be fixed together in the text that was checked last.
    pub fn repairs(&self) -> String {
        self.0.repairs()
    }
}
