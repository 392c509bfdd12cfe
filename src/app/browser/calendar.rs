//! Which day it is here.

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// Today, in days since 1970-01-01 on the calendar of this place.
pub fn today() -> u32 {
    let now = js_sys::Date::new_0();
    let here = now.get_time() - now.get_timezone_offset() * 60_000.0;
    (here / DAY).floor() as u32
}
