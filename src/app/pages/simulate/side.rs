//! The left of the Simulate page: the scenario, its forecast and its knobs.
//!
//! What does not change while a run plays is drawn once: each part is a component of its own, and
//! knows only what it shows.

use crate::app::browser::form;
use crate::app::model::Watched;
use crate::app::model::simulate::mend::is_mended;
use crate::app::model::simulate::switches::{Kind, offered};
use crate::app::model::simulate::{Knob, Msg, Origin, Setting, Simulate, Turn};
use crate::app::parts::forecast::Forecast;
use crate::app::parts::knob::KnobRow;
use crate::app::parts::seed::SeedField;
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::sim::fate::{Kept, Runtime};
use crate::sim::presets::PRESETS;
use crate::sim::scenario::{Accepts, Scenario};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::Link;

/// The scenario, its forecast and its knobs.
pub fn side(page: &Simulate, onmsg: &Callback<Msg>, onturn: &Callback<Setting>) -> Html {
    let scenario = &page.player.scenario;
    let found = page.aside.program();
    let found = found.map_or_else(Vec::new, |program| program.lines_found(&page.before));
    let restore = onmsg.reform(|_: MouseEvent| Msg::Restore);
    html! {
        <aside class="side" aria-label="Scenario">
            <Menu origin={page.origin.clone()} onmsg={onmsg.clone()} />
            <h1>{words(&scenario.name)}</h1>
            <p class="story">{scenario.story.clone()}</p>
            {origin(page, onmsg)}
            <Forecast player={page.player.clone()} />
            {turns(page, onturn)}
            <Board scenario={Rc::clone(scenario)} before={Rc::clone(&page.before)} {found}
                onturn={onturn.clone()} />
            <button type="button" class="button small quiet" onclick={restore}>{"All knobs as they were"}</button>
        </aside>
    }
}

/// Props of [`Menu`].
#[derive(Clone, PartialEq, Properties)]
struct MenuProps {
    /// What is open.
    origin: Origin,
    /// Something else is wanted.
    onmsg: Callback<Msg>,
}

/// The scenarios to choose from.
#[component]
fn Menu(props: &MenuProps) -> Html {
    let names = use_memo((), |()| {
        let name = |(index, preset): (usize, &crate::sim::presets::Preset)| {
            Some((index, preset.scenario().ok()?.name))
        };
        PRESETS
            .iter()
            .enumerate()
            .filter_map(name)
            .collect::<Vec<_>>()
    });
    let open = props.onmsg.reform(|event: Event| {
        let chosen = form::chosen(&event);
        Msg::Preset(chosen.parse().unwrap_or(0))
    });
    html! {
        <label class="menu">
            <span class="eyebrow">{"Scenario"}</span>
            <select onchange={open}>
                if props.origin == Origin::Link {
                    <option selected=true disabled=true>{"From a link"}</option>
                }
                if let Origin::Finding(watched) = &props.origin {
                    <option selected=true disabled=true>{format!("{}, line {}", watched.path, watched.finding.line)}</option>
                }
                {for names.iter().map(|(index, name)| {
                    let selected = props.origin == Origin::Preset(*index);
                    html! { <option value={index.to_string()} {selected}>{name}</option> }
                })}
            </select>
        </label>
    }
}

/// Where a finding's scenario comes from, or why there is none.
fn origin(page: &Simulate, onmsg: &Callback<Msg>) -> Html {
    html! {
        <>
            if let Some(refused) = &page.refused {
                <p class="refused" role="alert">{refused.to_string()}</p>
            }
            if let Origin::Finding(watched) = &page.origin {
                <div class="source">
                    <p class="source-file">
                        <span class="chip leaked">{format!("▲ line {}", watched.finding.line)}</span>
                        <Link<Route> to={Route::Check}>{format!("Back to {}", watched.path)}</Link<Route>>
                    </p>
                    <pre tabindex="0"><code>{line_of(&watched.text, watched.finding.line)}</code></pre>
                    <p>{words(&watched.finding.message)}</p>
                    if watched.all.report.findings.len() > 1 {
                        {other_half(watched, onmsg)}
                    }
                </div>
            }
        </>
    }
}

/// From one finding to everything that leaks in its file, and back.
fn other_half(watched: &Rc<Watched>, onmsg: &Callback<Msg>) -> Html {
    let text = match watched.whole {
        true => format!("Only line {}", watched.finding.line),
        false => "Everything that leaks in this file".to_owned(),
    };
    let other = Rc::new(Watched {
        whole: !watched.whole,
        ..(**watched).clone()
    });
    let onclick = onmsg.reform(move |_: MouseEvent| Msg::Watch(Rc::clone(&other)));
    html! { <button type="button" class="button small" {onclick}>{text}</button> }
}

fn line_of(text: &str, line: u32) -> String {
    text.lines()
        .nth(line.saturating_sub(1) as usize)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// What makes a flat line rise, one click away.
fn turns(page: &Simulate, onturn: &Callback<Setting>) -> Html {
    let turns = page.turns();
    if turns.is_empty() {
        return html! {};
    }
    let button = |turn: Turn| {
        let (setting, text) = match turn {
            Turn::Runtime(runtime) => (Setting::Runtime(runtime), "Run it under PyPy"),
            Turn::Kept(Kept::Exceptions) => {
                (Setting::Kept(Kept::Exceptions), "Store the exceptions")
            }
            Turn::Kept(kept) => (Setting::Kept(kept), "Keep the handles in a list"),
        };
        let onclick = onturn.reform(move |_: MouseEvent| setting);
        html! { <button type="button" class="button small" {onclick}>{text}</button> }
    };
    html! {
        <div class="turns">
            <p>{"Two things change its fate:"}</p>
            <div class="row">{for turns.into_iter().map(button)}</div>
        </div>
    }
}

/// Props of [`Board`].
#[derive(Clone, PartialEq, Properties)]
struct BoardProps {
    /// What is played.
    scenario: Rc<Scenario>,
    /// The same before any knob was turned.
    before: Rc<Scenario>,
    /// Lines of findings that can be mended.
    found: Vec<u32>,
    /// A knob was turned.
    onturn: Callback<Setting>,
}

/// Everything that can be turned and switched.
#[component]
fn Board(props: &BoardProps) -> Html {
    let BoardProps {
        scenario,
        before,
        onturn,
        ..
    } = props;
    let assumptions = Knob::of_assumptions(scenario);
    html! {
        <>
            if !assumptions.is_empty() {
                <fieldset>
                    <legend class="eyebrow">{"Assumed, not known"}</legend>
                    {for assumptions.iter().map(|knob| html! {
                        <KnobRow key={knob.id.clone()} knob={knob.clone()} onturn={onturn.clone()} />
                    })}
                </fieldset>
            }
            <fieldset>
                <legend class="eyebrow">{"The service"}</legend>
                {for Knob::of_service(scenario).iter().map(|knob| html! {
                    <KnobRow key={knob.id.clone()} knob={knob.clone()} onturn={onturn.clone()} />
                })}
                if scenario.has_descriptors() {
                    {choice("Connections", &ACCEPTS, scenario.accepts, onturn, Setting::Accepts)}
                }
                if before.can_leak() {
                    {choice("Runtime", &RUNTIMES, scenario.runtime, onturn, Setting::Runtime)}
                    {choice("Kept alive", &KEPT, scenario.kept, onturn, Setting::Kept)}
                }
                <SeedField seed={scenario.seed} onturn={onturn.clone()} />
            </fieldset>
            {for Kind::ALL.iter().map(|(kind, title)| ticks(props, *kind, title))}
        </>
    }
}

/// One of several, chosen by its name.
fn choice<T: Copy + PartialEq + 'static>(
    label: &'static str,
    all: &'static [(T, &'static str)],
    now: T,
    onturn: &Callback<Setting>,
    setting: fn(T) -> Setting,
) -> Html {
    let onturn = onturn.clone();
    let onchange = move |event: Event| {
        let chosen = form::chosen(&event);
        if let Some((one, _)) = all.iter().find(|(_, name)| *name == chosen) {
            onturn.emit(setting(*one));
        }
    };
    html! {
        <label class="switch">
            <span>{label}</span>
            <select {onchange}>{for all.iter().map(|(one, name)| html! {
                <option value={*name} selected={*one == now}>{*name}</option>
            })}</select>
        </label>
    }
}

const RUNTIMES: [(Runtime, &str); 3] = [
    (Runtime::ReferenceCounting, "CPython: counts references"),
    (Runtime::Tracing, "PyPy: collects now and then"),
    (Runtime::None, "C-like: never collects"),
];

const KEPT: [(Kept, &str); 3] = [
    (Kept::Nothing, "nothing"),
    (Kept::Exceptions, "exceptions (in a log or a future)"),
    (Kept::Everything, "the handles (in a list or cache)"),
];

const ACCEPTS: [(Option<Accepts>, &str); 3] = [
    (None, "take no descriptor"),
    (Some(Accepts::Pauses), "take one; without, asyncio pauses"),
    (
        Some(Accepts::Spins),
        "take one; without, socketserver spins",
    ),
];

/// What can be switched on: preventions, detections, mitigations.
fn ticks(props: &BoardProps, kind: Kind, title: &'static str) -> Html {
    let BoardProps {
        scenario,
        before,
        found,
        onturn,
    } = props;
    let mut all: Vec<Html> = offered(scenario, before, kind)
        .map(|(place, switch)| {
            let is_on = (switch.is_on)(scenario, before);
            tick(switch.label, is_on, Setting::Switch(place, !is_on), onturn)
        })
        .collect();
    if kind == Kind::Detection {
        let mend = |line: &u32| {
            let is_on = is_mended(scenario, before, *line);
            let label = format!("Static analysis: the finding on line {line} is mended");
            tick(&label, is_on, Setting::Mend(*line, !is_on), onturn)
        };
        all.splice(0..0, found.iter().map(mend));
    }
    if all.is_empty() {
        return html! {};
    }
    html! {
        <fieldset>
            <legend class="eyebrow">{title}</legend>
            {for all}
        </fieldset>
    }
}

fn tick(label: &str, is_on: bool, setting: Setting, onturn: &Callback<Setting>) -> Html {
    let onchange = onturn.reform(move |_: Event| setting);
    html! {
        <label class="tick" key={label}>
            <input type="checkbox" checked={is_on} {onchange} />
            <span>{words(label)}</span>
        </label>
    }
}
