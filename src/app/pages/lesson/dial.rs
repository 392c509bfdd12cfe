//! A number of a goal: a slider and a field with the same limits.

use crate::app::browser::form;
use crate::app::parts::field::Field;
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
    let is_wrong = use_state(|| false);
    let turn = {
        let is_wrong = is_wrong.clone();
        move |text: String| {
            let value = form::number(&text).filter(|value| limits.allow(*value));
            is_wrong.set(value.is_none());
            value.into_iter().for_each(|value| onturn.emit(value));
        }
    };
    let slide = {
        let turn = turn.clone();
        Callback::from(move |event: InputEvent| turn(form::typed(&event)))
    };
    let label = knob.label();
    let id = label.replace(' ', "-");
    let note = format!("{id}-note");
    let Limits { low, high, step } = limits;
    html! {
        <div class="dial">
            <span id={id.clone()}>{label}</span>
            <span class="dial-number">
                <input type="range" aria-labelledby={id.clone()} min={low.to_string()} max={high.to_string()}
                    step={step.to_string()} value={now.to_string()} oninput={slide} />
                <Field kind="number" labelled_by={id} min={low.to_string()} max={high.to_string()}
                    step={step.to_string()} value={now.to_string()} is_wrong={*is_wrong}
                    described_by={note.clone()} onenter={turn} />
            </span>
            <span class="knob-wrong" id={note} role="status">
                if *is_wrong {
                    {format!("Between {low} and {high}.")}
                }
            </span>
        </div>
    }
}
