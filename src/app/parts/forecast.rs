//! What theory says, before the run: the time to exhaustion with its band, and the dot that lands
//! in it.

use super::picture::PictureView;
use super::text::words as marked;
use crate::app::model::player::Player;
use crate::chart::assumed::assumed;
use crate::chart::comparison::{Compared, comparison, table};
use crate::chart::foretold::forecast;
use crate::chart::gauge::{self, gauge};
use crate::chart::summary::{clock, duration};
use crate::chart::table::Table;
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
    let read = player.read_now_and_then(2);
    let all = comparison(&read.scene(0));
    let has_formula = !all.is_empty();
    let Some(prediction) = &player.prediction else {
        return html! {
            if has_formula {
                <section class="forecast card" aria-label="Formula against simulation">
                    <p class="eyebrow">{"Before you run"}</p>
                    <Against {all} />
                </section>
            }
        };
    };
    let words = forecast(prediction, &player.scenario);
    html! {
        <section class="forecast card" aria-label="Before you run">
            <p class="eyebrow">{"Before you run"}</p>
            {match &prediction.outlook {
                Outlook::RunsOut(end) => runs_out(player, end),
                Outlook::Sawtooth { peak, .. } => big("never", &format!("sawtooth up to {peak:.0}")),
                Outlook::Settles { level, first: None, .. } => {
                    big("never", &format!("settles at {level:.0}"))
                }
                Outlook::Settles { level, first: Some(first), .. } => {
                    big(&clock(first.mean), &format!("full, settles at {level:.0}"))
                }
                Outlook::ClosedAtOnce => big("never", "flat"),
                Outlook::NothingLeaks => big("never", "nothing leaks"),
            }}
            <p class="forecast-words">{words}</p>
            <p class="forecast-words">{marked(&format!("Assumed: {}.", assumed(&player.scenario).join("; ")))}</p>
            if has_formula { <Against {all} /> }
        </section>
    }
}

/// Props of [`Against`].
#[derive(Clone, PartialEq, Properties)]
struct AgainstProps {
    /// What is compared.
    all: Vec<Compared>,
}

/// What the formula says beside what the run says.
#[component]
fn Against(props: &AgainstProps) -> Html {
    html! {
        <table class="against">
            <thead><tr>
                <th scope="col"><span class="unseen">{"Quantity"}</span></th>
                <th scope="col">{"formula"}</th>
                <th scope="col">{"this run"}</th>
            </tr></thead>
            <tbody>{for props.all.iter().map(|each| html! {
                <tr>
                    <th scope="row">{each.name.clone()}</th>
                    <td>{each.formula.clone()}</td>
                    <td>{each.simulated.clone()}</td>
                </tr>
            })}</tbody>
        </table>
    }
}

/// Props of [`Gauge`].
#[derive(Clone, PartialEq, Properties)]
struct GaugeProps {
    /// The forecast.
    end: Exhaustion,
    /// The moment that is shown, as exact as the picture is wide, in seconds.
    now: f64,
    /// When the resource of the run has run out, in seconds.
    at: Option<f64>,
}

/// The forecast as a curve, and the dot that lands in it.
#[component]
fn Gauge(props: &GaugeProps) -> Html {
    let GaugeProps { end, now, at } = props;
    let label = format!(
        "Time to exhaustion: {} on average; 90 % of runs between {} and {}.",
        duration(end.mean),
        duration(end.q05),
        duration(end.q95)
    );
    html! { <PictureView picture={gauge(end, Some(*now), *at)} {label} /> }
}

fn big(value: &str, aside: &str) -> Html {
    html! { <p class="big">{value.to_owned()}<span class="aside">{aside.to_owned()}</span></p> }
}

/// When the resource of the run has run out, if it has.
fn ran_out(player: &Player) -> Option<f64> {
    let mut happenings = player.happenings(0);
    let exhausted = happenings.find(|event| event.kind == HappeningKind::Exhausted);
    exhausted.map(|event| event.t)
}

/// The numbers of the gauge, when the forecast is that something runs out.
pub fn gauge_numbers(player: &Player) -> Option<Table> {
    match &player.prediction.as_ref()?.outlook {
        Outlook::RunsOut(end) => Some(gauge::table(end, ran_out(player))),
        _ => None,
    }
}

/// What the formula says and what the run says, as numbers; nothing when they cannot be compared.
pub fn formula_numbers(player: &Player) -> Option<Table> {
    let all = comparison(&player.watched().scene(0));
    (!all.is_empty()).then(|| table(&all))
}

fn runs_out(player: &Player, end: &Exhaustion) -> Html {
    let at = ran_out(player);
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
    let width = gauge::width(end) / 160.0;
    let now = (player.head / width).round() * width;
    html! {
        <>
            {big(&clock(end.mean), &format!("± {}", duration(end.sd)))}
            <Gauge end={*end} {now} {at} />
            <p class={classes!("landed", landed.is_none().then_some("waiting"))} role="status">
                {landed.unwrap_or_else(|| "This run: nothing has run out yet.".to_owned())}
            </p>
        </>
    }
}
