//! The panel before the analyzer is there: how far its download is, or that it did not arrive.

use crate::app::model::Msg;
use crate::app::model::engine::{Presence, Share};
use crate::app::store::Dispatch;
use yew::prelude::*;

/// The panel; nothing while there is nothing to say.
pub fn panel(engine: Presence, dispatch: &Dispatch) -> Option<Html> {
    match engine {
        Presence::Here | Presence::Wanted | Presence::Coming(None) => None,
        Presence::Coming(Some(Share { percent, of })) => Some(html! {
            <div class="blank">
                <h2>{"The analyzer is on its way"}</h2>
                <progress class="coming-share" max="100" value={percent.to_string()} aria-label="Downloaded" />
                <p>{format!("{percent} % of {of} kB. You can type meanwhile.")}</p>
            </div>
        }),
        Presence::Failed => Some(html! {
            <div class="blank">
                <p class="blank-shape bad" aria-hidden="true">{"▲"}</p>
                <h2>{"The analyzer is not here"}</h2>
                <p>{"It could not be downloaded. Nothing you type is lost."}</p>
                <button type="button" class="button main" onclick={dispatch.to(Msg::Retry)}>{"Try again"}</button>
            </div>
        }),
    }
}
