//! The Simulate page: knobs and forecast on the left, both lanes and one timeline on the right.

use super::PageProps;
use crate::app::browser::form;
use crate::app::browser::ticker::use_ticker;
use crate::app::model::player::Motion;
use crate::app::model::simulate::{Knob, Msg, Origin, Setting, Simulate, Turn};
use crate::app::model::{Msg as AppMsg, Watched};
use crate::app::parts::controls::Controls;
use crate::app::parts::forecast::Forecast;
use crate::app::parts::knob::KnobRow;
use crate::app::parts::lane::{Moment, ResourceView};
use crate::app::parts::numbers::Numbers;
use crate::app::parts::picture::Hatching;
use crate::app::parts::text::words;
use crate::app::parts::timeline::TimelineView;
use crate::app::route::Route;
use crate::app::store::use_dispatch;
use crate::chart::summary::{clock, is_drawn, moment};
use crate::sim::fate::{Kept, Runtime};
use crate::sim::presets::PRESETS;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::Link;

/// The page.
#[component]
pub fn SimulatePage(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let page = &props.model.simulate;
    let onmsg = dispatch.with(AppMsg::Simulate);
    use_ticker(
        page.player.motion == Motion::Playing,
        onmsg.reform(Msg::Tick),
    );
    {
        let onmsg = onmsg.clone();
        use_effect_with((), move |()| {
            onmsg.emit(Msg::Enter);
            move || onmsg.emit(Msg::Leave)
        });
    }
    html! {
        <div class="simulate">
            <Hatching />
            {side(page, &onmsg)}
            <div class="stage" data-trace={page.player.hash.map(|hash| format!("{hash:016x}"))}>
                {error(page)}
                {lanes(page)}
                <section class="card run" aria-label="Timeline">
                    <header>
                        <span>{"Same requests in both lanes"}</span>
                        <span class="key leaked">{"as written"}</span>
                        <span class="key released">{"fixed"}</span>
                        <span class="key dotted">{"p99 latency"}</span>
                    </header>
                    <TimelineView player={page.player.clone()} />
                    <Controls player={page.player.clone()} onmsg={onmsg.clone()} />
                </section>
                <p class="moment">{page.player.frame().map(|frame| moment(frame, &page.player.scenario))}</p>
                <p class="unseen" aria-live="polite">{page.announcement().map(str::to_owned)}</p>
                <Numbers player={page.player.clone()} />
            </div>
        </div>
    }
}

/// The scenario, its forecast and its knobs.
fn side(page: &Simulate, onmsg: &Callback<Msg>) -> Html {
    let scenario = &page.player.scenario;
    let onturn = onmsg.reform(Msg::Set);
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
                    if let Origin::Finding(watched) = &page.origin {
                        <option selected=true disabled=true>{format!("{}, line {}", watched.path, watched.finding.line)}</option>
                    }
                    {for drawn_presets().map(|(index, name)| html! {
                        <option value={index.to_string()} selected={page.origin == Origin::Preset(index)}>
                            {name}
                        </option>
                    })}
                </select>
            </label>
            <h1>{words(&scenario.name)}</h1>
            <p class="story">{scenario.story.clone()}</p>
            {origin(page, onmsg)}
            <Forecast player={page.player.clone()} />
            {turns(page, &onturn)}
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
                {switches(page, &onturn)}
                {seed(page, &onturn)}
            </fieldset>
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

fn seed(page: &Simulate, onturn: &Callback<Setting>) -> Html {
    let current = page.player.scenario.seed;
    let typed = onturn.reform(move |event: Event| {
        let typed = form::typed(&event);
        Setting::Seed(typed.trim().parse().unwrap_or(current))
    });
    let next = onturn.reform(move |_: MouseEvent| Setting::Seed(current.wrapping_add(1)));
    html! {
        <div class="switch seed">
            <label for="seed">{"Seed"}</label>
            <input id="seed" type="number" min="0" step="1" value={current.to_string()} onchange={typed} />
            <button type="button" class="button small" onclick={next}>{"Next"}</button>
        </div>
    }
}

/// The error, word for word, once a request has met it.
fn error(page: &Simulate) -> Html {
    let Some((text, line, at)) = page.error() else {
        return html! {};
    };
    html! {
        <section class="ending" role="alert">
            <span class="ending-shape" aria-hidden="true">{"▲"}</span>
            <div>
                <code class="ending-text">{text.to_owned()}</code>
                <p>
                    {format!("After {}", clock(at))}
                    if line > 0 { {format!(", raised by line {line}")} }
                    {". The fixed program still answers."}
                </p>
            </div>
        </section>
    }
}

/// Both lanes.
fn lanes(page: &Simulate) -> Html {
    let Some(frame) = page.player.frame() else {
        return html! { <p aria-busy="true">{"Starting the simulator …"}</p> };
    };
    let lane = |index: usize, class: &'static str, title: &'static str| {
        let Some(state) = frame.lanes.get(index) else {
            return html! {};
        };
        let errors = state.counters.failed + state.counters.timed_out + state.counters.rejected;
        let gone = state.leaked + state.garbage;
        html! {
            <section class="card lane" aria-label={title}>
                <header>
                    <span class={classes!("chip", class)}>{title}</span>
                    <span class="lane-numbers">
                        {format!("{gone} leaked · {} free", state.free)}
                    </span>
                </header>
                <ResourceView scenario={Rc::clone(&page.player.scenario)}
                    frame={Moment(Rc::clone(frame))} lane={index} />
                <footer class={if errors > 0 { "bad" } else { "" }}>
                    {format!("{} ok", state.counters.ok)}
                    if errors > 0 { {format!(" · {errors} errors")} }
                </footer>
            </section>
        }
    };
    html! {
        <div class="lanes">
            {lane(0, "leaked", "▲ as written")}
            {lane(1, "released", "✓ fixed")}
        </div>
    }
}

/// The presets that there is a picture for, with their places and names.
fn drawn_presets() -> impl Iterator<Item = (usize, String)> {
    PRESETS.iter().enumerate().filter_map(|(index, preset)| {
        let scenario = preset.scenario().ok()?;
        is_drawn(&scenario).then_some((index, scenario.name))
    })
}
