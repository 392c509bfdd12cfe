//! Lines to be put in order: those that are left, and the program made of those that were taken. Each is a
//! button, so that a finger, a mouse and a keyboard do the same.

use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Desk, Msg};
use crate::app::parts::text::with_breaks;
use crate::app::store::Dispatch;
use crate::lessons::Arrangement;
use yew::prelude::*;

/// The lines of a step, and the program that they make so far.
pub(super) fn arrange(desk: &Desk, arrangement: &Arrangement, dispatch: &Dispatch) -> Html {
    let order = &desk.order;
    let to = |order: Vec<usize>| dispatch.to(AppMsg::Learn(Msg::Arrange(order)));
    let left = (0..arrangement.lines.len()).filter(|at| !order.contains(at));
    let left: Vec<usize> = left.collect();
    let exercise = &arrangement.exercise;
    html! {
        <div class="arrange">
            <div class="slab">
                <header class="slab-head">{"Lines to choose from"}
                    <span class="slab-end">{"Some do not belong."}</span></header>
                <ul class="lines" aria-label="Lines to choose from">
                    {for left.iter().map(|at| html! {
                        <li key={*at}>
                            <button type="button" class="line" onclick={to([order.as_slice(), &[*at]].concat())}>
                                {code(arrangement, *at)}<span class="unseen">{": add at the end"}</span>
                            </button>
                        </li>
                    })}
                    if left.is_empty() { <li class="remark">{"All of them are in the program."}</li> }
                </ul>
            </div>
            <div class="slab">
                <header class="slab-head"><code>{exercise.start.name.clone()}</code>
                    <span class="slab-end">
                        if !order.is_empty() {
                            <button type="button" class="button small quiet"
                                onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{"Start again"}</button>
                        }
                    </span>
                </header>
                <ol class="lines taken" aria-label="Your program">
                    {for order.iter().enumerate().map(|(place, at)| html! {
                        <li key={*at}>
                            {code(arrangement, *at)}
                            <span class="line-moves">
                                {button("↑", "Up", place.checked_sub(1).map(|other| to(swapped(order, place, other))))}
                                {button("↓", "Down", (place + 1 < order.len()).then(|| to(swapped(order, place, place + 1))))}
                                {button("✕", "Take out", Some(to(without(order, place))))}
                            </span>
                        </li>
                    })}
                    if order.is_empty() { <li class="remark">{"Choose its first line."}</li> }
                </ol>
            </div>
        </div>
    }
}

/// A line, as far to the right as it is written; where there is no room for all of it, what is left of it goes
/// on below, a little further to the right.
fn code(arrangement: &Arrangement, at: usize) -> Html {
    let line = arrangement.lines.get(at).map_or("", String::as_str);
    let (indent, words) = line.split_at(line.len() - line.trim_start().len());
    html! {
        <code style={format!("--indent: {}ch", indent.len())}>
            <span class="line-indent">{indent.to_owned()}</span>{with_breaks(words)}
        </code>
    }
}

fn button(shape: &'static str, word: &'static str, onclick: Option<Callback<MouseEvent>>) -> Html {
    html! {
        <button type="button" class="button small quiet" disabled={onclick.is_none()} title={word} aria-label={word}
            onclick={onclick.unwrap_or_default()}>{shape}</button>
    }
}

fn swapped(order: &[usize], place: usize, other: usize) -> Vec<usize> {
    let mut order = order.to_vec();
    order.swap(place, other);
    order
}

fn without(order: &[usize], place: usize) -> Vec<usize> {
    let mut order = order.to_vec();
    order.remove(place);
    order
}
