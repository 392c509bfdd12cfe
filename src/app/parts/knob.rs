//! A slider with its number beside it: drag, use the arrow keys, or type.

use super::field::Field;
use super::text::words;
use crate::app::browser::form;
use crate::app::model::simulate::{Knob, Setting};
use yew::prelude::*;

/// Steps of a slider.
const STEPS: f64 = 400.0;

/// Props of [`KnobRow`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The knob.
    pub knob: Knob,
    /// It was turned.
    pub onturn: Callback<Setting>,
}

/// One knob.
#[component]
pub fn KnobRow(props: &Props) -> Html {
    let knob = &props.knob;
    let refused = use_state(|| None::<String>);
    let turn = {
        let (knob, onturn, refused) = (knob.clone(), props.onturn.clone(), refused.clone());
        move |value: Option<f64>| match value.and_then(|value| knob.turned(value)) {
            Some(setting) => {
                refused.set(None);
                onturn.emit(setting);
            }
            None => refused.set(Some(format!("Between {} and {}.", knob.low, knob.high))),
        }
    };
    let slide = {
        let (knob, turn) = (knob.clone(), turn.clone());
        Callback::from(move |event: InputEvent| {
            turn(Some(knob.at(form::slid(&event) / STEPS)));
        })
    };
    let type_in = Callback::from(move |text: String| turn(form::number(&text)));
    let spoken = format!("{} {}", knob.value, knob.unit);
    let note = format!("{}-note", knob.id);
    let is_wrong = refused.is_some();
    html! {
        <div class="knob">
            <label for={knob.id.clone()}>{words(&knob.label)}</label>
            <span class="knob-number">
                <Field kind="number" step="any" value={knob.value.to_string()} label={knob.label.replace('`', "")}
                    onenter={type_in} {is_wrong} described_by={note.clone()} />
                <span class="unit">{knob.unit}</span>
            </span>
            <input type="range" id={knob.id.clone()} min="0" max={STEPS.to_string()} step="1"
                value={(knob.place() * STEPS).round().to_string()} aria-valuetext={spoken}
                oninput={slide} />
            <span class="knob-wrong" id={note} role="status">{(*refused).clone()}</span>
        </div>
    }
}
