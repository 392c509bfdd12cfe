//! Where the pointer is.

use web_sys::{Element, PointerEvent};
use yew::NodeRef;

/// Has an element told of everything that a pointer does until it is lifted, wherever it goes.
pub fn hold(element: &NodeRef, event: &PointerEvent) {
    if let Some(element) = element.cast::<Element>() {
        // Where it cannot be held it is followed as long as it is over the element.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// The pointer's place in an element, as shares of its width and height.
pub fn place_in(element: &NodeRef, event: &PointerEvent) -> Option<(f64, f64)> {
    let frame = element.cast::<Element>()?.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - frame.left()) / frame.width();
    let y = (f64::from(event.client_y()) - frame.top()) / frame.height();
    (x.is_finite() && y.is_finite()).then_some((x, y))
}
