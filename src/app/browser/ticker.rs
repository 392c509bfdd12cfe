//! Time going by, for what moves: once per picture of the screen, and not in hidden tabs.

use gloo::render::{AnimationFrame, request_animation_frame};
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// Seconds between two changes for readers who asked for less movement.
const CALM: f64 = 0.5;

/// Whether the reader asked for less movement.
pub fn wants_calm() -> bool {
    let query = "(prefers-reduced-motion: reduce)";
    let answer = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    answer.is_some_and(|answer| answer.matches())
}

/// Calls `tick` with the seconds gone by since the last call, for as long as `motion` is the case.
#[hook]
pub fn use_ticker(is_moving: bool, tick: Callback<f64>) {
    use_effect_with(is_moving, move |is_moving| {
        let next = Rc::new(RefCell::new(None));
        if *is_moving {
            let pace = if wants_calm() { CALM } else { 0.0 };
            schedule(&next, None, pace, tick);
        }
        move || drop(next.borrow_mut().take())
    });
}

/// Waits for the next picture; `last` is the time of the last call, in milliseconds.
fn schedule(
    next: &Rc<RefCell<Option<AnimationFrame>>>,
    last: Option<f64>,
    pace: f64,
    tick: Callback<f64>,
) {
    let place = Rc::clone(next);
    let frame = request_animation_frame(move |now| {
        let elapsed = last.map(|last| (now - last) / 1e3);
        // Scheduled first, so that a tick that ends the movement also ends the schedule.
        let is_due = elapsed.is_none_or(|elapsed| elapsed >= pace);
        schedule(
            &place,
            if is_due { Some(now) } else { last },
            pace,
            tick.clone(),
        );
        if let Some(elapsed) = elapsed.filter(|_| is_due) {
            tick.emit(elapsed);
        }
    });
    *next.borrow_mut() = Some(frame);
}
