//! The timeline of `static/js/plot.ts`, as a handle.

use super::bridge;
use super::editor::NotLoaded;
use js_sys::{Array, Float64Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use yew::NodeRef;

#[wasm_bindgen]
extern "C" {
    /// The loaded script.
    type Module;

    #[wasm_bindgen(method)]
    fn create(this: &Module, parent: &Element, wishes: &str) -> Raw;

    /// One timeline.
    type Raw;

    #[wasm_bindgen(method)]
    fn show(this: &Raw, columns: &Array, marks: &str, ghost: &Array);
    #[wasm_bindgen(method)]
    fn destroy(this: &Raw);
}

/// How a timeline is made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wishes {
    /// Its end, in seconds.
    pub horizon: f64,
    /// The lowest value of the axis.
    pub low: f64,
    /// The highest value; nothing when only the run can tell.
    pub high: Option<f64>,
    /// The value at which the resource is exhausted, when it is on the axis.
    pub limit: Option<f64>,
    /// Lanes that are drawn, one or two.
    pub lanes: usize,
    /// A lower limit that something has raised.
    pub lower: Option<f64>,
}

/// A mark on a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// When, in seconds.
    pub t: f64,
    /// What happened, shortened.
    pub text: String,
    /// Which colour it has.
    pub kind: &'static str,
}

/// A timeline in the page, until dropped.
pub struct Plot(Raw);

impl Plot {
    /// Loads the plotting script if need be, and makes a timeline inside `parent`.
    pub async fn create(parent: &NodeRef, wishes: &Wishes) -> Result<Self, NotLoaded> {
        let module = JsFuture::from(bridge::load("plot"))
            .await
            .map_err(|_| NotLoaded)?;
        let module: Module = module.unchecked_into();
        // Looked up only now: the page may have gone on while the script was on its way.
        let parent = parent.cast::<Element>();
        let parent = parent.ok_or(NotLoaded)?;
        Ok(Self(module.create(&parent, &json(wishes))))
    }

    /// Shows columns of equal length, the first of which is time, and marks; `ghost` is another run,
    /// its times and its values.
    pub fn show(&self, columns: &[&[f64]], marks: &[Mark], ghost: &[Vec<f64>; 2]) {
        let all = Array::new();
        for column in columns {
            all.push(&Float64Array::from(*column));
        }
        let other = Array::new();
        for column in ghost {
            other.push(&Float64Array::from(column.as_slice()));
        }
        self.0.show(&all, &json(&marks), &other);
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// JSON of our own plain types, which always have one.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
