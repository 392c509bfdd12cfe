//! Lines to be put in order: those that are left, and the program made of those that were taken. Each is a
//! button, so that a finger, a mouse and a keyboard do the same.

use super::question::undo;
use crate::app::browser::dom;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::Msg;
use crate::app::parts::text::{hung, with_breaks};
use crate::app::store::use_dispatch;
use crate::lessons::Arrangement;
use crate::lessons::progress::Mark;
use yew::prelude::*;

/// Something that is done to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Add,
    Up,
    Down,
    TakeOut,
}

impl Move {
    /// Its button's name in the page, for one line.
    fn id(self, at: usize) -> String {
        let word = match self {
            Self::Add => "add",
            Self::Up => "up",
            Self::Down => "down",
            Self::TakeOut => "out",
        };
        format!("{word}-{at}")
    }

    /// What its button shows besides the line, and says.
    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Add => ("", "add at the end"),
            Self::Up => ("↑", "Up"),
            Self::Down => ("↓", "Down"),
            Self::TakeOut => ("✕", "Take out"),
        }
    }
}

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
    let to = |step: Move, at: usize| {
        let count = arrangement.lines.len();
        let after = after(order, step, at)?;
        let (next, dispatch) = (next.clone(), dispatch.clone());
        let focus = focused(count, (order, &after), step, at);
        Some(Callback::from(move |_: MouseEvent| {
            next.replace(Some(focus.clone()));
            dispatch.send(AppMsg::Learn(Msg::Arrange(after.clone())));
        }))
    };
    let button = |step: Move, at: usize| {
        let onclick = to(step, at);
        let (shape, word) = step.look();
        html! {
            <button type="button" id={step.id(at)} class="button small quiet" disabled={onclick.is_none()}
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
                                {for [Move::Up, Move::Down, Move::TakeOut].map(|step| button(step, *at))}
                            </span>
                        </li>
                    })}
                    if order.is_empty() { <li class="remark">{"Choose its first line."}</li> }
                </ol>
            </div>
        </div>
    }
}

/// The lines that are left.
fn left(count: usize, order: &[usize]) -> Vec<usize> {
    (0..count).filter(|at| !order.contains(at)).collect()
}

/// The order after a step; none where it cannot be done.
fn after(order: &[usize], step: Move, at: usize) -> Option<Vec<usize>> {
    let mut after = order.to_vec();
    let place = || order.iter().position(|other| *other == at);
    match step {
        Move::Add => after.push(at),
        Move::Up => {
            let place = place()?;
            after.swap(place, place.checked_sub(1)?);
        }
        Move::Down => {
            let below = place()? + 1;
            if below == order.len() {
                return None;
            }
            after.swap(below - 1, below);
        }
        Move::TakeOut => {
            after.remove(place()?);
        }
    }
    Some(after)
}

/// The button from which one goes on after a step: of the next line, or of the same where it was moved.
fn focused(count: usize, (before, after): (&[usize], &[usize]), step: Move, at: usize) -> String {
    let can = |step: &Move| self::after(after, *step, at).is_some();
    let own = |steps: [Move; 2]| steps.into_iter().find(can).unwrap_or(Move::TakeOut).id(at);
    let beside = |lines: &[usize], place: usize| {
        let last = lines.len().checked_sub(1)?;
        lines.get(place.min(last)).copied()
    };
    let place = |lines: &[usize]| lines.iter().position(|it| *it == at).unwrap_or_default();
    match step {
        Move::Add => {
            let was = place(&left(count, before));
            let next = beside(&left(count, after), was);
            next.map_or_else(|| own([Move::Up, Move::Down]), |next| Move::Add.id(next))
        }
        Move::Up => own([Move::Up, Move::Down]),
        Move::Down => own([Move::Down, Move::Up]),
        Move::TakeOut => {
            let next = beside(after, place(before));
            next.map_or_else(|| Move::Add.id(at), |next| Move::TakeOut.id(next))
        }
    }
}

fn line(arrangement: &Arrangement, at: usize) -> &str {
    arrangement.lines.get(at).map_or("", String::as_str)
}

fn code(arrangement: &Arrangement, at: usize) -> Html {
    hung("code", line(arrangement, at), with_breaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program is after a step, and where the keyboard is.
    fn done(order: &[usize], step: Move, at: usize) -> (Vec<usize>, String) {
        let after = after(order, step, at).expect("a step that can be done");
        let focus = focused(4, (order, &after), step, at);
        (after, focus)
    }

    #[test]
    fn one_goes_on_from_the_next_line_or_from_the_one_that_was_moved() {
        for (order, step, at, after, focus) in [
            (&[][..], Move::Add, 1, &[1][..], "add-2"),
            (&[0, 1], Move::Add, 3, &[0, 1, 3], "add-2"),
            (&[0, 1, 2], Move::Add, 3, &[0, 1, 2, 3], "up-3"),
            (&[0, 1, 2], Move::Up, 2, &[0, 2, 1], "up-2"),
            (&[0, 1, 2], Move::Up, 1, &[1, 0, 2], "down-1"),
            (&[0, 1, 2], Move::Down, 0, &[1, 0, 2], "down-0"),
            (&[0, 1, 2], Move::Down, 1, &[0, 2, 1], "up-1"),
            (&[0, 1, 2], Move::TakeOut, 1, &[0, 2], "out-2"),
            (&[0, 1, 2], Move::TakeOut, 2, &[0, 1], "out-1"),
            (&[2], Move::TakeOut, 2, &[], "add-2"),
        ] {
            assert_eq!(
                done(order, step, at),
                (after.to_vec(), focus.to_owned()),
                "{step:?} {at}"
            );
        }
    }

    #[test]
    fn nothing_goes_over_the_edge() {
        assert_eq!(after(&[0, 1], Move::Up, 0), None);
        assert_eq!(after(&[0, 1], Move::Down, 1), None);
        assert_eq!(after(&[0, 1], Move::TakeOut, 3), None);
    }
}
