//! A field to type into that keeps what is in it until it has been taken, whatever is drawn around it
//! meanwhile: Yew puts the `value` of an input back each time it draws it.

use crate::app::browser::form;
use yew::prelude::*;

/// Props of [`Field`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is in it as long as nobody types.
    pub value: AttrValue,
    /// Something was put in, and the field left.
    pub onenter: Callback<String>,
    /// The kind of input: `text` or `number`.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// Its name in the page.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What it is called, if no label says so.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The name of what it is called by.
    #[prop_or_default]
    pub labelled_by: Option<AttrValue>,
    /// The name of what is said about it.
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    /// Whether what is in it was refused.
    #[prop_or_default]
    pub is_wrong: bool,
    /// The smallest number.
    #[prop_or_default]
    pub min: Option<AttrValue>,
    /// The largest number.
    #[prop_or_default]
    pub max: Option<AttrValue>,
    /// How far two numbers are apart.
    #[prop_or_default]
    pub step: Option<AttrValue>,
    /// Whether each letter counts, and not only what is in it when it is left.
    #[prop_or_default]
    pub live: bool,
    /// The longest text.
    #[prop_or_default]
    pub max_length: Option<AttrValue>,
}

/// The field.
#[component]
pub fn Field(props: &Props) -> Html {
    let typed = use_state(|| None::<String>);
    {
        let typed = typed.clone();
        use_effect_with(props.value.clone(), move |_| typed.set(None));
    }
    let oninput = {
        let typed = typed.clone();
        let (onenter, live) = (props.onenter.clone(), props.live);
        Callback::from(move |event: InputEvent| {
            let text = form::typed(&event);
            if live {
                onenter.emit(text.clone());
            }
            typed.set(Some(text));
        })
    };
    let onchange = props.onenter.reform(|event: Event| form::typed(&event));
    let value = (*typed)
        .clone()
        .map_or_else(|| props.value.clone(), AttrValue::from);
    let inputmode = (props.kind == "number").then_some("decimal");
    html! {
        <input type={props.kind.clone()} {inputmode} id={props.id.clone()} {value} {oninput} {onchange}
            min={props.min.clone()} max={props.max.clone()} step={props.step.clone()}
            maxlength={props.max_length.clone()} spellcheck="false" autocomplete="off"
            aria-label={props.label.clone()} aria-labelledby={props.labelled_by.clone()}
            aria-invalid={props.is_wrong.to_string()} aria-describedby={props.described_by.clone()} />
    }
}
