//! The Simulate page: knobs and forecast on the left, both lanes and one timeline on the right.

mod beside;
mod passing;
mod side;
mod stage;

use super::PageProps;
use crate::app::browser::dom;
use crate::app::browser::ticker::{use_ticker, wants_calm};
use crate::app::browser::watch::{self, use_keys, use_sight};
use crate::app::model::Msg as AppMsg;
use crate::app::model::player::Motion;
use crate::app::model::simulate::keys::{Action, action, all_keys};
use crate::app::model::simulate::{Msg, Setting, Simulate, Start};
use crate::app::parts::consequences::Consequences;
use crate::app::parts::controls::{Controls, PLAY};
use crate::app::parts::keys::Keys;
use crate::app::parts::numbers::Numbers;
use crate::app::parts::picture::Hatching;
use crate::app::parts::seeds::Seeds;
use crate::app::store::use_dispatch;
use crate::chart::series::Quantile;
use passing::{Passing, save_moment};
use side::{head, side};
use stage::{details, lanes, run, status};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::use_location;

/// The page.
#[component]
pub fn SimulatePage(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let quantile = use_state(Quantile::default);
    let page = &props.model.simulate;
    // The same callbacks every time: what does not change is not drawn anew while it plays.
    let onmsg = use_callback(dispatch.clone(), |msg: Msg, dispatch| {
        dispatch.send(AppMsg::Simulate(msg));
    });
    let onturn = use_callback(dispatch, |setting: Setting, dispatch| {
        dispatch.send(AppMsg::Simulate(Msg::Set(setting)));
    });
    let place = use_node_ref();
    let below = use_node_ref();
    // What is below the timeline moves as well.
    let (above, beneath) = (use_sight(&place), use_sight(&below));
    let is_seen = above || beneath;
    use_ticker(
        page.player.motion == Motion::Playing && is_seen,
        onmsg.reform(Msg::Tick),
    );
    let share = use_share(page);
    let keys = use_page_keys(page, &onmsg, &share);
    use_arrival(page, &onmsg);
    let further = {
        let page = page.clone();
        Callback::from(move |()| beside::further(&page))
    };
    html! {
        <div class="simulate">
            <Hatching />
            {head(page, &onmsg)}
            <Controls player={page.player.clone()} onmsg={onmsg.clone()} />
            <div class="stage" ref={place} data-playing={(page.player.motion == Motion::Playing).then_some("")}
                data-asleep={(!is_seen).then_some("")} data-trace={page.player.hash.map(|hash| format!("{hash:016x}"))}>
                // Another scenario is another picture, not the same one that moves.
                <div class="scene" key={page.opened}>
                    {status(page)}
                    {lanes(page)}
                    {run(page, &quantile, {
                        let (page, further) = (page.clone(), further.clone());
                        html! { <Passing {page} share={share.clone()} onmsg={onmsg.clone()} {further} {keys} /> }
                    })}
                </div>
            </div>
            {side(page, &onmsg, &onturn)}
            <div class="more" data-playing={(page.player.motion == Motion::Playing).then_some("")}>
                <div ref={below}>
                    <div class="scene" key={page.opened}>
                        {details(page)}
                        if page.player.lanes().len() > 1 {
                            <Consequences watched={page.player.read_now_and_then(0)} lanes={page.player.lanes()} />
                        }
                    </div>
                </div>
                <div class="scene" key={page.opened}>
                {beside::analysis(page, &onturn)}
                {beside::stress_test(page, &onmsg, &onturn)}
                if let Some(forecast) = page.forecast_of_many() {
                    <Seeds forecast={*forecast} ends={page.ends.clone()} onmsg={onmsg.clone()} />
                }
                <p class="unseen" aria-live="polite">{page.announcement().map(str::to_owned)}</p>
                <Numbers player={page.player.clone()} {further} />
                </div>
            </div>
        </div>
    }
}

/// Tells the model by which address the page was opened, and puts the keyboard on Play where what was
/// asked for does not start by itself.
#[hook]
fn use_arrival(page: &Simulate, onmsg: &Callback<Msg>) {
    {
        let (onmsg, start) = (onmsg.clone(), page.arrival.start);
        use_effect_with((), move |()| {
            let motion = match wants_calm() {
                true => Motion::Paused,
                false => Motion::Playing,
            };
            onmsg.emit(Msg::Enter(motion));
            if start == Start::ByItself && motion == Motion::Paused {
                dom::focus(PLAY);
            }
            move || onmsg.emit(Msg::Leave)
        });
    }
    let onmsg = onmsg.clone();
    let query = use_location().map(|location| location.query_str().to_owned());
    use_effect_with(query.unwrap_or_default(), move |query| {
        onmsg.emit(Msg::Follow(query.clone()));
    });
}

/// Puts a link to the moment that is shown on the clipboard, or gives a file where the link would be
/// too long.
#[hook]
fn use_share(page: &Simulate) -> Callback<()> {
    let dispatch = use_dispatch();
    let newest = use_mut_ref(|| page.clone());
    newest.borrow_mut().clone_from(page);
    use_callback(dispatch, move |(), dispatch| {
        let page = newest.borrow();
        let head = page.player.head;
        match page.share.link(head) {
            Some(link) => {
                let address = format!("{}{link}", dom::address());
                dispatch.send(AppMsg::Copy(address, "Link to this moment copied"));
            }
            None => save_moment(&page.share.file(head), dispatch),
        }
    })
}

/// The keys of the page, and their sheet below the controls.
#[hook]
fn use_page_keys(page: &Simulate, onmsg: &Callback<Msg>, share: &Callback<()>) -> Html {
    let is_on = use_state(watch::are_wanted);
    let is_open = use_state(|| false);
    let act: Rc<dyn Fn(&str)> = {
        let (page, onmsg, is_open) = (page.clone(), onmsg.clone(), is_open.clone());
        let share = share.clone();
        Rc::new(move |key: &str| match action(key) {
            Some(Action::Help) => is_open.set(!*is_open),
            Some(Action::Share) => share.emit(()),
            Some(other) => {
                if let Some(msg) = page.msg_of(other) {
                    onmsg.emit(msg);
                }
            }
            None => {}
        })
    };
    use_keys(*is_on, all_keys(), act);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let onswitch = {
        let is_on = is_on.clone();
        Callback::from(move |wanted: bool| {
            watch::want(wanted);
            is_on.set(wanted);
        })
    };
    html! {
        <div class="keys-bar">
            <button type="button" class="button small quiet" aria-expanded={is_open.to_string()}
                aria-controls="keys" onclick={toggle} title="Keys (?)">
                {if *is_open { "Hide the keys" } else { "Keys" }}
            </button>
            if *is_open { <Keys is_on={*is_on} {onswitch} /> }
        </div>
    }
}
