//! A number of a goal: a slider and a field with the same limits.

use crate::app::browser::form;
use crate::lessons::simulate::{Knob, Limits};
use yew::prelude::*;

/// Props of [`Dial`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) knob: Knob,
    pub(super) limits: Limits,
    pub(super) now: f64,
    /// It was turned to a value within the limits.
    pub(super) onturn: Callback<f64>,
}

/// One number. What is typed and not allowed stays where it was typed, with the reason.
#[component]
pub(super) fn Dial(props: &Props) -> Html {
    let Props {
        knob,
        limits,
        now,
        onturn,
    } = props.clone();
    let refused = use_state(|| None::<String>);
    let onchange = {
        let refused = refused.clone();
        Callback::from(move |event: Event| {
            match form::number(&event).filter(|value| limits.allow(*value)) {
                Some(value) => {
                    refused.set(None);
                    onturn.emit(value);
                }
                None => refused.set(Some(form::typed(&event))),
            }
        })
    };
    let typed = (*refused).clone().unwrap_or_else(|| now.to_string());
    let label = knob.label();
    let id = label.replace(' ', "-");
    let note = format!("{id}-note");
    let Limits { low, high, step } = limits;
    html! {
        <div class="dial">
            <span id={id.clone()}>{label}</span>
            <span class="dial-number">
                <input type="range" aria-labelledby={id.clone()} min={low.to_string()} max={high.to_string()}
                    step={step.to_string()} value={now.to_string()} onchange={onchange.clone()} />
                <input type="number" aria-labelledby={id} min={low.to_string()} max={high.to_string()}
                    step={step.to_string()} value={typed} aria-invalid={refused.is_some().to_string()}
                    aria-describedby={note.clone()} {onchange} />
            </span>
            <span class="knob-wrong" id={note} role="status">
                if refused.is_some() {
                    {format!("Between {low} and {high}.")}
                }
            </span>
        </div>
    }
}
