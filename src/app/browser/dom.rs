//! Small things asked of the document.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::NodeRef;

/// The element of that name.
pub fn place(id: &str) -> Option<web_sys::Element> {
    document()?.get_element_by_id(id)
}

/// Puts the keyboard on an element, as the skip link does.
pub fn focus(id: &str) {
    // Parts of a picture are no `HtmlElement`, and can have the keyboard all the same.
    if let Some(element) = place(id).map(JsCast::unchecked_into::<HtmlElement>) {
        // An element that cannot be focused stays as it is.
        let _ = element.focus();
    }
}

/// Whether the keyboard is on an element.
pub fn has_focus(id: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.id() == id)
}

/// The title in the browser's tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Whether the page's address has this parameter before its `#`.
pub fn asks_for(parameter: &str) -> bool {
    let search = window().and_then(|window| window.location().search().ok());
    search
        .and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok())
        .is_some_and(|query| query.has(parameter))
}

/// The page's address up to its `#`.
pub fn address() -> String {
    let href = window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Puts a text on the clipboard; tells whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else {
        return false;
    };
    let clipboard = window.navigator().clipboard();
    if clipboard.is_undefined() {
        return false; // pages without HTTPS have none
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = window() {
        // A browser that refuses leaves everything as it is.
        let _ = window.location().reload();
    }
}

/// What was typed into or chosen in the control that an event comes from.
pub fn value_of(event: &web_sys::Event) -> String {
    let target = event.target();
    let value = target.and_then(|target| Reflect::get(&target, &"value".into()).ok());
    value
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// Brings an element into view, below the bar.
pub fn reveal(id: &str) {
    if let Some(element) = element(id) {
        element.scroll_into_view();
    }
}

/// Brings the part of an element that a selector finds into view, with no more movement than that
/// takes; of a part that is higher than the element, its beginning.
pub fn show_inside(id: &str, selector: &str) {
    let Some(around) = element(id) else { return };
    if let Some(found) = around.query_selector(selector).ok().flatten() {
        let wish = ScrollIntoViewOptions::new();
        let is_higher = found.client_height() > around.client_height();
        wish.set_block(if is_higher {
            ScrollLogicalPosition::Start
        } else {
            ScrollLogicalPosition::Nearest
        });
        wish.set_inline(ScrollLogicalPosition::Nearest);
        found.scroll_into_view_with_scroll_into_view_options(&wish);
    }
}

/// Scrolls to the top of the page, as a new page begins there.
pub fn to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Opens the browser's dialog for printing.
pub fn print() {
    if let Some(window) = window() {
        // A browser that cannot print says so itself.
        let _ = window.print();
    }
}

/// The browser's window; none where a page is only drawn.
pub(super) fn window() -> Option<web_sys::Window> {
    if cfg!(target_family = "wasm") {
        web_sys::window()
    } else {
        None
    }
}

pub(super) fn document() -> Option<web_sys::Document> {
    window()?.document()
}

fn element(id: &str) -> Option<HtmlElement> {
    place(id)?.dyn_into().ok()
}

/// Whether a `details` is open.
pub fn is_open(place: &NodeRef) -> bool {
    let element = place.cast::<web_sys::Element>();
    element.is_some_and(|element| element.has_attribute("open"))
}

/// Closes an open `details`.
pub fn shut(place: &NodeRef) {
    if let Some(element) = place.cast::<web_sys::Element>() {
        // Removing an attribute that is not there does nothing.
        let _ = element.remove_attribute("open");
    }
}

/// Puts the keyboard on the part of a place that a selector finds.
pub fn focus_inside(place: &NodeRef, selector: &str) {
    let found = place
        .cast::<web_sys::Element>()
        .and_then(|place| place.query_selector(selector).ok().flatten())
        .and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(found) = found {
        // An element that cannot be focused stays as it is.
        let _ = found.focus();
    }
}

/// Whether an event began in an element that matches the selector, or inside one.
pub fn is_in(target: Option<web_sys::EventTarget>, selector: &str) -> bool {
    target
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest(selector).ok().flatten())
        .is_some()
}

/// Whether `place` holds the target.
pub fn holds(place: &NodeRef, target: Option<web_sys::EventTarget>) -> bool {
    let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    place
        .cast::<web_sys::Element>()
        .is_some_and(|element| element.contains(node.as_ref()))
}
