//! Lines to be put in order: those that are left, and the program made of those that were taken. Each is a
//! button, so that a finger, a mouse and a keyboard do the same.

use super::question::undo;
use crate::app::arranged::{Move, after, focused, left};
use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::Msg;
use crate::app::parts::text::{hung, with_breaks};
use crate::app::store::use_dispatch;
use crate::lessons::Arrangement;
use crate::lessons::progress::Mark;
use yew::prelude::*;

/// Props of [`Lines`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) arrangement: Arrangement,
    pub(super) mark: Mark,
    /// The lines that were taken, in order.
    pub(super) order: Vec<usize>,
}

/// The lines of a step, and the program that they make so far. Whoever has moved a line by the keyboard goes on
/// from there.
#[component]
pub(super) fn Lines(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let next = use_mut_ref(|| None::<String>);
    {
        let next = next.clone();
        use_effect_with(props.order.clone(), move |_| {
            if let Some(next) = next.take() {
                dom::focus(&next);
            }
        });
    }
    let Props {
        arrangement,
        mark,
        order,
    } = props;
    let left = left(arrangement.lines.len(), order);
    let exercise = &arrangement.exercise;
    let to = |way: Move, at: usize| {
        let count = arrangement.lines.len();
        let after = after(order, way, at)?;
        let (next, dispatch) = (next.clone(), dispatch.clone());
        let focus = focused(count, (order, &after), way, at);
        Some(Callback::from(move |_: MouseEvent| {
            next.replace(Some(focus.clone()));
            dispatch.send(AppMsg::Learn(Msg::Arrange(after.clone())));
        }))
    };
    let button = |way: Move, at: usize| {
        let onclick = to(way, at);
        let (shape, word) = way.look();
        html! {
            <button type="button" id={way.id(at)} class="button small quiet" disabled={onclick.is_none()}
                title={word} aria-label={format!("{word}: {}", line(arrangement, at).trim())}
                onclick={onclick.unwrap_or_default()}>{shape}</button>
        }
    };
    html! {
        <div class="arrange">
            <div class="slab">
                <header class="slab-head">{"Lines to choose from"}
                    <span class="slab-end">{"Some do not belong."}</span></header>
                <ul class="lines" aria-label="Lines to choose from">
                    {for left.iter().map(|at| html! {
                        <li key={*at}>
                            <button type="button" id={Move::Add.id(*at)} class="line"
                                onclick={to(Move::Add, *at).unwrap_or_default()}>
                                {code(arrangement, *at)}<span class="unseen">{format!(": {}", Move::Add.look().1)}</span>
                            </button>
                        </li>
                    })}
                    if left.is_empty() { <li class="remark">{"All of them are in the program."}</li> }
                </ul>
            </div>
            <div class="slab">
                <header class="slab-head"><code>{exercise.start.name.clone()}</code>
                    <span class="slab-end">
                        if order.is_empty() {
                            {undo(mark, "Undo reset", &dispatch)}
                        } else {
                            <button type="button" class="button small quiet"
                                onclick={dispatch.to(AppMsg::Learn(Msg::Reset))}>{"Start again"}</button>
                        }
                    </span>
                </header>
                <ol class="lines taken" aria-label="Your program">
                    {for order.iter().map(|at| html! {
                        <li key={*at}>
                            {code(arrangement, *at)}
                            <span class="line-moves">
                                {for [Move::Up, Move::Down, Move::TakeOut].map(|way| button(way, *at))}
                            </span>
                        </li>
                    })}
                    if order.is_empty() { <li class="remark">{"Choose its first line."}</li> }
                </ol>
            </div>
        </div>
    }
}

fn line(arrangement: &Arrangement, at: usize) -> &str {
    arrangement.lines.get(at).map_or("", String::as_str)
}

fn code(arrangement: &Arrangement, at: usize) -> Html {
    hung("code", line(arrangement, at), with_breaks)
}
