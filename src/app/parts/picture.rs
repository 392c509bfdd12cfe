//! A picture of `chart` as SVG. Colours are the style sheet's; leaked shapes are hatched as well.

use crate::chart::shape::{Anchor, Class, Outline, Picture, Shape};
use std::f64::consts::TAU;
use std::fmt::Write;
use std::ops::Range;
use yew::prelude::*;

/// Props of [`PictureView`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is drawn.
    pub picture: Picture,
    /// What it shows, in one sentence.
    pub label: AttrValue,
    /// Its class.
    #[prop_or_default]
    pub class: &'static str,
}

/// The picture.
#[component]
pub fn PictureView(props: &Props) -> Html {
    let Picture {
        width,
        height,
        shapes,
    } = &props.picture;
    html! {
        <svg class={classes!("picture", props.class)} viewBox={format!("0 0 {width} {height}")}
            role="img" aria-label={props.label.clone()}>
            {for shapes.iter().map(shape)}
        </svg>
    }
}

/// The hatching that pictures refer to; once on every page that has some.
#[component]
pub fn Hatching() -> Html {
    html! {
        <svg class="hatching" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)">
                    <rect class="hatch" width="2" height="5" />
                </pattern>
            </defs>
        </svg>
    }
}

fn shape(shape: &Shape) -> Html {
    match shape {
        Shape::Cells {
            class,
            side,
            pitch,
            corners,
        } => {
            let d = AttrValue::from(cells(*side, *pitch, corners));
            let width = AttrValue::from(side.to_string());
            html! {
                <>
                    <path class={classes!("cells", class.name())} d={d.clone()}
                        stroke-width={width.clone()} />
                    if is_hatched(*class) {
                        <path class="cells over" stroke="url(#hatch)" {d} stroke-width={width} />
                    }
                </>
            }
        }
        Shape::Gaps { at, width, rows } => html! {
            <path class="cells gaps" d={gaps(at, *width, rows)} stroke-width={width.to_string()} />
        },
        Shape::Rect {
            class,
            frame: [x, y, width, height],
        } => {
            let [x, y, width, height] = [x, y, width, height].map(|number| fixed(*number));
            html! {
                <>
                    <rect class={classes!("box", class.name())} x={x.clone()} y={y.clone()}
                        width={width.clone()} height={height.clone()} rx="5" />
                    if is_hatched(*class) {
                        <rect class="over" fill="url(#hatch)" {x} {y} {width} {height} rx="5" />
                    }
                </>
            }
        }
        Shape::Bars { class, bars } => html! {
            <g class={classes!("bars", class.name())}>
                {for bars.iter().map(|([x, y, width, height], opacity)| html! {
                    <rect x={fixed(*x)} y={fixed(*y)} width={fixed(*width)} height={fixed(*height)}
                        opacity={(*opacity < 1.0).then(|| fixed(*opacity))} />
                })}
            </g>
        },
        Shape::Line {
            class,
            points,
            shape,
        } => html! {
            <path class={classes!("line", class.name())} d={line(points, *shape)} />
        },
        Shape::Circle {
            class,
            centre: (x, y),
            radius,
        } => html! {
            <circle class={class.name()} cx={x.to_string()} cy={y.to_string()} r={radius.to_string()} />
        },
        Shape::Ring {
            class,
            centre,
            radius,
            share,
        } => html! {
            <>
                <circle class={classes!("track", class.name())} cx={centre.0.to_string()}
                    cy={centre.1.to_string()} r={radius.to_string()} />
                <path class={classes!("ring", class.name())} d={arc(*centre, *radius, *share)} />
            </>
        },
        Shape::Label {
            class,
            at: (x, y),
            anchor,
            text,
        } => html! {
            <text class={classes!("label", class.name())} x={x.to_string()} y={y.to_string()}
                text-anchor={anchored(*anchor)}>{text.clone()}</text>
        },
    }
}

/// A number of a shape, as exact as a screen.
fn fixed(number: f64) -> String {
    format!("{number:.2}")
}

fn is_hatched(class: Class) -> bool {
    matches!(class, Class::Leaked | Class::Garbage | Class::Timed)
}

/// Rows of squares as lines: one instruction for each unbroken row, and not one for each square. They
/// are not dashed, because a browser without graphics hardware paints each dash by itself.
fn cells(side: f64, pitch: f64, corners: &[(f64, f64)]) -> String {
    let mut d = String::new();
    let mut at = 0;
    while at < corners.len() {
        let (x, y) = corners[at];
        let follows = |index: &usize| {
            let (next, row) = corners[*index];
            let steps = (*index - at) as f64;
            row == y && (next - x - steps * pitch).abs() < 1e-6
        };
        let count = 1 + (at + 1..corners.len()).take_while(follows).count();
        let length = (count - 1) as f64 * pitch + side;
        // Writing to a string does not fail.
        let _ = write!(d, "M{x} {}h{length:.1}", y + side / 2.0);
        at += count;
    }
    d
}

/// Lines down the middle of gaps.
fn gaps(at: &[f64], width: f64, rows: &Range<f64>) -> String {
    let mut d = String::new();
    for x in at {
        let _ = write!(d, "M{:.2} {}V{:.1}", x + width / 2.0, rows.start, rows.end);
    }
    d
}

fn line(points: &[(f64, f64)], shape: Outline) -> String {
    let mut d = String::with_capacity(points.len() * 14);
    for (index, (x, y)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{command}{x:.2} {y:.2}");
    }
    if shape == Outline::Area {
        d.push('z');
    }
    d
}

/// A part of a circle, clockwise from the top; a full one is drawn as two halves.
fn arc((x, y): (f64, f64), radius: f64, share: f64) -> String {
    let share = share.clamp(0.0, 0.9999);
    let angle = share * TAU;
    let (end_x, end_y) = (x + radius * libm::sin(angle), y - radius * libm::cos(angle));
    let large = u8::from(share > 0.5);
    let start = y - radius;
    format!("M{x:.2} {start:.2}A{radius} {radius} 0 {large} 1 {end_x:.2} {end_y:.2}")
}

fn anchored(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unbroken_row_of_cells_is_one_line() {
        let row = |x: f64, y: f64| (x, y);
        let corners = [
            row(0.0, 0.0),
            row(10.0, 0.0),
            row(20.0, 0.0),
            row(0.0, 10.0),
        ];
        assert_eq!(cells(8.0, 10.0, &corners), "M0 4h28.0M0 14h8.0");
        let broken = [row(0.0, 0.0), row(20.0, 0.0)];
        assert_eq!(cells(8.0, 10.0, &broken), "M0 4h8.0M20 4h8.0");
        assert_eq!(cells(8.0, 10.0, &[]), "");
    }
}
