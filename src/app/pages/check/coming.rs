//! The panel before the analyzer is there: how far its download is, or that it did not arrive.

use crate::app::model::Msg;
use crate::app::model::engine::{Presence, Share};
use crate::app::store::Dispatch;
use yew::prelude::*;

/// How far the download is.
#[derive(Clone, Copy, PartialEq, Properties)]
pub struct OnItsWayProps {
    /// Percent.
    pub percent: u32,
    /// Kilobytes there are.
    pub of: u32,
}

/// The panel while the analyzer is being downloaded. Until there is a page, `static/js/glance.ts` fills its
/// numbers in.
#[component]
pub fn OnItsWay(OnItsWayProps { percent, of }: &OnItsWayProps) -> Html {
    html! {
        <div class="blank">
            <h2>{"The analyzer is on its way"}</h2>
            <progress class="coming-share" max="100" value={percent.to_string()} aria-label="Downloaded" />
            <p><span>{percent}</span>{" % of "}<span>{of}</span>{" kB. You can type meanwhile."}</p>
        </div>
    }
}

/// The panel; nothing while there is nothing to say.
pub fn panel(engine: Presence, dispatch: &Dispatch) -> Option<Html> {
    match engine {
        Presence::Here | Presence::Wanted | Presence::Coming(None) => None,
        Presence::Coming(Some(Share { percent, of })) => {
            Some(html! { <OnItsWay {percent} {of} /> })
        }
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
