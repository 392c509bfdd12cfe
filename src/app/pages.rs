//! The pages, and the frame around them.

mod check;
mod footer;
mod home;
mod learn;
mod lesson;
mod lost;
mod paper;
mod reference;
mod simulate;
mod sitting;
mod titles;

use super::browser::paper::Medium;
use super::browser::scroll::{self, Arrival};
use super::browser::{self, bridge, dom, rescue, terms};
use super::model::Model;
use super::model::learn::sitting::Purpose;
use super::parts::frame::{keeps_line, notice_box, toast_box, top_bar};
use super::route::Route;
use super::store::use_dispatch;
pub use check::{ClosedCard, ClosedCardProps, OnItsWay, OnItsWayProps, opened};
pub use paper::reading;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::hooks::{use_location, use_route};

/// Props of everything that shows the model.
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The model.
    pub model: Rc<Model>,
}

/// The frame: skip link, navigation, the page of the address, notices.
#[component]
pub fn Shell(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let model = &props.model;
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    use_effect_with(titles::title(&route, model), |title| dom::set_title(title));
    let place = use_location().map(|at| (at.path().to_owned(), at.query_str().to_owned()));
    let before = use_mut_ref(|| None);
    use_effect_with(place, move |place| {
        let path = place.as_ref().map(|(path, _)| path.clone());
        let arrival = match before.replace(Some(path.clone())) {
            None => Arrival::First,
            Some(last) if last == path => Arrival::Within,
            Some(_) => Arrival::Page,
        };
        scroll::arrive(arrival);
    });
    use_effect_with((), |()| {
        rescue::watch();
        terms::watch();
    });
    use_effect(rescue::rescue);
    let medium = use_state(Medium::default);
    {
        let medium = medium.setter();
        use_effect_with((), move |()| {
            browser::paper::watch(move |now| medium.set(now));
        });
    }
    let paper = (*medium == Medium::Paper)
        .then(|| paper::paper(&route, model, &dispatch))
        .flatten();
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        dom::focus("main");
    });
    html! {
        <>
            <a class="skip" href="#main" onclick={skip}>{"Skip to the page"}</a>
            {top_bar(&route, model.theme, &dispatch)}
            if let Some(notice) = &model.notice {
                {notice_box(notice, &dispatch)}
            }
            {keeps_line(model.keeps)}
            <main id="main" tabindex="-1" class={frame(&route)}>
                {page(&route, model)}
            </main>
            if frame(&route) == "reading" {
                {footer::footer()}
            }
            {for paper}
            {toast_box(model.toast.as_ref())}
        </>
    }
}

/// What was drawn for the address before the page was there.
fn drawn() -> Option<Html> {
    let html = Html::from_html_unchecked(AttrValue::from(bridge::drawn()?));
    Some(html! { <div class="drawn">{html}</div> })
}

/// The page of an address.
fn page(route: &Route, model: &Rc<Model>) -> Html {
    match route {
        // Until the engine's frames come, the first one is drawn from the scenario: pictures have their
        // places from the start.
        Route::Home => {
            let mut model = Rc::clone(model);
            if model.home.player.frames.is_empty() {
                Rc::make_mut(&mut model).home.player.begin();
            }
            html! { <home::Home {model} /> }
        }
        Route::Simulate => {
            let mut model = Rc::clone(model);
            if model.simulate.player.frames.is_empty() {
                Rc::make_mut(&mut model).simulate.player.begin();
            }
            html! { <simulate::SimulatePage {model} /> }
        }
        Route::Learn => html! { <learn::LearnPage model={Rc::clone(model)} /> },
        Route::Review => {
            html! { <sitting::SittingPage model={Rc::clone(model)} purpose={Purpose::Review} /> }
        }
        Route::Test { chapter } => {
            let purpose = Purpose::Chapter(chapter.clone());
            html! { <sitting::SittingPage model={Rc::clone(model)} {purpose} /> }
        }
        Route::Lesson { lesson } => {
            html! { <lesson::LessonPage model={Rc::clone(model)} lesson={lesson.clone()} /> }
        }
        Route::Reference => html! { <reference::ReferencePage model={Rc::clone(model)} /> },
        Route::Entry { entry } => {
            html! { <reference::ReferencePage model={Rc::clone(model)} entry={entry.clone()} /> }
        }
        Route::Check => html! { <check::CheckPage model={Rc::clone(model)} /> },
        Route::NotFound => html! { <lost::Lost /> },
    }
}

/// How the page fills the window: a workbench, or something to read.
fn frame(route: &Route) -> &'static str {
    match route {
        Route::Check => "bench",
        Route::Simulate => "wide",
        _ => "reading",
    }
}
