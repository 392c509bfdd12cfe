//! What theory says, before the run: the time to exhaustion with its band, and the dot that lands
//! in it.

use super::picture::PictureView;
use crate::app::model::player::Player;
use crate::chart::gauge::gauge;
use crate::chart::summary::{clock, duration, forecast};
use crate::sim::frame::HappeningKind;
use crate::sim::prediction::{Exhaustion, Outlook};
use yew::prelude::*;

/// Props of [`Forecast`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
}

/// The card.
#[component]
pub fn Forecast(props: &Props) -> Html {
    let player = &props.player;
    let Some(prediction) = &player.prediction else {
        return html! {};
    };
    let words = forecast(prediction, &player.scenario);
    html! {
        <section class="forecast card" aria-label="Before you run">
            <p class="eyebrow">{"Before you run"}</p>
            {match &prediction.outlook {
                Outlook::RunsOut(end) => runs_out(player, end),
                Outlook::Sawtooth { peak, .. } => big("never", &format!("sawtooth up to {peak:.0}")),
                Outlook::Settles { level, .. } => big("never", &format!("settles at {level:.0}")),
                Outlook::ClosedAtOnce => big("never", "flat"),
                Outlook::NothingLeaks => big("never", "nothing leaks"),
            }}
            <p class="forecast-words">{words}</p>
        </section>
    }
}

fn big(value: &str, aside: &str) -> Html {
    html! { <p class="big">{value.to_owned()}<span class="aside">{aside.to_owned()}</span></p> }
}

fn runs_out(player: &Player, end: &Exhaustion) -> Html {
    let mut happenings = player.happenings(0);
    let at = happenings
        .find(|event| event.kind == HappeningKind::Exhausted)
        .map(|event| event.t);
    let label = format!(
        "Time to exhaustion: {} on average; 90 % of runs between {} and {}.",
        duration(end.mean),
        duration(end.q05),
        duration(end.q95)
    );
    let landed = at.map(|at| {
        let place = if (end.q05..=end.q95).contains(&at) {
            "inside the 90 % band"
        } else if at < end.q05 {
            "earlier than 95 % of runs"
        } else {
            "later than 95 % of runs"
        };
        format!("This run: {}, {place}.", clock(at))
    });
    html! {
        <>
            {big(&clock(end.mean), &format!("± {}", duration(end.sd)))}
            <PictureView picture={gauge(end, Some(player.head), at)} {label} />
            <p class="landed" role="status">{landed.unwrap_or_default()}</p>
        </>
    }
}
