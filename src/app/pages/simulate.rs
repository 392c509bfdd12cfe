//! The sandbox.

use super::ShellProps;
use yew::prelude::*;

/// The simulator.
#[component]
pub fn Simulate(props: &ShellProps) -> Html {
    let watched = props.model.watched.as_ref();
    html! {
        <section class="page">
            <h1>{"Simulate"}</h1>
            if let Some(watched) = watched {
                <p>{format!("{}, line {}", watched.path, watched.finding.line)}</p>
            }
        </section>
    }
}
