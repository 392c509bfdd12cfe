//! Play, pause, step, speed, and a slider over the whole run: always in sight with the pictures.

use crate::app::browser::form;
use crate::app::model::player::{Motion, Player, SPEEDS};
use crate::app::model::simulate::Msg;
use crate::app::model::simulate::keys::{Action, key_of};
use crate::chart::summary::{clock, duration};
use yew::prelude::*;

/// Steps of the slider.
const STEPS: f64 = 1_000.0;

/// The name of the Play button in the page.
pub const PLAY: &str = "play";

/// Props of [`Controls`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
    /// Something was asked for.
    pub onmsg: Callback<Msg>,
}

/// The bar above the pictures.
#[component]
pub fn Controls(props: &Props) -> Html {
    let player = &props.player;
    let horizon = player.horizon();
    let send = |msg: Msg| {
        let onmsg = props.onmsg.clone();
        Callback::from(move |_: MouseEvent| onmsg.emit(msg.clone()))
    };
    let seek = {
        let onmsg = props.onmsg.clone();
        Callback::from(move |event: InputEvent| {
            onmsg.emit(Msg::Seek(form::slid(&event) / STEPS * horizon));
        })
    };
    let pace = props.onmsg.reform(|event: Event| {
        let chosen = form::chosen(&event);
        let speed = SPEEDS.iter().find(|speed| speed.to_string() == chosen);
        Msg::Speed(speed.copied().unwrap_or(1.0))
    });
    let (action, icon) = match player.motion {
        Motion::Playing => ("Pause", "M5 3h4v14H5zM11 3h4v14h-4z"),
        Motion::Paused if player.is_at_end() => ("Play again", "M5 3l12 7-12 7z"),
        Motion::Paused => ("Play", "M5 3l12 7-12 7z"),
    };
    let place = (player.head / horizon * STEPS).round().clamp(0.0, STEPS);
    html! {
        <div class="controls" role="group" aria-label="Playback">
            <button type="button" id={PLAY} class="button small main play" onclick={send(Msg::Toggle)}
                title={titled(action, Action::Toggle)}>
                {icon_of(icon)}<span>{action}</span>
            </button>
            <button type="button" class="button small icon-button" onclick={send(Msg::Rewind)}
                aria-label="Back to the start"
                title={titled("Back to the start", Action::Rewind)}>{icon_of("M4 3h2v14H4zM17 3v14L7 10z")}</button>
            <button type="button" class="button small icon-button" onclick={send(Msg::Step(-1))}
                aria-label="Step back"
                title={titled("Step back", Action::Back)}>{icon_of("M16 3v14L6 10z")}</button>
            <button type="button" class="button small icon-button" onclick={send(Msg::Step(1))}
                aria-label="Step forward"
                title={titled("Step forward", Action::Forward)}>{icon_of("M4 3v14l10-7z")}</button>
            <input type="range" class="scrub" min="0" max={STEPS.to_string()} value={place.to_string()}
                aria-label="Moment of the run" aria-valuetext={duration(player.head)} oninput={seek} />
            <span class="time" aria-hidden="true">
                {format!("{} / {}", clock(player.head), clock(horizon))}
            </span>
            <label class="speed" title={format!("Speed ({}, {})", key_of(Action::Faster), key_of(Action::Slower))}>
                <span class="unseen">{"Speed"}</span>
                <select onchange={pace}>
                    {for SPEEDS.iter().map(|speed| html! {
                        <option value={speed.to_string()} selected={*speed == player.speed}>
                            {format!("× {speed}")}
                        </option>
                    })}
                </select>
            </label>
        </div>
    }
}

/// What a button does, with its key.
fn titled(text: &str, action: Action) -> String {
    format!("{text} ({})", key_of(action))
}

fn icon_of(path: &'static str) -> Html {
    html! { <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true"><path d={path} /></svg> }
}
