//! Where the pointer is.

use web_sys::{Element, PointerEvent};
use yew::NodeRef;

/// The pointer's place in an element, as shares of its width and height.
pub fn place_in(element: &NodeRef, event: &PointerEvent) -> Option<(f64, f64)> {
    let frame = element.cast::<Element>()?.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - frame.left()) / frame.width();
    let y = (f64::from(event.client_y()) - frame.top()) / frame.height();
    (x.is_finite() && y.is_finite()).then_some((x, y))
}
