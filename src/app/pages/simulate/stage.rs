//! The right of the Simulate page: what happens, in pictures.

use crate::app::browser::form;
use crate::app::model::player::Player;
use crate::app::model::simulate::Simulate;
use crate::app::parts::consequences::Consequences;
use crate::app::parts::figure::{Figure, Picked};
use crate::app::parts::timeline::TimelineView;
use crate::chart::cliff::{self, Cliff};
use crate::chart::flags::{flags, words};
use crate::chart::series::{Quantile, axis};
use crate::chart::summary::{clock, duration, mib, moment};
use crate::chart::view::{Drawing, View, of};
use crate::sim::frame::{ReplicaFrame, ReplicaState};
use crate::sim::prediction::Outlook;
use crate::sim::resource::Resource;
use yew::prelude::*;

/// What is expected, and once a request has met it, the error word for word. The place is as high as
/// both from the start, so that nothing moves when the error comes.
pub fn status(page: &Simulate) -> Html {
    let scenario = &page.player.scenario;
    let resources = scenario.resource.iter().chain(&scenario.also);
    let errors = resources.map(Resource::error);
    let killed = scenario.memory.map(|_| KILLED.to_owned());
    let longest = errors.chain(killed).max_by_key(String::len);
    let error = page.error();
    html! {
        <div class="status">
            if let Some(longest) = longest {
                <div class="status-room" aria-hidden="true">{ending(page, ROOM, &longest, 100.0, 100)}</div>
            }
            if let Some((text, line, at)) = error {
                <section role="alert">{ending(page, SEEN, text, at, line)}</section>
            } else {
                <p class="expected">{expected(page)}</p>
            }
        </div>
    }
}

/// How a process ends that the kernel kills.
const KILLED: &str = "Process 1 is killed, exit code 137: more than 512 MiB resident";

/// The classes of an error and its text: of one that is seen, and of one that only takes its room.
const SEEN: [&str; 2] = ["ending", "ending-text"];
const ROOM: [&str; 2] = ["ending-room", "ending-room-text"];

fn ending(page: &Simulate, class: [&'static str; 2], text: &str, at: f64, line: u32) -> Html {
    html! {
        <div class={class[0]}>
            <span class="ending-shape" aria-hidden="true">{"▲"}</span>
            <div>
                <code class={class[1]}>{text.to_owned()}</code>
                <p>
                    {format!("After {}", clock(at))}
                    if line > 0 { {format!(", raised by line {line}")} }
                    {if page.player.lanes().len() > 1 { ". The fixed program still answers." } else { "." }}
                </p>
            </div>
        </div>
    }
}

/// What is expected of the run, in one sentence.
fn expected(page: &Simulate) -> String {
    let outlook = page.player.prediction.as_ref().map(|it| &it.outlook);
    match outlook {
        Some(Outlook::RunsOut(end)) => format!(
            "Expected by the formula: it runs out after {} ± {}.",
            duration(end.mean),
            duration(end.sd)
        ),
        Some(Outlook::Sawtooth { .. }) => {
            "Expected by the formula: a sawtooth that never runs out.".to_owned()
        }
        Some(Outlook::Settles {
            first: Some(first), ..
        }) => format!(
            "Expected by the formula: it settles, and is full for the first time after {}.",
            duration(first.mean)
        ),
        Some(Outlook::Settles { .. }) => {
            "Expected by the formula: it settles and never runs out.".to_owned()
        }
        Some(Outlook::ClosedAtOnce) => {
            "Expected: nothing runs out, because what is dropped is closed at once.".to_owned()
        }
        Some(Outlook::NothingLeaks) => {
            "Expected: nothing runs out, because nothing leaks.".to_owned()
        }
        None => "No formula knows how this ends: play it.".to_owned(),
    }
}

/// The picture that tells most, in every lane; beside a lane that is alone, what it costs.
pub fn lanes(page: &Simulate) -> Html {
    let player = &page.player;
    let (Some(_), Some(view)) = (player.frame(), of(&player.scenario).next()) else {
        return html! { <p aria-busy="true">{"Starting the simulator …"}</p> };
    };
    let names = player.lanes();
    html! {
        <div class={classes!("lanes", (!is_grid(view) || names.len() == 1).then_some("worded"))}>
            {for names.iter().enumerate().map(|(index, name)| lane(page, view, index, name))}
            if names.len() == 1 {
                <Consequences watched={player.read_now_and_then(0)} lanes={names} />
            }
        </div>
    }
}

/// Whether a picture is all cells, and readable however small.
fn is_grid(view: &View) -> bool {
    matches!(view.drawing, Drawing::Cells { .. })
}

fn lane(page: &Simulate, view: &'static View, index: usize, name: &'static str) -> Html {
    let player = &page.player;
    let Some(state) = player.frame().and_then(|frame| frame.lanes.get(index)) else {
        return html! {};
    };
    let errors = state.counters.errors();
    let is_impatient = player.scenario.client.timeout.is_some();
    let class = match name {
        "as written" => "leaked",
        "fixed" => "released",
        _ => "open",
    };
    let is_gone = |replica: &ReplicaFrame| replica.state == ReplicaState::Gone;
    let numbers = match &state.heap {
        _ if state.replicas.iter().all(is_gone) => "no process".to_owned(),
        _ if state.limit() > 0 => {
            format!(
                "{} leaked · {} free",
                state.leaked + state.garbage,
                state.free
            )
        }
        Some(heap) => mib(heap.resident),
        None => format!("{} in the system", state.in_system),
    };
    let title = format!("{} {name}", Player::sign(name));
    html! {
        <section class="card lane" aria-label={title.clone()}>
            <header>
                <span class={classes!("chip", class)}>{title}</span>
                <span class="lane-numbers">{numbers}</span>
            </header>
            <Figure watched={player.watched()} view={Picked(view)} lane={index} />
            <footer class={if errors > 0 { "bad" } else { "" }}>
                <span>{format!("{} ok", state.counters.ok)}</span>
                <span>{if errors > 0 { format!("{errors} errors") } else { "no error".to_owned() }}</span>
                if is_impatient {
                    <span>{format!("{} clients answered, {} gave up", state.counters.answered, state.counters.given_up)}</span>
                }
            </footer>
        </section>
    }
}

/// The timeline, with its words and its foot.
pub fn run(page: &Simulate, quantile: &UseStateHandle<Quantile>, foot: Html) -> Html {
    let drawn = **quantile;
    let choose = {
        let quantile = quantile.clone();
        Callback::from(move |event: Event| {
            let chosen = form::chosen(&event);
            let named = Quantile::ALL.iter().find(|(_, name)| *name == chosen);
            quantile.set(named.map_or(Quantile::default(), |(quantile, _)| *quantile));
        })
    };
    let player = &page.player;
    let units = axis(&player.scenario, player.prediction.as_deref()).units;
    html! {
        <section class="card run" aria-label="Timeline">
            <header>
                <span>
                    {units}
                    if player.lanes().len() > 1 { {", under the same requests"} }
                </span>
                if player.lanes().len() > 1 {
                    <span class="key leaked">{"as written"}</span>
                    <span class="key released">{"fixed"}</span>
                }
                <label class="key dotted">
                    <span class="unseen">{"Latency that is drawn"}</span>
                    <select onchange={choose}>{for Quantile::ALL.iter().map(|(quantile, name)| html! {
                        <option value={*name} selected={*quantile == drawn}>{*name}</option>
                    })}</select>
                    {"latency"}
                </label>
                if page.aside.cliff().is_some() { <span class="key ghost">{"without it"}</span> }
            </header>
            <TimelineView player={player.clone()} quantile={drawn} aside={page.aside.clone()} />
            <div class="run-words">
                {moved(page)}
                <p class="moment">{player.frame().map(|frame| moment(frame, &player.scenario))}</p>
                <p class="figure-words">{words(&flags(&player.watched().scene(0)))}</p>
            </div>
            {foot}
        </section>
    }
}

/// What only moves the end of the run, and how far.
fn moved(page: &Simulate) -> Html {
    let Some(cliff) = page.aside.cliff() else {
        return html! {};
    };
    let with = page.player.watched();
    let without = cliff.player.until(page.player.head);
    let told = cliff::words(&Cliff {
        movers: &cliff.movers,
        with: with.scene(0),
        without: without.scene(0),
    });
    html! { <p class="moved"><b>{"Moved, not mended. "}</b>{told}</p> }
}

/// The other pictures of the same moment, each in both lanes.
pub fn details(page: &Simulate) -> Html {
    let player = &page.player;
    if player.frame().is_none() {
        return html! {};
    }
    let card = |view: &'static View| {
        let title = view.title(&player.scenario);
        html! {
            <section class="card detail" aria-label={title.clone()} key={view.id}>
                <header>
                    <h2>{title.clone()}</h2>
                </header>
                <div class="detail-lanes">
                    {for player.lanes().iter().enumerate().map(|(index, name)| html! {
                        <div>
                            <p class="detail-lane">{Player::sign(name)}{" "}{*name}</p>
                            <Figure watched={player.watched()} view={Picked(view)} lane={index} />
                        </div>
                    })}
                </div>
            </section>
        }
    };
    html! { <>{for of(&player.scenario).skip(1).map(card)}</> }
}
