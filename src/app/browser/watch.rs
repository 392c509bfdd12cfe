//! The ears of `static/js/watch.ts`: keys that nobody else wants, and whether something is in sight.
//! The script listens, so that what a visit to Check needs is no larger.

use super::{bridge, storage};
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The loaded script.
    type Ears;

    #[wasm_bindgen(method)]
    fn keys(this: &Ears, wanted: &str, hear: &Closure<dyn Fn(String)>) -> Function;
    #[wasm_bindgen(method)]
    fn sight(this: &Ears, element: &Element, tell: &Closure<dyn Fn(String)>) -> Function;
}

/// Where it is kept that somebody does not want keys.
const KEPT: &str = "leaklab.keys";

/// Something that is listened to, until dropped.
struct Heard {
    stop: Function,
    _hear: Closure<dyn Fn(String)>,
}

impl Drop for Heard {
    fn drop(&mut self) {
        // A script that cannot stop has nothing to tell any more.
        let _ = self.stop.call0(&JsValue::NULL);
    }
}

/// Calls `act` with each of the keys that are `wanted`, while `is_on`; never with one that a field or
/// a button has a use for. Keys are named as the browser does, in small letters.
#[hook]
pub fn use_keys(is_on: bool, wanted: String, act: Rc<dyn Fn(&str)>) {
    // The newest one is called, without listening anew for every picture.
    let newest = use_mut_ref(|| Rc::clone(&act));
    *newest.borrow_mut() = act;
    use_ears(is_on, move |ears| {
        let hear = Closure::<dyn Fn(String)>::new(move |key: String| {
            let act = Rc::clone(&newest.borrow());
            act(&key);
        });
        Some((ears.keys(&wanted, &hear), hear))
    });
}

/// Whether an element is in sight: scrolled into view, and its tab in front. Where the browser cannot
/// tell, it is.
#[hook]
pub fn use_sight(place: &NodeRef) -> bool {
    let is_seen = use_state(|| true);
    let (place, told) = (place.clone(), is_seen.clone());
    use_ears(true, move |ears| {
        let element = place.cast::<Element>()?;
        let tell = Closure::<dyn Fn(String)>::new(move |seen: String| told.set(seen == "yes"));
        Some((ears.sight(&element, &tell), tell))
    });
    *is_seen
}

/// Listens once the script is there, until the page has gone on.
#[hook]
fn use_ears(
    is_on: bool,
    listen: impl FnOnce(&Ears) -> Option<(Function, Closure<dyn Fn(String)>)> + 'static,
) {
    use_effect_with(is_on, move |is_on| {
        let heard = Rc::new(std::cell::RefCell::new(None::<Heard>));
        let weak = Rc::downgrade(&heard);
        if *is_on {
            spawn_local(async move {
                let Ok(script) = JsFuture::from(bridge::load("plot")).await else {
                    return; // Without the script the page has no keys, and never rests.
                };
                // The page may have gone on while the script was on its way.
                let Some(place) = weak.upgrade() else {
                    return;
                };
                if let Some((stop, hear)) = listen(script.unchecked_ref()) {
                    *place.borrow_mut() = Some(Heard { stop, _hear: hear });
                }
            });
        }
        move || drop(heard)
    });
}

/// Whether somebody has switched keys off.
pub fn are_wanted() -> bool {
    storage::get(KEPT).as_deref() != Some("off")
}

/// Remembers whether they are wanted, if the browser lets us.
pub fn want(wanted: bool) {
    // A browser that keeps nothing has them on again at the next visit.
    let _ = storage::keep(KEPT, if wanted { "on" } else { "off" });
}
