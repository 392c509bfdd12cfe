//! Whether the reader can see something: it is scrolled into view, and its tab is in front.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver};
use yew::prelude::*;

/// Whether an element is in sight. Where the browser cannot tell, it is.
#[hook]
pub fn use_sight(place: &NodeRef) -> bool {
    let is_near = use_state(|| true);
    let is_in_front = use_state(|| true);
    {
        let (place, is_near) = (place.clone(), is_near.clone());
        use_effect_with((), move |()| {
            let watch = place
                .cast::<Element>()
                .and_then(|element| watch_place(&element, move |near| is_near.set(near)));
            move || drop(watch)
        });
    }
    {
        let is_in_front = is_in_front.clone();
        use_effect_with((), move |()| {
            let watch = watch_tab(move |front| is_in_front.set(front));
            move || drop(watch)
        });
    }
    *is_near && *is_in_front
}

/// An observer, until dropped.
struct Near {
    observer: IntersectionObserver,
    _heard: Closure<dyn Fn(Array)>,
}

impl Drop for Near {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watch_place(element: &Element, tell: impl Fn(bool) + 'static) -> Option<Near> {
    let heard = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        // The newest is the last.
        let entry = entries.get(entries.length().saturating_sub(1));
        let near = Reflect::get(&entry, &"isIntersecting".into());
        tell(near.ok().and_then(|near| near.as_bool()).unwrap_or(true));
    });
    let observer = IntersectionObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Near {
        observer,
        _heard: heard,
    })
}

/// A listener to the tab coming to the front and going behind, until dropped.
struct Tab(Closure<dyn Fn()>);

const CHANGE: &str = "visibilitychange";

impl Drop for Tab {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let listener = self.0.as_ref().unchecked_ref();
            // It was there, or the page is gone.
            let _ = document.remove_event_listener_with_callback(CHANGE, listener);
        }
    }
}

fn watch_tab(tell: impl Fn(bool) + 'static) -> Option<Tab> {
    let listener = Closure::<dyn Fn()>::new(move || tell(is_in_front()));
    let document = document()?;
    document
        .add_event_listener_with_callback(CHANGE, listener.as_ref().unchecked_ref())
        .ok()?;
    Some(Tab(listener))
}

fn is_in_front() -> bool {
    let hidden = document().and_then(|it| Reflect::get(&it, &"hidden".into()).ok());
    !hidden.and_then(|it| it.as_bool()).unwrap_or(false)
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
