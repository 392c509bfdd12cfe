//! One picture of a run in one lane: the shapes, and under them what they show in words. The cells
//! of a grid can be pointed at.

use super::picture::PictureView;
use crate::app::browser::pointer;
use crate::app::model::player::Watched;
use crate::chart::grid::{Layout, describe};
use crate::chart::view::{Drawing, View};
use yew::prelude::*;

/// Props of [`Figure`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run up to the moment that is shown.
    pub watched: Watched,
    /// Which picture.
    pub view: Picked,
    /// Which lane.
    #[prop_or_default]
    pub lane: usize,
}

/// A picture of the table; equal when it is the same one.
#[derive(Clone, Copy, Debug)]
pub struct Picked(pub &'static View);

impl PartialEq for Picked {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

/// The picture.
#[component]
pub fn Figure(props: &Props) -> Html {
    let place = use_node_ref();
    let pointed = use_state(|| None::<u32>);
    let scene = props.watched.scene(props.lane);
    let Picked(view) = props.view;
    let Some(lane) = scene.now() else {
        return html! {};
    };
    let told = (view.words)(&scene);
    let picture = html! {
        <PictureView class={view.id} picture={view.picture(&scene)} label={told.clone()} />
    };
    let Drawing::Cells { slots, unit, .. } = view.drawing else {
        return html! {
            <div class="figure">
                {picture}
                <p class="figure-words" aria-hidden="true">{told}</p>
            </div>
        };
    };
    let slots = slots(lane);
    let layout = Layout::of(slots);
    let over = {
        let (place, pointed) = (place.clone(), pointed.clone());
        Callback::from(move |event: PointerEvent| {
            let cell = pointer::place_in(&place, &event).and_then(|(x, y)| layout.at(x, y));
            if *pointed != cell {
                pointed.set(cell);
            }
        })
    };
    let out = {
        let pointed = pointed.clone();
        Callback::from(move |_: PointerEvent| pointed.set(None))
    };
    let cell = pointed.and_then(|cell| layout.cell(slots, cell));
    let name = unit(scene.scenario);
    html! {
        <div class="figure cells-view">
            <div ref={place} onpointermove={over} onpointerleave={out}>{picture}</div>
            <p class="figure-words" aria-hidden="true">
                {cell.map_or(told, |cell| describe(&cell, name))}
            </p>
        </div>
    }
}
