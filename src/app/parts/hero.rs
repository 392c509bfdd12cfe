//! The front page's first screen: six lines of Python, the descriptors they take, and one switch.

use super::figure::{Figure, Picked};
use super::picture::Hatching;
use crate::app::browser::ticker::{use_ticker, wants_calm};
use crate::app::model::Msg as AppMsg;
use crate::app::model::home::{Home, Msg, Program};
use crate::app::model::player::Motion;
use crate::app::store::use_dispatch;
use crate::chart::summary::{clock, duration};
use crate::chart::view::of;
use crate::sim::frame::HappeningKind;
use crate::sim::prediction::Outlook;
use crate::sim::resource::Resource;
use yew::prelude::*;

/// Props of [`Playground`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The page's state.
    pub home: Home,
}

/// The program, its descriptors and the switch.
#[component]
pub fn Playground(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let home = &props.home;
    let onmsg = dispatch.with(AppMsg::Home);
    use_ticker(
        home.player.motion == Motion::Playing,
        onmsg.reform(Msg::Tick),
    );
    {
        let onmsg = onmsg.clone();
        use_effect_with((), move |()| {
            // Nothing moves by itself for those who asked for less movement.
            if wants_calm() {
                onmsg.emit(Msg::Tick(0.0));
            } else {
                onmsg.emit(Msg::Enter);
            }
            move || onmsg.emit(Msg::Leave)
        });
    }
    html! {
        <div class="playground">
            <Hatching />
            {program(home)}
            {descriptors(home, &onmsg)}
        </div>
    }
}

/// A line of the program: how it is lit, and its parts with their colours.
type Line = (&'static str, &'static [(&'static str, &'static str)]);

const LEAKY: [Line; 6] = [
    (
        "",
        &[("k", "def"), ("", " "), ("f", "handle"), ("", "(path):")],
    ),
    ("hl-open", &[("", "    fd = os.open(path, os.O_RDONLY)")]),
    ("", &[("", "    data = os.read(fd, 65536)")]),
    ("hl-raise", &[("", "    order = json.loads(data)")]),
    ("", &[("", "    os.close(fd)")]),
    ("", &[("", "    "), ("k", "return"), ("", " order")]),
];

const FIXED: [Line; 6] = [
    (
        "",
        &[("k", "def"), ("", " "), ("f", "handle"), ("", "(path):")],
    ),
    ("hl-open", &[("", "    fd = os.open(path, os.O_RDONLY)")]),
    ("", &[("", "    "), ("k", "try"), ("", ":")]),
    (
        "hl-raise",
        &[
            ("", "        "),
            ("k", "return"),
            ("", " json.loads(os.read(fd, 65536))"),
        ],
    ),
    ("", &[("", "    "), ("k", "finally"), ("", ":")]),
    ("hl-released", &[("", "        os.close(fd)")]),
];

fn program(home: &Home) -> Html {
    let (lines, class, says) = match home.program {
        Program::Leaky => (&LEAKY, "chip leaked", "▲ leaks if line 3 or 4 raises"),
        Program::Fixed => (&FIXED, "chip released", "✓ closed on every way out"),
    };
    html! {
        <section class="card" aria-label="Program">
            <header><span>{"handler.py"}</span><span class={class}>{says}</span></header>
            <pre class="listing" tabindex="0"><code>{for lines.iter().enumerate().map(|(index, (light, parts))| html! {
                <span class={classes!("listing-line", *light)} key={index}>
                    {for parts.iter().map(|(class, text)| html! { <span class={*class}>{*text}</span> })}
                    if *light == "hl-raise" { <span class="listing-note">{"↯ 1 in 100"}</span> }
                    {"\n"}
                </span>
            })}</code></pre>
        </section>
    }
}

fn descriptors(home: &Home, onmsg: &Callback<Msg>) -> Html {
    // Until the first frame comes everything has its place.
    let lane = home
        .player
        .frame()
        .and_then(|frame| frame.lanes.get(home.lane()));
    let resource = home.player.scenario.resource.as_ref();
    let reserved = resource.map_or(0, Resource::reserved);
    let mut happenings = home.player.happenings(home.lane());
    let error = happenings.find(|event| event.kind == HappeningKind::Error);
    let switch = {
        let other = match home.program {
            Program::Leaky => Program::Fixed,
            Program::Fixed => Program::Leaky,
        };
        onmsg.reform(move |_: MouseEvent| Msg::Switch(other))
    };
    let toggle = onmsg.reform(|_: MouseEvent| Msg::Toggle);
    let is_fixed = home.program == Program::Fixed;
    let motion = match home.player.motion {
        Motion::Playing => "Pause",
        Motion::Paused if home.player.is_at_end() => "Again",
        Motion::Paused => "Play",
    };
    html! {
        <section class="card meter" aria-label="File descriptors">
            <header>
                <span><strong>{"File descriptors"}</strong>{" of one process"}</span>
                if let Some(lane) = lane {
                    <span class="lane-numbers">{format!("{} leaked · {} free · {reserved} from the start", lane.leaked, lane.free)}</span>
                }
            </header>
            if lane.is_none() {
                <div class="figure-wait" aria-busy="true" />
            } else if let Some(view) = of(&home.player.scenario).next() {
                <Figure watched={home.player.watched()} view={Picked(view)} lane={home.lane()} />
            }
            if let Some(error) = error {
                <p class="meter-error" role="status"><code>{error.text.clone()}</code></p>
            } else {
                <p class="meter-words">{forecast(home)}</p>
            }
            <footer>
                <button type="button" class="button small quiet" onclick={toggle}>{motion}</button>
                <span class="time">{clock(home.player.head)}</span>
                <button type="button" role="switch" aria-checked={is_fixed.to_string()}
                    class="toggle" onclick={switch}>
                    <span class="toggle-track" aria-hidden="true"></span>
                    {"Close it on every way out"}
                </button>
            </footer>
        </section>
    }
}

fn forecast(home: &Home) -> String {
    if home.program == Program::Fixed {
        return "Nothing is left behind, whatever raises.".to_owned();
    }
    let rate = home.player.scenario.rate;
    match home
        .player
        .prediction
        .as_ref()
        .map(|prediction| &prediction.outlook)
    {
        Some(Outlook::RunsOut(end)) => format!(
            "Predicted: {} ± {} at {rate} requests a second.",
            duration(end.mean),
            duration(end.sd)
        ),
        _ => String::new(),
    }
}
