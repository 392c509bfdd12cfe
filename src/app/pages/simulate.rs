//! The Simulate page: knobs and forecast on the left, both lanes and one timeline on the right.

mod beside;
mod stage;

use super::PageProps;
use crate::app::browser::keys::{self, use_keys};
use crate::app::browser::sight::use_sight;
use crate::app::browser::ticker::use_ticker;
use crate::app::browser::{dom, form};
use crate::app::model::player::Motion;
use crate::app::model::simulate::keys::{Action, action};
use crate::app::model::simulate::switches::{Kind, offered};
use crate::app::model::simulate::{Knob, Msg, Origin, Setting, Simulate, Turn};
use crate::app::model::{Msg as AppMsg, Watched};
use crate::app::parts::consequences::Consequences;
use crate::app::parts::forecast::Forecast;
use crate::app::parts::keys::Keys;
use crate::app::parts::knob::KnobRow;
use crate::app::parts::numbers::Numbers;
use crate::app::parts::picture::Hatching;
use crate::app::parts::seed::SeedField;
use crate::app::parts::seeds::Seeds;
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::app::store::use_dispatch;
use crate::chart::series::Quantile;
use crate::chart::summary::moment;
use crate::sim::fate::{Kept, Runtime};
use crate::sim::presets::PRESETS;
use stage::{details, error, lanes, link_of, run};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::{Link, use_location};

/// The page.
#[component]
pub fn SimulatePage(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let quantile = use_state(Quantile::default);
    let page = &props.model.simulate;
    let onmsg = dispatch.with(AppMsg::Simulate);
    // The same callback every time: fields in which somebody types are not drawn anew while it plays.
    let onturn = use_callback(dispatch, |setting: Setting, dispatch| {
        dispatch.send(AppMsg::Simulate(Msg::Set(setting)));
    });
    let place = use_node_ref();
    let is_seen = use_sight(&place);
    use_ticker(
        page.player.motion == Motion::Playing && is_seen,
        onmsg.reform(Msg::Tick),
    );
    let keys = use_page_keys(page, &onmsg);
    {
        let onmsg = onmsg.clone();
        use_effect_with((), move |()| {
            onmsg.emit(Msg::Enter);
            move || onmsg.emit(Msg::Leave)
        });
    }
    {
        let onmsg = onmsg.clone();
        let query = use_location().map(|location| location.query_str().to_owned());
        use_effect_with(query.unwrap_or_default(), move |query| {
            if !query.is_empty() {
                onmsg.emit(Msg::Follow(query.clone()));
            }
        });
    }
    let further = {
        let page = page.clone();
        Callback::from(move |()| beside::further(&page))
    };
    html! {
        <div class="simulate">
            <Hatching />
            {side(page, &onmsg, &onturn)}
            <div class="stage" ref={place} data-asleep={(!is_seen).then_some("")} data-trace={page.player.hash.map(|hash| format!("{hash:016x}"))}>
                {error(page)}
                {lanes(page)}
                {run(page, &onmsg, &quantile, keys)}
                {details(page)}
                if page.player.lanes().len() > 1 {
                    <Consequences watched={page.player.watched()} lanes={page.player.lanes()} />
                }
                {beside::analysis(page, &onturn)}
                {beside::stress_test(page, &onmsg, &onturn)}
                if let Some(forecast) = page.forecast_of_many() {
                    <Seeds forecast={*forecast} ends={page.ends.clone()} onmsg={onmsg.clone()} />
                }
                <p class="moment">{page.player.frame().map(|frame| moment(frame, &page.player.scenario))}</p>
                <p class="unseen" aria-live="polite">{page.announcement().map(str::to_owned)}</p>
                <Numbers player={page.player.clone()} {further} />
            </div>
        </div>
    }
}

/// The keys of the page, and their sheet below the controls.
#[hook]
fn use_page_keys(page: &Simulate, onmsg: &Callback<Msg>) -> Html {
    let dispatch = use_dispatch();
    let is_on = use_state(keys::are_wanted);
    let is_open = use_state(|| false);
    let act: Rc<dyn Fn(&str) -> bool> = {
        let (page, onmsg, is_open) = (page.clone(), onmsg.clone(), is_open.clone());
        Rc::new(move |key: &str| {
            let Some(action) = action(key) else {
                return false;
            };
            match action {
                Action::Help => is_open.set(!*is_open),
                Action::Share => {
                    let address = format!("{}{}", dom::address(), link_of(&page));
                    dispatch.send(AppMsg::Copy(address, "Link to this moment copied"));
                }
                _ => {
                    if let Some(msg) = page.msg_of(action) {
                        onmsg.emit(msg);
                    }
                }
            }
            true
        })
    };
    use_keys(*is_on, act);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let onswitch = {
        let is_on = is_on.clone();
        Callback::from(move |wanted: bool| {
            keys::want(wanted);
            is_on.set(wanted);
        })
    };
    html! {
        <div class="keys-bar">
            <button type="button" class="button small quiet" aria-expanded={is_open.to_string()}
                aria-controls="keys" onclick={toggle} title="Keys (?)">
                {if *is_open { "Hide the keys" } else { "Keys" }}
            </button>
            if *is_open { <Keys is_on={*is_on} {onswitch} /> }
        </div>
    }
}

/// The scenario, its forecast and its knobs.
fn side(page: &Simulate, onmsg: &Callback<Msg>, onturn: &Callback<Setting>) -> Html {
    let scenario = &page.player.scenario;
    let open = onmsg.reform(|event: Event| {
        let chosen = form::chosen(&event);
        Msg::Preset(chosen.parse().unwrap_or(0))
    });
    let assumptions = Knob::of_assumptions(scenario);
    let restore = onmsg.reform(|_: MouseEvent| Msg::Restore);
    html! {
        <aside class="side" aria-label="Scenario">
            <label class="menu">
                <span class="eyebrow">{"Scenario"}</span>
                <select onchange={open}>
                    if page.origin == Origin::Link {
                        <option selected=true disabled=true>{"From a link"}</option>
                    }
                    if let Origin::Finding(watched) = &page.origin {
                        <option selected=true disabled=true>{format!("{}, line {}", watched.path, watched.finding.line)}</option>
                    }
                    {for PRESETS.iter().enumerate().filter_map(|(index, preset)| {
                        let name = preset.scenario().ok()?.name;
                        let selected = page.origin == Origin::Preset(index);
                        Some(html! { <option value={index.to_string()} {selected}>{name}</option> })
                    })}
                </select>
            </label>
            <h1>{words(&scenario.name)}</h1>
            <p class="story">{scenario.story.clone()}</p>
            {origin(page, onmsg)}
            <Forecast player={page.player.clone()} />
            {turns(page, onturn)}
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
                if page.before.can_leak() {
                    {switches(page, onturn)}
                }
                <SeedField seed={scenario.seed} onturn={onturn.clone()} />
            </fieldset>
            {for Kind::ALL.iter().map(|(kind, title)| ticks(page, *kind, title, onturn))}
            <button type="button" class="button small quiet" onclick={restore}>{"All knobs as they were"}</button>
        </aside>
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

/// Runtime, and what is kept alive.
fn switches(page: &Simulate, onturn: &Callback<Setting>) -> Html {
    let scenario = &page.player.scenario;
    let choose_runtime = onturn.reform(|event: Event| {
        let chosen = form::chosen(&event);
        let named = RUNTIMES.iter().find(|(_, name)| *name == chosen);
        Setting::Runtime(named.map_or(Runtime::default(), |(runtime, _)| *runtime))
    });
    let choose_kept = onturn.reform(|event: Event| {
        let chosen = form::chosen(&event);
        let named = KEPT.iter().find(|(_, name)| *name == chosen);
        Setting::Kept(named.map_or(Kept::default(), |(kept, _)| *kept))
    });
    html! {
        <>
            <label class="switch">
                <span>{"Runtime"}</span>
                <select onchange={choose_runtime}>{for RUNTIMES.iter().map(|(runtime, name)| html! {
                    <option value={*name} selected={scenario.runtime == *runtime}>{*name}</option>
                })}</select>
            </label>
            <label class="switch">
                <span>{"Kept alive"}</span>
                <select onchange={choose_kept}>{for KEPT.iter().map(|(kept, name)| html! {
                    <option value={*name} selected={scenario.kept == *kept}>{*name}</option>
                })}</select>
            </label>
        </>
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

/// What can be switched on: preventions, detections, mitigations.
fn ticks(page: &Simulate, kind: Kind, title: &'static str, onturn: &Callback<Setting>) -> Html {
    let scenario = &page.player.scenario;
    let switches: Vec<_> = offered(scenario, &page.before, kind).collect();
    if switches.is_empty() {
        return html! {};
    }
    html! {
        <fieldset>
            <legend class="eyebrow">{title}</legend>
            {for switches.into_iter().map(|(place, switch)| {
                let is_on = (switch.is_on)(scenario, &page.before);
                let onchange = onturn.reform(move |_: Event| Setting::Switch(place, !is_on));
                html! {
                    <label class="tick" key={switch.id}>
                        <input type="checkbox" checked={is_on} {onchange} />
                        <span>{words(switch.label)}</span>
                    </label>
                }
            })}
        </fieldset>
    }
}
