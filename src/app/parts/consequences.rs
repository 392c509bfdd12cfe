//! What a leak costs: the six consequences, each as a number for every lane.

use crate::app::model::player::{Player, Watched};
use crate::chart::ledger::{Entry, ledger};
use yew::prelude::*;

/// Props of [`Consequences`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run up to the moment that is shown.
    pub watched: Watched,
    /// The names of the lanes.
    pub lanes: &'static [&'static str],
}

/// The card.
#[component]
pub fn Consequences(props: &Props) -> Html {
    let entries = ledger(&props.watched.scenes());
    let lanes = props.lanes;
    html! {
        <section class="card consequences" aria-label="Consequences">
            <header>
                <h2>{"What it costs, so far"}</h2>
            </header>
            <table>
                <thead><tr>
                    <th scope="col"><span class="unseen">{"Consequence"}</span></th>
                    {for lanes.iter().map(|lane| html! { <th scope="col">{Player::sign(lane)}{" "}{*lane}</th> })}
                </tr></thead>
                <tbody>{for entries.iter().map(row)}</tbody>
            </table>
        </section>
    }
}

fn row(entry: &Entry) -> Html {
    let both = entry.values.iter().zip(&entry.asides);
    html! {
        <tr>
            <th scope="row">
                <span class="consequence-sign" aria-hidden="true">{entry.sign}</span>{entry.name}
            </th>
            {for both.enumerate().map(|(lane, (value, aside))| html! {
                <td>
                    <span class={classes!("consequence", (entry.is_worse && lane == 0).then_some("differs"))}>
                        {value.clone()}
                    </span>
                    <small title={aside.clone()}>{aside.clone()}</small>
                </td>
            })}
        </tr>
    }
}
