//! The numbers behind the pictures: a table of some moments, and all of them as a file.

use crate::app::browser::download;
use crate::app::model::Msg as AppMsg;
use crate::app::model::player::Player;
use crate::app::store::use_dispatch;
use crate::chart::table::{Table, frames};
use crate::sim::frame::Frame;
use std::rc::Rc;
use yew::prelude::*;

/// Rows shown in the page; the file has them all.
const SHOWN: usize = 16;
/// Columns shown in the page, by their place in a lane's group: in use, leaked, free, errors, p99.
const COLUMNS: [usize; 5] = [0, 1, 3, 8, 11];
/// Columns of a lane's group.
const GROUP: usize = 13;

/// Props of [`Numbers`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
}

/// The table, closed until wanted.
#[component]
pub fn Numbers(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let is_open = use_state(|| false);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let save = {
        let player = props.player.clone();
        Callback::from(move |_: MouseEvent| {
            let all: Vec<Frame> = player
                .frames
                .iter()
                .map(|frame| (**frame).clone())
                .collect();
            let text = frames(&all, &LANES).csv();
            if download::offer("leaklab-run.csv", "text/csv", &text).is_err() {
                dispatch.send(AppMsg::Say(
                    "The browser did not allow the download.".into(),
                ));
            }
        })
    };
    html! {
        <section class="numbers card" aria-label="Numbers">
            <header>
                <button type="button" class="button small quiet" aria-expanded={is_open.to_string()}
                    onclick={toggle}>{if *is_open { "Hide the numbers" } else { "Show the numbers" }}</button>
                <button type="button" class="button small quiet" onclick={save}>{"Download CSV"}</button>
            </header>
            if *is_open { {table(&sampled(&props.player))} }
        </section>
    }
}

const LANES: [&str; 2] = ["as written", "fixed"];

/// Moments at equal distances up to the one that is shown, and that one.
fn sampled(player: &Player) -> Table {
    let shown = player
        .frames
        .partition_point(|frame| frame.t <= player.head + 1e-9);
    let stride = shown.div_ceil(SHOWN).max(1);
    let known = &player.frames[..shown];
    let some = known
        .iter()
        .enumerate()
        .filter(|(index, _)| index % stride == 0 || index + 1 == shown);
    let some: Vec<Frame> = some
        .map(|(_, frame): (usize, &Rc<Frame>)| (**frame).clone())
        .collect();
    frames(&some, &LANES)
}

fn table(table: &Table) -> Html {
    let wanted: Vec<usize> = std::iter::once(0)
        .chain((0..LANES.len()).flat_map(|lane| COLUMNS.map(|column| 1 + lane * GROUP + column)))
        .filter(|column| *column < table.columns.len())
        .collect();
    html! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label="Table of the run">
            <table>
                <thead><tr>{for wanted.iter().map(|column| html! {
                    <th scope="col">{table.columns[*column].clone()}</th>
                })}</tr></thead>
                <tbody>{for table.rows.iter().map(|row| html! {
                    <tr>{for wanted.iter().map(|column| html! { <td>{row[*column].clone()}</td> })}</tr>
                })}</tbody>
            </table>
        </div>
    }
}
