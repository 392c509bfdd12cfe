//! Where the reader was: each place of the history keeps how far it was scrolled, so that Back leads
//! to where one was, and a new page begins at its top.
//!
//! The browser's own way does not do: it restores before the page is drawn. A place is known by a
//! number in the history's state; a place without one is new.

use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ScrollRestoration, Window};

/// What has changed when a place is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The visit begins.
    First,
    /// Another page.
    Page,
    /// Something on the same page.
    Within,
}

#[derive(Default)]
struct Places {
    here: u64,
    heights: HashMap<u64, f64>,
    /// Where to go once what is there has come.
    wanted: Option<f64>,
}

thread_local! {
    static PLACES: RefCell<Places> = RefCell::default();
}

/// A place was reached: goes to where the reader left it, or to the top of what is new.
pub fn arrive(arrival: Arrival) {
    let Some(window) = window() else { return };
    if arrival == Arrival::First {
        watch(&window);
    }
    let known = number(&window, "place").map(|place| place as u64);
    let place = known.unwrap_or_else(|| (js_sys::Math::random() * 9e15) as u64);
    if known.is_none() {
        remember(&window, "place", place as f64);
    }
    let height = PLACES.with_borrow_mut(|places| {
        places.here = place;
        let kept = places.heights.get(&place).copied();
        places.wanted = known.and(kept.or_else(|| number(&window, "height")));
        places.wanted
    });
    match (height, arrival) {
        (Some(_), _) => settle(),
        (None, Arrival::Page) => to(&window, 0.0),
        (None, Arrival::First | Arrival::Within) => {}
    }
}

/// More of what belongs to the place has come: goes to where the reader left it, as soon as the page
/// is long enough.
pub fn settle() {
    let wanted = PLACES.with_borrow(|places| places.wanted);
    let (Some(window), Some(height)) = (window(), wanted) else {
        return;
    };
    to(&window, height);
    let reached = window.scroll_y().unwrap_or_default();
    if (reached - height).abs() < 1.0 {
        PLACES.with_borrow_mut(|places| places.wanted = None);
    }
}

fn watch(window: &Window) {
    if let Ok(history) = window.history() {
        // A browser that does not let us restores too; ours comes after it.
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    let scrolled = Closure::<dyn Fn()>::new(|| {
        if PLACES.with_borrow(|places| places.wanted.is_none()) {
            note();
        }
    });
    // Who presses something may leave by it, before the browser says how far was scrolled.
    let taken = Closure::<dyn Fn()>::new(|| {
        PLACES.with_borrow_mut(|places| places.wanted = None);
        note();
    });
    let left = Closure::<dyn Fn()>::new(|| {
        let Some(window) = self::window() else { return };
        let (here, height) =
            PLACES.with_borrow(|places| (places.here, places.heights.get(&places.here).copied()));
        if let Some(height) = height
            && number(&window, "place") == Some(here as f64)
        {
            remember(&window, "height", height);
        }
    });
    // Whoever scrolls by hand before the page is there wants to be nowhere else.
    for (events, closure) in [
        (&["scroll"][..], scrolled),
        // When a page is left it can be too late for its state; where scrolling ends it is not.
        (&["scrollend", "pagehide"], left),
        (&["wheel", "touchmove", "keydown", "pointerdown"], taken),
    ] {
        for event in events {
            let listener = closure.as_ref().unchecked_ref();
            // Without these events only the place is not kept.
            let _ = window.add_event_listener_with_callback(event, listener);
        }
        closure.forget();
    }
}

/// Keeps how far the place that is shown is scrolled. On the way to another the browser scrolls too, as what is shown
/// gets shorter: that is not kept.
fn note() {
    let Some(window) = window() else { return };
    let height = window.scroll_y().unwrap_or_default();
    PLACES.with_borrow_mut(|places| {
        let here = places.here;
        if number(&window, "place") == Some(here as f64) {
            places.heights.insert(here, height);
        }
    });
}

/// A number in the state of the history.
fn number(window: &Window, name: &str) -> Option<f64> {
    let state = window.history().ok()?.state().ok()?;
    Reflect::get(&state, &name.into()).ok()?.as_f64()
}

/// Puts a number beside what the state of the history holds.
fn remember(window: &Window, name: &str, value: f64) {
    let Ok(history) = window.history() else {
        return;
    };
    let state = Object::new();
    if let Ok(old) = history.state()
        && let Some(old) = old.dyn_ref::<Object>()
    {
        Object::assign(&state, old);
    }
    // Neither fails but in a browser that keeps no history.
    let _ = Reflect::set(&state, &name.into(), &JsValue::from_f64(value));
    let _ = history.replace_state(&state, "");
}

fn to(window: &Window, height: f64) {
    window.scroll_to_with_x_and_y(0.0, height);
}

fn window() -> Option<Window> {
    if cfg!(target_family = "wasm") {
        web_sys::window()
    } else {
        None
    }
}
