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

/// Which scenario, chosen and named.
pub fn head(page: &Simulate, onmsg: &Callback<Msg>) -> Html {
    html! {
        <header class="scenario">
            <Menu origin={page.origin.clone()} onmsg={onmsg.clone()} />
            <h1>{words(&page.player.scenario.name)}</h1>
            if let Some(refused) = &page.refused {
                <p class="refused" role="alert">{refused.to_string()}</p>
            }
        </header>
    }
}

/// What the scenario is about, its forecast and its knobs.
pub fn side(page: &Simulate, onmsg: &Callback<Msg>, onturn: &Callback<Setting>) -> Html {
    let scenario = &page.player.scenario;
    let found = page.aside.program();
    let found = found.map_or_else(Vec::new, |program| program.lines_found(&page.before));
    let restore = onmsg.reform(|_: MouseEvent| Msg::Restore);
    html! {
        <aside class="side" aria-label="Scenario" key={page.opened}>
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
                if let Origin::Link(code) = &props.origin {
                    <option selected=true disabled=true>
                        {match code {
                            Some(code) => format!("{}, line {}", code.path, code.line),
                            None => "From a link".to_owned(),
                        }}
                    </option>
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

/// Where a finding's scenario comes from.
fn origin(page: &Simulate, onmsg: &Callback<Msg>) -> Html {
    match &page.origin {
        Origin::Preset(_) | Origin::Link(None) => html! {},
        Origin::Finding(watched) => {
            let finding = &watched.finding;
            let back = html! {
                <Link<Route> to={Route::Check}>{format!("Back to {}", watched.path)}</Link<Route>>
            };
            let other = (watched.all.report.findings.len() > 1).then(|| other_half(watched, onmsg));
            source(back, &watched.text, finding.line, &finding.message, other)
        }
        Origin::Link(Some(code)) => {
            let path = html! { <span>{code.path.clone()}</span> };
            source(path, &code.text, code.line, &code.message, None)
        }
    }
}

/// The line that is played.
fn source(from: Html, text: &str, line: u32, message: &str, other: Option<Html>) -> Html {
    html! {
        <div class="source">
            <p class="source-file">
                <span class="chip leaked">{format!("▲ line {line}")}</span>
                {from}
            </p>
            <pre tabindex="0"><code>{line_of(text, line)}</code></pre>
            <p>{words(message)}</p>
            {other.unwrap_or_default()}
        </div>
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
        scenario, onturn, ..
    } = props;
    let assumptions = Knob::of_assumptions(scenario);
    let service = Knob::of_service(scenario);
    let (first, rest) = service.split_at(service.len().min(FIRST));
    let row = |knob: &Knob| {
        html! { <KnobRow key={knob.id.clone()} knob={knob.clone()} onturn={onturn.clone()} /> }
    };
    let told = |knob: &Knob| format!("{} {}", knob.label.replace('`', ""), amount(knob));
    let mut set: Vec<String> = rest.iter().map(told).collect();
    set.push(format!("seed {}", scenario.seed));
    html! {
        <>
            if !assumptions.is_empty() {
                <fieldset>
                    <legend class="eyebrow">{"Assumed, not known"}</legend>
                    {for assumptions.iter().map(row)}
                </fieldset>
            }
            <fieldset>
                <legend class="eyebrow">{"The service"}</legend>
                {for first.iter().map(row)}
            </fieldset>
            <div class="folds">
                {fold("More of the service", &set, html! {
                    <>
                        {for rest.iter().map(row)}
                        <SeedField seed={scenario.seed} onturn={onturn.clone()} />
                    </>
                })}
                {runtime(props)}
                {for Kind::ALL.iter().map(|(kind, title)| ticks(props, *kind, title))}
            </div>
        </>
    }
}

/// Knobs of the service that are always in sight.
const FIRST: usize = 3;

/// Where a knob stands.
fn amount(knob: &Knob) -> String {
    format!("{} {}", knob.value, knob.unit)
        .trim_end()
        .to_owned()
}

/// Knobs that are seldom turned: closed, with what is set in them.
fn fold(title: &'static str, set: &[String], inside: Html) -> Html {
    let set = match set {
        [] => "none".to_owned(),
        set => set.join(" · "),
    };
    html! {
        <details class="fold" key={title}>
            <summary>
                <span class="fold-title">{title}</span>
                <span class="fold-set">{words(&set)}</span>
            </summary>
            <div class="fold-inside">{inside}</div>
        </details>
    }
}

/// What Python does with what is dropped, and what connections take.
fn runtime(props: &BoardProps) -> Html {
    let BoardProps {
        scenario,
        before,
        onturn,
        ..
    } = props;
    let mut set = Vec::new();
    let mut say = |label: &str, name: Option<&'static str>| {
        set.extend(name.map(|name| format!("{label}{name}")));
    };
    if before.can_leak() {
        say("", name_of(&RUNTIMES, &scenario.runtime));
        say("kept alive: ", name_of(&KEPT, &scenario.kept));
    }
    if scenario.has_descriptors() {
        say("connections ", name_of(&ACCEPTS, &scenario.accepts));
    }
    if set.is_empty() {
        return html! {};
    }
    let inside = html! {
        <>
            if before.can_leak() {
                {choice("Runtime", &RUNTIMES, scenario.runtime, onturn, Setting::Runtime)}
                {choice("Kept alive", &KEPT, scenario.kept, onturn, Setting::Kept)}
            }
            if scenario.has_descriptors() {
                {choice("Connections", &ACCEPTS, scenario.accepts, onturn, Setting::Accepts)}
            }
        </>
    };
    fold("Runtime", &set, inside)
}

/// The name of one of several.
fn name_of<T: PartialEq>(all: &'static [(T, &'static str)], now: &T) -> Option<&'static str> {
    let named = all.iter().find(|(one, _)| one == now);
    named.map(|(_, name)| *name)
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
    let mut all = Vec::new();
    let mut set = Vec::new();
    let mut add = |label: String, is_on: bool, setting: Setting| {
        if is_on {
            set.push(label.trim_start_matches("… ").to_owned());
        }
        all.push(tick(&label, is_on, setting, onturn));
    };
    if kind == Kind::Detection {
        for line in found {
            let is_on = is_mended(scenario, before, *line);
            let label = format!("Static analysis: the finding on line {line} is mended");
            add(label, is_on, Setting::Mend(*line, !is_on));
        }
    }
    for (place, switch) in offered(scenario, before, kind) {
        let is_on = (switch.is_on)(scenario, before);
        add(
            switch.label.to_owned(),
            is_on,
            Setting::Switch(place, !is_on),
        );
    }
    if all.is_empty() {
        return html! {};
    }
    fold(title, &set, html! { <>{for all}</> })
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
