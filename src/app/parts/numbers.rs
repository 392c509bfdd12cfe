//! The numbers behind the pictures: a table of some moments for the picture that is chosen, and all
//! of them as a file.

use super::save::Save;
use crate::app::browser::form;
use crate::app::model::player::Player;
use crate::chart::scene::Scene;
use crate::chart::table::{Table, frames, of_view};
use crate::chart::view::{View, of};
use crate::sim::frame::Frame;
use std::rc::Rc;
use yew::prelude::*;

/// Rows shown in the page; the file has them all.
const SHOWN: usize = 16;

/// Props of [`Numbers`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
}

/// The table, closed until wanted.
#[component]
pub fn Numbers(props: &Props) -> Html {
    let is_open = use_state(|| false);
    let picked = use_state(|| 0_usize);
    let player = &props.player;
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let pick = {
        let picked = picked.clone();
        Callback::from(move |event: Event| {
            picked.set(form::chosen(&event).parse().unwrap_or(0));
        })
    };
    let views: Vec<&'static View> = of(&player.scenario).collect();
    let view = views.get(*picked).or(views.first()).copied();
    let picture = {
        let player = player.clone();
        Callback::from(move |()| view.map_or_else(Table::default, |view| of_picture(&player, view)))
    };
    let whole = {
        let player = player.clone();
        Callback::from(move |()| everything(&player))
    };
    html! {
        <section class="numbers card" aria-label="Numbers">
            <header>
                <button type="button" class="button small quiet" aria-expanded={is_open.to_string()}
                    onclick={toggle}>{if *is_open { "Hide the numbers" } else { "Show the numbers" }}</button>
                if *is_open {
                    <label class="numbers-of">
                        <span class="unseen">{"Numbers of which picture"}</span>
                        <select onchange={pick}>{for views.iter().enumerate().map(|(index, view)| html! {
                            <option value={index.to_string()} selected={index == *picked}>
                                {view.title(&player.scenario)}
                            </option>
                        })}</select>
                    </label>
                }
                if let (true, Some(view)) = (*is_open, view) {
                    <Save name={format!("leaklab-{}", view.id)} table={picture}
                        label="This picture as CSV" />
                }
                <Save name="leaklab-run" text="Download CSV" table={whole}
                    label="Download CSV of the whole run" />
            </header>
            if let (true, Some(view)) = (*is_open, view) { {table(&sampled(player, view))} }
        </section>
    }
}

/// The numbers of one picture at every frame that has come.
pub fn of_picture(player: &Player, view: &View) -> Table {
    let watched = player.watched().all();
    let scenes = watched.scenes();
    let moments: Vec<Vec<Scene>> = (0..player.frames.len())
        .map(|frame| scenes.iter().map(|scene| scene.until(frame)).collect())
        .collect();
    of_view(view, &moments, player.lanes())
}

/// Counts, quantiles and happenings at every frame that has come.
fn everything(player: &Player) -> Table {
    let lanes = player.lanes();
    let all: Vec<Frame> = player
        .frames
        .iter()
        .map(|frame: &Rc<Frame>| {
            let mut frame = (**frame).clone();
            frame.lanes.truncate(lanes.len());
            frame
        })
        .collect();
    frames(&all, lanes)
}

/// Moments at equal distances up to the one that is shown, and that one.
fn sampled(player: &Player, view: &View) -> Table {
    let watched = player.watched();
    let scenes = watched.scenes();
    let shown = scenes.first().map_or(0, |scene| scene.past.len());
    let stride = shown.div_ceil(SHOWN).max(1);
    let moments: Vec<Vec<Scene>> = (0..shown)
        .filter(|index| index % stride == 0 || index + 1 == shown)
        .map(|frame| scenes.iter().map(|scene| scene.until(frame)).collect())
        .collect();
    of_view(view, &moments, player.lanes())
}

/// A table of text, which scrolls by itself when it is too wide.
pub fn table(table: &Table) -> Html {
    html! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label="Table of the run">
            <table>
                <thead><tr>{for table.columns.iter().map(|title| html! {
                    <th scope="col">{title.clone()}</th>
                })}</tr></thead>
                <tbody>{for table.rows.iter().map(|row| html! {
                    <tr>{for row.iter().map(|cell| html! { <td>{cell.clone()}</td> })}</tr>
                })}</tbody>
            </table>
        </div>
    }
}
