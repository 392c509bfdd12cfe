//! A button that gives the numbers of a picture as a file.

use crate::app::browser::download;
use crate::app::model::Msg as AppMsg;
use crate::app::store::use_dispatch;
use crate::chart::table::Table;
use yew::prelude::*;

/// Props of [`Save`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Name of the file, without its ending.
    pub name: String,
    /// What the button says.
    #[prop_or("CSV")]
    pub text: &'static str,
    /// What it is, for those who do not see the picture.
    pub label: String,
    /// Makes the numbers, once they are wanted.
    pub table: Callback<(), Table>,
}

/// The button.
#[component]
pub fn Save(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let save = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| {
            let (name, text) = (format!("{}.csv", props.name), props.table.emit(()).csv());
            if download::offer(&name, "text/csv", &text).is_err() {
                dispatch.send(AppMsg::Say(
                    "The browser did not allow the download.".into(),
                ));
            }
        })
    };
    html! {
        <button type="button" class="button small quiet" onclick={save}
            aria-label={props.label.clone()} title={props.label.clone()}>{props.text}</button>
    }
}
