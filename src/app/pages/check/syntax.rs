//! Places that are not Python. The rest of the file was analysed all the same.

use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::text::number_of;
use yew::prelude::*;

/// Most errors listed; one early mistake can cause thousands.
const MOST: usize = 200;

/// The panel.
pub fn panel(check: &Check, dispatch: &Dispatch) -> Html {
    let errors = check.syntax_errors();
    if errors.is_empty() {
        return html! {
            <div class="blank">
                <p class="blank-shape good" aria-hidden="true">{"✓"}</p>
                <h2>{"All of it is Python"}</h2>
                <p>{"Where a text is not, the errors stand here and the rest is analysed all the same."}</p>
            </div>
        };
    }
    let places = number_of(errors.len(), "place is not Python", "places are not Python");
    html! {
        <>
            <div class="summary">
                <p><b>{places}</b>{" · the rest was analysed all the same"}</p>
            </div>
            <ol class="findings">
                {for errors.iter().take(MOST).map(|error| html! {
                    <li>
                        <button type="button" class="finding closed definite"
                            onclick={dispatch.to(AppMsg::Check(Msg::Focus(error.line)))}>
                            <span class="finding-shape" aria-hidden="true">{"×"}</span>
                            <span class="finding-title">{said(&error.message)}</span>
                            <span class="where">{format!("{}:{}", error.line, error.column)}</span>
                        </button>
                    </li>
                })}
            </ol>
        </>
    }
}
