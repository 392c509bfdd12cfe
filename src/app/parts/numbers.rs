//! The numbers behind the pictures: a table of some moments for the picture that is chosen, and all
//! of them for a file.

use crate::app::browser::form;
use crate::app::model::player::Player;
use crate::chart::scene::Scene;
use crate::chart::table::{Table, frames, of_view};
use crate::chart::view::{View, of};
use crate::sim::frame::Frame;
use yew::prelude::*;

/// Rows shown in the page; the file has them all.
const SHOWN: usize = 16;

/// Numbers of something that is no picture of every moment: a forecast, a test, many runs.
#[derive(Clone, PartialEq)]
pub struct Further {
    /// Its name in files.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its numbers.
    pub table: Table,
}

/// Props of [`Numbers`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
    /// What is shown beside its pictures; asked for when the table is open.
    pub further: Callback<(), Vec<Further>>,
}

/// Something whose numbers can be shown.
pub enum Source {
    /// A picture of every moment.
    View(&'static View),
    /// The whole run.
    Timeline,
    /// Something else.
    Further(Further),
}

/// Everything whose numbers can be shown, the whole run first.
pub fn sources(player: &Player, further: Vec<Further>) -> Vec<Source> {
    let mut all = vec![Source::Timeline];
    all.extend(of(&player.scenario).map(Source::View));
    all.extend(further.into_iter().map(Source::Further));
    all
}

impl Source {
    /// Its name in files.
    pub fn id(&self) -> &'static str {
        match self {
            Self::View(view) => view.id,
            Self::Timeline => "run",
            Self::Further(further) => further.id,
        }
    }

    /// Its title.
    pub fn title(&self, player: &Player) -> String {
        match self {
            Self::View(view) => view.title(&player.scenario),
            Self::Timeline => "The whole run".to_owned(),
            Self::Further(further) => further.title.to_owned(),
        }
    }

    /// Some of its numbers, for the page.
    fn some(&self, player: &Player) -> Table {
        match self {
            Self::View(view) => sampled(player, view),
            Self::Timeline => frames(&whole(player, Some(SHOWN)), player.lanes()),
            Self::Further(further) => further.table.clone(),
        }
    }

    /// All of them, for a file.
    pub fn all(&self, player: &Player) -> Table {
        match self {
            Self::View(view) => of_picture(player, view),
            Self::Timeline => everything(player),
            Self::Further(further) => further.table.clone(),
        }
    }
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
    let sources = match *is_open {
        true => sources(player, props.further.emit(())),
        false => Vec::new(),
    };
    let names: Vec<String> = sources.iter().map(|source| source.title(player)).collect();
    let place = if *picked < sources.len() { *picked } else { 0 };
    let source = sources.get(place);
    html! {
        <section class="numbers card" aria-label="Numbers">
            <header>
                <button type="button" class="button small quiet" aria-expanded={is_open.to_string()}
                    onclick={toggle}>{if *is_open { "Hide the numbers" } else { "Show the numbers" }}</button>
                if source.is_some() {
                    <label class="numbers-of">
                        <span class="unseen">{"Numbers of which picture"}</span>
                        <select onchange={pick}>{for names.iter().enumerate().map(|(index, name)| html! {
                            <option value={index.to_string()} selected={index == place}>{name}</option>
                        })}</select>
                    </label>
                }
            </header>
            if let Some(source) = source { {table(&source.some(player))} }
        </section>
    }
}

/// The numbers of one picture at every frame that has come.
fn of_picture(player: &Player, view: &View) -> Table {
    let watched = player.watched().all();
    let scenes = watched.scenes();
    let moments: Vec<Vec<Scene>> = (0..player.frames.len())
        .map(|frame| scenes.iter().map(|scene| scene.until(frame)).collect())
        .collect();
    of_view(view, &moments, player.lanes())
}

/// Counts, quantiles and happenings at every frame that has come.
fn everything(player: &Player) -> Table {
    frames(&whole(player, None), player.lanes())
}

/// The frames that have come, of the lanes that differ; or so many of them, up to the moment that is
/// shown.
fn whole(player: &Player, most: Option<usize>) -> Vec<Frame> {
    let lanes = player.lanes().len();
    let shown = player
        .frames
        .iter()
        .filter(|frame| frame.t <= player.head + 1e-9);
    let count = match most {
        Some(_) => shown.count(),
        None => player.frames.len(),
    };
    let stride = most.map_or(1, |most| count.div_ceil(most).max(1));
    let wanted = |index: &usize| index.is_multiple_of(stride) || index + 1 == count;
    let cut = |index: usize| {
        let mut frame = (*player.frames[index]).clone();
        frame.lanes.truncate(lanes);
        frame
    };
    (0..count).filter(wanted).map(cut).collect()
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
