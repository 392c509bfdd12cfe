//! `window.leaklab`: the few typed lines of `static/js/boot.ts`.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Loads a script of ours by name.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn load(name: &str) -> Promise;

    /// The address of such a file, from the page's own.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn address(name: &str) -> String;

    /// Paints the page in a theme and remembers it.
    #[wasm_bindgen(js_namespace = leaklab, js_name = setTheme)]
    pub fn set_theme(name: &str);

    /// The remembered theme.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn theme() -> String;

    /// Downloads the module of the engine or its helper, by name, unless it is there or on its way, and tells how far that is:
    /// percent, and of how many kilobytes.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn engine(name: &str, tell: &Closure<dyn Fn(u32, u32)>) -> Promise;

    /// What was drawn for the address that is shown before the page was there.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn drawn() -> Option<String>;

    /// Says that the page itself cannot go on.
    #[wasm_bindgen(js_namespace = leaklab)]
    pub fn broken(report: &str);
}
