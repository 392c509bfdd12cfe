//! One lane of a simulation: its resource as a grid of cells or as the slots of a pool.

use super::picture::PictureView;
use crate::app::browser::pointer;
use crate::chart::grid::{Layout, describe, grid};
use crate::chart::pool::pool;
use crate::sim::frame::{Frame, LaneFrame};
use crate::sim::resource::Resource;
use crate::sim::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`ResourceView`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The scenario.
    pub scenario: Rc<Scenario>,
    /// The moment.
    pub frame: Moment,
    /// Which lane.
    pub lane: usize,
}

/// A frame; equal when it is the same one.
#[derive(Clone, Debug)]
pub struct Moment(pub Rc<Frame>);

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What can run out, drawn.
#[component]
pub fn ResourceView(props: &Props) -> Html {
    let place = use_node_ref();
    let pointed = use_state(|| None::<u32>);
    let Some(lane) = props.frame.0.lanes.get(props.lane) else {
        return html! {};
    };
    let Some(resource) = &props.scenario.resource else {
        return html! {};
    };
    let label = label(lane, resource);
    let Resource::Table(_) = resource else {
        let timeout = match resource {
            Resource::Pool(pool) => pool.timeout,
            Resource::Table(_) => None,
        };
        return html! { <PictureView class="pool" picture={pool(lane, timeout)} {label} /> };
    };
    let layout = Layout::new(lane.limit());
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
    let cell = pointed.and_then(|cell| layout.cell(lane, cell));
    html! {
        <div class="cells-view">
            <div ref={place} onpointermove={over} onpointerleave={out}>
                <PictureView class="grid" picture={grid(lane)} {label} />
            </div>
            <p class="cell-words" aria-hidden="true">
                {cell.map_or_else(|| legend(lane, layout), |cell| describe(&cell, resource.unit()))}
            </p>
        </div>
    }
}

fn label(lane: &LaneFrame, resource: &Resource) -> String {
    let (limit, units) = (lane.limit(), resource.units());
    format!(
        "{limit} {units}: {} leaked, {} in use, {} free",
        lane.leaked, lane.in_use, lane.free
    )
}

fn legend(lane: &LaneFrame, layout: Layout) -> String {
    let mut text = format!("{} in use · {} free", lane.in_use, lane.free);
    if lane.garbage > 0 {
        text = format!("{} wait for the collector · {text}", lane.garbage);
    }
    if layout.units_per_cell > 1 {
        text.push_str(&format!(
            " · each cell stands for {}",
            layout.units_per_cell
        ));
    }
    text
}
