//! A line to be drawn: with a pointer over the plot, or point by point with the keyboard; then the line as it
//! was, and why.

use super::question::{once_more, outcome, told, undo};
use super::raw;
use crate::app::browser::{dom, pointer};
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::Msg;
use crate::app::parts::text::words;
use crate::app::store::{Dispatch, use_dispatch};
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Asking, Rightness, Sketch, Stroke};
use crate::text::grouped;
use std::fmt::Write;
use yew::prelude::*;

/// The plot: its size, and where in it the lines are, in the units of the picture.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 540.0;
const TOP: f64 = 32.0;
const BOTTOM: f64 = 252.0;
/// Into how many steps the keyboard divides the height; a large step is a fifth of it.
const STEPS: f64 = 20.0;

/// A pointer that draws, and the point where it is.
#[derive(Clone, Copy)]
struct Pen {
    pointer: i32,
    at: usize,
}

/// Props of [`SketchQuestion`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) sketch: Sketch,
    pub(super) mark: Mark,
    /// The line as far as it is drawn.
    pub(super) line: Vec<Option<f64>>,
}

/// The question, or its answer.
#[component]
pub(super) fn SketchQuestion(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let plot = use_node_ref();
    let pen = use_mut_ref(|| None::<Pen>);
    let Props { sketch, mark, line } = props;
    if mark.line.is_some() || mark.state == State::Skipped {
        return shown(sketch, mark, &dispatch);
    }
    let draw = {
        let (plot, sketch, pen) = (plot.clone(), sketch.clone(), pen.clone());
        let dispatch = dispatch.clone();
        move |event: &PointerEvent, from: Option<usize>| {
            let Some((x, y)) = pointer::place_in(&plot, event) else {
                return;
            };
            let (to, height) = (nearest(&sketch, x * WIDTH), height(&sketch, y * HEIGHT));
            let pointer = event.pointer_id();
            pen.replace(Some(Pen { pointer, at: to }));
            dispatch.send(AppMsg::Learn(Msg::Draw(Stroke::To { from, to, height })));
        }
    };
    let begin = {
        let (draw, plot) = (draw.clone(), plot.clone());
        Callback::from(move |event: PointerEvent| {
            // A second finger, and what is no first button, draws nothing.
            if event.button() == 0 && event.is_primary() {
                event.prevent_default();
                pointer::hold(&plot, &event);
                draw(&event, None);
            }
        })
    };
    let go_on = {
        let pen = pen.clone();
        Callback::from(move |event: PointerEvent| {
            let drawing = pen.borrow().filter(|pen| pen.pointer == event.pointer_id());
            if let Some(Pen { at, .. }) = drawing {
                draw(&event, Some(at));
            }
        })
    };
    let end = Callback::from(move |event: PointerEvent| {
        let mut pen = pen.borrow_mut();
        if pen.is_some_and(|pen| pen.pointer == event.pointer_id()) {
            *pen = None;
        }
    });
    let is_whole = line.iter().all(Option::is_some);
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            <div class="options">
                <div id="stem">{raw(&sketch.stem)}</div>
                <svg ref={plot} class="picture sketch drawable" viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
                    role="group" aria-labelledby="stem" onpointerdown={begin} onpointermove={go_on}
                    onpointerup={end.clone()} onpointercancel={end}>
                    {axes(sketch)}
                    <path class="sketch-mine" d={path(sketch, line)} />
                    {for line.iter().enumerate().map(|(at, value)| handle(sketch, line, (at, *value), &dispatch))}
                </svg>
                <p class="remark">{"Draw over the plot from left to right. With the keyboard: the arrow keys, point by point."}</p>
                <p class="row">
                    <button type="button" class="button main" disabled={!is_whole}
                        onclick={dispatch.to(AppMsg::Learn(Msg::Commit))}>{"Commit and see"}</button>
                    if line.iter().any(Option::is_some) {
                        <button type="button" class="button quiet"
                            onclick={dispatch.to(AppMsg::Learn(Msg::Draw(Stroke::Wipe)))}>{"Wipe it"}</button>
                    }
                    {undo(mark, "Show my line", &dispatch)}
                </p>
            </div>
        </section>
    }
}

/// After committing: both lines, and why it is so.
fn shown(sketch: &Sketch, mark: &Mark, dispatch: &Dispatch) -> Html {
    let right: Vec<Option<f64>> = sketch.right.iter().copied().map(Some).collect();
    let mine = mark.line.as_deref().unwrap_or_default();
    let is_right = mark.line.as_ref().map(|line| sketch.is_right(line));
    let label = format!(
        "{} by {}: {}",
        sketch.up,
        sketch.across,
        points(sketch, &sketch.right)
    );
    html! {
        <section class="question" aria-label="Question" tabindex="-1">
            <div class="options">
                <div>{raw(&sketch.stem)}</div>
                <svg class="picture sketch" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={label}>
                    {axes(sketch)}
                    <path class="sketch-mine" d={path(sketch, &mine.iter().copied().map(Some).collect::<Vec<_>>())} />
                    <path class="sketch-real" d={path(sketch, &right)} />
                    {for sketch.right.iter().enumerate().map(|(at, value)| html! {
                        <circle class="sketch-real-point" cx={x(sketch, at).to_string()} cy={y(sketch, *value).to_string()} r="4" />
                    })}
                </svg>
                <p class="sketch-key">
                    <span>{"as it was"}</span>
                    if is_right.is_some() { <span class="sketch-key-mine">{"as you drew it"}</span> }
                </p>
                if is_right == Some(false) {
                    {told(Rightness::Wrong, true, html! { {"The line that you drew"} }, words(sketch.answer(mine)))}
                }
                {told(Rightness::Right, is_right == Some(true), html! { {"The line as it was"} }, words(&sketch.why))}
            </div>
            if let Some(is_right) = is_right {
                <p class="said" role="status">{outcome(is_right, Asking::Predict)}</p>
            }
            if !sketch.reveal.is_empty() {
                <div class="prose reveal">{raw(&sketch.reveal)}</div>
            }
            {once_more("Draw it again", dispatch)}
        </section>
    }
}

/// The points of a line, in words.
pub(in crate::app::pages) fn points(sketch: &Sketch, line: &[f64]) -> String {
    let points = sketch.places.iter().zip(line);
    let words: Vec<String> = points
        .map(|(at, value)| format!("{} at {}", grouped(*value), grouped(*at)))
        .collect();
    words.join(", ")
}

/// A point that can be moved up and down.
fn handle(
    sketch: &Sketch,
    line: &[Option<f64>],
    (at, value): (usize, Option<f64>),
    dispatch: &Dispatch,
) -> Html {
    let (most, points) = (sketch.most, line.len());
    let step = most / STEPS;
    let moved = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowUp" => step,
                "ArrowDown" => -step,
                "PageUp" => most / 5.0,
                "PageDown" => -most / 5.0,
                "Home" => -most,
                "End" => most,
                "ArrowRight" if at + 1 < points => {
                    event.prevent_default();
                    return dom::focus(&name(at + 1));
                }
                "ArrowLeft" if at > 0 => {
                    event.prevent_default();
                    return dom::focus(&name(at - 1));
                }
                _ => return,
            };
            event.prevent_default();
            dispatch.send(AppMsg::Learn(Msg::Draw(Stroke::Move(at, by))));
        })
    };
    let place = sketch.places.get(at).copied().unwrap_or_default();
    html! {
        <circle id={name(at)} class={classes!("sketch-handle", value.is_none().then_some("empty"))}
            cx={x(sketch, at).to_string()} cy={y(sketch, value.unwrap_or(0.0)).to_string()} r="7"
            role="slider" tabindex="0" aria-label={format!("{}, {}: {}", sketch.up, sketch.across, grouped(place))}
            aria-orientation="vertical" aria-valuemin="0" aria-valuemax={most.to_string()}
            aria-valuenow={value.unwrap_or(0.0).to_string()}
            aria-valuetext={value.map_or_else(|| "not drawn yet".to_owned(), grouped)}
            onkeydown={moved} />
    }
}

/// The name of a point in the page.
fn name(at: usize) -> String {
    format!("sketch-{at}")
}

/// The axes with their words and a few numbers.
fn axes(sketch: &Sketch) -> Html {
    let levels = sketch.levels();
    // So many numbers that they do not touch.
    let every = sketch.places.len().div_ceil(9).max(1);
    html! {
        <g class="sketch-axes" aria-hidden="true">
            {for levels.into_iter().map(|level| html! {
                <>
                    <line x1={LEFT.to_string()} x2={RIGHT.to_string()} y1={y(sketch, level).to_string()} y2={y(sketch, level).to_string()} />
                    <text x={(LEFT - 14.0).to_string()} y={(y(sketch, level) + 4.0).to_string()} text-anchor="end">{grouped(level)}</text>
                </>
            })}
            {for sketch.places.iter().enumerate().step_by(every).map(|(at, place)| html! {
                <text x={x(sketch, at).to_string()} y={(BOTTOM + 20.0).to_string()} text-anchor="middle">{grouped(*place)}</text>
            })}
            <text class="sketch-name" x={RIGHT.to_string()} y={(BOTTOM + 42.0).to_string()} text-anchor="end">{format!("{} →", sketch.across)}</text>
            <text class="sketch-name" x={LEFT.to_string()} y={(TOP - 12.0).to_string()}>{format!("↑ {}", sketch.up)}</text>
        </g>
    }
}

/// How far to the right a point is: as far as its place is between the first and the last.
fn x(sketch: &Sketch, at: usize) -> f64 {
    let (Some(first), Some(last)) = (sketch.places.first(), sketch.places.last()) else {
        return LEFT;
    };
    let share = (sketch.places.get(at).unwrap_or(first) - first) / (last - first);
    LEFT + share * (RIGHT - LEFT)
}

fn y(sketch: &Sketch, value: f64) -> f64 {
    BOTTOM - value / sketch.most * (BOTTOM - TOP)
}

/// The number that a place in the picture stands for.
fn height(sketch: &Sketch, y: f64) -> f64 {
    (BOTTOM - y) / (BOTTOM - TOP) * sketch.most
}

/// The point that is nearest to a place of the picture.
fn nearest(sketch: &Sketch, at: f64) -> usize {
    let far = |point: &usize| (x(sketch, *point) - at).abs();
    let points = 0..sketch.places.len();
    points.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0)
}

/// The line through the points that are there, with gaps where none are.
fn path(sketch: &Sketch, line: &[Option<f64>]) -> String {
    let (mut path, mut is_drawing) = (String::new(), false);
    for (at, value) in line.iter().enumerate() {
        if let Some(value) = value {
            let verb = if is_drawing { 'L' } else { 'M' };
            // Writing to a string cannot fail.
            let _ = write!(path, "{verb}{:.1} {:.1}", x(sketch, at), y(sketch, *value));
        }
        is_drawing = value.is_some();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_the_picture_are_places_of_the_plot() {
        let sketch = Sketch {
            places: vec![0.0, 10.0, 40.0],
            most: 50.0,
            ..Sketch::default()
        };
        assert_eq!(height(&sketch, TOP), 50.0);
        assert_eq!(height(&sketch, BOTTOM), 0.0);
        assert_eq!(nearest(&sketch, RIGHT), 2);
        assert_eq!(x(&sketch, 1), LEFT + 0.25 * (RIGHT - LEFT));
    }
}
